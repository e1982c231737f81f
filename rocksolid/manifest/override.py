"""What an author writes over finished objects, or takes away from them: merged as Kubernetes' strategic merge does."""

from collections.abc import Callable
from typing import Any

import attrs

from rocksolid.finding import Spot
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object, Written
from rocksolid.manifest.fields import Shape, shape_of
from rocksolid.manifest.part import Content
from rocksolid.manifest.paths import Steps
from rocksolid.manifest.shape import MERGED_BY, ORDER

WordPath = tuple[str | int, ...]
"""Where an author wrote something, from the content of a patch on."""

FIXED: frozenset[WordPath] = frozenset(
    {
        ("apiVersion",),
        ("kind",),
        ("metadata", "name"),
        ("metadata", "namespace"),
        ("spec", "selector"),
        ("spec", "podSelector"),
        ("spec", "endpointSelector"),
        ("spec", "jobTemplate", "spec", "selector"),
    }
)
"""What makes an object itself, and says whose pods it is about: everything else hangs on it."""
_UNIONS: tuple[frozenset[str], ...] = (
    frozenset({"exec", "grpc", "httpGet", "tcpSocket", "sleep"}),
    frozenset({"maxUnavailable", "minAvailable"}),
    frozenset({"value", "valueFrom"}),
)
"""Fields of which an object has one: whoever writes one takes the others away."""
_NOT_UNIONS = frozenset({"apps.v1.RollingUpdateDeployment", "apps.v1.RollingUpdateDaemonSet"})
_CONTAINERS = "core.v1.Container"


@attrs.frozen(eq=False)
class Patch:
    """What one author writes over objects of a `kind`, or over the one of a `name`; `because` is how the words are called."""

    kind: str
    name: str | None
    content: Content
    because: str
    at: Callable[[WordPath], Spot]
    own: bool = True


@attrs.frozen(eq=False)
class Removal:
    """A field, or an item of a list, that one author takes away from objects of a `kind`, or from the one of a `name`."""

    kind: str
    name: str | None
    steps: Steps
    because: str
    spot: Spot
    own: bool = True


@attrs.frozen(eq=False)
class Problem:
    """What an object does not take: `steps` is the place in it, `path` the author's words, `known` what there is instead.

    `code` is "fixed" (what makes the object itself), "field" (its kind has no such field), "form" (`known` is what it takes there),
    "key" (an item of a list that merges by the `known` keys does not say them), "container" (there is none of that name), or
    "nothing" (there is nothing to take away).
    """

    code: str
    steps: Steps
    path: WordPath = ()
    known: tuple[str, ...] = ()


def patched(one: Object, patch: Patch) -> tuple[Object, list[Problem]]:
    """Return an object with a patch merged into it, and what it does not take of that."""
    merge = _Merge()
    content = merge.table(one.content, patch.content, shape_of(one.ref.api_version, one.ref.kind), (), ())
    written = (Written("override", steps, _words(patch.because, path), patch.at(path)) for steps, path in merge.written)
    return attrs.evolve(one, content=content, written=(*one.written, *written)), merge.problems


def removed(one: Object, removal: Removal) -> tuple[Object, list[Problem]]:
    """Return an object without what a removal takes away, or what keeps it from that."""
    steps = removal.steps
    place = paths.located(one.content, steps)
    if place is None:
        return one, [_nothing(one, steps)]
    if any(steps[: len(fixed)] == fixed or fixed[: len(steps)] == steps for fixed in FIXED):
        return one, [Problem("fixed", steps)]
    written = Written("remove", steps, removal.because, removal.spot)
    return attrs.evolve(one, content=_without(one.content, place), written=(*one.written, written)), []


