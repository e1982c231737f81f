"""What commands are given that work on blueprints: options that several of them have, and the blueprints, compiled or refused."""

from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show

if TYPE_CHECKING:
    from rocksolid.compiler import Compiled
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Gathered, Request
    from rocksolid.system.workload import Workload

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Blueprints, or directories of them.")]
Environment = Annotated[str | None, typer.Option("--environment", "-e", metavar="ENV", help="The environment that is meant.")]
Image = Annotated[str | None, typer.Option(metavar="REF", help="The image of the only app.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A word of every app, in TOML: --set replicas=5.")]
Namespace = Annotated[str | None, typer.Option("--namespace", "-n", metavar="NAMESPACE", help="The namespace of every app.")]
PlatformObjects = Annotated[bool, typer.Option("--platform-objects", help="With what belongs to the platform and to no app.")]
Platform = Annotated[str | None, typer.Option(metavar="FILE", help="The platform file, not the nearest platform.toml beside or above.")]


def request(paths: list[str], environment: str | None, platform: str | None, neighbours: list[str] | None) -> "Request":
    """Return what is asked for, by the options that every question about a system has."""
    from rocksolid.language.gather import Request

    return Request(paths=tuple(paths), environment=environment, platform=platform, neighbours=tuple(neighbours or ()))


def compiled(request: "Request") -> "Compiled":
    """Return what blueprints become, or end the run with what is wrong."""
    from rocksolid.language.gather import gather

    report: list[Finding] = []
    return _compiled(gather(request, report), report)


def apps(request: "Request") -> "list[Workload]":
    """Return all apps that are known: those given, and those of `--with` and of the platform file; or end the run with what is wrong."""
    from rocksolid.compiler import RefusedError
    from rocksolid.language.gather import gather
    from rocksolid.system.neighbours import Neighbours

    report: list[Finding] = []
    gathered = gather(request, report)
    known = {(w.namespace, w.name): w for w in _compiled(gathered, report).system.workloads}
    for w in Neighbours(gathered, report).every():
        known.setdefault((w.namespace, w.name), w)
    if any(finding.severity == "error" for finding in report):
        show.refused(RefusedError(tuple(report)))
    return list(known.values())


def _compiled(gathered: "Gathered", report: "list[Finding]") -> "Compiled":
    from rocksolid.compiler import RefusedError, compile_gathered

    try:
        return compile_gathered(gathered, report)
    except RefusedError as error:
        show.refused(error)
