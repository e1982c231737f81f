"""What stands twice in a list whose items have a key: a plain create takes it, server-side apply cannot tell the items apart."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.cluster import CONTAINERS
from rocksolid.verify.document import Path, items, table
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.metadata import template_of
from rocksolid.verify.server.refusal import Refusal

Keys = Mapping[str, Mapping[str, Any]]
"""By list, the fields of an item that are its key, each with what the server takes it for where it is not set."""
OF_METADATA: Keys = {"ownerReferences": {"uid": None}}
OF_ACCOUNTS: Keys = {"secrets": {"name": None}}
OF_PODS: Keys = {"hostAliases": {"ip": None}, "imagePullSecrets": {"name": ""}}
OF_CONTAINERS: Keys = {"env": {"name": None}, "ports": {"containerPort": None, "protocol": "TCP"}}
"""The lists with keys in which the server allows a key twice; in all others it refuses the object itself."""


def duplicates(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what stands twice in an object."""
    if (said := table(one, "metadata")).keys() & ("finalizers", "ownerReferences"):
        yield from _lists(said, ("metadata",), OF_METADATA)
        yield from _finalizers(said.get("finalizers"))
    if one.get("kind") == "ServiceAccount":
        yield from _lists(one, (), OF_ACCOUNTS)
    where = () if one.get("kind") == "Pod" else template_of(one)
    if where or one.get("kind") == "Pod":
        yield from _pod(table(one, *where, "spec"), (*where, "spec"))


def _pod(spec: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from _lists(spec, path, OF_PODS)
    for group in CONTAINERS:
        for index, container in items(spec, group):
            yield from _lists(container, (*path, group, index), OF_CONTAINERS)


def _lists(content: Mapping[str, Any], path: Path, lists: Keys) -> Iterator[Refusal]:
    for name, keys in lists.items():
        found = content.get(name)
        if not isinstance(found, list) or len(found) < 2:  # noqa: PLR2004 - nothing stands twice in a list of one
            continue
        seen: set[tuple[Any, ...]] = set()
        for index, item in items(found):
            values = tuple(item.get(key, default) for key, default in keys.items())
            if any(isinstance(value, Mapping | list) for value in values):
                continue
            if values in seen:
                yield _twice((*path, name), index, " ".join(map(str, values)))
            seen.add(values)


def _finalizers(found: Any) -> Iterator[Refusal]:
    seen = set()
    for index, name in enumerate(found if isinstance(found, list) else ()):
        if isinstance(name, str) and name in seen:
            yield _twice(("metadata", "finalizers"), index, name)
        seen.add(str(name))


def _twice(path: Path, index: int, said: str) -> Refusal:
    return Refusal(path, f"{shown(said)} stands twice", stage="apply", spot=(*path, index))
