"""Parts become objects: united without order, with the origin of every field."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from rocksolid.manifest.part import Content, Part, Ref
from rocksolid.manifest.shape import APPENDED, APPLY_ORDER, MERGED_BY, ORDER, SORTED, Path

Said = tuple[str, Part]
"""A part, after the name of the rule that said it."""


class ConflictError(Exception):
    """Two rules write one field, which is a mistake in a rule: what they say has no order that could decide."""


@attrs.frozen
class Origin:
    """Where a field comes from: the rule that wrote it, and the inputs that it names."""

    rule: str
    because: tuple[str, ...]


@attrs.frozen(eq=False)
class Object:
    """One Kubernetes object as plain data, with the parts that it was united from."""

    ref: Ref
    content: Content
    said: tuple[Said, ...]

    def origins(self, path: tuple[str | int, ...]) -> list[Origin]:
        """Return the origins of a field, by its path in `content`; a table that several rules fill has several."""
        steps = list(_keyed(self.content, path))
        return [Origin(rule, (*part.because, *self.ref.because)) for rule, part in self.said if _says(part.content, steps)]


def assemble(said: Iterable[Said]) -> list[Object]:
    """Return the objects that parts unite to, in the order in which they can be applied; raise ConflictError where two rules disagree."""
    parts: dict[Ref, list[Said]] = {}
    for rule, part in said:
        parts.setdefault(part.ref, []).append((rule, part))
    return sorted((_object(ref, of_ref) for ref, of_ref in parts.items()), key=_order)


def _order(one: Object) -> tuple[Any, ...]:
    """Sort by owner (the platform first), then so that what comes later finds what it needs."""
    ref = one.ref
    return (ref.owner.namespace, ref.owner.name, APPLY_ORDER.get(ref.kind, len(APPLY_ORDER)), ref.kind, ref.namespace or "", ref.name)


def _object(ref: Ref, said: list[Said]) -> Object:
    """Return one object."""
    first = said[0][1].ref  # Parts of one object say the same about its owner and labels.
    namespace = {"namespace": ref.namespace} if ref.namespace else {}
    header = {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": {"name": ref.name, **namespace, **first.metadata}}
    every = [("metadata", Part(first, header, ())), *said]
    content: Content = {}
    for _, part in every:
        content = _united(content, part.content, (), every)
    if ref.hashed:
        content = {**content, "metadata": {**content["metadata"], "name": f"{ref.name}-{_hash(content['spec']['template'])}"}}
    return Object(first, content, tuple(every))


def _united(one: Content, other: Content, path: Path, said: list[Said]) -> Content:
    """Return two pieces of an object as one; neither is changed."""
    if not one:
        return other
    united = dict(one)
    for key, value in other.items():
        united[key] = _value(united[key], value, (*path, key), said) if key in united else value
    rank = ORDER.get(path)
    ranked = (lambda key: (rank.get(key, len(rank)), key)) if rank is not None else None
    return {key: united[key] for key in sorted(united, key=ranked)}


def _value(one: Any, other: Any, path: Path, said: list[Said]) -> Any:
    """Return two values of one field as one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return _united(one, other, path, said)
    if path in MERGED_BY:
        return _keyed_list(one, other, path, said)
    if path in APPENDED:
        return [*one, *other]
    writers = sorted({rule for rule, part in said if _says(part.content, list(path))})
    raise ConflictError(f"{said[0][1].ref.kind} {said[0][1].ref.name}: {'.'.join(path)} is written twice, by {' and '.join(writers)}")


def _keyed_list(one: list[Any], other: list[Any], path: Path, said: list[Said]) -> list[Any]:
    """Return two lists as one, their items united by the list's key."""
    key = MERGED_BY[path]
    items = {item[key]: item for item in one}
    for item in other:
        name = item[key]
        rest = {word: value for word, value in item.items() if word != key}
        items[name] = _united(items[name], rest, path, said) if name in items else item
    return [items[name] for name in (sorted(items) if path in SORTED else items)]


def _hash(template: Content) -> str:
    """Return 8 hexadecimal digits that change with a pod template."""
    return hashlib.sha256(json.dumps(template, sort_keys=True).encode()).hexdigest()[:8]


def _keyed(content: Any, path: tuple[str | int, ...]) -> Iterator[Any]:
    """Yield the steps of a path, with items of united lists by their key instead of their index."""
    keys: Path = ()
    for step in path:
        content = content[step]
        if isinstance(step, str):
            keys = (*keys, step)
            yield step
        else:
            yield (MERGED_BY[keys], content[MERGED_BY[keys]]) if keys in MERGED_BY else (None, content)


def _says(content: Any, steps: list[Any]) -> bool:
    """Return whether a piece of an object has something at a path."""
    for position, step in enumerate(steps):
        if isinstance(content, list):
            if isinstance(step, tuple):
                key, wanted = step
                rest = steps[position + 1 :]
                return any((item == wanted if key is None else item[key] == wanted) and _says(item, rest) for item in content)
            return any(_says(item, steps[position:]) for item in content)
        if not (isinstance(content, dict) and step in content):
            return False
        content = content[step]
    return True
