"""What commands are given that work on blueprints: options that several of them have, and the blueprints, compiled or refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.ahead import read_ahead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rocksolid.compiler import Compiled
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request
    from rocksolid.system.workload import Workload

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Blueprints, or directories of them.")]
Environment = Annotated[str | None, typer.Option("--environment", "-e", metavar="ENV", help="The environment that is meant.")]
Image = Annotated[str | None, typer.Option(metavar="REF", help="The image of the only app.")]
Settings = Annotated[list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A word of every app, in TOML: --set replicas=5.")]
Namespace = Annotated[str | None, typer.Option("--namespace", "-n", metavar="NAMESPACE", help="The namespace of every app.")]
PlatformObjects = Annotated[bool, typer.Option("--platform-objects", help="With what belongs to the platform and to no app.")]
Platform = Annotated[str | None, typer.Option(metavar="FILE", help="The platform file, not the nearest platform.toml beside or above.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no warnings or other remarks, and no progress.")]

FLEET = 100
"""Apps from which on they are written one by one, and by several processes: for fewer that costs about as much as it saves."""


def request(
    paths: list[str],
    environment: str | None,
    platform: str | None,
    neighbours: list[str] | None,
    *,
    settings: list[str] | None = None,
    namespace: str | None = None,
    image: str | None = None,
    platform_objects: bool = False,
) -> "Request":
    """Return what is asked for, by the options that commands have."""
    ahead = read_ahead(paths)  # While that is done, this process loads all else that it needs.
    from rocksolid.language.gather import Request

    return Request(
        ahead=ahead,
        paths=tuple(paths),
        environment=environment,
        platform=platform,
        neighbours=tuple(neighbours or ()),
        settings=tuple(settings or ()),
        namespace=namespace,
        image=image,
        platform_objects=platform_objects,
    )


@contextmanager
def working(request: "Request", *, quiet: bool) -> "Iterator[Request]":
    """Have a request to work on: how far that is can be seen, and a refusal ends the run with what is wrong."""
    import attrs

    from rocksolid.compiler import RefusedError

    try:
        with show.progress(quiet=quiet) as watch:
            yield attrs.evolve(request, watch=watch)
    except RefusedError as error:
        show.refused(error)


def compiled(request: "Request", *, quiet: bool) -> "Compiled":
    """Return what blueprints become, or end the run with what is wrong."""
    from rocksolid.compiler import compile_request

    with working(request, quiet=quiet) as asked:
        return compile_request(asked)


def yaml(request: "Request", *, quiet: bool) -> "tuple[str, Sequence[Finding]]":
    """Return the manifests of blueprints as YAML, with the warnings about them (also notes, where the apps are few); or end the run."""
    from rocksolid.compiler import compile_gathered
    from rocksolid.language.gather import gather

    report: list[Finding] = []
    with working(request, quiet=quiet) as asked:
        gathered = gather(asked, report)
        if len(gathered.drafts) < FLEET:
            one = compile_gathered(gathered, report)
            return one.yaml(), one.findings
        from rocksolid.cli.fleet import yaml_of

        return yaml_of(gathered, report), report


def apps(request: "Request", *, quiet: bool) -> "list[Workload]":
    """Return all apps that are known: those given, and those of `--with` and of the platform file; or end the run with what is wrong."""
    from rocksolid.compiler import RefusedError, compile_gathered
    from rocksolid.language.gather import gather
    from rocksolid.system.neighbours import Neighbours

    report: list[Finding] = []
    with working(request, quiet=quiet) as asked:
        gathered = gather(asked, report)
        known = {(w.namespace, w.name): w for w in compile_gathered(gathered, report).system.workloads}
        for w in Neighbours(gathered, report).every():
            known.setdefault((w.namespace, w.name), w)
        if any(finding.severity == "error" for finding in report):
            raise RefusedError(tuple(report))
    return list(known.values())
