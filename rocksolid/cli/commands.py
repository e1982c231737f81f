"""The commands, and how a run ends: 0 fine, 1 the input has errors, 2 wrong usage."""

from collections.abc import Callable
from typing import Annotated

import typer

from rocksolid.cli import init, render, rules, schema

Command = tuple[Callable[..., None], tuple[str, ...]]
"""What runs, and the examples that its help shows."""

COMMANDS: tuple[Command, ...] = (
    (render.render, render.EXAMPLES),
    (init.init, init.EXAMPLES),
    (schema.schema, schema.EXAMPLES),
    (rules.rules, rules.EXAMPLES),
)
"""Every command, in the order of the help."""

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


for _command, _examples in COMMANDS:
    app.command(epilog=_epilog(_examples))(_command)
