"""Rules of a platform team's own: found by name, run for its apps alone, and with the same provenance as ours."""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rocksolid
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from mypy import api as mypy
from rocksolid.cli.commands import application
from rocksolid.finding import Place
from rocksolid.language.source import FixedSpot
from rocksolid.manifest.assemble import assemble
from rocksolid.manifest.override import FIXED
from rocksolid.manifest.part import Part
from rocksolid.report.text import render
from rocksolid.rules import RULES
from rocksolid.rules.platform import PLATFORM_RULES
from rocksolid.user_rules.load import UserRule
from rocksolid.user_rules.objects import judged
from rocksolid.user_rules.run import run
from typer.testing import CliRunner

from build import APP, one, template
from build import compiled as rocksolid_compiled

Folder = Callable[..., Path]

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "user-rules.md"
HEAD = '''"""Costs are counted by team."""

from rocksolid import Part


def rule(system):
    for w in system.workloads:
'''
AT = FixedSpot(Place("platform.toml", 1, 1, 1))
NOTE = 'yield Part(w.controller, {"metadata": {"annotations": {"acme.com/said": SAID}}}, ("component",))'


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Makes a folder with an app and a platform file that names one rule, whose body is given."""

    def make(name: str, body: str, head: str = HEAD, rules: str = '["acme_rules:rule"]', **files: str) -> Path:
        made = tmp_path / name
        made.mkdir()
        (made / "platform.toml").write_text(f"rules = {rules}\n", encoding="utf-8")
        (made / "app.toml").write_text(APP.replace("app", name) + "port = 8080\n", encoding="utf-8")
        (made / "acme_rules.py").write_text(head + "".join(f"        {line}\n" for line in body.split("\n")), encoding="utf-8")
        for other, text in files.items():
            (made / f"{other}.py").write_text(text, encoding="utf-8")
        return made

    return make


def note(objects: list[dict[str, Any]], name: str) -> Any:
    """Return what the rules of a folder wrote on the Deployment of its app."""
    return one(objects, "Deployment", name)["metadata"].get("annotations", {}).get("acme.com/said")


def test_each_platform_has_modules_of_its_own(folder: Folder) -> None:
    """Two platform files may name modules of one name, which import others of one name: each gets those beside it, for its own apps alone."""
    body = NOTE.replace("SAID", "SAID.TEXT")
    head = HEAD.replace("from rocksolid", "import said_by_acme as SAID\nfrom rocksolid")
    made = [folder(name, body, head, said_by_acme=f"TEXT = '{name}'\n") for name in ("one", "two")]
    before, path, bytecode = set(sys.modules), list(sys.path), sys.dont_write_bytecode

    for paths in (made, made[::-1]):
        objects = rocksolid.compile(paths).objects
        assert [note(objects, "one"), note(objects, "two")] == ["one", "two"]
    assert {"acme_rules", "said_by_acme"} & (set(sys.modules) - before) == set()
    assert (sys.path, sys.dont_write_bytecode) == (path, bytecode)
    assert not [file for each in made for file in each.rglob("__pycache__")]


def test_a_module_that_is_loaded_already_is_not_taken_for_the_one_beside(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that has imported another module of that name keeps it, and gets the rule all the same."""
    other = type(sys)("acme_rules")
    monkeypatch.setitem(sys.modules, "acme_rules", other)

    assert note(rocksolid.compile(folder("one", NOTE.replace("SAID", "'beside'"))).objects, "one") == "beside"
    assert sys.modules["acme_rules"] is other


