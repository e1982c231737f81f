"""What a server refuses in claims of volumes and in the classes that volumes and pods name: StorageClass and PriorityClass."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.server.fields import named, required, words
from rocksolid.verify.server.formats import amount, label_key, shown, subdomain
from rocksolid.verify.server.refusal import Refusal, keyed
from rocksolid.verify.server.selectors import chosen

HIGHEST = 1_000_000_000
"""The highest priority that is not kept for the pods of Kubernetes itself."""
_MODES = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_ALONE = "ReadWriteOncePod"
_SYSTEM = "system-"
_OF_THE_SYSTEM = ("system-cluster-critical", "system-node-critical")


def claim(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a PersistentVolumeClaim."""
    yield from claim_spec(table(one, "spec"), ("spec",), minor)


def claim_spec(spec: Mapping[str, Any], path: Path, _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the spec of a claim, which stands at `path`."""
    yield from _modes(spec.get("accessModes"), (*path, "accessModes"))
    yield from chosen(table(spec, "selector"), (*path, "selector"))
    yield from _size(table(spec, "resources", "requests"), path)
    yield from named(spec, path, {"storageClassName": subdomain, "volumeAttributesClassName": subdomain})
    yield from words(spec, path, {"volumeMode": ("Block", "Filesystem")})
    yield from required(spec, path, ("volumeMode",))


def _modes(modes: Any, path: Path) -> Iterator[Refusal]:
    if not modes:
        yield Refusal(path, "must have at least one mode", f"accessModes: [{_MODES[0]}]")
    known = [mode for mode in modes if isinstance(mode, str)] if isinstance(modes, list) else []
    for mode in known:
        if mode not in _MODES:
            yield Refusal(path, f"{shown(mode)} must be one of {', '.join(_MODES)}")
    if _ALONE in known and len(known) > 1:
        yield Refusal(path, f"{_ALONE} must be the only mode")


def _size(requests: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    size, named_so = requests.get("storage"), (*path, "resources", keyed("storage"))
    if size is None:
        yield Refusal(named_so, "must say how large the volume is", "resources: {requests: {storage: 1Gi}}", spot=(*path, "resources"))
        return
    value = quantity(size)
    problem = amount(size) or (f"{size} must be more than 0" if value is not None and value <= 0 else "")
    if problem:
        yield Refusal(named_so, problem, spot=(*path, "resources", "requests", "storage"))


def storage_class(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a StorageClass."""
    provisioner = one.get("provisioner")
    if isinstance(provisioner, str) and (problem := label_key(provisioner.lower()) if provisioner else "must not be empty"):
        yield Refusal(("provisioner",), problem)
    yield from words(one, (), {"reclaimPolicy": ("Delete", "Retain"), "volumeBindingMode": ("Immediate", "WaitForFirstConsumer")})


def priority_class(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a PriorityClass."""
    name, value = get(one, "metadata", "name"), one.get("value")
    if name in _OF_THE_SYSTEM:
        return
    if isinstance(name, str) and name.startswith(_SYSTEM):
        yield Refusal(("metadata", "name"), f'{shown(name)} begins with "{_SYSTEM}", which is kept for Kubernetes itself')
    if type(value) is int and value > HIGHEST:
        yield Refusal(("value",), f"{value} must be {HIGHEST} or less: what is above is kept for Kubernetes itself")
    yield from words(one, (), {"preemptionPolicy": ("Never", "PreemptLowerPriority")})
