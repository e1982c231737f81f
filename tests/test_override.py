"""What authors write over emitted objects, or take away, is there as they wrote it, and says whose line it is."""

import copy
import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rocksolid.compiler import Compiled, RefusedError, compile_request
from rocksolid.language.gather import Request
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.origins import Origin

from build import APP, compile_toml, compiled, container, one
from test_imports import RUN, loaded

WEB = f"{APP}port = 8080\n"
KINDS = {
    "Deployment": "",
    "StatefulSet": 'kind = "stateful"\nport = 8080\nreplicas = 1\n',
    "DaemonSet": 'kind = "daemon"\n',
    "Job": 'kind = "job"\n',
    "CronJob": 'schedule.cron = "0 4 * * *"\n',
}
POD_SPEC = {kind: "spec.jobTemplate.spec.template.spec" if kind == "CronJob" else "spec.template.spec" for kind in KINDS}


def found(result: Compiled, kind: str, name: str | None = None) -> Object:
    """Return the only object of a kind, with its origins."""
    (object_,) = [item for item in result.manifests if item.ref.kind == kind and name in {None, item.ref.name}]
    return object_


def origin(result: Compiled, kind: str, *path: str | int) -> tuple[str, str, str]:
    """Return the only origin of a field: the rule, the words, and the line where these stand."""
    (said,) = found(result, kind).origins(path)
    return (*_words(said), _line(said))


def _words(said: Origin) -> tuple[str, str]:
    return said.rule, said.because[0]


def _line(said: Origin) -> str:
    place = said.spot.place() if said.spot else None
    return f"{Path(place.file).name}:{place.line}" if place else ""


@pytest.mark.parametrize("kind", KINDS)
def test_writes_into_the_container_of_every_kind(kind: str) -> None:
    """A container is met by its name in every kind of workload, and keeps all that is not written over."""
    text = f'{APP}{KINDS[kind]}[[override.{kind}.{POD_SPEC[kind]}.containers]]\nname = "app"\nterminationMessagePolicy = "FallbackToLogsOnError"\n'
    changed, plain = container(compile_toml(text)), container(compile_toml(f"{APP}{KINDS[kind]}"))
    assert changed.pop("terminationMessagePolicy") == "FallbackToLogsOnError"
    assert changed == plain


@pytest.mark.parametrize("kind", KINDS)
def test_takes_away_from_every_kind(kind: str) -> None:
    """What `remove` names is gone, of the item that is meant, and nothing else is."""
    text = f'{APP}{KINDS[kind]}remove = ["{kind}/{POD_SPEC[kind]}.containers[name=app].resources.requests"]\n'
    changed, plain = container(compile_toml(text)), container(compile_toml(f"{APP}{KINDS[kind]}"))
    del plain["resources"]["requests"]
    assert changed == plain


def test_meets_every_object_of_a_kind_or_one_by_its_name() -> None:
    """A kind stands for all its objects of the app, and a name beside it for one, whatever the order; the name counts more."""
    text = f"""{APP}kind = "stateful"
port = 8080
replicas = 3
[override."Service/app-peers".metadata.annotations]
which = "one"
[override.Service.metadata.annotations]
which = "every"
kind = "service"
"""
    objects = compile_toml(text)
    assert one(objects, "Service", "app")["metadata"]["annotations"] == {"which": "every", "kind": "service"}
    assert one(objects, "Service", "app-peers")["metadata"]["annotations"] == {"which": "one", "kind": "service"}


LAYERS = """
[override.Deployment.metadata.annotations]
all = "above"
above = "above"

[apps.app]
image = "registry.example.com/app:1.0.0"
override.Deployment.metadata.annotations = { all = "app", app = "app" }

[apps.app.environments.production]
override.Deployment.metadata.annotations = { all = "environment", environment = "environment" }
"""
PLATFORM = """
[defaults.override.Deployment.metadata.annotations]
all = "platform"
platform = "platform"

[environments.production.override.Deployment.metadata.annotations]
all = "platform in production"
"platform.in/production" = "platform in production"
"""
BESIDE = '[apps.app.override.Deployment.metadata.annotations]\nall = "beside"\nbeside = "beside"\n'
SETTING = 'override.Deployment.metadata.annotations.all="setting"'


