"""The commands, and how a run ends: 0 fine, 1 the input has errors, 2 wrong usage."""

from importlib import import_module
from types import ModuleType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from rocksolid.cli import show

COMMANDS = (
    "render",
    "check",
    "explain",
    "verify",
    "connectivity",
    "diff",
    "graph",
    "waivers",
    "init",
    "schema",
    "rules",
    "simulate outage",
)
"""Every command, in the order of the help: its module is its first word, its function there its last one."""


def _print_help(context: Any, _: object, asked: bool) -> None:  # noqa: FBT001  typer calls it with the flag's value.
    if asked and not context.resilient_parsing:
        show.result(f"{context.get_help()}\n")
        raise typer.Exit


def _telling(option: Any) -> Any:
    """Return the option `--help` of a command, which has one, as one that prints a result."""
    option.callback = _print_help
    return option


class _Command(TyperCommand):
    """A command whose help is a result like every other: where it cannot be written, the run says so."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`."""
        return _telling(super().get_help_option(ctx))


class _Group(TyperGroup):
    """The same for a group of commands."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return `--help`."""
        return _telling(super().get_help_option(ctx))


def application(asked: str = "") -> typer.Typer:
    """Return the command line: with one command alone where the first word of a run names it, and with all of them for any other word.

    What a run does not call costs it nothing: each command is a module, and options that typer would have to look at.
    """
    app = typer.Typer(
        name="rocksolid",
        cls=_Group,
        no_args_is_help=True,
        rich_markup_mode=None,  # Plain help: the same in a terminal and in a pipe, and there at once.
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
        callback=_rocksolid,
    )
    for name in [name for name in COMMANDS if name.split()[0] == asked] or COMMANDS:
        _add(app, *name.split())
    return app


def examples(command: str) -> tuple[str, ...]:
    """Return the examples that the help of a command shows."""
    shown: tuple[str, ...] = _module(command.split(maxsplit=1)[0]).EXAMPLES
    return shown


def _print_version(asked: bool) -> None:  # noqa: FBT001  typer calls it with the flag's value.
    if asked:
        from importlib.metadata import version

        show.result(f"rocksolid {version('rocksolid')}\n")
        raise typer.Exit


def _rocksolid(
    *,
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Compile app blueprints into complete, hardened Kubernetes manifests."""


def _add(app: typer.Typer, first: str, *more: str) -> None:
    """Add a command, below a group of its own where its name has two words."""
    module, below = _module(first), app
    if more:
        below = typer.Typer(name=first, cls=_Group, help=module.HELP, no_args_is_help=True, rich_markup_mode=None)
        app.add_typer(below)
    epilog = "\n".join(["\b", "Examples:", *(f"  {example}" for example in module.EXAMPLES)])  # Lines that stay as they are.
    below.command(cls=_Command, epilog=epilog)(getattr(module, (first, *more)[-1]))


def _module(name: str) -> ModuleType:
    return import_module(f"rocksolid.cli.{name}")
