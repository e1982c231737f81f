"""Differences as text for people in front of a terminal."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.output.groups import NONE, Group, Line, groups, summary
from rocksolid.wording import one_line

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
    found = list(groups(changes))
    blocks = ["\n".join((style(group.heading, group.effect), *_lines(group))) for group in found]
    return "\n\n".join((*blocks, summary(found))) + "\n"


def _lines(group: Group) -> Iterator[str]:
    for topic, lines in groupby(group.lines, key=lambda line: line.topic):
        if group.effect:
            yield f"  {topic}"
        for line in lines:
            yield from _line(line, "    " if group.effect else "  ")


def _line(one: Line, indent: str) -> Iterator[str]:
    """Yield the line of a difference, and those of its hint, all of them under its first word."""
    yield f"{indent}{one_line(one.subject)}: {one_line(one.message)}"
    label = f"{indent}    = hint: "
    for number, line in enumerate(one.hint.splitlines()):
        yield f"{' ' * len(label) if number else label}{one_line(line)}"