def test_the_highest_layer_has_the_last_word() -> None:
    """The overrides of all layers apply, each in its turn from the platform to the command line."""
    annotations: dict[str, str] = {}
    for settings, said in (((), "beside"), ((SETTING,), "setting")):
        result = compiled(LAYERS, PLATFORM, {"app.production.toml": BESIDE}, environment="production", settings=settings)
        annotations = dict(found(result, "Deployment").content["metadata"]["annotations"])
        assert annotations.pop("all") == said
    assert annotations == {
        "platform": "platform",
        "platform.in/production": "platform in production",
        "above": "above",
        "app": "app",
        "environment": "environment",
        "beside": "beside",
    }
    assert one(compile_toml(LAYERS, PLATFORM), "Deployment")["metadata"]["annotations"] == {
        "all": "app",
        "platform": "platform",
        "above": "above",
        "app": "app",
    }


def test_each_layer_takes_away_before_it_writes() -> None:
    """In one layer `remove` goes first, so that a table can be written anew; what a higher layer removes may be a lower one's."""
    text = f"""{WEB}remove = ["Deployment/spec.strategy", "Deployment/spec.template.spec.topologySpreadConstraints"]
[override.Deployment.spec]
strategy.type = "Recreate"
paused = true
[environments.production]
remove = ["Deployment/spec.paused"]
"""
    spec = one(compile_toml(text), "Deployment")["spec"]
    assert (spec["strategy"], spec["paused"]) == ({"type": "Recreate"}, True)
    assert "topologySpreadConstraints" not in spec["template"]["spec"]
    assert "paused" not in one(compile_toml(text, environment="production"), "Deployment")["spec"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ('unset = ["override.Deployment"]', {"replicas", "other"}),
        ('unset = ["override.Deployment.spec.paused"]', {"replicas", "other", "minReadySeconds"}),
        ('unset = ["override"]', {"replicas"}),
        ('unset = ["remove"]', {"minReadySeconds", "paused", "other", "revisionHistoryLimit", "replicas"}),
        ("remove = []", {"minReadySeconds", "paused", "other", "revisionHistoryLimit", "replicas"}),
        ('remove = ["Deployment/spec.replicas"]', {"minReadySeconds", "paused", "other"}),
    ],
)
def test_a_higher_layer_takes_back_what_a_lower_one_says(words: str, left: set[str]) -> None:
    """`unset` takes an override away before it applies, an empty `remove` all lower ones; any other `remove` comes on top of them."""
    text = f"""{WEB}remove = ["Deployment/spec.revisionHistoryLimit"]
override.Deployment.spec = {{ minReadySeconds = 10, paused = true }}
override."Deployment/app".metadata.annotations = {{ other = "x" }}
[environments.production]
{words}
"""
    deployment = one(compile_toml(text, environment="production"), "Deployment")
    said = {*deployment["spec"], *deployment["metadata"].get("annotations", ())}
    assert said & {"minReadySeconds", "paused", "other", "revisionHistoryLimit", "replicas"} == left


def test_the_platform_writes_over_what_each_app_has() -> None:
    """One platform file serves every kind: what an app does not have, be it object, container or field, is passed over below it."""
    platform = """
[defaults]
remove = ["Service/spec.sessionAffinity", "Deployment/spec.revisionHistoryLimit", "Deployment/web/spec.replicas"]
override.Deployment.spec.minReadySeconds = 10
override.CronJob.spec.suspend = true
override."Service/web".spec.sessionAffinity = "ClientIP"
override.Deployment.spec.template.spec.containers = [{ name = "proxy", tty = true }, { name = "app", tty = true }]
"""
    deployment = one(compile_toml(APP, platform), "Deployment")["spec"]
    cron = one(compile_toml(f'{APP}schedule.cron = "0 4 * * *"\n', platform), "CronJob")["spec"]

    assert (deployment["minReadySeconds"], deployment["replicas"], deployment.get("revisionHistoryLimit")) == (10, 3, None)
    assert [item["name"] for item in deployment["template"]["spec"]["containers"] if item["tty"]] == ["app"]
    assert cron["suspend"] is True


def test_a_jobs_name_follows_what_is_written_over_its_template() -> None:
    """A Job's template is immutable, so a template that was written over is another Job; anything else leaves its name."""

    def name(words: str) -> str:
        (job,) = [item for item in compile_toml(f'{APP}kind = "job"\n{words}') if item["kind"] == "Job"]
        return str(job["metadata"]["name"])

    assert name("override.Job.spec.template.spec.priorityClassName = 'high'") != name("") == name("override.Job.spec.backoffLimit = 7")
    assert name('remove = ["Job/app/spec.template.spec.enableServiceLinks"]') != name("")


