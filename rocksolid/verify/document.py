"""Texts of YAML, their documents, and the places of what stands in them, which are looked up only when something is said."""

import bisect
import re
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.finding import Place

if TYPE_CHECKING:  # Places are only looked up when something must be said.
    from rocksolid.verify.positions import Positions

Path = tuple[str | int, ...]
"""A path in a document, from its root: `("spec", "ports", 0, "name")`."""
_MAPPINGS = (dict, Mapping)
"""What is a mapping; nearly all are dictionaries, which are recognised at once."""
_SECRET = re.compile(r"""\bkind["']?\s*:\s*["']?Secret(List)?\b""")


def _without_mark(content: str) -> str:
    return content.removeprefix("\ufeff")


@attrs.frozen(eq=False)
class Text:
    """One text of YAML, by the name that its reader knows it by; a byte order mark before it is left out."""

    name: str
    content: str = attrs.field(repr=False, converter=_without_mark)


@attrs.define(eq=False, slots=False)
class Document:
    """One document of a text: which part of it, what it says, and its lines.

    `start` and `end` are offsets in the text, in characters; `line` is the line of `start`, counted from 1.
    """

    text: Text
    start: int
    end: int
    line: int
    content: Any = attrs.field(default=None, repr=False)

    @property
    def source(self) -> str:
        """The text of the document."""
        return self.text.content[self.start : self.end]

    @cached_property
    def positions(self) -> "Positions":
        """The places of all keys and values of the document."""
        from rocksolid.verify.positions import Positions

        return Positions(self.source)

    @cached_property
    def _lines(self) -> list[int]:
        """The offset in the text where each line begins; the first one may begin before the document."""
        content = self.text.content
        first = content.rfind("\n", 0, self.start) + 1
        return [first, *(found.end() for found in re.compile("\n").finditer(content, self.start, self.end))]

    def place(self, start: int, end: int) -> Place:
        """Return the place of a range of the document, of which only the first line counts."""
        content, start = self.text.content, self.start + start
        number = bisect.bisect_right(self._lines, start) - 1
        first = self._lines[number]
        behind = content.find("\n", first)
        excerpt = content[first : behind if behind >= 0 else None].removesuffix("\r")
        length = len(excerpt[start - first : self.start + end - first].rstrip())
        return Place(self.text.name, self.line + number, start - first + 1, max(1, length), "" if self._is_secret else excerpt)

    @cached_property
    def _is_secret(self) -> bool:
        """Whether its lines must not be shown: what is printed in a pipeline is kept there."""
        return _SECRET.search(self.source) is not None

    def at(self, path: Path = (), *, key: bool = False) -> "YamlSpot":
        """Return the spot of a value, or of its key."""
        return YamlSpot(self, path, key)

    def spot(self, start: int, end: int | None = None) -> "TextSpot":
        """Return the spot of a range of the document, by default of one character."""
        return TextSpot(self, start, start + 1 if end is None else end)


@attrs.frozen(eq=False)
class YamlSpot:
    """A key or a value in a document, found when asked; where the path is not there, the nearest thing around it."""

    document: Document
    path: Path = ()
    key: bool = False

    def place(self) -> Place:
        """Return the place in the whole text."""
        return self.document.place(*self.document.positions.find(self.path, key=self.key))


@attrs.frozen(eq=False)
class TextSpot:
    """A range of a document, by its offsets in there; its line is counted when asked."""

    document: Document
    start: int
    end: int

    def place(self) -> Place:
        """Return the place in the whole text."""
        return self.document.place(self.start, self.end)


def get(content: Any, *path: str | int) -> Any:
    """Return what stands at a path in a tree, None where nothing does, whatever the tree looks like."""
    for step in path:
        if content is None:
            break
        if isinstance(step, str):
            content = content.get(step) if type(content) is dict or isinstance(content, Mapping) else None
        else:
            content = content[step] if isinstance(content, list) and step < len(content) else None
    return content


def table(content: Any, *path: str | int) -> Mapping[str, Any]:
    """Return the mapping at a path in a tree; an empty one where there is none."""
    found = get(content, *path)
    return found if type(found) is dict or (found is not None and isinstance(found, Mapping)) else {}


def tables(content: Any, *path: str | int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the mappings of the list at a path in a tree, each with its index; none where there is no list."""
    found = get(content, *path)
    return [(index, one) for index, one in enumerate(found) if isinstance(one, _MAPPINGS)] if found and isinstance(found, list) else []


def items(content: Any, *path: str | int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the mappings of the list at a path in a tree as `tables` does; an item that is empty is an empty mapping, as for the server."""
    found = get(content, *path)
    return (
        [(index, {} if one is None else one) for index, one in enumerate(found) if one is None or isinstance(one, _MAPPINGS)]
        if isinstance(found, list)
        else []
    )
