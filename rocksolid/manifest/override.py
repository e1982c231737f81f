"""What an author writes over finished objects, or takes away from them: merged as Kubernetes' strategic merge does."""

from collections.abc import Callable
from typing import Any

import attrs

from rocksolid.finding import Spot
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.fields import Shape, shape_of
from rocksolid.manifest.origins import Written
from rocksolid.manifest.part import Content
from rocksolid.manifest.paths import Step, Steps
from rocksolid.manifest.shape import ORDER

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
_CONTAINERS = "core.v1.Container"
_PROTOCOL, _USUAL_PROTOCOL = "protocol", "TCP"
"""A port of another protocol is another port, of which the keys that a patch merges by say nothing."""
_USUAL_TYPE = "RollingUpdate"
"""What a strategy is that does not say its type. No other table whose type tells its fields goes without."""


@attrs.frozen(eq=False)
class Patch:
    """What one author writes over objects of a `kind`, or over the one of a `name`; `words` is where the content begins.

    `at(path, key=...)` is where the author wrote something, or its key. `own` says that the author is the app's.
    """

    kind: str
    name: str | None
    content: Content
    words: WordPath
    at: Callable[..., Spot]
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

    `code` is "fixed" (what makes the object itself), "field" (its kind has no such field), "form" (the first of `known` is what
    it takes there, and not such a `value`; the second the key of an item), "key" (an item of a list does not say the first of
    `known`, by which the list merges; the others are values that there are), "twice" (the list says that item before), "empty" (a
    list of no items, where items merge by the first of `known`), "container" (there is none of that name), "nothing" (there is
    nothing to take away), or "several" (more than one item is meant, which `known` would tell apart).
    """

    code: str
    steps: Steps
    path: WordPath = ()
    known: tuple[str, ...] = ()
    value: Any = None


def patched(one: Object, patch: Patch, fixed: frozenset[WordPath] = FIXED) -> tuple[Object, list[Problem]]:
    """Return an object with a patch merged into it, and what it does not take of that."""
    merge = _Merge(fixed)
    content = merge.table(one.content, patch.content, shape_of(one.ref.api_version, one.ref.kind), (), ())
    written = (Written("override", steps, paths.dotted((*patch.words, *path)), patch.at(path)) for steps, path in merge.written)
    return attrs.evolve(one, content=content, written=(*one.written, *written)), merge.problems


def removed(one: Object, removal: Removal, fixed: frozenset[WordPath] = FIXED) -> tuple[Object, list[Problem]]:
    """Return an object without what a removal takes away, or what keeps it from that."""
    steps = removal.steps
    if any(steps[: len(path)] == path or path[: len(steps)] == steps for path in fixed):
        return one, [Problem("fixed", steps)]
    content: Any = one.content
    place: list[str | int] = []
    for depth, step in enumerate(steps, 1):
        found = list(paths.places(content, step))
        if len(found) != 1:
            return one, [Problem("several", steps[:depth]) if found else Problem("nothing", steps[:depth], (), _known(content, step))]
        place.append(found[0])
        content = content[found[0]]
    written = Written("remove", steps, removal.because, removal.spot)
    return attrs.evolve(one, content=_without(one.content, place), written=(*one.written, written)), []


@attrs.define(eq=False)
class _Merge:
    """One merge: what it wrote, as places in the object and in the author's words, and what the object did not take."""

    fixed: frozenset[WordPath]
    written: list[tuple[Steps, WordPath]] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)

    def table(self, old: Content, new: Content, shape: Shape | None, steps: Steps, path: WordPath) -> dict[str, Any]:
        """Return a table with another one merged into it."""
        given_up = _given_up(old, new, shape)
        result = {key: value for key, value in old.items() if key not in given_up}
        for key, value in new.items():
            inner = shape.field(key) if shape else None
            here, word = (*steps, key), (*path, key)
            if here in self.fixed:
                self.problems.append(Problem("fixed", here, word))
            elif shape and inner is None:
                self.problems.append(Problem("field", here, word, shape.names))
            else:
                result[key] = self._value(result.get(key), value, inner, here, word)
        rank = ORDER.get(tuple(step for step in steps if isinstance(step, str)), {})
        return dict(sorted(result.items(), key=lambda item: rank.get(item[0], len(rank)))) if result.keys() - old.keys() else result

    def _value(self, old: Any, new: Any, shape: Shape | None, steps: Steps, path: WordPath) -> Any:
        expected = _expected(new, shape)
        if expected:
            self.problems.append(Problem("form", steps, path, (expected,), new))
            return old
        if isinstance(new, dict) and (new or isinstance(old, dict)):
            return self.table(old if isinstance(old, dict) else {}, new, shape, steps, path)
        if isinstance(new, list) and shape and shape.keys:
            return self._items(old if isinstance(old, list) else [], new, shape, steps, path)
        self.written.append((steps, path))
        return self._replacing(new, shape, steps, path) if isinstance(new, list) and shape else new

    def _replacing(self, new: list[Any], shape: Shape, steps: Steps, path: WordPath) -> list[Any]:
        """Return a list that stands for itself; its items are looked at as well, but are written with it."""
        inside = _Merge(self.fixed, problems=self.problems)
        return [inside._value(None, item, shape.item, (*steps, index), (*path, index)) for index, item in enumerate(new)]

    def _items(self, old: list[Any], new: list[Any], shape: Shape, steps: Steps, path: WordPath) -> list[Any]:
        """Return a list with the items of another one merged into it by their keys; those that are new come last."""
        if not new:
            self.problems.append(Problem("empty", steps, path, shape.keys[:1]))
        result = list(old)
        said_before: set[int] = set()
        for index, item in enumerate(new):
            word = (*path, index)
            position = self._position(result, item, shape, steps, word)
            if position is None:
                continue
            if position in said_before:
                self.problems.append(Problem("twice", (*steps, _step(result, position, shape)), word))
                continue
            said_before.add(position)
            if position == len(result):
                result.append(item)
                here = (*steps, _step(result, position, shape))
                self.written.append((here, word))
                result[position] = self.table({}, item, shape.item, here, word)
            else:
                here = (*steps, _step(result, position, shape))
                said = {key: value for key, value in item.items() if key != shape.keys[0]}  # What tells the item is not written over.
                result[position] = self.table(result[position], said, shape.item, here, word)
        return result

    def _position(self, there: list[Any], item: Any, shape: Shape, steps: Steps, word: WordPath) -> int | None:
        """Return the index of the item that is meant, or of a new one; None where that cannot be told, which is reported."""
        first, *others = shape.keys
        if not isinstance(item, dict):
            self.problems.append(Problem("form", (*steps, word[-1]), word, ("a table", first), item))
            return None
        known = tuple(str(one[first]) for one in there if isinstance(one, dict) and first in one)
        if first not in item:
            self.problems.append(Problem("key", steps, word, (first, *known)))
            return None
        found = _meant(there, item, first, others)
        if len(found) > 1:
            self.problems.append(Problem("several", (*steps, (first, str(item[first]))), word, tuple(others)))
        elif not found and shape.type == _CONTAINERS:
            self.problems.append(Problem("container", (*steps, (first, str(item[first]))), (*word, first), known))
        else:
            return found[0] if found else len(there)
        return None