def test_other_peoples_kinds_take_anything() -> None:
    """Of kinds whose fields are not known here nothing is asked: tables merge, and lists are replaced, as the server merges them."""
    text = f"""{WEB}metrics = {{ interval = "30s" }}
override.PodMonitor.spec = {{ sampleLimit = 5000, podMetricsEndpoints = [{{ port = "http", honorLabels = true }}] }}
"""
    platform = '[metrics]\nkind = "pod-monitor"\nscraper = [{ namespace = "monitoring" }]\n'
    spec = one(compile_toml(text, platform), "PodMonitor")["spec"]
    assert spec["podMetricsEndpoints"] == [{"port": "http", "honorLabels": True}]
    assert spec["sampleLimit"] == 5000
    assert spec["selector"] == one(compile_toml(f"{WEB}metrics = {{}}\n", platform), "PodMonitor")["spec"]["selector"]


def test_one_apps_override_leaves_the_others_alone() -> None:
    """Objects share pieces: what is written over one is not written over another."""
    apps = "".join(f'[apps.{name}]\nimage = "registry.example.com/a:1.0.0"\nport = 8080\n' for name in ("a", "b"))
    text = f"{apps}[[apps.b.override.Deployment.spec.template.spec.containers]]\nname = 'b'\nresources.requests.cpu = '2'\n"
    changed, plain = compile_toml(text), compile_toml(apps)
    assert [item for item in changed if item["metadata"]["name"] == "a"] == [item for item in plain if item["metadata"]["name"] == "a"]
    assert one(changed, "Deployment", "b") != one(plain, "Deployment", "b")


def test_a_blueprint_in_python_writes_over_as_well(tmp_path: Path) -> None:
    """The words of a Python blueprint mean the same, and complaints point into it."""
    file = tmp_path / "app.py"
    file.write_text(
        "from rocksolid import App\n\n"
        "app = App(\n"
        "    name='app',\n"
        "    image='registry.example.com/app:1.0.0',\n"
        "    override={'Deployment': {'spec': {'minReadySeconds': 10, 'template': {'spec': {'containers': ({'name': 'app', 'tty': True},)}}}}},\n"
        "    remove=['Deployment/spec.replicas'],\n"
        ")\n",
        encoding="utf-8",
    )
    objects = compile_request(Request(paths=(str(file),))).objects
    assert one(objects, "Deployment")["spec"]["minReadySeconds"] == 10
    assert "replicas" not in one(objects, "Deployment")["spec"]
    assert container(objects)["tty"] is True
    file.write_text(file.read_text(encoding="utf-8").replace("tty", "ttty"), encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        compile_request(Request(paths=(str(file),)))
    (finding,) = refused.value.findings
    assert finding.spot
    assert (finding.code, finding.spot.place().line) == ("override-unknown", 6)


def test_the_folder_and_the_app_alone_give_the_same_bytes(tmp_path: Path) -> None:
    """What an app's overrides make does not depend on what else is rendered."""
    (tmp_path / "platform.toml").write_text('[defaults]\nremove = ["Deployment/spec.revisionHistoryLimit"]\n', encoding="utf-8")
    for name in ("a", "b"):
        words = f'name = "{name}"\nimage = "registry.example.com/a:1.0.0"\noverride.Deployment.spec.paused = true\n'
        (tmp_path / f"{name}.toml").write_text(words, encoding="utf-8")
    alone = [compile_request(Request(paths=(str(tmp_path / f"{name}.toml"),))).yaml() for name in ("a", "b")]
    assert "".join(alone) == compile_request(Request(paths=(str(tmp_path),))).yaml()


ORIGINS = """name = "app"
image = "registry.example.com/app:1.0.0"
port = 8080
env.LOG_LEVEL = "info"
remove = ["Deployment/spec.revisionHistoryLimit", "NetworkPolicy/app/spec.egress[0].ports[1]"]

[override.Deployment.spec]
minReadySeconds = 10
template.metadata.annotations."example.com/team" = "shop"
template.spec.tolerations = [
  { key = "pool" },
]

[[override.Deployment.spec.template.spec.containers]]
name = "app"
env = [{ name = "NEW", value = "1" }, { name = "LOG_LEVEL", value = "debug" }]
readinessProbe.httpGet = { path = "/", port = "http" }

[override."Deployment/app".spec]
minReadySeconds = 20

[environments.production.override.Deployment.spec]
template.metadata.annotations."example.com/team" = "shop in production"
"""
POD = ("spec", "template", "spec")
CONTAINER = (*POD, "containers", 0)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (("spec", "minReadySeconds"), [("override", 'override."Deployment/app".spec.minReadySeconds', "app.toml:20")]),
        (
            ("spec", "template", "metadata", "annotations", "example.com/team"),
            [("override", 'override.Deployment.spec.template.metadata.annotations."example.com/team"', "app.toml:9")],
        ),
        ((*POD, "tolerations"), [("override", "override.Deployment.spec.template.spec.tolerations", "app.toml:10")]),
        ((*POD, "tolerations", 0, "key"), [("override", "override.Deployment.spec.template.spec.tolerations", "app.toml:10")]),
        ((*CONTAINER, "env", 0, "name"), [("config", "env", "")]),
        (
            (*CONTAINER, "env", 0, "value"),
            [("override", "override.Deployment.spec.template.spec.containers[0].env[1].value", "app.toml:16")],
        ),
        ((*CONTAINER, "env", 1), [("override", "override.Deployment.spec.template.spec.containers[0].env[0]", "app.toml:16")]),
        ((*CONTAINER, "env", 1, "name"), [("override", "override.Deployment.spec.template.spec.containers[0].env[0].name", "app.toml:16")]),
        (
            (*CONTAINER, "readinessProbe", "httpGet", "path"),
            [("override", "override.Deployment.spec.template.spec.containers[0].readinessProbe.httpGet.path", "app.toml:17")],
        ),
        ((*CONTAINER, "image"), [("workload", "name", "")]),
        ((*CONTAINER, "ports", 0, "containerPort"), [("workload", "name", "")]),
        (("spec", "progressDeadlineSeconds"), [("rollout", "rollout.deadline", "")]),
    ],
    ids=lambda value: ".".join(map(str, value)) if isinstance(value, tuple) else "",
)
def test_names_the_line_that_wrote_a_field(path: tuple[str | int, ...], said: list[tuple[str, str, str]]) -> None:
    """What an author wrote over has the author's words and line, and nothing else; what is beside it is still the rule's."""
    origins = found(compiled(ORIGINS), "Deployment").origins(path)
    assert [(*_words(one), _line(one)) for one in origins][: len(said)] == said
    assert {one.rule for one in origins} == {rule for rule, _, _ in said}


