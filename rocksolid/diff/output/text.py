"""Differences as text for people in front of a terminal."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.output.groups import NONE, Group, groups, summary

Style = Callable[[str, Effect | None], str]
"""How a heading is set off, by the effect that it stands for: for a terminal with colours."""


def plain(heading: str, _: Effect | None) -> str:
    """Return a heading as it is."""
    return heading


def dump(changes: Sequence[Change], style: Style = plain) -> str:
    """Return differences as lines: the worst first, by topic, and at last field by field; then how many there are.

    Characters that would steer a terminal are shown escaped.
    """
    if not changes:
        return f"{NONE}\n"
    blocks = ["\n".join((style(group.heading, group.effect), *_lines(group))) for group in groups(changes)]
    return "\n\n".join((*blocks, summary(changes))) + "\n"


def _lines(group: Group) -> Iterator[str]:
    for topic, changes in groupby(group.changes, key=lambda change: change.topic):
        if group.effect:
            yield f"  {topic}"
        for change in changes:
            yield from _change(change, "    " if group.effect else "  ")


def _change(change: Change, indent: str) -> Iterator[str]:
    """Yield the line of a difference, and those of its hint, all of them under its first word."""
    yield f"{indent}{shown(change.subject)}: {shown(change.message)}"
    label = f"{indent}    = hint: "
    for number, line in enumerate(change.hint.splitlines()):
        yield f"{' ' * len(label) if number else label}{shown(line)}"


def shown(text: str) -> str:
    """Return a text with all characters escaped that have no shape of their own."""
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)
