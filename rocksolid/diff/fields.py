"""The differences of the fields of every object that is on both sides, each by its path, with what was and what is."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from rocksolid.credentials import is_credential
from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.manifest.paths import Step, Steps, text
from rocksolid.verify.resource import Resource

MISSING: Final = object()
"""What stands where there is nothing; null is something."""
KEYS = ("name", "mountPath", "devicePath", "containerPort", "port", "topologyKey", "ip", "key")
"""The fields that tell the items of Kubernetes' lists apart, the most telling first."""
SPOKEN: frozenset[Step] = frozenset({"apiVersion", "kind", "type", "immutable"})
"""The fields of a Secret that say nothing secret; of its metadata, the annotation of `kubectl apply` repeats all of the others."""
_SPOKEN_METADATA: frozenset[Step] = frozenset({"name", "namespace", "labels"})
_LONGEST = 160
"""Characters of a value that are shown: a rule of a policy is about as long."""


@attrs.frozen
class Difference:
    """One place of two trees: what was there and what is there, MISSING for nothing; `reordered` where only the order differs."""

    steps: Steps
    was: Any
    now: Any
    reordered: bool = False

    def told(self, *, hidden: bool = False) -> str:
        """Return the difference as a sentence: `spec.replicas was 3, is 5`; without the values where they are hidden."""
        path, hidden = text(self.steps), hidden or self._is_credential()
        if self.reordered:
            return f"{path} is in another order" + ("" if hidden else f": was {shown(self.was)}, is {shown(self.now)}")
        if self.was is MISSING:
            return f"{path} is new" + ("" if hidden else f": {shown(self.now)}")
        if self.now is MISSING:
            return f"{path} is gone" + ("" if hidden else f": was {shown(self.was)}")
        return f"{path} has another value" if hidden else f"{path} was {shown(self.was)}, is {shown(self.now)}"

    def _is_credential(self) -> bool:
        """Return whether it is the value of a variable, or any text, that looks like a credential; one without a name may be one."""
        match self.steps:
            case (*_, "env", ("name", str(name)), "value"):
                pass
            case (*_, "env", int(), "value"):
                name = "secret"
            case _:
                name = ""
        return any(isinstance(value, str) and is_credential(name, value) for value in (self.was, self.now))


def fields(sides: Sides) -> Iterator[Change]:
    """Yield every field that differs, object by object in the order of the new side."""
    for old, new in sides.changed:
        for one in differences(old.content, new.content):
            yield Change("fields", "changes", title(new), one.told(hidden=is_secret(new, one.steps)), path=text(one.steps))


def is_secret(one: Resource, steps: Steps) -> bool:
    """Return whether the values below a path must not be shown, because a Secret keeps them."""
    if (one.group, one.kind) != ("", "Secret") or steps[0] in SPOKEN:
        return False
    return steps[0] != "metadata" or len(steps) == 1 or steps[1] not in _SPOKEN_METADATA


def differences(was: Any, now: Any, steps: Steps = ()) -> Iterator[Difference]:
    """Yield the deepest places where two trees differ; the order of keys has no meaning, that of lists has."""
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in {**was, **now}:
            yield from differences(was.get(key, MISSING), now.get(key, MISSING), (*steps, key))
    elif isinstance(was, list) and isinstance(now, list):
        yield from _of_lists(was, now, steps)
    elif type(was) is not type(now) or repr(was) != repr(now):  # 1 is not true, and what is not a number is itself.
        yield Difference(steps, was, now)


def shown(value: Any) -> str:
    """Return a value as it is written in JSON, long ones cut, without credentials."""
    if value is MISSING:
        return "nothing"
    written = json.dumps(_struck_out(value), ensure_ascii=False)
    return written if len(written) <= _LONGEST else f"{written[: _LONGEST - 3]}..."


def _struck_out(content: Any, name: str = "") -> Any:
    """Return a tree with stars for the values of variables, and the texts, that look like credentials."""
    if isinstance(content, Mapping):
        called = content.get("name")
        return {key: _struck_out(inner, called if key == "value" and isinstance(called, str) else "") for key, inner in content.items()}
    if isinstance(content, list):
        return [_struck_out(inner) for inner in content]
    return "***" if isinstance(content, str) and is_credential(name, content) else content


def _of_lists(was: list[Any], now: list[Any], steps: Steps) -> Iterator[Difference]:
    """Yield what differs in two lists: item by item where a field or their number tells which belong together, else as a whole."""
    key = next((key for key in KEYS if _tells_apart(key, was) and _tells_apart(key, now)), None)
    if key is None and len(was) != len(now):
        yield from _come_and_gone(was, now, steps)
    elif key is None:
        for index, (before, after) in enumerate(zip(was, now, strict=True)):
            yield from differences(before, after, (*steps, index))
    else:
        old, new = ({str(item[key]): item for item in items} for items in (was, now))
        for name in {**old, **new}:
            yield from differences(old.get(name, MISSING), new.get(name, MISSING), (*steps, (key, name)))
        stayed, staying = [name for name in old if name in new], [name for name in new if name in old]
        if stayed != staying:
            yield Difference(steps, stayed, staying, reordered=True)


def _come_and_gone(was: list[Any], now: list[Any], steps: Steps) -> Iterator[Difference]:
    """Yield the tables that only one of two lists has, each by its index there; the lists as a whole where they share none."""
    come, gone = list(enumerate(now)), []
    for index, item in enumerate(was):
        alike = next((other for other in come if repr(other[1]) == repr(item)), None) if isinstance(item, Mapping) else None
        if alike:
            come.remove(alike)
        else:
            gone.append((index, item))
    if len(gone) == len(was):
        yield Difference(steps, was, now)
        return
    yield from (Difference((*steps, index), item, MISSING) for index, item in gone)
    yield from (Difference((*steps, index), MISSING, item) for index, item in come)


def _tells_apart(key: str, items: list[Any]) -> bool:
    """Return whether every item of a list is a table that has a text or whole number for a key, and no two the same."""
    named = [str(item[key]) for item in items if isinstance(item, Mapping) and type(item.get(key)) in {str, int}]
    return len(named) == len(items) == len(set(named))
