"""The commands, and how a run ends: 0 fine, 1 the input has errors, 2 wrong usage."""

from collections.abc import Callable
from typing import Annotated

import typer

from rocksolid.cli import check, connectivity, graph, init, render, rules, schema, simulate, verify

Command = tuple[Callable[..., None], tuple[str, ...]]
"""What runs, and the examples that its help shows."""

COMMANDS: tuple[Command, ...] = (
    (render.render, render.EXAMPLES),
    (check.check, check.EXAMPLES),
    (verify.verify, verify.EXAMPLES),
    (connectivity.connectivity, connectivity.EXAMPLES),
    (graph.graph, graph.EXAMPLES),
    (init.init, init.EXAMPLES),
    (schema.schema, schema.EXAMPLES),
    (rules.rules, rules.EXAMPLES),
)
"""Every command, in the order of the help."""
GROUPS: tuple[tuple[str, str, tuple[Command, ...]], ...] = (("simulate", simulate.HELP, ((simulate.outage, simulate.EXAMPLES),)),)
"""Commands that have commands of their own: name, help, and those."""

app = typer.Typer(
    name="rocksolid",
    no_args_is_help=True,
    rich_markup_mode=None,  # Plain help: the same in a terminal and in a pipe, and there at once.
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


def _print_version(asked: bool) -> None:  # noqa: FBT001  typer calls it with the flag's value.
    if asked:
        from importlib.metadata import version

        print("rocksolid", version("rocksolid"))
        raise typer.Exit


@app.callback()
def _rocksolid(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Compile app blueprints into complete, hardened Kubernetes manifests."""


def _epilog(examples: tuple[str, ...]) -> str:
    """Return examples as a help text whose lines stay as they are."""
    return "\n".join(["\b", "Examples:", *(f"  {example}" for example in examples)])


def _add(commands: tuple[Command, ...], to: typer.Typer) -> None:
    for command, examples in commands:
        to.command(epilog=_epilog(examples))(command)


_add(COMMANDS, app)
for _name, _help, _commands in GROUPS:
    _group = typer.Typer(name=_name, help=_help, no_args_is_help=True, rich_markup_mode=None)
    _add(_commands, _group)
    app.add_typer(_group)
