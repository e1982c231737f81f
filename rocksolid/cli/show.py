"""What a run says: its result on stdout, all else on stderr."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, NoReturn

import typer

from rocksolid.progress import Watch, unwatched

if TYPE_CHECKING:  # Help and completion need no findings.
    from rich.console import Console

    from rocksolid.finding import Finding

NOBODY_READS = 141
"""How a run ends whose reader has gone, as shells expect: 128 and the number of SIGPIPE."""


def warnings(findings: "Iterable[Finding]") -> None:
    """Print the warnings among some findings, in the order of their places."""
    found = [finding for finding in findings if finding.severity == "warning"]
    if found:
        from rocksolid.report.text import sorted_findings

        said(sorted_findings(found))


def said(findings: "Iterable[Finding]") -> None:
    """Print some findings, in their order."""
    for finding in findings:
        from rocksolid.report.text import render

        note(render(finding))


def refused(why: object) -> NoReturn:
    """Print why there is no result, and end the run."""
    note(str(why))
    raise typer.Exit(1)


def refused_finding(code: str, message: str, hint: str = "") -> NoReturn:
    """Print an error that has no place in a blueprint, and end the run."""
    from rocksolid.finding import Finding
    from rocksolid.report.text import render

    refused(render(Finding(code, "error", message, hint=hint)))


def note(text: str) -> None:
    """Print what else the user may want to know, if standard error is open: `print` would take stdout instead."""
    if sys.stderr is not None:
        print(text, file=sys.stderr)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Watch]:
    """Have work whose progress is seen where somebody looks: on a terminal that can take a line back, unless asked for quiet.

    Where `CI` is set, what looks like a terminal is kept as a log. The line has no colours that `NO_COLOR` could take away.
    """
    on_terminal = sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    if quiet or not on_terminal or os.environ.get("CI"):
        yield unwatched
        return
    from rocksolid.cli import bar

    with bar.shown(sys.stderr.fileno()) as watch:
        yield watch


def console() -> "Console":
    """Return stdout as a terminal for tables and trees; letters that it does not know are escaped."""
    from rich.console import Console

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return Console(highlight=False)


def result(text: str) -> None:
    """Print a result on stdout, in UTF-8 whatever the terminal speaks: Kubernetes reads nothing else. What has no UTF-8 is escaped."""
    if sys.stdout is None:
        refused_finding("cannot-write", "cannot write to stdout: it is closed")
    try:
        left = memoryview(text.encode(errors="backslashreplace"))
        while left:  # Where `PYTHONUNBUFFERED` is set, a pipe takes what it has room for.
            left = left[sys.stdout.buffer.write(left) :]
        sys.stdout.buffer.flush()
    except OSError as error:
        with suppress(OSError):  # What is left in the buffer is dropped: else the interpreter tries again at its end.
            sys.stdout.buffer.close()
        if isinstance(error, BrokenPipeError):  # A reader that has seen enough (`| head`) is told nothing.
            raise typer.Exit(NOBODY_READS) from None
        refused_finding("cannot-write", f"cannot write to stdout: {(error.strerror or str(error)).lower()}")
