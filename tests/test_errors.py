"""Every mistake in `tests/errors/` gets exactly the complaint that stands under its line, and exit code 1; a `render` has no output.

A case is one file whose lines are indented by three, with each complaint as `#: ` comments under the wrong line, so that
the caret stands in the true column. Its first line may be `#! ARGUMENTS` for `rocksolid ARGUMENTS` (`{}` is the file); `check` says
after its complaints what it has proven all the same, and warnings alone are complaints with `--fail-on warning`.
A case that is a folder holds its input, `expected.txt` with all that is printed, and perhaps `arguments.txt`.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import rocksolid
from rocksolid.check.driver import check
from rocksolid.cli.commands import application
from rocksolid.compiler import RefusedError, compile_request
from rocksolid.finding import Finding
from rocksolid.language.gather import Request
from rocksolid.report.text import render, sorted_findings
from typer.testing import CliRunner, Result

from cases import annotated, parts

CASES = Path(__file__).parent / "errors"
SAY_ALL = "import sys, test_errors; print(*test_errors.said_of_all(int(sys.argv[1])), sep='\\n')"
FILES = sorted(case for case in CASES.iterdir() if case.is_file())
FOLDERS = sorted(case for case in CASES.iterdir() if case.is_dir())


def run(arguments: list[str]) -> Result:
    """Run the command line."""
    return CliRunner().invoke(application(arguments[0]), arguments)


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_every_mistake_gets_its_complaint(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The complaints of a case are those that stand in it, each under its line, with caret, code, message and hint."""
    arguments, body, text = parts(case, "render")
    (tmp_path / f"case{case.suffix}").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run([argument.replace("{}", f"case{case.suffix}") for argument in arguments])
    assert result.exit_code == 1, result.output
    assert result.stdout == "" or arguments[0] == "check"
    said = [finding for finding in sorted_findings(complaints(arguments, f"case{case.suffix}")) if finding.severity != "note"]
    assert annotated(text, said).rstrip() == body.rstrip()
    assert all(finding.message in result.stderr for finding in said)


def complaints(arguments: list[str], file: str) -> tuple[Finding, ...]:
    """Return what a command finds about a case, in the order in which it does."""
    asked = request(arguments, file)
    try:
        return check(asked).findings if arguments[0] == "check" else compile_request(asked).findings
    except RefusedError as refused:
        return refused.findings


def request(arguments: list[str], file: str) -> Request:
    """Return what the arguments of a case ask for."""
    words = {"-e": "environment", "--image": "image", "--platform": "platform", "-n": "namespace"}
    options = dict(zip(arguments[2::2], arguments[3::2], strict=True))
    named = {words[option]: value for option, value in options.items() if option in words}
    settings = tuple(value for option, value in options.items() if option == "--set")
    return Request(paths=(file,), settings=settings, **named)


@pytest.mark.parametrize("case", FOLDERS, ids=lambda case: case.name)
def test_every_folder_gets_its_complaint(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed about a folder is what its `expected.txt` says, to the letter."""
    monkeypatch.chdir(case)
    listed = case / "arguments.txt"
    arguments = listed.read_text(encoding="utf-8").split() if listed.exists() else ["render", "."]
    result = run(arguments)
    assert result.exit_code == 1, result.output
    assert result.stdout == "" or "check" in arguments
    assert result.stderr == (case / "expected.txt").read_text(encoding="utf-8")


def said_of_all(step: int) -> Iterator[str]:
    """Yield every finding about each so many-th case of one file, in the order in which they are found."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for case in FILES[::step]:
            arguments, _, text = parts(case, "render")
            Path(f"case{case.suffix}").write_text(text, encoding="utf-8")
            yield from (f"{case.name}: {render(finding)}" for finding in complaints(arguments, f"case{case.suffix}"))
        os.chdir(CASES)


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.nightly)])
def test_complaints_come_in_the_same_order_under_any_hash_seed(step: int) -> None:
    """No set is walked in the order of its hashes: not for the findings, and not for what they suggest."""
    paths = os.pathsep.join((str(CASES.parent), str(Path(rocksolid.__file__).parents[1])))
    under = [
        subprocess.run(
            [sys.executable, "-c", SAY_ALL, str(step)],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert under[0] == under[1]
    assert all(f"{case.name}: " in under[0] for case in FILES[::step])
