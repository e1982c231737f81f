"""The law of layers: every sentence about who decides what, each shown by what becomes of it."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from rocksolid.compiler import Compiled, RefusedError, compile_gathered, compile_request
from rocksolid.finding import Finding
from rocksolid.language.discover import blueprint_files
from rocksolid.language.gather import Request, gather

from build import APP, compile_toml, compiled, container, one, pod, template

LEVELS = (
    "built-in",
    "platform",
    "platform's environment",
    "above [apps]",
    "environment above [apps]",
    "app",
    "app's environment",
    "file beside, above [apps]",
    "file beside",
    "command line",
)


def rendered(files: dict[str, str], *paths: str, **request: Any) -> list[dict[str, Any]]:
    """Return the objects that files of a folder become."""
    return folder(files, *paths, **request).objects


def folder(files: dict[str, str], *paths: str, **request: Any) -> Compiled:
    """Compile some files of a folder; a platform file is named from the folder as well."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / name).parent.mkdir(parents=True, exist_ok=True)
            (Path(place) / name).write_text(text, encoding="utf-8")
        if "platform" in request:
            request["platform"] = f"{place}/{request['platform']}"
        return compile_request(Request(paths=tuple(f"{place}/{path}" for path in paths), **request))


def refused(text: str, platform: str = "", **request: Any) -> list[Finding]:
    """Return the errors of a blueprint."""
    with pytest.raises(RefusedError) as error:
        compiled(text, platform, **request)
    return [finding for finding in error.value.findings if finding.severity == "error"]


def spec(objects: list[dict[str, Any]], kind: str = "Deployment") -> dict[str, Any]:
    """Return the spec of the only object of a kind."""
    found: dict[str, Any] = one(objects, kind)["spec"]
    return found


@pytest.mark.parametrize("level", range(len(LEVELS)), ids=LEVELS)
def test_a_higher_layer_decides(level: int) -> None:
    """Of all who say a word the highest one counts: in the order of this list."""
    said = [f"rollout = {{ history = {10 + number} }}\n" if number <= level else "" for number in range(len(LEVELS))]
    files = {
        "platform.toml": f"[defaults]\n{said[1]}[environments.east]\n{said[2]}",
        "apps.toml": f"{said[3]}[environments.east]\n{said[4]}[apps.app]\nimage = 'app:1.0.0'\n{said[5]}[apps.app.environments.east]\n{said[6]}",
        "apps.east.toml": f"{said[7]}[apps.app]\n{said[8]}",
    }
    settings = ("rollout.history=19",) if level == len(LEVELS) - 1 else ()

    assert spec(rendered(files, "apps.toml", environment="east", settings=settings))["revisionHistoryLimit"] == (10 + level if level else 3)


def test_an_environment_counts_only_where_it_is_asked_for() -> None:
    """Without `-e` no environment has a say, in another one neither."""
    text = f"{APP}[environments.east]\nreplicas = 5\n[environments.west]\n"

    assert [spec(compile_toml(text, environment=name))["replicas"] for name in (None, "east", "west")] == [3, 5, 3]


@pytest.mark.parametrize(
    "files",
    [
        {"platform.toml": "[environments.east]\n", "app.toml": APP},
        {"app.toml": f"{APP}[environments.east]\n"},
        {"app.toml": APP, "app.east.toml": "replicas = 3\n"},
        {"app.toml": "[environments.east]\n[apps.app]\nimage = 'app:1.0.0'\n"},
    ],
    ids=["platform", "app", "beside", "above"],
)
def test_an_environment_is_known_where_anybody_names_it(files: dict[str, str]) -> None:
    """The platform, the app, a file beside it, or what stands above [apps]: one of them is enough."""
    assert rendered(files, "app.toml", environment="east")


def test_every_app_of_a_folder_is_rendered_in_an_environment() -> None:
    """An app that says nothing of an environment is in it as it is everywhere."""
    files = {"one.toml": f"{APP}[environments.east]\nreplicas = 5\n", "two.toml": APP.replace("app", "two")}
    objects = rendered(files, ".", environment="east")

    assert {item["metadata"]["name"]: item["spec"]["replicas"] for item in objects if item["kind"] == "Deployment"} == {"app": 5, "two": 3}