def test_the_highest_layer_is_the_origin() -> None:
    """Of two layers that write one field, the one that counts is named."""
    result = compiled(ORIGINS, environment="production")
    at = ("spec", "template", "metadata", "annotations", "example.com/team")
    assert origin(result, "Deployment", *at)[2] == "app.toml:23"
    assert origin(result, "Deployment", "spec", "minReadySeconds")[2] == "app.toml:20"


def test_what_was_taken_away_is_named_at_the_table_around() -> None:
    """A field that is gone has no place: the tables around it name who took it away, those beside it do not."""
    deployment, policy = (found(compiled(ORIGINS), kind) for kind in ("Deployment", "NetworkPolicy"))
    assert ("remove", "remove", "app.toml:5") in [(*_words(one), _line(one)) for one in deployment.origins(("spec",))]
    assert all(one.rule != "remove" for one in deployment.origins(("spec", "replicas")))
    assert {one.rule for one in policy.origins(("spec", "egress", 0, "ports"))} == {"network", "remove"}
    assert {one.rule for one in policy.origins(("spec", "egress", 0, "ports", 0, "port"))} == {"network"}


def test_what_is_written_over_again_is_no_origin() -> None:
    """An override that a higher layer writes over, or takes away, says nothing any more."""
    text = f"""{WEB}override.Deployment.spec.template.spec.containers = [{{ name = "app", env = [{{ name = "A", value = "1" }}] }}]
[environments.production]
override.Deployment.spec.template.spec.containers = [{{ name = "app", env = [{{ name = "A", valueFrom.fieldRef.fieldPath = "status.podIP" }}] }}]
[environments.staging]
remove = ["Deployment/spec.template.spec.containers[name=app].env"]
"""
    production, staging = (found(compiled(text, environment=name), "Deployment") for name in ("production", "staging"))
    lines = [_line(one) for one in production.origins((*CONTAINER, "env", 0))]
    assert lines == ["app.toml:4", "app.toml:4", "app.toml:6"]
    assert [_line(one) for one in production.origins((*CONTAINER, "env", 0, "valueFrom", "fieldRef", "fieldPath"))] == ["app.toml:6"]
    assert [_line(one) for one in staging.origins(CONTAINER) if one.spot] == ["app.toml:8"]