def test_an_installed_module_needs_none_beside(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules can be a package that several platform files share."""
    made = folder("one", NOTE.replace("SAID", "'installed'"))
    (tmp_path / "site" / "acme").mkdir(parents=True)
    (made / "acme_rules.py").rename(tmp_path / "site" / "acme" / "rules_of_all.py")
    (made / "platform.toml").write_text('rules = ["acme.rules_of_all:rule"]\n', encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    assert note(rocksolid.compile(made).objects, "one") == "installed"
    monkeypatch.delitem(sys.modules, "acme.rules_of_all")
    monkeypatch.delitem(sys.modules, "acme")


def test_a_rule_sees_the_apps_of_its_own_platform_alone(folder: Folder) -> None:
    """Whatever else is rendered, it is given the same workloads, and so writes the same."""
    one_, two = (folder(name, NOTE.replace("SAID", "' '.join(w.name for w in system.workloads)")) for name in ("one", "two"))
    objects = rocksolid.compile([one_, two]).objects

    assert [note(objects, "one"), note(objects, "two")] == ["one", "two"]


def test_what_a_rule_writes_has_its_name_and_words_as_origin(folder: Folder) -> None:
    """`explain` needs no more: the rule's name as the platform file says it, the words, and those of the object itself."""
    manifests = rocksolid.compile(folder("one", NOTE.replace("SAID", "'x'"))).manifests
    deployment = next(item for item in manifests if item.ref.kind == "Deployment")
    (origin,) = deployment.origins(("metadata", "annotations", "acme.com/said"))

    assert origin.rule == "acme_rules:rule"
    assert origin.because[0] == "component"
    assert "labels" in origin.because


_LEAVES: st.SearchStrategy[Any] = st.sampled_from(
    ["x", 5, None, {}, [], [{}], [{"name": "app"}], ["x"], [{"name": "app", "image": "x"}], [{"name": 5}], {1, 2}]
)
_KEYS = st.sampled_from(
    [
        "metadata",
        "labels",
        "annotations",
        "name",
        "spec",
        "template",
        "selector",
        "replicas",
        "containers",
        "volumes",
        "volumeMounts",
        "ingress",
        "data",
        "apiVersion",
    ]
)
_CONTENTS = st.recursive(_LEAVES, lambda inner: st.dictionaries(_KEYS, inner, max_size=3) | st.lists(inner, max_size=2), max_leaves=8)
_OBJECTS = st.sampled_from(
    [("apps/v1", "Deployment"), ("v1", "Service"), ("networking.k8s.io/v1", "NetworkPolicy"), ("example.com/v1", "Own")]
)


@given(
    st.lists(st.tuples(_OBJECTS, _CONTENTS | st.fixed_dictionaries({"spec": st.fixed_dictionaries({"template": _CONTENTS})})), max_size=3)
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_rule_yields_is_united_or_refused(yielded: list[tuple[tuple[str, str], Any]]) -> None:
    """No content of a part ends in a conflict between rules that only we could mend, or in a traceback of ours."""
    compiled = rocksolid_compiled(f"{APP}port = 8080\n")
    rule = UserRule(
        "acme:rule", lambda system: [Part(w.ref(*ref), content, ("name",)) for w in system.workloads for ref, content in yielded], "", AT
    )
    report: list[rocksolid.Finding] = []
    parts = [(rule, part) for part in run(rule, compiled.system, report)]
    said = [(name, part) for item in compiled.manifests for name, part in item.said if name != "metadata"]
    report += judged(parts, said)

    if not report:
        assert assemble([*said, *((rule.name, part) for _, part in parts)])
    assert all(render(finding) for finding in report)


def test_what_a_rule_prints_is_not_in_the_manifests(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Stdout belongs to the result."""
    rocksolid.render(folder("one", f"print('hello')\n{NOTE.replace('SAID', '1 and None or str(1)')}"))

    assert capsys.readouterr() == ("", "hello\n")


def test_an_interrupt_ends_the_run(folder: Folder) -> None:
    """It is nobody's mistake."""
    with pytest.raises(KeyboardInterrupt):
        rocksolid.compile(folder("one", "raise KeyboardInterrupt\nyield"))


def test_read_only_tables_and_tuples_are_plain(folder: Folder) -> None:
    """What a blueprint's words are can be passed on: `w.app.labels` may be an empty table that nobody can change."""
    body = 'yield Part(w.ref("example.com/v1", "Cost"), {"spec": {"labels": w.app.labels, "ports": (1, 2)}}, ("labels", "ports"))'

    assert one(rocksolid.compile(folder("one", body)).objects, "Cost")["spec"] == {"labels": {}, "ports": [1, 2]}


def test_containers_are_shared_by_name(folder: Folder) -> None:
    """A rule may add to the app's container what nobody says of it."""
    body = 'yield Part(w.controller, w.containers(lambda name: {"tty": True}), ("name", "containers"))'
    (container,) = template(rocksolid.compile(folder("one", body)).objects)["spec"]["containers"]

    assert (container["tty"], container["name"], "image" in container) == (True, "one", True)


@pytest.mark.parametrize("path", sorted(FIXED), ids=".".join)
def test_what_makes_an_object_itself_is_nobodys_to_write(folder: Folder, path: tuple[str, ...]) -> None:
    """Name, namespace, kind and selectors cannot be added to by a rule, whatever its object."""
    *around, last = path
    content = f'{{"{last}": {{"acme.com/team": "x"}}}}'
    for step in reversed(around):
        content = f'{{"{step}": {content}}}'
    made = folder(
        "one",
        f'for ref in (w.controller, w.ref("v1", "Service"), w.ref("networking.k8s.io/v1", "NetworkPolicy")):\n    yield Part(ref, {content}, ("name",))',
    )
    with pytest.raises(rocksolid.RefusedError) as refused:
        rocksolid.compile(made)

    assert {finding.code for finding in refused.value.findings if finding.severity == "error"} == {"rule-conflict"}


def test_a_rule_that_writes_nothing_is_named_where_all_apps_are_known(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """`check` says so; `render` sees but some of the apps, and `check` of one beside its neighbours too."""
    made = folder("one", 'if w.name == "other":\n    yield')
    (made / "other.toml").write_text(APP.replace("app", "third"), encoding="utf-8")
    monkeypatch.chdir(made)

    def said(*arguments: str) -> str:
        return CliRunner().invoke(application(arguments[0]), arguments).output

    assert "rule-silent" in said("check", ".")
    assert "rule-silent" not in said("render", ".")
    assert "rule-silent" not in said("check", "app.toml", "--with", "other.toml")


def listed(*arguments: str) -> dict[str, str]:
    """Return what `rocksolid rules` prints: the promise of each rule."""
    result = CliRunner().invoke(application("rules"), ["rules", *arguments])
    assert result.exit_code == 0, result.stderr
    return dict(re.findall(r"(?m)^(\S+) *(.*)$", result.stdout))


def test_rules_are_listed_with_their_promises(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the nearest platform file, or of the one that is named: the function's first paragraph on one line, else the module's."""
    both = '\n\ndef told(system):\n    """Costs are\n    told.\n\n    By team.\n    """\n'
    made = folder("one", "yield", HEAD.replace("\n\n\ndef rule", f"{both}\n\ndef rule"), '["acme_rules:rule", "acme_rules:told"]')
    ours = {rule.__name__ for rule in RULES}
    (made / "deep").mkdir()
    monkeypatch.chdir(made / "deep")

    assert listed().keys() - ours == {"acme_rules:rule", "acme_rules:told"}
    assert (listed()["acme_rules:rule"], listed()["acme_rules:told"]) == ("Costs are counted by team.", "Costs are told.")
    assert listed("--platform-objects").keys() == {rule.__name__ for rule in PLATFORM_RULES}
    monkeypatch.chdir(made.parent)
    assert listed().keys() == ours
    assert listed("--platform", "one/platform.toml").keys() - ours == {"acme_rules:rule", "acme_rules:told"}


def test_a_rule_that_cannot_be_listed_is_an_error(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is when it is run."""
    monkeypatch.chdir(folder("one", "yield", rules='["acme_rules:rul"]'))
    result = CliRunner().invoke(application("rules"), ["rules"])

    assert (result.exit_code, result.stdout) == (1, "")
    assert 'platform.toml:1:10: error[rule-function]: the module "acme_rules" has no function "rul"' in result.stderr


def test_the_page_has_a_typed_example(tmp_path: Path) -> None:
    """What the page tells rule authors to write passes mypy in its strictest mode."""
    (text,) = re.findall(r'(?s)```python title="acme_rules.py"\n(.*?)```', PAGE.read_text(encoding="utf-8"))
    (tmp_path / "acme_rules.py").write_text(text, encoding="utf-8")
    said, wrong, code = mypy.run(["--strict", "--cache-dir", str(PAGE.parents[2] / ".mypy_cache"), str(tmp_path / "acme_rules.py")])

    assert (code, wrong) == (0, ""), said


def test_the_example_writes_what_can_be_read(tmp_path: Path) -> None:
    """Both rules of the page write for every kind of app that they are about, and nothing that conflicts."""
    (text,) = re.findall(r'(?s)```python title="acme_rules.py"\n(.*?)```', PAGE.read_text(encoding="utf-8"))
    (tmp_path / "acme_rules.py").write_text(text, encoding="utf-8")
    names = re.findall(r"(?m)^def (\w+)\(system", text)
    (tmp_path / "platform.toml").write_text(f"rules = {[f'acme_rules:{name}' for name in names]}\n", encoding="utf-8")
    words = {
        "job": "",
        "cron": 'schedule.cron = "@daily"',
        "worker": "",
        "daemon": "",
        "stateful": "replicas = 1\nport = 80",
        "service": "port = 80",
    }
    apps = "".join(f'[apps.{kind}]\nkind = "{kind}"\n{more}\n' for kind, more in words.items())
    (tmp_path / "apps.toml").write_text(f'image = "app:1.0.0"\nlabels."acme.com/cost-center" = "4711"\n{apps}', encoding="utf-8")
    objects = list(yaml.safe_load_all(rocksolid.render(tmp_path / "apps.toml")))
    workloads = [item for item in objects if item["kind"] in {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}]

    assert len(workloads) == len(words)
    for item in workloads:
        made = item["spec"].get("jobTemplate", {}).get("spec", item["spec"])["template"]
        assert made["metadata"]["annotations"]["cost.acme.com/center"] == "4711"
    assert {item["spec"]["targetRef"]["name"] for item in objects if item["kind"] == "VerticalPodAutoscaler"} == {
        "service",
        "worker",
        "stateful",
        "daemon",
    }


@pytest.mark.parametrize(
    "change",
    [
        "w.labels['x'] = 'y'",
        "w.selector['x'] = 'y'",
        "w.pod_labels['x'] = 'y'",
        "w.app.labels['x'] = 'y'",
        "w.platform.labels['x'] = 'y'",
        "w.controller.metadata['labels'] = {}",
        "w.controller.metadata['labels']['x'] = 'y'",
    ],
)
def test_what_a_rule_reads_it_cannot_change(folder: Folder, change: str) -> None:
    """Labels of an app come from its words: who writes into what he reads is told so, where he does."""
    made = folder("one", f"{change}\n{NOTE.replace('SAID', '1')}")
    (made / "app.toml").write_text(f"{APP}labels.team = 'shop'\n", encoding="utf-8")
    (made / "platform.toml").write_text("rules = ['acme_rules:rule']\nlabels.of = 'acme'\n", encoding="utf-8")
    with pytest.raises(rocksolid.RefusedError, match="does not support item assignment"):
        rocksolid.compile(made)


def test_an_object_of_another_group_is_another_object(folder: Folder) -> None:
    """A Knative Service may be called as the app's own Service is: each has its group."""
    made = folder("one", 'yield Part(w.ref("serving.knative.dev/v1", "Service"), {"spec": {}}, ("name",))')
    kinds = [item["apiVersion"] for item in rocksolid.compile(made).objects if item["kind"] == "Service"]
    assert sorted(kinds) == ["serving.knative.dev/v1", "v1"]
