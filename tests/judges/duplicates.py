"""Names in Kubernetes objects that name two things: objects of one name, and items of one list with the same merge key."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from .objects import Pod, Tree, at, name, namespace, pods, title

Key = TypeVar("Key", bound=Hashable)
Keys = Mapping[str, tuple[str, ...]]
"""The field of a list, and the fields of its items that must differ together."""

OF_POD: Keys = {
    "hostAliases": ("ip",),
    "imagePullSecrets": ("name",),
    "topologySpreadConstraints": ("topologyKey", "whenUnsatisfiable"),
    "volumes": ("name",),
}
OF_CONTAINER: Keys = {
    "env": ("name",),
    "ports": ("containerPort", "protocol"),
    "volumeDevices": ("devicePath",),
    "volumeMounts": ("mountPath",),
}
DEFAULTS = {"protocol": "TCP"}


def duplicates(documents: Sequence[Tree]) -> list[str]:
    """Every name that two objects of a kind share, or two items of a list that Kubernetes merges by it."""
    found = [f"{kind} {space}/{called} is there twice" for _, kind, space, called in _twice(_identity(each) for each in documents)]
    found += [f"{title(document)}: {what}" for document in documents for what in _in_object(document)]
    return found + [f"{title(pod.workload)}: {what}" for pod in pods(documents) for what in _in_pod(pod)]


def _identity(document: Tree) -> tuple[str, str, str, str]:
    group = str(document.get("apiVersion")).rpartition("/")[0]
    return group, str(document.get("kind")), namespace(document), name(document)


def _in_object(document: Tree) -> Iterator[str]:
    if document.get("kind") == "Service":
        ports = at(document, "spec", "ports") or []
        for keys in (("port", "protocol"), ("name",)):
            yield from (f"spec.ports has {key} twice" for key in _twice(_key(port, keys) for port in ports))
    for claim in _twice(name(claim) for claim in at(document, "spec", "volumeClaimTemplates") or []):
        yield f"spec.volumeClaimTemplates has {claim} twice"


def _in_pod(pod: Pod) -> Iterator[str]:
    yield from (f"{pod.below('spec')} has the container {each} twice" for each in _twice(each.name for each in pod.containers))
    yield from (f"{pod.below('spec')} has the port {each} twice" for each in _twice(called for _, called, _ in pod.ports() if called))
    yield from _in_lists(pod.spec, pod.below("spec"), OF_POD)
    for container in pod.containers:
        yield from _in_lists(container.tree, container.path, OF_CONTAINER)


def _in_lists(tree: Tree, path: str, lists: Keys) -> Iterator[str]:
    for field, keys in lists.items():
        for key in _twice(_key(item, keys) for item in tree.get(field) or []):
            yield f"{path}.{field} has {', '.join(map(str, key))} twice"


def _key(item: Tree, keys: Sequence[str]) -> tuple[Hashable, ...]:
    return tuple(item.get(key, DEFAULTS.get(key)) for key in keys)


def _twice(keys: Iterable[Key]) -> list[Key]:
    return [key for key, count in Counter(keys).items() if count > 1]