def test_tables_merge() -> None:
    """What a higher layer does not say stays as a lower one says it."""
    objects = compile_toml(
        f'{APP}resources = {{ memory = "256Mi" }}\nlabels = {{ team = "pay", tier = "a" }}\n[environments.east]\nlabels = {{ tier = "b" }}\n',
        '[defaults]\nresources = { cpu = "1" }\nlabels = { owner = "x" }\n',
        environment="east",
    )
    labels = one(objects, "Deployment")["metadata"]["labels"]

    assert container(objects)["resources"]["requests"] == {"cpu": "1", "memory": "256Mi"}
    assert {key: labels[key] for key in ("team", "tier", "owner")} == {"team": "pay", "tier": "b", "owner": "x"}


def test_lists_and_scalars_are_replaced() -> None:
    """A list is one value: nobody has to know how long the one below is."""
    text = f'{APP}command = ["run", "--fast"]\n[environments.east]\ncommand = ["debug"]\n'

    assert container(compile_toml(text, environment="east"))["command"] == ["debug"]


@pytest.mark.parametrize(
    ("low", "high", "probe"),
    [
        ('path = "/ready"\nport = "http"', "period = 9", {"httpGet": {"path": "/ready", "port": "http"}, "periodSeconds": 9}),
        ('path = "/ready"\nheaders = { A = "b" }', 'kind = "tcp"', {"tcpSocket": {"port": "http"}}),
        ('path = "/ready"', 'service = "app"\nport = "http"', {"grpc": {"port": 8080, "service": "app"}}),
        ('command = ["ready"]', 'path = "/ready"', {"httpGet": {"path": "/ready", "port": "http"}}),
    ],
    ids=["same", "kind", "service", "path"],
)
def test_a_probe_of_another_kind_replaces_the_one_below(low: str, high: str, probe: dict[str, Any]) -> None:
    """What one kind of probe is asked by means nothing to another; its times stay."""
    text = f"{APP}port = 8080\n[health.readiness]\n{low}\n[environments.east.health.readiness]\n{high}\n"
    asked = container(compile_toml(text, environment="east"))["readinessProbe"]

    assert {field: value for field, value in asked.items() if field in {*probe, "httpGet", "tcpSocket", "grpc", "exec"}} == probe


@pytest.mark.parametrize(
    ("low", "high", "source"),
    [
        ('{ secret = "a", key = "b" }', '{ config = "c", key = "d" }', {"configMapKeyRef": {"name": "c", "key": "d"}}),
        ('{ secret = "a", key = "b" }', '{ key = "d" }', {"secretKeyRef": {"name": "a", "key": "d"}}),
        ('{ secret = "a", key = "b" }', '{ field = "status.podIP" }', {"fieldRef": {"fieldPath": "status.podIP"}}),
    ],
    ids=["other", "same", "field"],
)
def test_a_variable_of_another_kind_replaces_the_one_below(low: str, high: str, source: dict[str, Any]) -> None:
    """A key of a Secret is no key of a ConfigMap; the same kind of source merges."""
    text = f"{APP}env = {{ VALUE = {low} }}\n[environments.east]\nenv = {{ VALUE = {high} }}\n"
    (variable,) = container(compile_toml(text, environment="east"))["env"]

    assert variable["valueFrom"] == source


def test_a_file_of_another_kind_replaces_the_one_below() -> None:
    """Content of one's own and a Secret are two ways to fill a path."""
    text = f'{APP}files."/etc/app" = {{ secret = "a", optional = true }}\n[environments.east]\nfiles."/etc/app" = {{ config = "b" }}\n'
    (volume,) = (one for one in pod(compile_toml(text, environment="east"))["volumes"] if one.get("configMap") or one.get("secret"))

    assert volume["configMap"]["name"] == "b"
    assert "optional" not in volume["configMap"]