def _meant(there: list[Any], item: Content, first: str, others: list[str]) -> list[int]:
    """Return the indexes of the items with the same first key; of several, those that the others do not tell apart either."""
    found = [index for index, one in enumerate(there) if isinstance(one, dict) and one.get(first) == item[first]]
    telling = [key for key in others if key in item and (len(found) > 1 or key == _PROTOCOL)]
    usual = {_PROTOCOL: _USUAL_PROTOCOL}
    return [index for index in found if all(there[index].get(key, usual.get(key)) == item[key] for key in telling)]


def _step(items: list[Any], position: int, shape: Shape) -> Step:
    """Return the step to an item: by its key, where no other one has the same, or else by its index."""
    key = shape.keys[0]
    step = (key, str(items[position][key]))
    return step if len(list(paths.places(items, step))) == 1 else position


def _expected(new: Any, shape: Shape | None) -> str:
    """Return what stands in a place, in an author's words, where something else is written; nothing where it fits."""
    form = "list" if isinstance(new, list) else "table" if isinstance(new, dict) else "value"
    if shape is None or form == ("table" if shape.form == "map" else shape.form):
        return ""
    return {"value": "text, a number or a boolean", "list": "a list"}.get(shape.form, "a table")


def _given_up(old: Content, new: Content, shape: Shape | None) -> frozenset[str]:
    """Return the fields that a table loses because another one, of which the server takes but one, or another type is written."""
    if shape is None:
        return frozenset()
    if shape.told_by_type and "type" in new and new["type"] != old.get("type", _USUAL_TYPE):
        return frozenset(old) - new.keys()
    return shape.alternatives - new.keys() if shape.alternatives & new.keys() else frozenset()


def _known(content: Any, step: Step) -> tuple[str, ...]:
    """Return what there is in a table or list beside what a step leads to."""
    if isinstance(content, list) and isinstance(step, tuple):
        return tuple(str(item[step[0]]) for item in content if isinstance(item, dict) and step[0] in item)
    return tuple(content) if isinstance(content, dict) else ()


def _without(content: Any, place: list[str | int]) -> Any:
    """Return a copy of a tree without what is at a place that it has."""
    first, rest = place[0], place[1:]
    copied: Any = content.copy()
    if rest:
        copied[first] = _without(content[first], rest)
    else:
        del copied[first]
    return copied
