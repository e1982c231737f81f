"""Pieces of one object are united: tables field by field, the lists in the tables of `shape` item by item."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

import attrs

from rocksolid.manifest.part import Content
from rocksolid.manifest.shape import APPENDED, MERGED_BY, ORDER, SORTED, Path


class WrittenTwiceError(Exception):
    """Two pieces have a field that has one value; `path` is the field's."""

    def __init__(self, path: Path) -> None:
        """Remember where."""
        super().__init__(path)
        self.path = path


def united(pieces: list[Content]) -> Content:
    """Return pieces of one object as one, their fields in the order that people expect; raise WrittenTwiceError where they cannot be.

    Each table is visited once, with everything that is said about it, and no piece is changed.
    """
    return _united(pieces, _place(()))


@attrs.frozen(eq=False, repr=False)
class _Place:
    """A place in objects, and how lists there unite: by the `key` of their items, or `appended`.

    There is one for each path, so that it can be looked up without hashing its path again.
    """

    path: Path
    key: str | None
    appended: bool


@lru_cache(1024)
def _place(path: Path) -> _Place:
    """Return the place at a path."""
    return _Place(path, MERGED_BY.get(path), path in APPENDED)


@lru_cache(1024)
def _ordered(place: _Place, fields: tuple[str, ...]) -> list[tuple[str, _Place]]:
    """Return the fields of a table in the order that people expect, with their places; the same few come together in most objects."""
    rank = ORDER.get(place.path, {})
    return [(field, _place((*place.path, field))) for field in sorted(fields, key=lambda field: (rank.get(field, len(rank)), field))]


@lru_cache(1024)
def _is_ordered(place: _Place, fields: tuple[str, ...]) -> bool:
    return fields == tuple(field for field, _ in _ordered(place, fields))


def _united(pieces: list[Content], place: _Place, key: str | None = None) -> Content:
    """Return several pieces of one table as one; what they have under `key` is the same in all of them."""
    if len(pieces) == 1 and _is_ordered(place, tuple(pieces[0])):
        return pieces[0]  # As it is, it is still the table that others may refer to as well.
    values: dict[str, list[Any]] = {}
    for piece in pieces:
        for field in piece:
            if field in values:
                values[field].append(piece[field])
            else:
                values[field] = [piece[field]]
    table: dict[str, Any] = {}
    for field, below in _ordered(place, tuple(values)):
        found = values[field]
        table[field] = found[0] if len(found) == 1 or field == key else _several(found, below)
    return table


def _several(values: list[Any], place: _Place) -> Any:
    """Return several values of one field as one; raise WrittenTwiceError where it can have but one."""
    if place.key:
        return _items(values, place, place.key)
    if place.appended:
        return [item for value in values for item in value]
    for value in values:
        if not isinstance(value, dict):
            raise WrittenTwiceError(place.path)
    return _united(values, place)


def _items(lists: list[list[Any]], place: _Place, key: str) -> list[Any]:
    """Return several lists as one, their items united by the list's key."""
    pieces: defaultdict[str, list[Content]] = defaultdict(list)
    for items in lists:
        for item in items:
            pieces[item[key]].append(item)
    return [_united(pieces[name], place, key) for name in (sorted(pieces) if place.path in SORTED else pieces)]
