"""Which workload of the old side lives on in which of the new one, and which of their containers are the same."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from rocksolid.diff.change import Change, Effect, Topic
from rocksolid.diff.sides import Sides, run_of, title
from rocksolid.manifest.paths import Step, text
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get, table
from rocksolid.verify.resource import Resource

_SORTS = {"initContainers": "init container", "containers": "container", "ephemeralContainers": "ephemeral container"}


@attrs.frozen(eq=False)
class Twin:
    """A container on both sides: the field that holds it in the new pod, its name, and what it was and is."""

    group: str
    name: str
    old: Mapping[str, Any]
    new: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it is called in a sentence: `container "web"`."""
        return container_title(self.group, self.new)

    @property
    def path(self) -> tuple[Step, ...]:
        """Where it stands below the pod template."""
        return "spec", self.group, ("name", self.name)


@attrs.frozen(eq=False, slots=False)
class Pair:
    """One workload as it was and as it will be."""

    old: Workload
    new: Workload

    @property
    def subject(self) -> str:
        """Whom a difference is about: `shop/Deployment/web`."""
        return title(self.new.resource)

    @property
    def is_same_pod(self) -> bool:
        """Whether nothing at all is different in its pods."""
        old, new = (table(w.resource.content, *w.path) for w in (self.old, self.new))
        return old == new

    @cached_property
    def containers(self) -> list[Twin]:
        """The containers of one name on both sides, whichever their order."""
        old = {name: container for _, name, container in named_containers(self.old)}
        return [Twin(group, name, old[name], new) for group, name, new in named_containers(self.new) if name in old]

    def change(self, topic: Topic, effect: Effect, message: str, *path: Step, hint: str = "") -> Change:
        """Return a difference in the pod template, at a path below it."""
        return Change(topic, effect, self.subject, message, hint, text((*self.new.path, *path)) if path else "")

    def of_spec(self, *path: str) -> tuple[Any, Any]:
        """Return what stands at a path of the pod's spec on both sides."""
        return get(self.old.spec, *path), get(self.new.spec, *path)


def pairs(sides: Sides) -> tuple[Pair, ...]:
    """Return the workloads that are on both sides, in the order of the new one; ask for them with `sides.once(pairs)`.

    One that has only become another kind is the same to its callers, and so is a Job that is named by its template, and one that
    moves to another namespace, as long as no other of its kind and name does.
    """
    return tuple(_pairs(sides))


def _pairs(sides: Sides) -> Iterator[Pair]:
    same = {new: old for old, new in sides.workloads}
    known = set(same.values())
    left = {_stem(w): w for w in sides.old.workloads if w not in known}
    moved = _moved(sides)
    for new in sides.new.workloads:
        old = same.get(new) or left.pop(_stem(new), None) or moved.get(new)
        if old:
            yield Pair(old, new)


def _moved(sides: Sides) -> dict[Workload, Workload]:
    """Return by workloads that come those that go under their kind and name in another namespace, where there is one of each."""
    gone, come = (_alone(some, side) for some, side in ((sides.gone, sides.old), (sides.come, sides.new)))
    return {new: gone[key] for key, new in come.items() if key in gone and gone[key].namespace != new.namespace}


def _alone(some: Collection[Resource], side: Cluster) -> dict[tuple[str, str], Workload]:
    known = {id(w.resource): w for w in side.workloads}
    numbers = Counter((one.kind, one.name) for one in some)
    return {(one.kind, one.name): known[id(one)] for one in some if id(one) in known and numbers[one.kind, one.name] == 1}


def _stem(w: Workload) -> tuple[str, str]:
    return run_of(w.resource) or (w.namespace, w.resource.name)


def named_containers(w: Workload) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the containers of a workload that have a name, each with the field that holds it."""
    for path, container in w.containers:
        if isinstance(name := container.get("name"), str):
            yield str(path[0]), name, container


def container_title(group: str, container: Mapping[str, Any]) -> str:
    """Return what a container is called in a sentence: `init container "migrate"`; one that starts first and goes on is a `sidecar`."""
    is_sidecar = group == "initContainers" and container.get("restartPolicy") == "Always"
    return f'{"sidecar" if is_sidecar else _SORTS[group]} "{container.get("name")}"'
