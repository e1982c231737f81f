import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rocksolid.cli.commands import application
from rocksolid.explain.explanation import Explained
from typer.testing import CliRunner, Result

HEAD = 'name = "web"\nimage = "registry.example.com/web:1.0.0"\n'
ROOT = Path(__file__).parents[1]

ACME = """
from rocksolid.manifest.part import Part


def cost(system):
    \"\"\"Every workload says who pays.\"\"\"
    for w in system.workloads:
        yield Part(w.controller, {"metadata": {"annotations": {"acme.example/cost": w.app.labels["team"]}}}, ("labels.team",))
"""

Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write files into the working directory: `app.toml` by its text, others by their names."""
    monkeypatch.chdir(tmp_path)

    def writes(app: str, **files: str) -> None:
        for name, text in {"app.toml": app, **{f"{name}.toml": text for name, text in files.items()}}.items():
            Path(name.replace("__", ".")).write_text(text, encoding="utf-8")

    return writes


def run(*arguments: str, code: int = 0) -> Result:
    """Explain, in this process."""
    result = CliRunner().invoke(application("explain"), ["explain", "app.toml", *arguments])
    assert result.exit_code == code, result.output
    return result


def fields(*arguments: str) -> dict[str, Any]:
    """Return the explained fields of the only object, by their paths."""
    (one,) = json.loads(run(*arguments, "--format", "json").stdout)
    return {field["path"]: field for field in one["fields"]}


def decided(field: dict[str, Any]) -> list[tuple[str, str, Any, str]]:
    """Return what decided a field: place, word as it is written, value, and whose line it is."""
    return [(f"{one['file']}:{one['line']}", one["written"], one["value"], one["layer"]) for one in field["decided"]]


REPLICAS = ("Deployment", "spec.replicas")


def test_a_default_is_explained_with_its_reason(write: Write) -> None:
    """What nobody wrote is decided by a built-in default, for its own reason."""
    write(HEAD + "port = 80\n")
    (field,) = fields(*REPLICAS).values()
    (one,) = field["decided"]
    assert (one["file"], one["written"], one["value"]) == ("defaults.toml", "kinds.service.replicas", 3)
    assert one["reason"] == "Survives a lost node while a drain holds another."
    line = (ROOT / "rocksolid/language/defaults.toml").read_text(encoding="utf-8").split("\n")[one["line"] - 1]
    assert line == "replicas = 3"
    assert field["unsaid"] == ["scale"]


@pytest.mark.parametrize(
    ("files", "options", "expected"),
    [
        ({"platform": "[defaults]\nreplicas = 4\n"}, [], ("platform.toml:2", "defaults.replicas", 4, "platform defaults")),
        (
            {"platform": "[environments.test]\nreplicas = 5\n"},
            ["-e", "test"],
            ("platform.toml:2", "environments.test.replicas", 5, "platform environment"),
        ),
        ({"app": HEAD + "replicas = 6\n"}, [], ("app.toml:3", "replicas", 6, "app")),
        (
            {"app": HEAD + "replicas = 6\nenvironments.test.replicas = 7\n"},
            ["-e", "test"],
            ("app.toml:4", "environments.test.replicas", 7, "environment"),
        ),
        ({"app__test": "\nreplicas = 8\n"}, ["-e", "test"], ("app.test.toml:2", "replicas", 8, "file beside")),
        ({"app": HEAD + "replicas = 6\n"}, ["--set", "replicas=9"], ("--set:1", "replicas", 9, "command line")),
        ({"app": f"replicas = 2\n[apps.web]\n{HEAD.split(chr(10))[1]}\n"}, [], ("app.toml:1", "replicas", 2, "above apps")),
        (
            {"app": f"environments.test.replicas = 2\n[apps.web]\n{HEAD.split(chr(10))[1]}\n"},
            ["-e", "test"],
            ("app.toml:1", "environments.test.replicas", 2, "environment above apps"),
        ),
    ],
    ids=lambda value: value[3] if isinstance(value, tuple) else "",
)
def test_the_line_that_decides_is_the_topmost(write: Write, files: dict[str, str], options: list[str], expected: Any) -> None:
    """A field names the one line that decides it, in whatever layer it stands."""
    write(**{"app": HEAD, **files})
    (field,) = fields(*REPLICAS, *options).values()
    assert decided(field) == [expected]


def test_platform_words_are_looked_up_in_the_platform_file(write: Write) -> None:
    """What the platform says is a line of its file, and what it leaves out, of its built-in part."""
    write(HEAD, platform='namespace = "shop"\n[dns]\nport = 8053\n')
    explained = fields("NetworkPolicy", "spec.egress[0]").popitem()[1]
    assert ("platform.toml:3", "dns.port", 8053, "platform") in decided(explained)
    assert ("kube-system", "built-in default") in [(one["value"], one["layer"]) for one in explained["decided"]]
    (namespace,) = fields("Deployment", "metadata.namespace").values()
    assert decided(namespace) == [("platform.toml:1", "namespace", "shop", "platform")]


def test_a_table_that_brings_defaults_is_named_beside_them(write: Write) -> None:
    """A default that holds only where there is a table is decided by the line of the table as well."""
    write(HEAD + 'scratch = ["/cache"]\n')
    size = fields("Deployment", "spec.template.spec.volumes[name=scratch-cache].emptyDir").popitem()[1]
    assert ("app.toml:3", "scratch[0]", "/cache", "app") in decided(size)
    assert 'tables."scratch.*".size' in [one["written"] for one in size["decided"]]


def test_what_a_platform_adds_is_named_at_its_item(write: Write) -> None:
    """Lists that several authors fill name the item of each."""
    own = 'placement.tolerations = [{ key = "own" }]\n'
    write(HEAD + own, platform='[always]\ntolerations = [{ key = "a" }]\n')
    explained = fields("Deployment", "spec.template.spec.tolerations").popitem()[1]
    assert [one[:2] for one in decided(explained)] == [
        ("app.toml:3", "placement.tolerations[0]"),
        ("platform.toml:2", "always.tolerations[0]"),
    ]


def test_a_callee_is_named_in_its_own_blueprint(write: Write) -> None:
    """A hole for a dependency names the dependency's item, and the line of the port in the other app's file."""
    write(
        HEAD + 'dependencies = ["money", "bank"]\n',
        money=HEAD.replace("web", "money") + "port = 90\n",
        bank=HEAD.replace("web", "bank") + "port = 91\n",
    )
    hole = fields("NetworkPolicy", "spec.egress[1].ports", "--with", "money.toml", "--with", "bank.toml").popitem()[1]
    assert hole["value"] == 90
    assert decided(hole) == [("app.toml:3", "dependencies[0]", "money", "app"), ("money.toml:3", "port", 90, "app")]
    assert {one["word"] for one in hole["decided"]} == {"dependencies[0]", "callee.port"}


def test_a_word_that_was_taken_away_is_named_at_its_unset(write: Write) -> None:
    """A field that is otherwise because a word was taken away names the line that took it."""
    write(HEAD + 'unset = ["resources.cpu"]\n')
    memory = fields("Deployment", "spec.template.spec.containers[name=web].resources")
    assert set(memory) == {"spec.template.spec.containers[name=web].resources.requests.memory"}
    write(HEAD + 'unset = ["rollout.max_surge"]\n')
    explained = fields("Deployment", "spec.strategy").popitem()[1]
    assert ("app.toml:3", "unset[0]", None, "app") in decided(explained)


def test_an_override_is_explained_by_its_line_alone(write: Write) -> None:
    """What an author writes over a field is decided by the author's line, whatever the rules said."""
    write(HEAD + '[override."Deployment".spec]\nminReadySeconds = 7\nreplicas = 9\n')
    explained = fields("Deployment", "spec")
    assert explained["spec.minReadySeconds"]["rule"] == "override"
    assert decided(explained["spec.minReadySeconds"]) == [("app.toml:4", "override.Deployment.spec.minReadySeconds", 7, "app")]
    assert decided(explained["spec.replicas"]) == [("app.toml:5", "override.Deployment.spec.replicas", 9, "app")]