@attrs.define(eq=False)
class _Merge:
    """One merge: what it wrote, as places in the object and in the author's words, and what the object did not take."""

    written: list[tuple[Steps, WordPath]] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)

    def table(self, old: Content, new: Content, shape: Shape | None, steps: Steps, path: WordPath) -> dict[str, Any]:
        """Return a table with another one merged into it."""
        result = _left(old, new, _given_up(old, new, shape))
        for key, value in new.items():
            inner = shape.field(key) if shape else None
            here, word = (*steps, key), (*path, key)
            if here in FIXED:
                self.problems.append(Problem("fixed", here, word))
            elif shape and inner is None:
                self.problems.append(Problem("field", here, word, shape.names))
            else:
                result[key] = self._value(old.get(key), value, inner, here, word)
        rank = ORDER.get(_keys(steps), {})
        return dict(sorted(result.items(), key=lambda item: rank.get(item[0], len(rank)))) if result.keys() - old.keys() else result

    def _value(self, old: Any, new: Any, shape: Shape | None, steps: Steps, path: WordPath) -> Any:
        expected = _expected(new, shape)
        if expected:
            self.problems.append(Problem("form", steps, path, (expected,)))
            return old
        if isinstance(new, dict) and new:
            return self.table(old if isinstance(old, dict) else {}, new, shape, steps, path)
        if isinstance(new, list) and shape and shape.keys:
            return self._items(old if isinstance(old, list) else [], new, shape, steps, path)
        self.written.append((steps, path))
        return new

    def _items(self, old: list[Any], new: list[Any], shape: Shape, steps: Steps, path: WordPath) -> list[Any]:
        """Return a list with the items of another one merged into it by their keys."""
        result = list(old)
        for index, item in enumerate(new):
            word = (*path, index)
            position = self._position(result, item, shape, steps, word)
            if position is None:
                continue
            here = (*steps, (shape.keys[0], str(item[shape.keys[0]])))
            if _keys(steps) not in MERGED_BY:  # No rule says but a part of such an item: it is the author's as a whole.
                self.written.append((here, word))
            if position < len(result):
                result[position] = self.table(result[position], item, shape.item, here, word)
            else:
                result.append(self.table({}, item, shape.item, here, word))
        return result

    def _position(self, there: list[Any], item: Any, shape: Shape, steps: Steps, word: WordPath) -> int | None:
        """Return the index of the item that is meant, or of a new one; None where that cannot be told, which is reported."""
        problem = "form" if not isinstance(item, dict) else "key" if shape.keys[0] not in item else ""
        if problem:
            self.problems.append(Problem(problem, steps, word, ("a table",) if problem == "form" else shape.keys[:1]))
            return None
        first, *others = shape.keys
        found = [index for index, one in enumerate(there) if one.get(first) == item[first]]
        if len(found) > 1:
            found = [index for index in found if all(key in item and there[index].get(key) == item[key] for key in others)]
            if len(found) != 1:
                self.problems.append(Problem("key", steps, word, tuple(others)))
                return None
        if not found and shape.type == _CONTAINERS:
            names = tuple(str(one["name"]) for one in there)
            self.problems.append(Problem("container", (*steps, ("name", str(item["name"]))), (*word, "name"), names))
            return None
        return found[0] if found else len(there)


def _left(old: Content, new: Content, given_up: frozenset[str]) -> dict[str, Any]:
    """Return a table without some fields; what is written instead stands where the first of them stood."""
    result: dict[str, Any] = {}
    for key, value in old.items():
        if key in given_up:
            result |= {other: None for other in new if other not in old}
        else:
            result[key] = value
    return result


def _expected(new: Any, shape: Shape | None) -> str:
    """Return what stands in a place, in an author's words, where something else is written; nothing where it fits."""
    if shape is None:
        return ""
    form = "list" if isinstance(new, list) else "table" if isinstance(new, dict) else "value"
    if form == ("table" if shape.form == "map" else shape.form):
        return ""
    if shape.form == "value":  # Quantities, ports by name or number, and tables whose fields are not listed, too.
        return ""
    merges = f", each item with its {shape.keys[0]}" if shape.keys else ""
    return f"a list{merges}" if shape.form == "list" else "a table"


def _given_up(old: Content, new: Content, shape: Shape | None) -> frozenset[str]:
    """Return the fields that a table loses because another one of a union, or another variant, is written."""
    if shape and shape.retains and (("type" in new and new["type"] != old.get("type")) or _variants(new) - old.keys()):
        return frozenset(old) - new.keys() - {"name"}
    if shape and shape.type in _NOT_UNIONS:
        return frozenset()
    written = [union for union in _UNIONS if len(union & new.keys()) == 1]
    return frozenset(key for union in written for key in union if key not in new)


def _variants(new: Content) -> set[str]:
    """Return the fields of a volume that say what it is."""
    return {key for key, value in new.items() if isinstance(value, dict) and key != "rollingUpdate"}


def _nothing(one: Object, steps: Steps) -> Problem:
    """Return that there is nothing at a path, from the first step on that leads nowhere, with what stands there instead."""
    depth = next(length for length in range(1, len(steps) + 1) if paths.located(one.content, steps[:length]) is None)
    around: Any = one.content
    for step in paths.located(one.content, steps[: depth - 1]) or ():
        around = around[step]
    missing = steps[depth - 1]
    if isinstance(around, list) and isinstance(missing, tuple):
        known = tuple(str(item[missing[0]]) for item in around if isinstance(item, dict) and missing[0] in item)
    else:
        known = tuple(around) if isinstance(around, dict) else ()
    return Problem("nothing", steps[:depth], (), known)


def _without(content: Any, place: tuple[str | int, ...]) -> Any:
    """Return a copy of a tree without what is at a place that it has."""
    first, rest = place[0], place[1:]
    copied: Any = content.copy()
    if rest:
        copied[first] = _without(content[first], rest)
    else:
        del copied[first]
    return copied


def _keys(steps: Steps) -> tuple[str, ...]:
    """Return the keys of a path; lists do not count."""
    return tuple(step for step in steps if isinstance(step, str))


def _words(because: str, path: WordPath) -> str:
    """Return how an author's words are called, below a patch."""
    return ".".join((because, *(str(step) if isinstance(step, int) else paths.text((step,)) for step in path)))
