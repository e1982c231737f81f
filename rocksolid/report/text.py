"""Findings as text for people: sorted, with the line that is meant and a caret under the words."""

import bisect
import itertools
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from rocksolid.finding import Finding, Place

_GUTTER = 6
_WIDTH = 120  # Ordinary lines stay whole.
_BEFORE_CARET = 40
_CUT = "..."
_LONGEST, _END = 2000, 400  # Texts of an author stand in messages: a paragraph stays whole, a megabyte does not.
_TAB = 8  # A tab is never wider than this in a terminal.
_REORDERING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
_ORDER = 5


def sorted_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings by file, line, column and code, those without a spot last, and one of those that read the same."""
    told = {_told(finding): finding for finding in findings}
    return [told[words] for words in sorted(told, key=lambda words: words[:_ORDER])]


def dump(findings: Iterable[Finding]) -> str:
    """Return findings as lines, one after the other in their order; nothing where there are none."""
    return "".join(f"{render(finding)}\n" for finding in findings)


def render(finding: Finding) -> str:
    """Return a finding as lines without an end: what is and where, the line itself, related places, the hint.

    The caret is in the true column of a terminal, also behind tabs and characters that are two columns wide or none.
    An excerpt that is wider than 120 columns is cut around it, and a sentence of more than 2000 characters in its middle.
    Characters that would steer the terminal are shown escaped.
    """
    place = finding.spot.place() if finding.spot is not None else None
    where = f"{_address(place)} " if place else ""
    related = ((spot.place(), text) for spot, text in finding.related)
    lines = [
        f"{where}{finding.severity}[{finding.code}]: {_said(finding.message)}",
        *(_excerpt(place) if place else ()),
        *(f"  {_address(other)} {_said(text)}" for other, text in related),
        *_hint(finding.hint),
    ]
    return "\n".join(lines)


def _told(finding: Finding) -> tuple[Any, ...]:
    """Return all that a reader is told, first what findings are sorted by."""
    place = finding.spot.place() if finding.spot is not None else None
    where = (False, place.file, place.line, place.column) if place else (True, "", 0, 0)
    related = tuple((spot.place(), text) for spot, text in finding.related)
    return (*where, finding.code, finding.severity, finding.message, finding.hint, place, related)


def _address(place: Place) -> str:
    return f"{_shown(place.file)}:{place.line}:{place.column}:"


def _hint(hint: str) -> Iterator[str]:
    """Yield the lines of a hint, all of them under its first word, so that a block can be pasted."""
    if not hint:
        return
    label = f"{' ':{_GUTTER}} = hint: "
    for number, line in enumerate(hint.split("\n")):
        yield f"{' ' * len(label) if number else label}{_said(line)}".rstrip()


def _excerpt(place: Place) -> Iterator[str]:
    """Yield the line of a place and its carets, or nothing where there is no text to show."""
    line = place.excerpt
    if not line:
        return
    start = min(place.column - 1, len(line))
    first, end = _window(line, start)
    left, right = _CUT if first else "", _CUT if end < len(line) else ""
    carets = _blank(line[start : min(start + place.length, end)]).replace(" ", "^").rstrip("\t") or "^"
    number = f"{place.line:{_GUTTER}}"
    yield f"{number} | {left}{_shown(line[first:end])}{right}"
    yield f"{' ' * len(number)} | {' ' * len(left)}{_blank(line[first:start])}{carets}"


def _window(line: str, start: int) -> tuple[int, int]:
    """Return the range of characters to show, so that the one at `start` is seen with something on both sides."""
    near = max(0, start - _WIDTH)  # What is farther away cannot be shown, and lines of a megabyte exist.
    widths = [len(_blank(character).expandtabs(_TAB)) for character in line[near : start + _WIDTH]]
    edges = [0, *itertools.accumulate(widths)]
    if len(widths) == len(line) and edges[-1] <= _WIDTH:
        return 0, len(line)
    width = _WIDTH - 2 * len(_CUT)
    left = max(0, min(edges[start - near] - _BEFORE_CARET, edges[-1] - width))
    return near + bisect.bisect_left(edges, left), near + bisect.bisect_right(edges, left + width) - 1


def _said(text: str) -> str:
    """Return a sentence as it is shown."""
    return _shown(text if len(text) <= _LONGEST else f"{text[: _LONGEST - _END]}{_CUT}{text[-_END:]}")


def _shown(text: str) -> str:
    """Return a text with those characters escaped that would move the cursor, change colours or turn the reading order."""
    if text.isprintable():  # Nearly all are, and this is asked a hundred times faster.
        return text
    return "".join(character.encode("unicode_escape").decode() if _steers(character) else character for character in text)


def _steers(character: str) -> bool:
    if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}:
        return character != "\t"
    return unicodedata.bidirectional(character) in _REORDERING


def _blank(text: str) -> str:
    """Return white space that is as wide as a text is shown; tabs stay tabs, whose width depends on where they stand."""
    return "".join("\t" if character == "\t" else " " * _width(character) for character in text)


def _width(character: str) -> int:
    """Return how many columns of a terminal a character takes as it is shown."""
    if _steers(character):
        return len(_shown(character))
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
