"""`rocksolid rules`: what is written for every app, and why."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Platform

if TYPE_CHECKING:
    from rocksolid.finding import Finding

EXAMPLES = ("rocksolid rules", "rocksolid rules --platform-objects", "rocksolid rules --platform shop/platform.toml")


def rules(
    *,
    platform_objects: Annotated[
        bool, typer.Option("--platform-objects", help="The rules of what belongs to the platform instead.")
    ] = False,
    platform: Platform = None,
) -> None:
    """Print each rule with its promise; the modules of those that the nearest platform file names are imported for that."""
    from rocksolid.rules import RULES
    from rocksolid.rules.platform import PLATFORM_RULES
    from rocksolid.rules.promises import promise

    promises = [(rule.__name__, promise(rule)) for rule in (PLATFORM_RULES if platform_objects else RULES)]
    if not platform_objects:
        promises += _of_users(platform)
    if sys.stdout and sys.stdout.isatty():
        _table(promises)
    else:
        width = max((len(name) for name, _ in promises), default=0)
        show.result("".join(f"{name:{width}}  {said}".rstrip() + "\n" for name, said in promises))


def _of_users(named: str | None) -> list[tuple[str, str]]:
    """Return the rules of the platform file that is named, or that is nearest to the working directory; or end the run with what is wrong."""
    from rocksolid.compiler import RefusedError
    from rocksolid.language.platforms import find_platform, read_platform
    from rocksolid.language.source import shown

    file = Path(named) if named else find_platform(Path.cwd() / "blueprint")
    report: list[Finding] = []
    platform = read_platform(file, shown(file), report) if file else None
    found = []
    if platform and platform.platform.rules:
        from rocksolid.user_rules.load import loaded

        found = [(rule.name, rule.promise) for rule in loaded(platform.platform.rules, platform.source, report)]
    if report:
        show.refused(RefusedError(tuple(report)))
    return found


def _table(promises: list[tuple[str, str]]) -> None:
    from rich.table import Table

    table = Table("rule", "promise", show_lines=True)
    for name, said in promises:
        table.add_row(name, said)
    show.console().print(table)