def test_what_was_taken_away_is_told_with_its_object(write: Write) -> None:
    """A field that an author removed has no line of its own: the object says where it went."""
    write(HEAD + 'remove = ["Deployment/spec.revisionHistoryLimit"]\n')
    (one,) = json.loads(run("Deployment", "--format", "json").stdout)
    assert [(each["file"], each["line"], each["written"]) for each in one["removed"]] == [("app.toml", 3, "remove[0]")]
    assert "  taken away: remove\n      app.toml:3  remove[0]\n" in run("Deployment").stdout
    assert "taken away" not in run("Deployment", "spec.template").stdout


def test_an_extra_manifest_is_the_authors_own(write: Write) -> None:
    """The fields of a manifest that is passed on are decided by the author's lines; its labels say whose it is."""
    manifest = '[[extra]]\napiVersion = "v1"\nkind = "Box"\nmetadata.name = "notes"\nspec.containers = ["a", { x = 1 }]\n'
    write(HEAD + manifest, platform='namespace = "shop"\n')
    explained = fields("Box")
    assert explained["spec.containers[0]"]["rule"] == "extra"
    assert decided(explained["spec.containers[0]"]) == [("app.toml:7", "extra[0].spec.containers[0]", "a", "app")]
    assert decided(explained["kind"]) == [("app.toml:5", "extra[0].kind", "Box", "app")]
    assert decided(explained["metadata.name"]) == [("app.toml:6", "extra[0].metadata.name", "notes", "app")]
    assert decided(explained['metadata.labels."app.kubernetes.io/name"']) == [("app.toml:1", "name", "web", "app")]


