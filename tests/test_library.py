import inspect
import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import rocksolid
import yaml
from rocksolid.cli.commands import application
from rocksolid.language.gather import Request
from rocksolid.library import Options
from typer.testing import CliRunner

from build import APP


@pytest.fixture
def blueprint(tmp_path: Path) -> Path:
    """A blueprint with an environment."""
    file = tmp_path / "app.toml"
    file.write_text(f"{APP}port = 8080\n[environments.production]\nreplicas = 5\n", encoding="utf-8")
    return file


def replicas(compiled: rocksolid.Compiled) -> int:
    """Return the replicas of the only Deployment."""
    (found,) = (one["spec"]["replicas"] for one in compiled.objects if one["kind"] == "Deployment")
    return int(found)


def test_renders_what_the_command_line_renders(blueprint: Path) -> None:
    """One compiler, two ways to call it."""
    assert rocksolid.render(blueprint) == CliRunner().invoke(application(), ["render", str(blueprint)]).stdout


def test_takes_a_path_or_several(blueprint: Path) -> None:
    """Text, a Path, a list, a directory: the same app, and each file once."""
    ways: list[Any] = [str(blueprint), blueprint, [blueprint], (blueprint, str(blueprint)), iter([blueprint]), blueprint.parent]

    assert len({rocksolid.render(way) for way in ways}) == 1


def test_objects_are_what_the_yaml_says(blueprint: Path) -> None:
    """The two results of a compilation cannot differ."""
    compiled = rocksolid.compile(blueprint)

    assert list(yaml.safe_load_all(compiled.yaml())) == compiled.objects


def test_objects_may_be_changed(blueprint: Path) -> None:
    """They are copies: what a program does to them is not seen elsewhere."""
    compiled = rocksolid.compile(blueprint)
    before = compiled.yaml()
    for one in compiled.objects:
        one["metadata"]["labels"].clear()
        one.clear()

    assert compiled.yaml() == before
    assert all(compiled.objects)


def test_options_are_those_of_the_command_line(blueprint: Path, tmp_path: Path) -> None:
    """Each has the effect that its option has."""
    (tmp_path / "cluster.toml").write_text('namespace = "shop"\n[defaults]\nreplicas = 2\n', encoding="utf-8")
    (tmp_path / "other.toml").write_text(f'{APP.replace("app", "other")}dependencies = ["app"]\n', encoding="utf-8")

    assert replicas(rocksolid.compile(blueprint)) == 3
    assert replicas(rocksolid.compile(blueprint, environment="production")) == 5
    assert replicas(rocksolid.compile(blueprint, platform=tmp_path / "cluster.toml")) == 2
    assert replicas(rocksolid.compile(blueprint, settings=["replicas=7"])) == 7
    assert "image: app:2.0.0" in rocksolid.render(blueprint, image="app:2.0.0")
    assert "namespace: payments" in rocksolid.render(blueprint, namespace="payments")
    assert "name: other" in rocksolid.render(tmp_path / "other.toml", neighbours=[blueprint])
    assert "kind: Namespace" in rocksolid.render(blueprint, platform=str(tmp_path / "cluster.toml"), platform_objects=True)


def test_every_request_of_the_command_line_can_be_made() -> None:
    """The options of both functions are the parts of a request, by the same names; only `check` closes the world, nobody watches, helps or reads ahead."""
    assert set(get_type_hints(Options)) == set(inspect.signature(Request).parameters) - {"paths", "closed", "watch", "share", "ahead"}


def test_mistakes_are_raised_together(tmp_path: Path) -> None:
    """An error holds every finding, each with its place, and reads as on a terminal."""
    file = tmp_path / "app.toml"
    file.write_text(f'{APP}calers = ["web"]\nreplicas = "3"\n', encoding="utf-8")
    with pytest.raises(rocksolid.RefusedError) as refused:
        rocksolid.compile(file)

    assert [(one.code, one.severity) for one in refused.value.findings] == [("wrong-type", "error"), ("unknown-key", "error")]
    assert {one.spot.place() for one in refused.value.findings if one.spot} == {
        rocksolid.Place(str(file), 3, 1, 6, 'calers = ["web"]'),
        rocksolid.Place(str(file), 4, 12, 3, 'replicas = "3"'),
    }
    assert [line for line in str(refused.value).split("\n") if "error[" in line] == [
        f'{file}:3:1: error[unknown-key]: an app has no "calers"',
        f"{file}:4:12: error[wrong-type]: expected a count, found text",
    ]


def test_findings_hold_what_render_does_not_print(blueprint: Path) -> None:
    """Remarks of every severity are there for programs."""
    findings = rocksolid.compile(blueprint).findings

    assert all(isinstance(one, rocksolid.Finding) for one in findings)
    assert "note" in {one.severity for one in findings}


def test_the_public_names_are_listed() -> None:
    """Editors offer them, also before they are imported."""
    assert set(rocksolid.__all__) <= set(dir(rocksolid))
    stable = {"App", "Compiled", "Finding", "Place", "Platform", "RefusedError", "compile", "render"}
    of_rules = {"Part", "Ref", "System", "Workload"}
    assert stable | of_rules == set(rocksolid.__all__)


def test_no_other_name_is_there() -> None:
    """A misspelt name is an error as in any module."""
    with pytest.raises(AttributeError, match="module 'rocksolid' has no attribute 'rendr'"):
        rocksolid.rendr  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize("name", rocksolid.__all__)
def test_public_names_are_documented(name: str) -> None:
    """`help(rocksolid.render)` says what to expect."""
    assert inspect.getdoc(getattr(rocksolid, name))


def test_functions_keep_their_names_whatever_is_imported_first(blueprint: Path) -> None:
    """No module of the package stands in the way of a function."""
    program = f"""
import rocksolid, rocksolid.compiler, rocksolid.library, rocksolid.cli.render
first = rocksolid.render({str(blueprint)!r})
assert rocksolid.compile({str(blueprint)!r}).yaml() == first
"""
    subprocess.run([sys.executable, "-c", program], check=True)
