"""`rocksolid render`: blueprints to manifests."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show

if TYPE_CHECKING:
    from collections.abc import Iterable
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


def render(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Blueprints, or directories of them.")],
    *,
    environment: Annotated[str | None, typer.Option("--environment", "-e", metavar="ENV", help="The environment to render.")] = None,
    image: Annotated[str | None, typer.Option(metavar="REF", help="The image of the only app.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="A word of every app, in TOML: --set replicas=5.")
    ] = None,
    namespace: Annotated[str | None, typer.Option("--namespace", "-n", help="The namespace of every app.")] = None,
    platform: Annotated[
        str | None, typer.Option(metavar="FILE", help="The platform file, instead of the nearest platform.toml beside or above.")
    ] = None,
    neighbours: Annotated[
        list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to render.")
    ] = None,
    platform_objects: Annotated[bool, typer.Option("--platform-objects", help="Render what belongs to the platform as well.")] = False,
    output: Annotated[
        str | None, typer.Option("--output", "-o", metavar="FILE|DIR", help="Write one file, or one file an object into a directory.")
    ] = None,
    layout: Annotated[Format, typer.Option("--format", help="How objects are written.")] = Format.YAML,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print no warnings.")] = False,
) -> None:
    """Write the manifests of blueprints."""
    from rocksolid.compiler import RefusedError, compile_request
    from rocksolid.language.gather import Request

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
    try:
        compiled = compile_request(request)
    except RefusedError as error:
        show.refused(error)
    _deliver(compiled, output, layout)
    if not quiet:
        show.warnings(compiled.findings)


def _deliver(compiled: "Compiled", output: str | None, layout: Format) -> None:
    """Print the objects, or write them to a file or a directory."""
    objects = [one.content for one in compiled.manifests]
    if output is None:
        show.result(_text(objects, layout))
        return
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