def test_a_rule_of_the_platform_team_is_named_with_its_promise(write: Write) -> None:
    """What a user's rule writes is explained like what ours write, by the words that it names."""
    write(HEAD + 'labels.team = "shop"\n', platform='rules = ["acme:cost"]\n')
    Path("acme.py").write_text(ACME, encoding="utf-8")
    (field,) = fields("Deployment", "metadata.annotations").values()
    assert (field["rule"], field["reason"]) == ("acme:cost", "Every workload says who pays.")
    assert decided(field) == [("app.toml:3", "labels.team", "shop", "app")]


def test_text_has_each_field_with_its_reasons(write: Write) -> None:
    """A pipe gets indented lines: the object, the field, the rule with its promise, the place, and what nobody wrote."""
    write(HEAD + "replicas = 4\n")
    assert run("Deployment/web", "spec.replicas").stdout == (
        "Deployment/web\n"
        "  spec.replicas: 4\n"
        "      rule workload: Every app runs its image as the kind of workload that it is, under a selector that never has to change.\n"
        "      app.toml:3  replicas = 4\n"
        "      also depends on: scale, which nobody wrote\n"
    )


def test_text_is_the_same_in_every_run(write: Write) -> None:
    """Two runs can be compared: nothing depends on hashes or the clock."""
    write(HEAD + "port = 80\n")
    command = [sys.executable, "-c", "from rocksolid.cli import main; main()", "explain", "app.toml"]
    outputs = {subprocess.run(command, capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout for seed in "123"}
    assert len(outputs) == 1


def test_a_terminal_gets_a_tree(write: Write) -> None:
    """In a terminal the same words are the branches of a tree."""
    write(HEAD + "replicas = 4\n")
    ours, theirs = os.openpty()
    command = [sys.executable, "-c", "from rocksolid.cli import main; main()", "explain", "app.toml", *REPLICAS]
    subprocess.run(command, stdout=theirs, check=True, env={**os.environ, "TERM": "dumb", "COLUMNS": "200", "NO_COLOR": "1"})
    os.close(theirs)
    shown = os.read(ours, 10_000).decode().replace("\r", "").split("\n")
    os.close(ours)
    assert [line.strip(" ") for line in shown[:2]] == ["Deployment/web", "└── spec.replicas: 4"]
    assert "    ├── app.toml:3  replicas = 4" in [line.rstrip() for line in shown]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["Deploymnt"], "no-such-object", 'did you mean "Deployment"?'),
        (["Secret"], "no-such-object", "there are Deployment, NetworkPolicy, PodDisruptionBudget, ServiceAccount"),
        (["Deployment/wep"], "no-such-object", 'did you mean "web"?'),
        (["Deployment", "spec.replcas"], "no-such-field", 'did you mean "replicas"?'),
        (["Deployment", "spec.template.spec.containers[name=wbe].image"], "no-such-field", 'did you mean "web"?'),
        (
            ["Deployment", "spec.template.spec.containers[7]"],
            "no-such-field",
            '"spec.template.spec.containers" of Deployment/web has no "[7]"',
        ),
        (["Deployment", "spec.replicas.x"], "no-such-field", '"spec.replicas" of Deployment/web has no "x"'),
        (["Deployment", "kindx"], "no-such-field", 'Deployment/web has no "kindx"'),
        (["Deployment", "spec..x"], "field", '"spec..x" is no field, from "..x" on'),
    ],
)
def test_what_is_not_there_is_told_with_what_is(write: Write, arguments: list[str], code: str, said: str) -> None:
    """A question about something that is not there ends with 1 and says what may have been meant."""
    write(HEAD)
    result = run(*arguments, code=1)
    assert result.stdout == ""
    assert f"error[{code}]" in result.stderr
    assert said in result.stderr