def test_a_volume_of_another_kind_replaces_the_one_below() -> None:
    """A claim of every replica and an existing claim have nothing in common but the path."""
    text = f"""{APP}port = 8080
replicas = 1
security = {{ user = 1000, group = 1000 }}
volumes.data = {{ path = "/data", size = "1Gi", class = "fast" }}
[environments.east]
volumes.data = {{ path = "/data", claim = "old" }}
"""

    assert one(compile_toml(text), "StatefulSet")
    assert pod(compile_toml(text, environment="east"))["volumes"][0]["persistentVolumeClaim"] == {"claimName": "old"}


def test_variables_keep_their_order() -> None:
    """Addresses of dependencies first, then the layers from low to high; a name that is said again keeps its first place."""
    text = f"""{APP}dependencies = [{{ app = "db", port = 5432, env = {{ DB = "{{host}}" }} }}]
[env]
URL = "http://$(DB)"
LEVEL = "info"
[environments.east.env]
LAST = "x"
LEVEL = "debug"
"""
    objects = compile_toml(text, '[defaults]\nenv = { FIRST = "1", LEVEL = "warn" }\n', environment="east")

    assert [(one["name"], one["value"]) for one in container(objects)["env"]] == [
        ("DB", "db"),
        ("FIRST", "1"),
        ("LEVEL", "debug"),
        ("URL", "http://$(DB)"),
        ("LAST", "x"),
    ]


@pytest.mark.parametrize(
    ("platform", "text", "request_"),
    [
        ('[defaults]\nresources.cpu_limit = "1"\n', 'unset = ["resources.cpu_limit"]\n', {}),
        ("", 'resources.cpu_limit = "1"\n[environments.east]\nunset = ["resources.cpu_limit"]\n', {"environment": "east"}),
        ("", 'resources.cpu_limit = "1"\n', {"settings": ('unset = ["resources.cpu_limit"]',)}),
        ('[defaults]\nresources.cpu_limit = "1"\n[environments.east]\nunset = ["resources.cpu_limit"]\n', "", {"environment": "east"}),
    ],
    ids=["app", "environment", "command line", "platform"],
)
def test_unset_takes_a_word_of_a_lower_layer_away(platform: str, text: str, request_: dict[str, Any]) -> None:
    """TOML has no null: what is unset is as if nobody below had said it."""
    assert "limits" not in container(compile_toml(f"{APP}{text}", platform, **request_))["resources"]


def test_unset_leaves_what_is_said_above_it() -> None:
    """A layer may take a word away and say it anew."""
    text = f'{APP}unset = ["labels"]\nlabels = {{ team = "pay" }}\n'
    labels = one(compile_toml(text, '[defaults]\nlabels = { team = "x", tier = "y" }\n'), "Deployment")["metadata"]["labels"]

    assert (labels["team"], "tier" in labels) == ("pay", False)


def test_unset_reaches_names_with_dots() -> None:
    """A step that has dots of its own stands in quotes, as in a key of TOML."""
    text = f"{APP}unset = ['annotations.\"example.com/a\"', 'files.\"/etc/app.yaml\"', 'scratch.\"/cache\"']\n"
    platform = """[defaults]
annotations = { "example.com/a" = "1", "example.com/b" = "2" }
files."/etc/app.yaml" = { content = "x" }
scratch = ["/cache", "/work"]
"""
    objects = compile_toml(text, platform)

    assert one(objects, "Deployment")["metadata"]["annotations"] == {"example.com/b": "2"}
    assert [item["mountPath"] for item in container(objects)["volumeMounts"]] == ["/tmp", "/work"]  # noqa: S108


def test_unset_reaches_paths_in_lists() -> None:
    """Scratch space that is written as a list of paths is taken away path by path as well."""
    text = f'{APP}unset = ["scratch"]\nscratch = ["/a", "/b"]\n[environments.east]\nunset = ["scratch./a"]\n'
    alone, east = (container(compile_toml(text, environment=name)) for name in (None, "east"))

    assert [[item["mountPath"] for item in found["volumeMounts"]] for found in (alone, east)] == [["/a", "/b"], ["/b"]]


