"""Parts become objects: united without order, and remembered, so that every field can tell where it comes from."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.digest import sha256
from rocksolid.manifest.part import Content, Part, Ref
from rocksolid.manifest.shape import APPLY_ORDER
from rocksolid.manifest.uniting import WrittenTwiceError, united

if TYPE_CHECKING:  # A render does not ask where its fields come from.
    from rocksolid.manifest.origins import Origin, Written

Said = tuple[str, Part]
"""A part, after the name of the rule that said it."""


class ConflictError(Exception):
    """Two rules write one field, which is a mistake in a rule: what they say has no order that could decide."""


@attrs.frozen(eq=False, repr=False)
class Object:
    """One Kubernetes object as plain data, with the parts that it was united from, and what was written over them, in turn."""

    ref: Ref
    content: Content
    said: tuple[Said, ...]
    written: "tuple[Written, ...]" = ()

    def origins(self, path: tuple[str | int, ...]) -> "list[Origin]":
        """Return the origins of a field, by its path in `content`; a table that several rules fill has several."""
        from rocksolid.manifest.origins import origins

        return origins(self, path)


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
        from rocksolid.manifest.origins import says

        writers = sorted({rule for rule, part in said if says(part.content, list(twice.path))})
        ref = said[0][1].ref
        raise ConflictError(f"{ref.kind} {ref.name}: {'.'.join(twice.path)} is written twice, by {' and '.join(writers)}") from None


def _hash(template: Content) -> str:
    """Return 8 hexadecimal digits that change with a pod template."""
    import json

    return sha256(json.dumps(template, sort_keys=True).encode())[:8]