def test_several_objects_of_a_kind_are_all_explained(write: Write) -> None:
    """A kind without a name means all of its objects, and of these, those that have the field."""
    other = HEAD.split("\n")[1]
    write(f"[apps.web]\n{other}\nport = 80\n[apps.api]\n{other}\n")
    assert [one["name"] for one in json.loads(run("Deployment", "--format", "json").stdout)] == ["api", "web"]
    ports = "spec.template.spec.containers[0].ports"
    assert [one["name"] for one in json.loads(run("Deployment", ports, "--format", "json").stdout)] == ["web"]


def test_annotated_yaml_says_why_at_each_line(write: Write) -> None:
    """The YAML of a rendering, with the rule and the places behind each value."""
    write(HEAD + '[environments.production]\nreplicas = 5\n[files."/etc/x"]\ncontent = "a # b\\nc: d\\n"\n')
    text = run("-e", "production", "--annotate").stdout
    plain = CliRunner().invoke(application("render"), ["render", "app.toml", "-e", "production"]).stdout
    assert list(yaml.safe_load_all(text)) == list(yaml.safe_load_all(plain))
    assert "\n  replicas: 5  # workload: app.toml:4 environments.production.replicas\n" in text
    assert re.search(r"\|  # files: app\.toml:6 .*\n    a # b\n    c: d\n", text)


def test_annotate_marks_only_what_was_asked_for(write: Write) -> None:
    """With a field, the other lines have no comment."""
    write(HEAD)
    text = run(*REPLICAS, "--annotate").stdout
    assert re.findall(r"(?m)^ *(\w+): .*#", text) == ["replicas"]


def test_annotate_is_no_json(write: Write) -> None:
    """Comments and JSON do not go together: that is a wrong call."""
    write(HEAD)
    assert "--annotate" in run("--annotate", "--format", "json", code=2).stderr


def test_odd_file_names_and_words_break_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Characters that end a line, in the name of a file or in a key, are escaped in text and in comments."""
    monkeypatch.chdir(tmp_path)
    Path("a\n- b: c.toml").write_text(HEAD + '[annotations]\n"example.com/a" = "x\\ny # z"\n', encoding="utf-8")
    for options in (["--annotate"], []):
        result = CliRunner().invoke(application("explain"), ["explain", "a\n- b: c.toml", *options])
        assert result.exit_code == 0, result.output
        assert "a\\n- b: c.toml:1" in result.stdout
    annotated = CliRunner().invoke(application("explain"), ["explain", "a\n- b: c.toml", "--annotate"]).stdout
    assert {one["metadata"]["annotations"]["example.com/a"] for one in yaml.safe_load_all(annotated)} == {"x\ny # z"}


def test_what_cannot_be_compiled_is_refused_as_ever(write: Write) -> None:
    """Mistakes in the blueprint are told as by render."""
    write(HEAD + "prot = 80\n")
    result = run(code=1)
    assert "error[unknown-key]" in result.stderr


EVERY = """scale = { max = 5 }
expose = { host = "web.example.com" }
metrics = { interval = "30s" }
port = 8080
"""
PLATFORM = """[ingress]
controller = "traefik"

