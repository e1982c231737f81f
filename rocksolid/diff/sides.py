"""Two states of a system, side by side: which objects are the same ones, which come and which go."""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar, cast

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

Key = tuple[str, str, str, str]
"""Group, kind, namespace and name: what makes an object the same one, whichever version of its API wrote it.

One whose name the server is to generate is another one each time: all that it says stands for its name.
"""
_HASHED = re.compile(r"(.+)-[0-9a-f]{8}")
Answer = TypeVar("Answer")


@attrs.frozen(eq=False, slots=False)
class Sides:
    """The system as it was and as it will be."""

    old: Cluster
    new: Cluster

    @cached_property
    def both(self) -> tuple[tuple[Resource, Resource], ...]:
        """The objects that are on both sides, as (old, new), in the order of the new side."""
        old = self.old.once(_by_key)
        return tuple((old[key], one) for key, one in self.new.once(_by_key).items() if key in old)

    @cached_property
    def changed(self) -> tuple[tuple[Resource, Resource], ...]:
        """Those of `both` that do not say the same."""
        return tuple((old, new) for old, new in self.both if old.content != new.content or repr(old.content) != repr(new.content))

    @cached_property
    def gone(self) -> tuple[Resource, ...]:
        """The objects that only the old side has."""
        new = self.new.once(_by_key)
        return tuple(one for key, one in self.old.once(_by_key).items() if key not in new)

    @cached_property
    def come(self) -> tuple[Resource, ...]:
        """The objects that only the new side has."""
        old = self.old.once(_by_key)
        return tuple(one for key, one in self.new.once(_by_key).items() if key not in old)

    @cached_property
    def workloads(self) -> tuple[tuple[Workload, Workload], ...]:
        """The workloads that are on both sides, as (old, new)."""
        old, new = ({w.resource: w for w in side.workloads} for side in (self.old, self.new))
        return tuple((old[before], new[after]) for before, after in self.both if before in old and after in new)

    def once(self, question: Callable[["Sides"], Answer]) -> Answer:
        """Return what a function of both sides returns, asked the first time only."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast("Answer", self._answers[question])

    @cached_property
    def _answers(self) -> dict[Callable[["Sides"], Any], Any]:
        return {}


def run_of(one: Resource) -> tuple[str, str] | None:
    """Return the namespace of a Job that rocksolid named by its template, and its name without the hash; None for any other object."""
    named = _HASHED.fullmatch(one.name)
    ours = get(one.content, "metadata", "labels", "app.kubernetes.io/managed-by") == "rocksolid"
    return (one.namespace, named[1]) if named and ours and (one.group, one.kind) == ("batch", "Job") else None


def title(one: Resource) -> str:
    """Return what an object is called in a difference: `shop/Deployment/web`; without a namespace where it names none."""
    spoken = get(one.content, "metadata", "namespace")
    return f"{spoken}/{one.title}" if spoken else one.title


def _by_key(cluster: Cluster) -> dict[Key, Resource]:
    """Return the objects of a side by what makes them the same; of two with one key, the last one, as when they are applied."""
    return dict(_keyed(cluster))


def _keyed(cluster: Cluster) -> Iterator[tuple[Key, Resource]]:
    for one in cluster.resources:
        yield (one.group, one.kind, one.namespace, repr(one.content) if is_generated(one) else one.name), one


def is_generated(one: Resource) -> bool:
    """Return whether the server is to make the name of an object: whoever applies the manifest again gets another object."""
    return not get(one.content, "metadata", "name") and bool(get(one.content, "metadata", "generateName"))
