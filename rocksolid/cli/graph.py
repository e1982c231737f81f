"""`rocksolid graph`: the picture of a system."""

from enum import StrEnum
from typing import Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Environment, Paths, Platform, Quiet

EXAMPLES = (
    "rocksolid graph shop/ -o shop.mmd",
    "rocksolid graph billing.toml shop/ -e production --format dot | dot -Tsvg -o system.svg",
)


class Format(StrEnum):
    """The language of the picture."""

    MERMAID = "mermaid"
    DOT = "dot"


Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to draw.")]
Layout = Annotated[Format, typer.Option("--format", help="The language of the picture.")]
Output = Annotated[str | None, typer.Option("--output", "-o", metavar="FILE", help="Write it to a file.")]


def graph(
    paths: Paths,
    *,
    environment: Environment = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    layout: Layout = Format.MERMAID,
    output: Output = None,
    quiet: Quiet = False,
) -> None:
    """Draw who calls whom, and what an app cannot be without.

    Components are groups; thick arrows are critical dependencies, dashed ones are ordinary.
    """
    from importlib import import_module

    from rocksolid.cli.given import compiled, request
    from rocksolid.graph.build import picture

    drawn = picture(compiled(request(paths, environment, platform, neighbours), quiet=quiet).system.workloads)
    text = str(import_module(f"rocksolid.graph.{layout.value}").dump(drawn))
    if output is None:
        show.result(text)
    else:
        from rocksolid.cli.write import write_file

        write_file(output, text)
