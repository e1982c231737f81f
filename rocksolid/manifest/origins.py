"""Where a field of an object comes from: the rules that wrote it, and what its author wrote over it or took away."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.finding import Spot
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.shape import MERGED_BY, Path

if TYPE_CHECKING:  # Only what authors wrote over has items that no rule tells apart.
    from rocksolid.manifest.fields import Shape

Place = tuple[str | int, ...]
"""The path of a field in an object: `("spec", "ports", 0)`."""


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


def origins(one: Object, path: Place) -> list[Origin]:
    """Return the origins of a field, by its path in `content`; a table that several rules fill has several.

    What an author wrote over a field is its only origin; a table also has what was written, or taken away, below it.
    """
    found = None
    below: list[Origin] = []
    for written in one.written:
        origin, place = Origin(written.rule, (written.because,), spot=written.spot), _place(one, written)
        if place is None:
            continue
        if written.rule == "override" and place == path[: len(place)]:
            found, below = [origin], []
        elif path == place[: len(path)]:
            below.append(origin)
    return [*(_ruled(one, path) if found is None else found), *below]


def says(content: Any, steps: list[Any]) -> bool:
    """Return whether a piece of an object has something at a path, in which items of lists may be named by their key: `("name", "web")`."""
    for position, step in enumerate(steps):
        if isinstance(content, list):
            if isinstance(step, tuple):
                key, wanted = step
                rest = steps[position + 1 :]
                same = (item for item in content if (_value(item, key) if key else item) == wanted)
                return any(says(item, rest) for item in same)
            return any(says(item, steps[position:]) for item in content)
        if not (isinstance(content, dict) and step in content):
            return False
        content = content[step]
    return True


def _place(one: Object, written: Written) -> Place | None:
    """Return where something written stands, None where it is written over again; of what was taken away, the nearest place around."""
    least = 0 if written.rule == "remove" else len(written.steps)
    places = (paths.located(one.content, written.steps[:length]) for length in range(len(written.steps), least - 1, -1))
    return next((place for place in places if place is not None), None)


def _ruled(one: Object, path: Place) -> list[Origin]:
    """Return what rules say of a field; of an item that has no key, and of which an author took something away, what they say of its list."""
    if not one.written:
        return _said(one, list(_keyed(one.content, path, None)))
    from rocksolid.manifest.fields import shape_of

    steps = list(_keyed(one.content, path, shape_of(one.ref.api_version, one.ref.kind)))
    list_at = next((depth for depth, step in enumerate(steps) if isinstance(step, tuple) and step[0] is None), 0)
    return _said(one, steps) or _said(one, steps[:list_at])


def _said(one: Object, steps: list[Any]) -> list[Origin]:
    return [Origin(rule, part.because, one.ref.because) for rule, part in one.said if says(part.content, steps)]


def _keyed(content: Any, path: Place, shape: "Shape | None") -> Iterator[Any]:
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
