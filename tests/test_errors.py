"""Every mistake in `tests/errors/` gets exactly the complaint that stands under its line, exit code 1, and no output.

A case is one file whose lines are indented by three, with each complaint as `#: ` comments under the wrong line, so that
the caret stands in the true column. Its first line may be `#! ARGUMENTS` for `rocksolid ARGUMENTS` (`{}` is the file).
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
from rocksolid.cli.commands import app
from rocksolid.compiler import RefusedError, compile_request
from rocksolid.finding import Finding
from rocksolid.language.diagnostics import render, sorted_findings
from rocksolid.language.gather import Request
from typer.testing import CliRunner, Result

CASES = Path(__file__).parent / "errors"
SAY_ALL = "import test_errors; print(*test_errors.said_of_all(), sep='\\n')"
FILES = sorted(case for case in CASES.iterdir() if case.is_file())
FOLDERS = sorted(case for case in CASES.iterdir() if case.is_dir())
MARK = "#: "


def annotated(text: str, findings: list[Finding]) -> str:
    """Return a case's text with the complaints under its lines, those about another file at the end."""
    under: dict[int, list[str]] = {}
    for finding in findings:
        place = finding.spot.place() if finding.spot else None
        said = f"{finding.severity}[{finding.code}]: {finding.message}"
        ours = place is not None and place.file.startswith("case")
        head = f"{MARK}{' ' * (place.column - 1)}{'^' * place.length} {said}" if place and ours else f"{MARK}{said}"
        related = [f"{MARK}  {other.place().line}:{other.place().column}: {text}" for other, text in finding.related]
        hints = [f"{MARK}{'  = hint: ' if first == 0 else ' ' * 10}{line}".rstrip() for first, line in enumerate(finding.hint.splitlines())]
        under.setdefault(place.line if place and ours else 10**6, []).extend([head, *related, *hints])
    lines = [line for number, line in enumerate(text.split("\n"), 1) for line in (("   " + line).rstrip(), *under.get(number, ()))]
    return "\n".join([*(lines if lines[-1] else lines[:-1]), *under.get(10**6, ())])


def run(arguments: list[str]) -> Result:
    """Run the command line."""
    return CliRunner().invoke(app, arguments)


@pytest.mark.parametrize("case", FILES, ids=lambda case: case.stem)
def test_every_mistake_gets_its_complaint(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The complaints of a case are those that stand in it, each under its line, with caret, code, message and hint."""
    arguments, body, text = parts(case)
    (tmp_path / f"case{case.suffix}").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = run([argument.replace("{}", f"case{case.suffix}") for argument in arguments])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    with pytest.raises(RefusedError) as refused:
        compile_request(request(arguments, f"case{case.suffix}"))
    said = [finding for finding in sorted_findings(refused.value.findings) if finding.severity != "note"]
    assert annotated(text, said).rstrip() == body.rstrip()
    assert all(finding.message in result.stderr for finding in said)


def parts(case: Path) -> tuple[list[str], str, str]:
    """Return the arguments of a case, its text with the complaints, and without them."""
    written = case.read_text(encoding="utf-8")
    first, _, rest = written.partition("\n")
    arguments, body = (first[3:].split(), rest) if first.startswith("#! ") else (["render", "{}"], written)
    return arguments, body, "\n".join(line[3:] for line in body.split("\n") if not line.startswith("#:"))


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
    result = run(listed.read_text(encoding="utf-8").split() if listed.exists() else ["render", "."])
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    assert result.stderr == (case / "expected.txt").read_text(encoding="utf-8")


def said_of_all() -> Iterator[str]:
    """Yield every finding about every case of one file, in the order in which they are found."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for case in FILES:
            arguments, _, text = parts(case)
            Path(f"case{case.suffix}").write_text(text, encoding="utf-8")
            try:
                compile_request(request(arguments, f"case{case.suffix}"))
            except RefusedError as refused:
                yield from (f"{case.name}: {render(finding)}" for finding in refused.findings)
        os.chdir(CASES)


def test_complaints_come_in_the_same_order_under_any_hash_seed() -> None:
    """No set is walked in the order of its hashes: not for the findings, and not for what they suggest."""
    paths = os.pathsep.join((str(CASES.parent), str(Path(rocksolid.__file__).parents[1])))
    under = [
        subprocess.run(
            [sys.executable, "-c", SAY_ALL],
            env={**os.environ, "PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]

    assert under[0] == under[1]
    assert all(f"{case.name}: " in under[0] for case in FILES)
