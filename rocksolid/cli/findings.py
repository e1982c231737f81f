"""Findings as the result of a command: how they are written, and which of them end the run with 1."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.wording import plural

if TYPE_CHECKING:  # Help and completion need no findings.
    from collections.abc import Mapping, Sequence
    from typing import Any

    from rocksolid.finding import Finding, Severity


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"


class FailOn(StrEnum):
    """The least severity that ends a run with 1."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


SEVERITIES: "tuple[Severity, ...]" = ("error", "warning", "note")
"""From the worst on."""
Layout = Annotated[Format, typer.Option("--format", help="How findings are written.")]
Limit = Annotated[FailOn, typer.Option("--fail-on", help="The least severity that ends the run with 1.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors, and what fails the run; no progress.")]


def deliver(
    findings: "Sequence[Finding]",
    meanings: "Mapping[str, str]",
    layout: Format,
    beside: "Mapping[str, Any] | None" = None,
) -> None:
    """Print findings on stdout, in their order; where a format has room, with what their codes mean (SARIF), or what is `beside` them (JSON)."""
    show.result(_text(findings, meanings, layout, beside or {}))


def shown(findings: "Sequence[Finding]", limit: FailOn, *, quiet: bool) -> "list[Finding]":
    """Return what is printed of some findings: in a quiet run errors, and whatever makes the run end with 1."""
    return [one for one in findings if not quiet or one.severity in {"error", *_failing(limit)}]


def count(findings: "Sequence[Finding]") -> str:
    """Return how many findings there are: "1 error, 2 warnings, 3 notes", or "no findings"."""
    said = [finding.severity for finding in findings]
    numbers = [(said.count(severity), severity) for severity in SEVERITIES]
    return ", ".join(plural(number, severity) for number, severity in numbers if number) or "no findings"


def end(findings: "Sequence[Finding]", limit: FailOn) -> None:
    """End the run with 1 if there is a finding as bad as the limit or worse."""
    if any(finding.severity in _failing(limit) for finding in findings):
        raise typer.Exit(1)


def _failing(limit: FailOn) -> "tuple[Severity, ...]":
    return () if limit is FailOn.NEVER else SEVERITIES[: SEVERITIES.index(limit.value) + 1]


def _text(findings: "Sequence[Finding]", meanings: "Mapping[str, str]", layout: Format, beside: "Mapping[str, Any]") -> str:
    if layout is Format.SARIF:
        from rocksolid.report import sarif

        return sarif.dump(findings, meanings)
    if layout is Format.JSON:
        from rocksolid.report import json

        return json.dump(findings, **beside)
    from rocksolid.report import text

    return text.dump(findings)