@pytest.mark.parametrize(
    ("text", "platform", "word"),
    [
        ('port = 8080\nunset = ["metrics.path"]\nmetrics = {}\n', "", "metrics.path"),
        ("port = 8080\nmetrics = {}\n", '[defaults]\nunset = ["metrics.path"]\n', "metrics.path"),
        ('unset = ["schedule.deadline"]\nschedule = { cron = "@daily" }\n', "", "schedule.deadline"),
        ('unset = [\'scratch."/cache".size\']\nscratch = ["/cache"]\n', "", "scratch./cache.size"),
        ('unset = ["containers.proxy.resources.cpu"]\ncontainers.proxy = { when = "beside" }\n', "", "containers.proxy.resources.cpu"),
        ('kind = "job"\nunset = ["job.ttl"]\n', "", "job.ttl"),
    ],
)
def test_unset_takes_the_built_in_words_of_tables_away(text: str, platform: str, word: str) -> None:
    """A word that comes with a table can be unset like any other: nothing decides it, and nothing is written."""
    (w,) = compiled(APP + text, platform).system.workloads
    found: Any = w.layers.tree
    *tables, last = path = tuple(word.split("."))
    for step in tables:
        found = found[step]

    assert last not in found
    assert w.layers.deciding(path) is None


def test_metrics_without_a_path_leave_it_to_the_scraper() -> None:
    """Without a path neither the pods nor a monitor say one."""
    text = f'{APP}port = 8080\nunset = ["metrics.path"]\nmetrics = {{}}\n'
    assert "prometheus.io/path" not in template(compile_toml(text))["metadata"]["annotations"]
    (endpoint,) = one(compile_toml(text, '[metrics]\nkind = "pod-monitor"\n'), "PodMonitor")["spec"]["podMetricsEndpoints"]
    assert endpoint == {"port": "http"}


def test_a_table_that_is_unset_and_said_anew_has_its_built_in_words() -> None:
    """What comes with a table belongs to the table, and not to the layers that are taken away."""
    text = f'{APP}schedule = {{ cron = "@daily", deadline = "1h" }}\n[environments.east]\nunset = ["schedule"]\nschedule = {{ cron = "@hourly" }}\n'
    result = compiled(text, environment="east")
    (w,) = result.system.workloads

    assert one(result.objects, "CronJob")["spec"]["startingDeadlineSeconds"] == 600
    assert w.layers.at(("schedule", "deadline")).place().file == "defaults.toml"
    assert w.layers.at(("schedule", "cron")).place().line == 6


def test_a_job_without_a_ttl_stays() -> None:
    """`unset` takes the ttl away, so that a deployer finds the Job of the same template and does not run it again."""
    spec = one(compile_toml(f'{APP}kind = "job"\nunset = ["job.ttl"]\n'), "Job")["spec"]
    assert "ttlSecondsAfterFinished" not in spec


def test_unset_may_change_the_kind() -> None:
    """An app that is unset to have no schedule is no cron job."""
    text = f'{APP}schedule = {{ cron = "@daily" }}\n[environments.east]\nunset = ["schedule"]\n'

    assert one(compile_toml(text), "CronJob")
    assert one(compile_toml(text, environment="east"), "Deployment")


def test_unset_is_a_word_of_apps_alone() -> None:
    """A label, a port or a variable may be called `unset`."""
    text = f'{APP}labels = {{ unset = "a" }}\nports = {{ unset = 8080 }}\nenv = {{ unset = "b" }}\n'
    objects = compile_toml(text, '[defaults]\nlabels = { x = "y" }\n')

    assert one(objects, "Deployment")["metadata"]["labels"]["unset"] == "a"
    assert container(objects)["ports"][0]["name"] == "unset"
    assert container(objects)["env"] == [{"name": "unset", "value": "b"}]


def test_scratch_space_adds_up() -> None:
    """A list of paths is a table without words: layers add to it, and `/tmp` is always there."""
    text = f'{APP}scratch = ["/cache"]\n[environments.east]\nscratch = {{ "/work" = {{ size = "1Gi" }} }}\n'
    mounts = container(compile_toml(text, '[defaults]\nscratch = ["/logs"]\n', environment="east"))["volumeMounts"]

    assert {item["mountPath"] for item in mounts} == {"/tmp", "/logs", "/cache", "/work"}  # noqa: S108


