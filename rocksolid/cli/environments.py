"""All environments of some blueprints at once: read once, compiled once for each, and refused together."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import attrs

from rocksolid.cli import show
from rocksolid.cli.given import working
from rocksolid.compiler import Compiled, RefusedError, compile_gathered
from rocksolid.language.gather import gather
from rocksolid.report.text import render

if TYPE_CHECKING:
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request


def every_environment(request: "Request", *, quiet: bool) -> tuple[dict[str, Compiled], "list[Finding]"]:
    """Return what blueprints become in each environment that a file knows, and what is to be said; or end the run with what is wrong.

    What is not found in all environments says in which it is.
    """
    report: list[Finding] = []
    compiled: dict[str, Compiled] = {}
    findings: dict[str, Sequence[Finding]] = {}
    with working(request, quiet=quiet) as asked:
        gathered = gather(asked, report)
        if any(finding.severity == "error" for finding in report):
            raise RefusedError(tuple(report))
        for one in gathered.in_turn():
            environment, own = str(one.request.environment), list(report)
            with suppress(RefusedError):  # All environments are refused together.
                compiled[environment] = compile_gathered(one, own)
            findings[environment] = own
    if not findings:
        hint = "add [environments.production] to a blueprint, or to the platform file"
        show.refused_finding("no-environments", "no file knows any environment: there is nothing to render", hint)
    found = list(_found(findings))
    if len(compiled) < len(findings):
        show.refused(RefusedError(tuple(found)))
    return compiled, found


def _found(findings: Mapping[str, "Sequence[Finding]"]) -> "Iterable[Finding]":
    """Yield each finding once; what is not found in all environments says in which it is."""
    found: dict[str, tuple[Finding, dict[str, None]]] = {}
    for environment, several in findings.items():
        for finding in several:
            found.setdefault(render(finding), (finding, {}))[1][environment] = None
    for finding, environments in found.values():
        where = f"in the environment{'s' * (len(environments) > 1)} {', '.join(environments)}"
        yield finding if len(environments) == len(findings) else attrs.evolve(finding, message=f"{finding.message} ({where})")
