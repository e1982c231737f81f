"""`rocksolid diff`: what a change does to the running system, in the words of a reviewer."""

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import findings, show
from rocksolid.cli.given import Environment, Namespace, Platform, PlatformObjects, Quiet, Settings, request

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rocksolid.cli.states import Side, State
    from rocksolid.diff.change import Change, Effect
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request

EXAMPLES = (
    "rocksolid diff old/ new/",
    "rocksolid diff main shop/",
    "rocksolid diff v1.0:shop/ v1.1:shop/ -e production --exit-code",
    "rocksolid diff origin/main shop/ --format markdown > comment.md",
)
NOT_COMPARED = 2
"""How a run with `--exit-code` ends that cannot compare: as `diff` and `kubectl diff` do, told apart from a difference."""
_COLOURS: "dict[Effect | None, str]" = {
    "refused": typer.colors.RED,
    "loses-data": typer.colors.RED,
    "disrupts": typer.colors.YELLOW,
    "weakens": typer.colors.YELLOW,
    "strengthens": typer.colors.GREEN,
}
"""The colours of headings in a terminal; others have none."""


class Format(StrEnum):
    """How differences are written."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_SIDE = "A file or directory (blueprints, or YAML), - for stdin, a revision of git, or REVISION:PATH."
Old = Annotated[str, typer.Argument(metavar="OLD", help=_SIDE)]
New = Annotated[str, typer.Argument(metavar="NEW", help=f"{_SIDE} A revision alone means the path of the other side.")]
OldEnvironment = Annotated[str | None, typer.Option(metavar="ENV", help="The environment of OLD, where it is another; '' is none.")]
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to compare.")]
ExitCode = Annotated[
    bool, typer.Option("--exit-code", help="End with 1 where there are differences, with 2 where nothing can be compared.")
]
Layout = Annotated[Format, typer.Option("--format", help="How differences are written.")]


def diff(
    old: Old,
    new: New,
    *,
    environment: Environment = None,
    old_environment: OldEnvironment = None,
    settings: Settings = None,
    namespace: Namespace = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    platform_objects: PlatformObjects = False,
    exit_code: ExitCode = False,
    layout: Layout = Format.TEXT,
    quiet: Quiet = False,
) -> None:
    """Say what a change does: calls, hardening, replicas, updates that the server refuses, then field by field."""
    import attrs

    if old == new == "-":
        raise typer.BadParameter("stdin is one side only")
    after = request([], environment, platform, neighbours, settings=settings, namespace=namespace, platform_objects=platform_objects)
    before = after if old_environment is None else attrs.evolve(after, environment=old_environment or None)
    try:
        changes = _compared((old, new), (before, after), layout, quiet=quiet)
    except typer.Exit:
        raise typer.Exit(NOT_COMPARED if exit_code else 1) from None
    if changes and exit_code:
        raise typer.Exit(1)


def _compared(words: tuple[str, str], requests: "tuple[Request, Request]", layout: Format, *, quiet: bool) -> "list[Change]":
    """Print what is different between two sides and return it, or end the run with why they cannot be compared."""
    from rocksolid.cli import states
    from rocksolid.cli.revisions import RevisionError
    from rocksolid.diff.compare import compare

    try:
        wanted = states.states(*words)
        reports: tuple[list[Finding], list[Finding]] = ([], [])
        sides = _sides(wanted, requests, reports, quiet=quiet)
    except RevisionError as error:
        show.refused_finding(error.finding.code, str(error), error.finding.hint)
    _stop_at_errors(wanted, reports)
    _refuse_vain_options(sides, requests)
    with show.progress(quiet=quiet) as watch:
        old, new = (side.cluster for side in sides)
        changes = compare(old, new, watch)
    show.result(_text(changes, wanted, layout))
    if not quiet:
        show.warnings([finding for report in reports for finding in report])
    return changes


def _sides(
    wanted: "Sequence[State]", requests: "Sequence[Request]", reports: "Sequence[list[Finding]]", *, quiet: bool
) -> "tuple[Side, ...]":
    """Return what the states hold; raise RevisionError where git does not tell."""
    import attrs

    from rocksolid.cli import states
    from rocksolid.cli.workers import shared_out

    with show.progress(quiet=quiet) as watch:
        return tuple(map(states.read, wanted, (attrs.evolve(request, watch=watch, share=shared_out) for request in requests), reports))


def _stop_at_errors(wanted: "Sequence[State]", reports: "Sequence[Sequence[Finding]]") -> None:
    """End the run with what is wrong with the sides, side by side."""
    import attrs

    from rocksolid.report.text import sorted_findings

    wrong = [[finding for finding in report if finding.severity == "error"] for report in reports]
    if [finding.code for finding in wrong[0]] == ["unknown-environment"] and not wrong[1]:
        wrong[0] = [attrs.evolve(wrong[0][0], hint="if it is new, compare it with the words of no environment: --old-environment ''")]
    for side, state, errors in zip(("old", "new"), wanted, wrong, strict=True):
        if errors:
            show.said(sorted_findings(errors))
            show.note(f"the {side} side, {state.name.removesuffix(':')}: {findings.count(errors)}")
    if any(wrong):
        raise typer.Exit(1)


def _refuse_vain_options(sides: "Sequence[Side]", requests: "Sequence[Request]") -> None:
    """Refuse options that nothing heeds: what was asked for is not what would be compared."""
    import attrs

    compiled = [side.is_compiled for side in sides]
    nothing = attrs.astuple(request([], None, None, None))
    if not any(compiled) and any(attrs.astuple(asked) != nothing for asked in requests):
        raise typer.BadParameter("what is said about blueprints does not change manifests, and both sides are manifests")
    if not compiled[0] and requests[0].environment != requests[1].environment:
        raise typer.BadParameter("OLD is no blueprint", param_hint="--old-environment")


def _text(changes: "Sequence[Change]", wanted: "Sequence[State]", layout: Format) -> str:
    from importlib import import_module

    if layout is Format.TEXT:
        from rocksolid.diff.output import text

        return text.dump(changes, _coloured if _is_coloured() else text.plain)
    dumped = import_module(f"rocksolid.diff.output.{layout.value}").dump(changes, *(state.name for state in wanted))
    return str(dumped)


def _is_coloured() -> bool:
    return bool(sys.stdout and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")


def _coloured(heading: str, effect: "Effect | None") -> str:
    return typer.style(heading, fg=_COLOURS.get(effect), bold=True)