[metrics]
kind = "pod-monitor"
scraper = [{ namespace = "monitoring", labels = { app = "prometheus" } }]
"""


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("HorizontalPodAutoscaler", ["scale"]),
        ("PodDisruptionBudget", ["scale", "disruption"]),
        ("Ingress", ["expose", "ingress"]),
        ("PodMonitor", ["metrics", "metrics"]),
        ("Service", ["port"]),
        ("NetworkPolicy", []),
        ("Deployment", []),
    ],
)
def test_an_object_is_there_because_of_the_words_that_ask_for_it(write: Write, kind: str, expected: list[str]) -> None:
    """The kind of an object names what makes it exist, and a port only where that is what does."""
    write(HEAD + EVERY, platform=PLATFORM)
    (field,) = fields(kind, "kind").values()
    assert [one["written"].partition(".")[0] for one in field["decided"]] == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("spec.strategy.type", set()),
        ("spec.strategy.rollingUpdate.maxSurge", {"rollout.max_surge"}),
        ("spec.template.spec.securityContext.seccompProfile.type", {"security.seccomp"}),
        ("spec.template.spec.containers[name=web].securityContext.readOnlyRootFilesystem", {"security.writable_root"}),
        ("spec.template.spec.containers[name=web].securityContext.allowPrivilegeEscalation", set()),
        ("spec.template.spec.terminationGracePeriodSeconds", {"shutdown.grace", "shutdown.drain"}),
    ],
)
def test_a_field_names_what_can_change_it_and_not_its_neighbours(write: Write, path: str, expected: set[str]) -> None:
    """Of the words of one rule, a field names those that decide it."""
    waiver = 'waivers = [{ rule = "read-only-root", reason = "writes beside itself" }]\nsecurity.writable_root = true\n'
    write(HEAD + waiver + EVERY, platform=PLATFORM)
    (field,) = fields("Deployment", path).values()
    assert {one["word"] for one in field["decided"]} == expected


def test_a_waiver_is_named_at_its_own_item(write: Write) -> None:
    """Of several waivers each annotation names its own line."""
    items = '  { rule = "read-only-root", reason = "a" },\n  { rule = "no-budget", reason = "b" },\n'
    write(f"{HEAD}security.writable_root = true\nreplicas = 1\nwaivers = [\n{items}]\n")
    found = fields("Deployment", "metadata.annotations")
    assert {path.rpartition("/")[2].strip('"'): [one["line"] for one in field["decided"]] for path, field in found.items()} == {
        "read-only-root": [6],
        "no-budget": [7],
    }


def test_a_field_that_was_taken_away_is_answered_with_the_line_that_took_it(write: Write) -> None:
    """To ask for a removed field, or for something in it, is no mistake."""
    write(HEAD + 'remove = ["Deployment/spec.strategy"]\n')
    for field in ("spec.strategy", "spec.strategy.type"):
        assert "app.toml:3  remove[0]" in run("Deployment", field).stdout


def test_the_name_of_a_job_names_what_is_written_over_its_template(write: Write) -> None:
    """A Job is called by a hash of its template, so an override of that decides its name."""
    write(HEAD + 'kind = "job"\n[override.Job.spec.template.spec]\nhostname = "one"\n')
    (name,) = fields("Job", "metadata.name").values()
    assert "override.Job.spec.template.spec.hostname" in {one["written"] for one in name["decided"]}


def test_the_service_of_an_app_is_no_manifest_of_another_group(write: Write) -> None:
    """A manifest of the same kind and name, in another API group, explains itself and not the app's Service."""
    write(HEAD + 'port = 80\n[[extra]]\napiVersion = "serving.knative.dev/v1"\nkind = "Service"\nmetadata.name = "web"\nspec.ports = []\n')
    groups = {one["apiVersion"]: one for one in json.loads(run("Service", "--format", "json").stdout)}
    (ours,) = [field for field in groups["v1"]["fields"] if field["path"] == "spec.type"]
    assert ours["rule"] == "service"
    assert not [one for field in groups["v1"]["fields"] for one in field["decided"] if one["written"].startswith("extra")]


def test_comments_are_short_and_have_the_reason(write: Write) -> None:
    """A comment names the first place and counts the others, gives the reason of a default, or else the promise of the rule."""
    write(HEAD + EVERY, platform=PLATFORM)
    comments = re.findall(r"  # ([^\n]*)$", run("--annotate").stdout, flags=re.MULTILINE)
    assert max(map(len, comments)) <= 160
    assert any(re.match(r"rollout: defaults\.toml:\d+ rollout\.history: [A-Z]", one) for one in comments)
    assert any(re.search(r"^[a-z]+: app\.toml:\d+ \S+ and \d more", one) for one in comments)
    assert any(one.startswith("security: ") and ".toml" not in one for one in comments)


def test_only_what_is_asked_for_is_looked_at(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """A question about one field explains one field, however large the object."""
    looked: list[Any] = []
    original = Explained.field

    def field(self: Explained, path: tuple[Any, ...], value: Any) -> Any:
        looked.append(path)
        return original(self, path, value)

    monkeypatch.setattr(Explained, "field", field)
    write(HEAD)
    run(*REPLICAS)
    assert looked == [("spec", "replicas")]