def test_what_a_platform_always_adds_is_added() -> None:
    """Dependencies, callers, variables, labels, annotations and tolerations of the platform come to those of the app."""
    platform = """[always]
dependencies = [{ app = "collector", namespace = "observability", port = 4317 }]
callers = [{ namespace = "mesh", labels = { app = "gate" } }]
env = { REGION = "east", LEVEL = "warn" }
labels = { cluster = "a", team = "x" }
annotations = { note = "b" }
tolerations = [{ key = "spot" }]
"""
    text = f"""{APP}port = 8080
dependencies = [{{ app = "db", port = 5432 }}]
callers = ["web"]
env = {{ LEVEL = "info" }}
labels = {{ team = "pay" }}
placement.tolerations = [{{ key = "gpu" }}]
"""
    objects = compile_toml(text, platform)
    policy, metadata = spec(objects, "NetworkPolicy"), one(objects, "Deployment")["metadata"]

    assert [hole["ports"][0]["port"] for hole in policy["egress"]][-2:] == [5432, 4317]
    assert len(policy["ingress"]) == 2
    assert container(objects)["env"] == [{"name": "REGION", "value": "east"}, {"name": "LEVEL", "value": "info"}]
    assert (metadata["labels"]["cluster"], metadata["labels"]["team"], metadata["annotations"]["note"]) == ("a", "pay", "b")
    assert [one["key"] for one in pod(objects)["tolerations"]] == ["gpu", "spot"]


def test_what_is_always_added_stays_beside_replaced_lists() -> None:
    """An environment replaces the list of its app, not that of the platform."""
    text = f'{APP}port = 80\ncallers = ["a", "b"]\n[environments.east]\ncallers = ["c"]\n'
    policy = spec(compile_toml(text, '[always]\ncallers = ["d"]\n', environment="east"), "NetworkPolicy")

    assert [hole["from"][0]["podSelector"]["matchExpressions"][0]["values"] for hole in policy["ingress"]] == [["c"], ["d"]]


def test_an_app_is_never_its_own_dependency_by_the_platform() -> None:
    """What every app calls does not call itself."""
    platform = '[always]\ndependencies = [{ app = "app", port = 8080 }, "shop/app"]\n'
    egress = spec(compile_toml(f"{APP}port = 8080\n", platform), "NetworkPolicy")["egress"]

    assert [port["port"] for hole in egress for port in hole["ports"]] == [53, 53]


def test_jobs_have_no_callers_whatever_the_platform_adds() -> None:
    """What a kind has no use for is not added to it."""
    assert spec(compile_toml(f'{APP}kind = "job"\n', '[always]\ncallers = ["web"]\n'), "NetworkPolicy")["ingress"] == []


@pytest.mark.parametrize("above", ["platform", "file"])
def test_words_that_a_kind_cannot_use_are_passed_over_below_the_app(above: str) -> None:
    """Defaults are for everybody: those who have no use for a word do not see it."""
    words = "replicas = 5\nport = 8080\n[shutdown]\ndrain = 9\n"
    app = "[apps.app]\nimage = 'app:1.0.0'\nkind = 'job'\n"
    files = {"platform.toml": f"[defaults]\n{words}".replace("[shutdown]", "[defaults.shutdown]"), "app.toml": app}
    files = files if above == "platform" else {"app.toml": words + app}
    objects = rendered(files, "app.toml")

    assert one(objects, "Job")
    assert "ports" not in container(objects)


def test_words_that_a_kind_cannot_use_are_refused_in_the_app() -> None:
    """Who writes such a word believes that it does something."""
    assert [finding.code for finding in refused(f'{APP}kind = "job"\nreplicas = 5\n')] == ["unusable-word"]


def test_required_means_written_by_the_app_or_its_environment() -> None:
    """Nobody else knows how many replicas of a store make sense."""
    store = f'{APP}kind = "stateful"\nport = 5432\n'

    assert [finding.code for finding in refused(store, "[defaults]\nreplicas = 3\n")] == ["replicas-missing"]
    assert spec(compile_toml(f"{store}[environments.east]\nreplicas = 2\n", environment="east"), "StatefulSet")["replicas"] == 2


