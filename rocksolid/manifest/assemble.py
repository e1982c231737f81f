"""Parts become objects: united without order, with the origin of every field."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.digest import sha256
from rocksolid.finding import Spot
from rocksolid.manifest import paths
from rocksolid.manifest.part import Content, Part, Ref
from rocksolid.manifest.shape import APPENDED, APPLY_ORDER, MERGED_BY, ORDER, SORTED, Path

if TYPE_CHECKING:  # Only what authors wrote over has items that no rule tells apart.
    from rocksolid.manifest.fields import Shape

Said = tuple[str, Part]
"""A part, after the name of the rule that said it."""


class ConflictError(Exception):
    """Two rules write one field, which is a mistake in a rule: what they say has no order that could decide."""


@attrs.frozen(repr=False)
class Origin:
    """Where a field comes from: the rule that wrote it, and the inputs that it names: for the field (`said`), and for all of its object.

    What an author wrote over it, or took away from it, has the rule "override" or "remove", and the author's `spot`.
    """

    rule: str
    said: tuple[str, ...]
    of_object: tuple[str, ...] = ()
    spot: Spot | None = attrs.field(default=None, eq=False)

    @property
    def because(self) -> tuple[str, ...]:
        """All inputs that it names."""
        return (*self.said, *self.of_object)


@attrs.frozen(eq=False, repr=False)
class Written:
    """What an author wrote into a finished object, or took away: the rule ("override" or "remove"), the place in the object, the words."""

    rule: str
    steps: paths.Steps
    because: str
    spot: Spot


@attrs.frozen(eq=False, repr=False)
class Object:
    """One Kubernetes object as plain data, with the parts that it was united from, and what was written over them, in turn."""

    ref: Ref
    content: Content
    said: tuple[Said, ...]
    written: tuple[Written, ...] = ()

    def origins(self, path: tuple[str | int, ...]) -> list[Origin]:
        """Return the origins of a field, by its path in `content`; a table that several rules fill has several.

        What an author wrote over a field is its only origin; a table also has what was written, or taken away, below it.
        """
        found = None
        below: list[Origin] = []
        for one in self.written:
            origin, place = Origin(one.rule, (one.because,), spot=one.spot), self._place(one)
            if place is None:
                continue
            if one.rule == "override" and place == path[: len(place)]:
                found, below = [origin], []
            elif path == place[: len(path)]:
                below.append(origin)
        return [*(self._ruled(path) if found is None else found), *below]

    def _place(self, one: Written) -> tuple[str | int, ...] | None:
        """Return where something written stands, None where it is written over again; of what was taken away, the nearest place around."""
        least = 0 if one.rule == "remove" else len(one.steps)
        places = (paths.located(self.content, one.steps[:length]) for length in range(len(one.steps), least - 1, -1))
        return next((place for place in places if place is not None), None)

    def _ruled(self, path: tuple[str | int, ...]) -> list[Origin]:
        """Return what rules say of a field; of an item that has no key, and of which an author took something away, what they say of its list."""
        if not self.written:
            return self._said(list(_keyed(self.content, path, None)))
        from rocksolid.manifest.fields import shape_of

        steps = list(_keyed(self.content, path, shape_of(self.ref.api_version, self.ref.kind)))
        list_at = next((depth for depth, step in enumerate(steps) if isinstance(step, tuple) and step[0] is None), 0)
        return self._said(steps) or self._said(steps[:list_at])

    def _said(self, steps: list[Any]) -> list[Origin]:
        return [Origin(rule, part.because, self.ref.because) for rule, part in self.said if _says(part.content, steps)]


def assemble(said: Iterable[Said]) -> list[Object]:
    """Return the objects that parts unite to, in the order in which they can be applied; raise ConflictError where two rules disagree.

    Those that are hashed have no hash in their names yet: see `named`.
    """
    parts: dict[Ref, list[Said]] = {}
    before, of_object = None, list[Said]()
    for one in said:
        ref = one[1].ref
        if ref is not before:  # A rule says several things of one object in turn.
            before, of_object = ref, parts.setdefault(ref, [])
        of_object.append(one)
    return sorted(map(_object, parts.values()), key=_order)


def named(one: Object) -> Object:
    """Return an object under its last name: one that is hashed has a template that nothing changes any more."""
    if not one.ref.hashed:
        return one
    name = f"{one.ref.name}-{_hash(one.content['spec']['template'])}"
    return attrs.evolve(one, content={**one.content, "metadata": {**one.content["metadata"], "name": name}})


def _order(one: Object) -> tuple[Any, ...]:
    """Sort by owner (the platform first), then so that what comes later finds what it needs."""
    ref = one.ref
    return (ref.owner.namespace, ref.owner.name, APPLY_ORDER.get(ref.kind, len(APPLY_ORDER)), ref.kind, ref.namespace or "", ref.name)


def _object(said: list[Said]) -> Object:
    """Return one object."""
    first = said[0][1].ref  # Parts of one object say the same about its owner and labels.
    every = [("metadata", Part(first, _header(first, said), ())), *said]
    return Object(first, _United(every).tables([part.content for _, part in every], ()), tuple(every))


def _header(ref: Ref, said: list[Said]) -> Content:
    """Return how an object begins; a label or annotation that a part writes is left to it."""
    metadata: dict[str, Any] = {"name": ref.name, **({"namespace": ref.namespace} if ref.namespace else {})}
    own = [part.content["metadata"] for _, part in said if "metadata" in part.content]
    for field, said_of_all in ref.metadata.items():
        left = {key for table in own for key in table.get(field, ())}
        metadata[field] = {key: value for key, value in said_of_all.items() if key not in left} if left else said_of_all
    return {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": metadata}


@attrs.frozen(eq=False, repr=False)
class _United:
    """All pieces of one object as one: each table is visited once, with everything that is said about it."""

    said: list[Said]

    def tables(self, pieces: list[Content], path: Path, key: str = "") -> Content:
        """Return several pieces of one table as one; none of them is changed. What they have under `key` is the same in all of them."""
        values: defaultdict[str, list[Any]] = defaultdict(list)
        for piece in pieces:
            for field, value in piece.items():
                values[field].append(value)
        united: dict[str, Any] = {}
        for field in _ordered(path, tuple(values)):
            found = values[field]
            united[field] = found[0] if len(found) == 1 or field == key else self._several(found, (*path, field))
        return united

    def _several(self, values: list[Any], path: Path) -> Any:
        """Return what several parts say about one field as one value."""
        if path in MERGED_BY:
            return self._items(values, path)
        if path in APPENDED:
            return [item for value in values for item in value]
        for value in values:
            if not isinstance(value, dict):
                raise self._conflict(path)
        return self.tables(values, path)

    def _items(self, lists: list[list[Any]], path: Path) -> list[Any]:
        """Return several lists as one, their items united by the list's key."""
        key = MERGED_BY[path]
        pieces: defaultdict[str, list[Content]] = defaultdict(list)
        for items in lists:
            for item in items:
                pieces[item[key]].append(item)
        return [self.tables(pieces[name], path, key) for name in (sorted(pieces) if path in SORTED else pieces)]

    def _conflict(self, path: Path) -> ConflictError:
        writers = sorted({rule for rule, part in self.said if _says(part.content, list(path))})
        ref = self.said[0][1].ref
        return ConflictError(f"{ref.kind} {ref.name}: {'.'.join(path)} is written twice, by {' and '.join(writers)}")


