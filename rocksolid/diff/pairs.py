"""Which workload of the old side lives on in which of the new one, and which of their containers are the same."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from rocksolid.diff.change import Change, Effect, Topic
from rocksolid.diff.sides import Sides, title
from rocksolid.manifest.paths import Step, text
from rocksolid.verify.cluster import Workload
from rocksolid.verify.document import get, table

_HASH = re.compile(r"-[0-9a-f]{8}$")
"""What ends the name of a Job that is called after its template, because no template of a Job can be changed."""
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
        return container_title(self.group, self.name)

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


def pairs(sides: Sides) -> Iterator[Pair]:
    """Yield the workloads that are on both sides, in the order of the new one.

    One that has only become another kind is the same to its callers, and so is a Job whose name ends in another hash.
    """
    same = {new: old for old, new in sides.workloads}
    known = set(same.values())
    left = {_stem(w): w for w in sides.old.workloads if w not in known}
    for new in sides.new.workloads:
        old = same.get(new) or left.pop(_stem(new), None)
        if old:
            yield Pair(old, new)


def _stem(w: Workload) -> tuple[str, str]:
    return w.namespace, _HASH.sub("", w.resource.name) if w.resource.kind == "Job" else w.resource.name


def named_containers(w: Workload) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the containers of a workload that have a name, each with the field that holds it."""
    for path, container in w.containers:
        if isinstance(name := container.get("name"), str):
            yield str(path[0]), name, container


def container_title(group: str, name: str) -> str:
    """Return what a container is called in a sentence: `init container "migrate"`."""
    return f'{_SORTS[group]} "{name}"'
