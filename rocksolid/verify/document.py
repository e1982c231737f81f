"""Texts of YAML, their documents, and the places of what stands in them, which are looked up only when something is said."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.finding import Place

if TYPE_CHECKING:  # ruamel.yaml is only loaded when something must be said.
    from rocksolid.verify.positions import Positions

Path = tuple[str | int, ...]
"""A path in a document, from its root: `("spec", "ports", 0, "name")`."""


@attrs.frozen(eq=False)
class Text:
    """One text of YAML, by the name that its reader knows it by."""

    name: str
    content: str = attrs.field(repr=False)


@attrs.define(eq=False, slots=False)
class Document:
    """One document of a text: what it says, and its lines, which count from 1; `end` is the line behind its last one."""

    text: Text
    start: int
    end: int
    content: Any = attrs.field(repr=False)

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the document."""
        return self.text.content.split("\n")[self.start - 1 : self.end - 1]

    @cached_property
    def positions(self) -> "Positions":
        """The places of all keys and values of the document."""
        from rocksolid.verify.positions import positions

        return positions("\n".join(self.lines))

    def at(self, path: Path = (), *, key: bool = False) -> "YamlSpot":
        """Return the spot of a value, or of its key."""
        return YamlSpot(self, path, key)


@attrs.frozen(eq=False)
class YamlSpot:
    """A key or a value in a document, found when asked; where the path is not there, the nearest thing around it."""

    document: Document
    path: Path = ()
    key: bool = False

    def place(self) -> Place:
        """Return the place in the whole text."""
        from rocksolid.verify.positions import find

        line, column, length = find(self.document.positions, self.path, key=self.key)
        lines = self.document.lines
        excerpt = lines[line - 1].rstrip("\r") if line <= len(lines) else ""
        return Place(self.document.text.name, self.document.start + line - 1, column, length, excerpt)


def get(content: Any, *path: str | int) -> Any:
    """Return what stands at a path in a tree, None where nothing does, whatever the tree looks like."""
    for step in path:
        if isinstance(step, str):
            content = content.get(step) if isinstance(content, Mapping) else None
        else:
            content = content[step] if isinstance(content, list) and step < len(content) else None
    return content


def table(content: Any, *path: str | int) -> Mapping[str, Any]:
    """Return the mapping at a path in a tree; an empty one where there is none."""
    found = get(content, *path)
    return found if isinstance(found, Mapping) else {}


def tables(content: Any, *path: str | int) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the mappings of the list at a path in a tree, each with its index; none where there is no list."""
    found = get(content, *path)
    return [(index, one) for index, one in enumerate(found) if isinstance(one, Mapping)] if isinstance(found, list) else []
