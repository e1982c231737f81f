"""Parts become objects: united without order, with the origin of every field."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.digest import sha256
from rocksolid.finding import Spot
from rocksolid.manifest import paths
from rocksolid.manifest.part import Content, Part, Ref
from rocksolid.manifest.shape import APPLY_ORDER, MERGED_BY, Path
from rocksolid.manifest.uniting import WrittenTwiceError, united

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
    ref = said[0][1].ref  # Parts of one object say the same about its owner and labels.
    content = _merged([part.content for _, part in said], said)
    header = _header(ref, content.get("metadata", {}))
    every = (("metadata", Part(ref, header, ())), *said)
    whole = {**header, **content} if header.keys().isdisjoint(content) else _merged([header, content], every)
    return Object(ref, whole, every)


def _header(ref: Ref, own: Content) -> Content:
    """Return how an object begins; a label or annotation of its `own` metadata is left to the part that writes it."""
    metadata: dict[str, Any] = {"name": ref.name, **({"namespace": ref.namespace} if ref.namespace else {}), **ref.metadata}
    for field in ref.metadata.keys() & own.keys():
        metadata[field] = {key: value for key, value in metadata[field].items() if key not in own[field]}
    return {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": metadata}


def _merged(pieces: list[Content], said: Sequence[Said]) -> Content:
    """Return pieces of an object as one; raise ConflictError, with the rules of what was said, where they cannot be."""
    try:
        return united(pieces)
    except WrittenTwiceError as twice:
        writers = sorted({rule for rule, part in said if _says(part.content, list(twice.path))})
        ref = said[0][1].ref
        raise ConflictError(f"{ref.kind} {ref.name}: {'.'.join(twice.path)} is written twice, by {' and '.join(writers)}") from None


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