def test_a_port_that_has_a_twin_is_told_by_its_place() -> None:
    """Of two ports of one number, each names the line that wrote it."""
    text = f"""{APP}ports = {{ dns = 53, dns-udp = {{ port = 53, protocol = "UDP" }} }}
[[override.Service.spec.ports]]
port = 53
protocol = "UDP"
appProtocol = "dns"
"""
    result = compiled(text)
    ports = found(result, "Service").content["spec"]["ports"]
    position = next(index for index, port in enumerate(ports) if port["protocol"] == "UDP")
    assert [port.get("appProtocol") for port in ports] == ["dns" if index == position else None for index in range(2)]
    assert origin(result, "Service", "spec", "ports", position, "appProtocol")[2] == "app.toml:7"
    assert all(one.rule == "service" for one in found(result, "Service").origins(("spec", "ports", 1 - position, "port")))


def test_what_changes_with_an_override_names_it() -> None:
    """Each value of each override is changed once: whatever field changes by that names these words, and one does."""
    tree: dict[str, Any] = {
        "name": "app",
        "image": "registry.example.com/app:1.0.0",
        "port": 8080,
        "override": {
            "Deployment": {
                "metadata": {"annotations": {"example.com/a": "1"}},
                "spec": {
                    "strategy": {"rollingUpdate": {"maxSurge": 2}},
                    "template": {
                        "spec": {
                            "tolerations": [{"key": "a", "value": "b"}],
                            "containers": [
                                {"name": "app", "env": [{"name": "A", "value": "1"}], "readinessProbe": {"httpGet": {"port": 1}}}
                            ],
                            "volumes": [{"name": "tmp", "emptyDir": {"medium": "Memory"}}],
                        }
                    },
                },
            },
            "NetworkPolicy/app": {"spec": {"ingress": [{"from": [{"podSelector": {"matchLabels": {"a": "b"}}}]}]}},
            "Service": {"spec": {"ports": [{"port": 8080, "appProtocol": "x"}]}},
        },
    }
    before = _compiled(tree)
    for path in _leaves(tree["override"], ("override",)):
        if path[-1] in {"name", "port", "key"} and path[-2] != "httpGet":
            continue  # Another key is another item.
        other = copy.deepcopy(tree)
        functools.reduce(lambda inner, step: inner[step], path[:-1], other)[path[-1]] = "7"
        after = _compiled(other)
        named = [item.origins(at) for item, at in _differences(before, after)]
        assert named, path
        assert all(any(_covers(one.because[0], path) for one in origins) for origins in named), path


def _compiled(tree: dict[str, Any]) -> Compiled:
    return compiled("\n".join(f"{word} = {_inline(value)}" for word, value in tree.items()))


def _inline(value: Any) -> str:
    """Return a value as TOML writes it in one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(word)} = {_inline(inner)}" for word, inner in value.items()) + " }"
    return "[" + ", ".join(map(_inline, value)) + "]" if isinstance(value, list) else json.dumps(value)


def _leaves(tree: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    if not inside:
        yield path
    for step, inner in inside:
        yield from _leaves(inner, (*path, step))


def _differences(before: Compiled, after: Compiled) -> Iterator[tuple[Object, tuple[Any, ...]]]:
    """Yield each field of the later objects that is another one than before."""
    for old, new in zip(before.manifests, after.manifests, strict=True):
        known = {path: functools.reduce(lambda inner, step: inner[step], path, old.content) for path in _leaves(old.content, ())}
        for path in _leaves(new.content, ()):
            if known.get(path) != functools.reduce(lambda inner, step: inner[step], path, new.content):
                yield new, path


def _covers(because: str, path: tuple[Any, ...]) -> bool:
    """Return whether the words of an origin are those of an input, or around it."""
    words = paths.dotted(path)
    return words == because or words.startswith((f"{because}.", f"{because}["))


def test_the_fields_are_loaded_when_somebody_writes_over_one(tmp_path: Path) -> None:
    """An app without overrides never pays for what Kubernetes' fields are."""
    for name, words in (
        ("plain", ""),
        ("override", "override.Deployment.spec.paused = true\n"),
        ("remove", 'remove = ["Deployment/spec.replicas"]\n'),
    ):
        (tmp_path / f"{name}.toml").write_text(f"{WEB}{words}", encoding="utf-8")
    needed = {"rocksolid.manifest.fields", "rocksolid.manifest.override", "rocksolid.system.overriding", "rocksolid.system.untaken"}
    assert needed & loaded(RUN, "render", str(tmp_path / "plain.toml")) == set()
    assert needed <= loaded(RUN, "render", str(tmp_path / "override.toml"))
    assert needed <= loaded(RUN, "render", str(tmp_path / "remove.toml"))