@pytest.mark.parametrize(
    ("path", "name", "line"),
    [
        (("replicas",), "app.toml", 4),
        (("labels", "team"), "platform.toml", 2),
        (("labels", "tier"), "app.east.toml", 1),
        (("rollout", "history"), "--set", 1),
        (("disruption", "max_unavailable"), "defaults.toml", None),
        (("scratch", "/cache"), "app.toml", 5),
        (("callers", 1), "platform.toml", 4),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_the_layer_that_decided_is_the_topmost_that_has_the_path(path: tuple[str | int, ...], name: str, line: int | None) -> None:
    """Every decided value has a place, in the file of whoever wrote it."""
    files = {
        "platform.toml": '[defaults]\nlabels = { team = "a", tier = "b" }\n[always]\ncallers = ["all"]\n',
        "app.toml": f'{APP}port = 8080\nreplicas = 5\nscratch = ["/cache"]\ncallers = ["web"]\n[environments.east]\n',
        "app.east.toml": 'labels.tier = "c"\n',
    }
    (workload,) = folder(files, "app.toml", environment="east", settings=("rollout.history=5",)).system.workloads
    place = workload.layers.at(path).found().source

    assert Path(place.name).name == name
    assert line is None or workload.layers.at(path).place().line == line


def test_the_platform_is_the_nearest_file_beside_or_above() -> None:
    """Each blueprint of a run stands on its own."""
    files = {
        "platform.toml": 'namespace = "outer"\n',
        "a/one.toml": APP.replace("app", "one"),
        "b/platform.toml": 'namespace = "inner"\n',
        "b/c/two.toml": APP.replace("app", "two"),
    }
    accounts = [item["metadata"] for item in rendered(files, "a", "b") if item["kind"] == "ServiceAccount"]

    assert {item["name"]: item["namespace"] for item in accounts} == {"one": "outer", "two": "inner"}


def test_the_platform_is_not_sought_beyond_the_repository() -> None:
    """What lies above a repository is somebody else's."""
    files = {"platform.toml": 'namespace = "outer"\n', "repository/.git": "", "repository/apps/app.toml": APP}

    assert "namespace" not in one(rendered(files, "repository"), "Deployment")["metadata"]


def test_a_platform_file_that_is_named_counts_for_all() -> None:
    """`--platform` leaves no other file a say."""
    files = {"a/platform.toml": 'namespace = "near"\n', "a/app.toml": APP, "cluster.toml": 'namespace = "named"\n'}

    assert one(rendered(files, "a", platform="cluster.toml"), "Deployment")["metadata"]["namespace"] == "named"


def test_a_directory_is_every_blueprint_under_it(tmp_path: Path) -> None:
    """Platform files, `pyproject.toml`, files for one environment, Python and hidden folders are none."""
    ours = ["a.toml", "b/c.rocksolid.toml", "b/d/e.toml"]
    others = [
        "platform.toml",
        "b/platform.toml",
        "pyproject.toml",
        "a.production.toml",
        "b/c.rocksolid.east.toml",
        "f.py",
        ".g/h.toml",
        "i.yaml",
    ]
    for name in [*ours, *others, "cluster.toml"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = blueprint_files(str(tmp_path), tmp_path / "cluster.toml", [])

    assert [str(file.relative_to(tmp_path)) for file in found] == ours


def test_a_file_with_two_more_parts_in_its_name_is_for_no_environment() -> None:
    """`app.east.old.toml` is not said in any environment; what it is, only its author knows."""
    files = {"app.toml": APP, "app.east.toml": "replicas = 5\n", "app.east.old.toml": "replicas = 9\n"}

    assert spec(rendered(files, "app.toml", environment="east"))["replicas"] == 5
    with pytest.raises(RefusedError, match="unknown-environment"):
        rendered(files, "app.toml", environment="east.old")


def test_several_apps_share_what_stands_above_them() -> None:
    """Many workers of one image are a line each."""
    text = (
        "image = 'app:1.0.0'\nenv = { LEVEL = 'info' }\n[apps.one]\nargs = ['one']\n[apps.two]\nargs = ['two']\nenv = { LEVEL = 'debug' }\n"
    )
    containers = [item["spec"]["template"]["spec"]["containers"][0] for item in compile_toml(text) if item["kind"] == "Deployment"]

    assert [(one["name"], one["image"], one["args"], one["env"][0]["value"]) for one in containers] == [
        ("one", "app:1.0.0", ["one"], "info"),
        ("two", "app:1.0.0", ["two"], "debug"),
    ]


def test_apps_of_several_kinds_share_what_stands_above_them() -> None:
    """In each environment, each app passes over what its kind has no use for, and no other app loses it."""
    above = 'image = "app:1.0.0"\nreplicas = 5\nargs = ["all"]\n'
    text = f'{above}[apps.job]\nkind = "job"\n[apps.web]\nport = 8080\n[environments.p]\nreplicas = 6\nargs = ["p"]\n'
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "apps.toml").write_text(text, encoding="utf-8")
        gathered = gather(Request(paths=(place,)), [])
        runs = [compile_gathered(one, []).objects for one in (gathered, *gathered.in_turn())]

    assert [one(objects, "Deployment")["spec"]["replicas"] for objects in runs] == [5, 6]
    specs = [[item["spec"]["template"]["spec"] for item in objects if "template" in item.get("spec", {})] for objects in runs]
    assert [[spec["containers"][0]["args"] for spec in run] for run in specs] == [[["all"]] * 2, [["p"]] * 2]


@pytest.mark.parametrize(
    ("setting", "field", "value"),
    [
        ("replicas=5", "replicas", 5),
        ("replicas = 5", "replicas", 5),
        ("scale={ max = 4 }", "maxReplicas", 4),
        ("scale.max=4", "maxReplicas", 4),
    ],
)
def test_settings_are_toml(setting: str, field: str, value: object) -> None:
    """What stands behind the `=` is a value of TOML, and a dotted word reaches into tables."""
    objects = compile_toml(APP, settings=(setting,))

    assert {**spec(objects), **(spec(objects, "HorizontalPodAutoscaler") if "scale" in setting else {})}[field] == value


def test_a_bare_word_of_a_setting_is_text() -> None:
    """Nobody has to quote twice in a shell."""
    assert container(compile_toml(APP, settings=("image=other:2.0.0",)))["image"] == "other:2.0.0"


def test_a_port_is_one_word_in_both_spellings() -> None:
    """`port` is short for `ports.http`, so a higher layer replaces it in either spelling."""
    longer = compile_toml(f"{APP}port = 8080\n[environments.p]\nports.http = 9090\n", environment="p")
    shorter = compile_toml(f"{APP}[ports]\nhttp = {{ port = 8080, service = 80 }}\n[environments.p]\nport = 9090\n", environment="p")
    for objects in (longer, shorter):
        assert [port["containerPort"] for port in container(objects)["ports"]] == [9090]
    assert one(shorter, "Service")["spec"]["ports"][0]["port"] == 9090


def test_an_apps_own_variable_wins_over_a_dependency_of_every_app() -> None:
    """A platform adds a dependency to every app, and an app that says its variable itself keeps its own value."""
    always = '[always]\ndependencies = [{ app = "collector", port = 4317, env = { COLLECTOR = "{host}", COLLECTOR_PORT = "{port}" } }]\n'
    objects = compile_toml(f'{APP}env.COLLECTOR = "mine"\n', always)
    assert {one["name"]: one["value"] for one in container(objects)["env"]} == {"COLLECTOR": "mine", "COLLECTOR_PORT": "4317"}


@pytest.mark.parametrize("wrong", ["true", "1.0"])
@pytest.mark.parametrize("words", ["scale = { min = %s, max = 4 }", 'health = { path = "/", readiness = { period = %s } }'])
def test_equal_tables_of_two_apps_are_read_by_their_types(words: str, wrong: str) -> None:
    """What Python calls equal to a number that another app says is no number for that, in a table inside another as well."""
    apps = "".join(f'[apps.{name}]\nimage = "a:1"\nport = 80\n{words % said}\n' for name, said in (("a", 1), ("b", wrong)))
    with pytest.raises(RefusedError) as refused:
        compile_toml(apps)

    assert [(finding.code, finding.spot.place().line) for finding in refused.value.findings if finding.spot] == [("wrong-type", 8)]
