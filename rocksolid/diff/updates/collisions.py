"""What must not stand together in an object, but does where one field manager writes the one thing and another wrote the other."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rocksolid.manifest.fields import Shape, shape_of
from rocksolid.manifest.paths import Steps
from rocksolid.verify.document import tables
from rocksolid.verify.resource import Resource

_NAMED_ONCE = frozenset({"core.v1.ServicePort", "core.v1.ContainerPort"})
"""Types of items whose name is not their key: the server takes each name once."""
_IMPLIED = {"protocol": "TCP"}
Items = dict[tuple[str, ...], Mapping[str, Any]]


@attrs.frozen
class Collision:
    """What is written, and the path of what was written instead and is no longer."""

    steps: Steps
    value: Any
    stays: Steps


def collisions(old: Resource, new: Resource) -> Iterator[Collision]:
    """Yield what cannot stand beside what is no longer written, as both do under server-side apply by two field managers."""
    yield from _collisions(old.content, new.content, shape_of(str(new.content.get("apiVersion")), new.kind), ())


def _collisions(old: Any, new: Any, shape: Shape | None, steps: Steps) -> Iterator[Collision]:
    if shape and shape.form == "list" and shape.keys:
        yield from _of_lists(_items(old, shape), _items(new, shape), shape, steps)
    elif isinstance(old, Mapping) and isinstance(new, Mapping) and shape and shape.form == "table":
        yield from _of_variants(old, new, shape, steps)
        for key in new:
            yield from _collisions(old.get(key), new[key], shape.field(key), (*steps, key))


def _of_lists(old: Items, new: Items, shape: Shape, steps: Steps) -> Iterator[Collision]:
    left = {str(item["name"]): key for key, item in old.items() if key not in new and item.get("name")}
    for key, item in new.items():
        here = (*steps, (shape.keys[0], key[0]))
        if key in old:
            yield from _collisions(old[key], item, shape.item, here)
        elif shape.type in _NAMED_ONCE and str(item.get("name")) in left:
            yield Collision(here, item, (*steps, (shape.keys[0], left[str(item["name"])][0])))


def _of_variants(old: Mapping[str, Any], new: Mapping[str, Any], shape: Shape, steps: Steps) -> Iterator[Collision]:
    names = [name for name in {**old, **new} if name in shape.alternatives]
    comes, stays = ([name for name in names if a.get(name) is not None and b.get(name) is None] for a, b in ((new, old), (old, new)))
    if comes and stays:
        yield Collision((*steps, comes[0]), new[comes[0]], (*steps, stays[0]))


def _items(content: Any, shape: Shape) -> Items:
    """Return the items of a list by what tells them apart for server-side apply."""
    return {tuple(str(item.get(key) or _IMPLIED.get(key)) for key in shape.keys): item for _, item in tables(content)}
