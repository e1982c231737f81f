"""What the commands are given that ask about a system: its blueprints, and all apps that are known by them."""

from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show

if TYPE_CHECKING:
    from rocksolid.compiler import Compiled
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Gathered
    from rocksolid.system.workload import Workload

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Blueprints, or directories of them.")]
Environment = Annotated[str | None, typer.Option("--environment", "-e", metavar="ENV", help="The environment that is meant.")]
Platform = Annotated[str | None, typer.Option(metavar="FILE", help="The platform file, not the nearest platform.toml beside or above.")]


def compiled(paths: list[str], environment: str | None, platform: str | None, neighbours: list[str] | None) -> "Compiled":
    """Return what blueprints become, or end the run with what is wrong."""
    gathered, report = _gathered(paths, environment, platform, neighbours)
    return _compiled(gathered, report)


def apps(paths: list[str], environment: str | None, platform: str | None, neighbours: list[str] | None) -> "list[Workload]":
    """Return all apps that are known: those given, and those of `--with` and of the platform file; or end the run with what is wrong."""
    from rocksolid.compiler import RefusedError
    from rocksolid.system.neighbours import Neighbours

    gathered, report = _gathered(paths, environment, platform, neighbours)
    known = {(w.namespace, w.name): w for w in _compiled(gathered, report).system.workloads}
    for w in Neighbours(gathered, report).every():
        known.setdefault((w.namespace, w.name), w)
    if any(finding.severity == "error" for finding in report):
        show.refused(RefusedError(tuple(report)))
    return list(known.values())


def _gathered(
    paths: list[str], environment: str | None, platform: str | None, neighbours: list[str] | None
) -> "tuple[Gathered, list[Finding]]":
    from rocksolid.language.gather import Request, gather

    report: list[Finding] = []
    request = Request(paths=tuple(paths), environment=environment, platform=platform, neighbours=tuple(neighbours or ()))
    return gather(request, report), report


def _compiled(gathered: "Gathered", report: "list[Finding]") -> "Compiled":
    from rocksolid.compiler import RefusedError, compile_gathered

    try:
        return compile_gathered(gathered, report)
    except RefusedError as error:
        show.refused(error)
