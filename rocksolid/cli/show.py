"""What a run says: its result on stdout, all else on stderr."""

import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:  # Help and completion need no findings.
    from rocksolid.finding import Finding


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

        print(render(finding), file=sys.stderr)


def refused(why: object) -> NoReturn:
    """Print why there is no result, and end the run."""
    print(why, file=sys.stderr)
    raise typer.Exit(1)


def refused_finding(code: str, message: str, hint: str = "") -> NoReturn:
    """Print an error that has no place in a blueprint, and end the run."""
    from rocksolid.finding import Finding
    from rocksolid.report.text import render

    refused(render(Finding(code, "error", message, hint=hint)))


def note(text: str) -> None:
    """Print what else the user may want to know."""
    print(text, file=sys.stderr)


def result(text: str) -> None:
    """Print a result on stdout, in UTF-8 whatever the terminal speaks: Kubernetes reads nothing else. What has no UTF-8 is escaped."""
    if sys.stdout is None:
        refused_finding("cannot-write", "cannot write to stdout: it is closed")
    try:
        sys.stdout.buffer.write(text.encode(errors="backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:  # A reader that has gone (`| head`): typer answers it quietly.
        raise
    except OSError as error:
        with suppress(OSError):  # What is left in the buffer is dropped: else the interpreter tries again at its end.
            sys.stdout.buffer.close()
        refused_finding("cannot-write", f"cannot write to stdout: {(error.strerror or str(error)).lower()}")
