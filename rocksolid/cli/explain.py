"""`rocksolid explain`: why each field of the rendered objects is as it is."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Environment, Image, Namespace, Platform, PlatformObjects, Quiet, Settings, request, working

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rocksolid.explain.explanation import Explained
    from rocksolid.explain.select import Answer
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request

EXAMPLES = (
    "rocksolid explain billing.toml Deployment spec.template.spec.affinity",
    "rocksolid explain shop/ -e production Deployment/web spec.replicas",
    "rocksolid explain billing.toml --annotate | less",
    "rocksolid explain shop/ --format json | jq '.[].fields[] | select(.rule == \"network\")'",
)


class Format(StrEnum):
    """How explanations are written."""

    TEXT = "text"
    JSON = "json"


Blueprints = Annotated[str, typer.Argument(metavar="PATH", help="A blueprint, or a directory of them.")]
Target = Annotated[str | None, typer.Argument(metavar="KIND[/NAME]", help="The objects of a kind, or one of them.")]
Below = Annotated[str | None, typer.Argument(metavar="FIELD", help="A field, with all that is below it.")]
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to read for their ports, not to explain.")]
Layout = Annotated[Format, typer.Option("--format", help="How explanations are written.")]
Annotate = Annotated[bool, typer.Option("--annotate", help="Print the YAML, with the reason at the end of each line.")]


def explain(
    path: Blueprints,
    target: Target = None,
    field: Below = None,
    *,
    environment: Environment = None,
    image: Image = None,
    settings: Settings = None,
    namespace: Namespace = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    platform_objects: PlatformObjects = False,
    layout: Layout = Format.TEXT,
    annotate: Annotate = False,
    quiet: Quiet = False,
) -> None:
    """Say of each field which rule wrote it, why, and which lines decided it."""
    asked = request(
        [path],
        environment,
        platform,
        neighbours,
        settings=settings,
        namespace=namespace,
        image=image,
        platform_objects=platform_objects,
    )
    if annotate and layout is Format.JSON:
        raise typer.BadParameter("it is YAML: leave --format out", param_hint="--annotate")
    _deliver(_answers(_explained(asked, quiet=quiet), target, field), layout, annotate=annotate)


def _explained(request: "Request", *, quiet: bool) -> "list[Explained]":
    """Return why everything is as it is that blueprints become, or end the run with what is wrong."""
    from rocksolid.compiler import compile_gathered
    from rocksolid.explain.explanation import explain as explanations
    from rocksolid.language.gather import gather

    report: list[Finding] = []
    with working(request, quiet=quiet) as asked:
        gathered = gather(asked, report)
        compiled = compile_gathered(gathered, report)
        asked.watch("explaining")
        return explanations(compiled, gathered.platforms)


def _answers(objects: "Sequence[Explained]", target: str | None, field: str | None) -> "list[Answer]":
    from rocksolid.explain.select import UnknownError, select

    try:
        return select(objects, target, field)
    except UnknownError as error:
        show.refused_finding(error.code, error.message, error.hint)


def _deliver(answers: "list[Answer]", layout: Format, *, annotate: bool) -> None:
    if annotate:
        from rocksolid.explain import annotated

        show.result(annotated.dump(answers))
    elif layout is Format.JSON:
        from rocksolid.explain import json

        show.result(json.dump(answers))
    elif sys.stdout and sys.stdout.isatty():
        _tree(answers)
    else:
        from rocksolid.explain import text

        show.result(text.dump(answers))


def _tree(answers: "list[Answer]") -> None:
    """Print a tree for each object."""
    from rich.text import Text
    from rich.tree import Tree

    from rocksolid.explain.told import title, told

    console = show.console()
    for answer in answers:
        tree = Tree(Text(title(answer), style="bold"))
        for one in told(answer):
            branch = tree.add(Text("\n".join(one.fields), style="cyan"))
            for reason in one.reasons:
                branch.add(Text(reason))
        console.print(tree)
