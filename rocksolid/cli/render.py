"""`rocksolid render`: blueprints to manifests."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import (
    Environment,
    Image,
    Namespace,
    Paths,
    Platform,
    PlatformObjects,
    Quiet,
    Settings,
    compiled,
    request,
    yaml,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from rocksolid.compiler import Compiled
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request

EXAMPLES = (
    "rocksolid render billing.toml",
    "rocksolid render shop/ -e production -o manifests/",
    "rocksolid render billing.toml --image registry.example.com/billing:1.4.3 --set replicas=5",
    "rocksolid render shop/ --all-environments -o manifests/",
    "rocksolid render billing.toml --with shop/ --format kyaml",
    "rocksolid render shop/ --platform-objects | kubectl apply -f -",
)


class Format(StrEnum):
    """How objects are written."""

    YAML = "yaml"
    KYAML = "kyaml"
    JSON = "json"


_OUTPUT = "A file (.yaml, .yml or .json), or a directory: one file an object, and what else rocksolid wrote there is removed."
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to render.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE|DIR", help=_OUTPUT)]
Layout = Annotated[Format, typer.Option("--format", help="How objects are written.")]
AllEnvironments = Annotated[bool, typer.Option("--all-environments", help="Each environment, into its folder of the directory of -o.")]


def render(
    paths: Paths,
    *,
    environment: Environment = None,
    all_environments: AllEnvironments = False,
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
    if output == "":
        raise typer.BadParameter("name a file or a directory", param_hint="--output")
    asked = request(
        paths,
        environment,
        platform,
        neighbours,
        settings=settings,
        namespace=namespace,
        image=image,
        platform_objects=platform_objects,
    )
    deliver = _deliver_all if all_environments else _deliver
    deliver(asked, output, layout, quiet=quiet)


def _deliver_all(asked: "Request", output: str | None, layout: Format, *, quiet: bool) -> None:
    """Write the objects of each environment to its folder; then print the warnings."""
    from rocksolid.cli import write

    if asked.environment is not None:
        raise typer.BadParameter("all environments are rendered: leave -e out, or name one without it", param_hint="--all-environments")
    if output is None or not write.is_directory(output):
        raise typer.BadParameter("name a directory: -o DIR gets a folder for each environment", param_hint="--all-environments")
    from rocksolid.cli.environments import every_environment

    every, findings = every_environment(asked, quiet=quiet)
    write.write_environments(output, {environment: _files(one, layout) for environment, one in every.items()}, quiet=quiet)
    if not quiet:
        show.warnings(findings)


def _deliver(asked: "Request", output: str | None, layout: Format, *, quiet: bool) -> None:
    """Print the objects, or write them to a file or a directory; then print the warnings."""
    if output is None:
        text, findings = _text(asked, layout, quiet=quiet)
        show.result(text)
    else:
        findings = _write(asked, output, layout, quiet=quiet)
    if not quiet:
        show.warnings(findings)


def _write(asked: "Request", output: str, layout: Format, *, quiet: bool) -> "Sequence[Finding]":
    """Write the objects to a file, or each to one of a directory; return what is to be said."""
    from rocksolid.cli import write

    if write.is_directory(output):
        one = compiled(asked, quiet=quiet)
        write.write_directory(output, _files(one, layout), quiet=quiet)
        return one.findings
    text, findings = _text(asked, layout, quiet=quiet)
    write.write_file(output, text)
    return findings


def _text(asked: "Request", layout: Format, *, quiet: bool) -> "tuple[str, Sequence[Finding]]":
    """Return the objects as one text, with what is to be said."""
    if layout is Format.YAML:
        return yaml(asked, quiet=quiet)
    one = compiled(asked, quiet=quiet)
    return _dump([manifest.content for manifest in one.manifests], layout), one.findings


def _files(compiled: "Compiled", layout: Format) -> dict[str, str]:
    """Return the objects as files, by their names."""
    from rocksolid.emit.directory import file_names

    extension = "json" if layout is Format.JSON else "yaml"
    objects = [one.content for one in compiled.manifests]
    return {name: _dump([one], layout) for name, one in zip(file_names(objects, extension), objects, strict=True)}


def _dump(objects: "Iterable[Any]", layout: Format) -> str:
    from importlib import import_module

    return str(import_module(f"rocksolid.emit.{layout.value}").dump_all(objects))
