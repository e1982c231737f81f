"""Every manifest in `tests/broken/`, damaged in one way, gets exactly the findings that stand under its lines.

A case is one file whose lines are indented by three, with each finding as `#: ` comments under the wrong line. Its first line
may be `#! ARGUMENTS` for `rocksolid ARGUMENTS` (`{}` is the file); without it, the arguments are `verify {}`.
"""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest
import rocksolid.verify
from rocksolid.cli.commands import application
from rocksolid.finding import Finding, Place
from rocksolid.verify.codes import CODES
from typer.testing import CliRunner, Result

from cases import annotated, parts
from places import At

CASES = sorted((Path(__file__).parent / "broken").glob("*.yaml"))
SOURCES = sorted(Path(rocksolid.verify.__path__[0]).rglob("*.py"))


def run(arguments: list[str]) -> Result:
    """Run the command line."""
    return CliRunner().invoke(application(arguments[0]), arguments)


def findings(printed: str) -> list[Finding]:
    """Return the findings in what was printed as JSON."""
    return [
        Finding(one["code"], one["severity"], one["message"], told(one), one["hint"], tuple(others(one["related"])))
        for one in json.loads(printed)["findings"]
    ]


def told(one: dict[str, Any]) -> At | None:
    """Return the place in a finding or in a related place."""
    return None if one["file"] is None else At(Place(one["file"], one["line"], one["column"], one["endColumn"] - one["column"]))


def others(related: list[dict[str, Any]]) -> list[tuple[At, str]]:
    """Return the related places of a finding."""
    return [(place, one["message"]) for one in related if (place := told(one))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_damage_gets_its_finding(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The findings of a case are those that stand in it, each under its line, with caret, code, message and hint."""
    arguments, body, text = parts(case, "verify")
    (tmp_path / "case.yaml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    arguments = [argument.replace("{}", "case.yaml") for argument in arguments]
    as_text, as_json = run(arguments), run([*arguments, "--format", "json"])
    found = findings(as_json.stdout)

    assert annotated(text, found).rstrip() == body.rstrip()
    assert as_text.exit_code == as_json.exit_code == any(finding.severity == "error" for finding in found), as_text.output
    assert all(f"[{finding.code}]: {finding.message}" in as_text.stdout for finding in found)


def test_a_sound_system_gets_none() -> None:
    """The manifest that every case damages gives nothing to say, not even a note."""
    (sound,) = (case for case in CASES if case.stem == "sound")

    assert "#:" not in sound.read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_a_case(code: str) -> None:
    """What the verifier can say is shown by a damaged manifest."""
    assert any(re.search(rf"^#:.* (error|warning|note)\[{code}\]: ", case.read_text(encoding="utf-8"), re.MULTILINE) for case in CASES)


def test_every_code_has_its_meaning() -> None:
    """The table of codes has each that the verifier writes, and no other."""
    constants = {
        node.value for file in SOURCES if file.name != "codes.py" for node in ast.walk(parsed(file)) if isinstance(node, ast.Constant)
    }
    written = {
        node.args[0].value
        for file in SOURCES
        for node in ast.walk(parsed(file))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding" and node.args and isinstance(node.args[0], ast.Constant)
    }

    assert written <= set(CODES) <= constants


def parsed(file: Path) -> ast.Module:
    """Return the syntax of a module."""
    return ast.parse(file.read_text(encoding="utf-8"))
