"""`rocksolid rules`: what is written for every app, and why."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer

from rocksolid.cli import show

EXAMPLES = ("rocksolid rules", "rocksolid rules --platform-objects")


def rules(
    *,
    platform_objects: Annotated[
        bool, typer.Option("--platform-objects", help="The rules of what belongs to the platform instead.")
    ] = False,
) -> None:
    """Print each rule with its promise."""
    from rocksolid.rules import PLATFORM_RULES, RULES

    promises = [(rule.__name__, promise(rule)) for rule in (PLATFORM_RULES if platform_objects else RULES)]
    if sys.stdout and sys.stdout.isatty():
        _table(promises)
    else:
        width = max((len(name) for name, _ in promises), default=0)
        show.result("".join(f"{name:{width}}  {said}\n" for name, said in promises))


def promise(rule: Callable[..., Any]) -> str:
    """Return what a rule promises: the docstring of its module."""
    return (sys.modules[rule.__module__].__doc__ or "").strip()


def _table(promises: list[tuple[str, str]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("rule", "promise", show_lines=True)
    for name, said in promises:
        table.add_row(name, said)
    Console().print(table)