@lru_cache(1024)
def _ordered(path: Path, fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return fields in the order that people expect; the same few come together in most objects."""
    rank = ORDER.get(path, {})
    return tuple(sorted(fields, key=lambda field: (rank.get(field, len(rank)), field)))


def _hash(template: Content) -> str:
    """Return 8 hexadecimal digits that change with a pod template."""
    import json

    return sha256(json.dumps(template, sort_keys=True).encode())[:8]


def _keyed(content: Any, path: tuple[str | int, ...], shape: "Shape | None") -> Iterator[Any]:
    """Yield the steps of a path, with items of lists by their key instead of their index: of united lists, and of those of a shape that merge."""
    keys: Path = ()
    for step in path:
        content = content[step]
        if isinstance(step, str):
            keys = (*keys, step)
            shape = shape.field(step) if shape else None
            yield step
        else:
            key = MERGED_BY.get(keys) or (shape.keys[0] if shape and shape.keys else None)
            yield (key, content[key]) if isinstance(content, dict) and key in content else (None, content)
            shape = shape.item if shape else None


def _value(item: Any, key: str) -> Any:
    return item.get(key) if isinstance(item, dict) else None


def _says(content: Any, steps: list[Any]) -> bool:
    """Return whether a piece of an object has something at a path."""
    for position, step in enumerate(steps):
        if isinstance(content, list):
            if isinstance(step, tuple):
                key, wanted = step
                rest = steps[position + 1 :]
                same = (item for item in content if (_value(item, key) if key else item) == wanted)
                return any(_says(item, rest) for item in same)
            return any(_says(item, steps[position:]) for item in content)
        if not (isinstance(content, dict) and step in content):
            return False
        content = content[step]
    return True
