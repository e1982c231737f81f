"""`rocksolid render`: blueprints to manifests."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Environment, Namespace, Paths, Platform, PlatformObjects, Settings, compiled

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from rocksolid.compiler import Compiled

EXAMPLES = (
    "rocksolid render billing.toml",
    "rocksolid render shop/ -e production -o manifests/",
    "rocksolid render billing.toml --image registry.example.com/billing:1.4.3 --set replicas=5",
    "rocksolid render billing.toml --with shop/ --format kyaml",
    "rocksolid render shop/ --platform-objects | kubectl apply -f -",
)


class Format(StrEnum):
    """How objects are written."""

    YAML = "yaml"
    KYAML = "kyaml"
    JSON = "json"


_OUTPUT = "A file (.yaml, .yml or .json), or a directory: one file an object, and what else rocksolid wrote there is removed."
Image = Annotated[str | None, typer.Option(metavar="REF", help="The image of the only app.")]
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to render.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE|DIR", help=_OUTPUT)]
Layout = Annotated[Format, typer.Option("--format", help="How objects are written.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no warnings.")]


def render(
    paths: Paths,
    *,
    environment: Environment = None,
    image: Image = None,
    settings: Settings = None,
    namespace: Namespace = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    platform_objects: PlatformObjects = False,
    output: Output = None,
    layout: Layout = Format.YAML,
    quiet: Quiet = False,
) -> None:
    """Write the manifests of blueprints."""
    from rocksolid.language.gather import Request

    if output == "":
        raise typer.BadParameter("name a file or a directory", param_hint="--output")
    request = Request(
        paths=tuple(paths),
        environment=environment,
        platform=platform,
        namespace=namespace,
        image=image,
        settings=tuple(settings or ()),
        neighbours=tuple(neighbours or ()),
        platform_objects=platform_objects,
    )
    _deliver(compiled(request), output, layout, quiet=quiet)


def _deliver(compiled: "Compiled", output: str | None, layout: Format, *, quiet: bool) -> None:
    """Print the objects, or write them to a file or a directory; then print the warnings."""
    objects = [one.content for one in compiled.manifests]
    if output is None:
        show.result(_text(objects, layout))
    else:
        _write(objects, output, layout)
    if not quiet:
        show.warnings(compiled.findings)


def _write(objects: "Sequence[Mapping[str, Any]]", output: str, layout: Format) -> None:
    """Write the objects to a file, or each to one of a directory."""
    from rocksolid.cli import write

    if not write.is_directory(output):
        write.write_file(output, _text(objects, layout))
        return
    from rocksolid.emit.directory import file_name

    extension = "json" if layout is Format.JSON else "yaml"
    write.write_directory(output, {file_name(one, extension): _text([one], layout) for one in objects})


def _text(objects: "Iterable[Any]", layout: Format) -> str:
    from importlib import import_module

    return str(import_module(f"rocksolid.emit.{layout.value}").dump_all(objects))
