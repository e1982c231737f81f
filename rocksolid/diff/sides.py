"""Two states of a system, side by side: which objects are the same ones, which come and which go."""

from collections.abc import Iterator
from functools import cached_property

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

Key = tuple[str, str, str, str]
"""Group, kind, namespace and name: what makes an object the same one, whichever version of its API wrote it."""


@attrs.frozen(eq=False, slots=False)
class Sides:
    """The system as it was and as it will be."""

    old: Cluster
    new: Cluster

    @cached_property
    def both(self) -> tuple[tuple[Resource, Resource], ...]:
        """The objects that are on both sides, as (old, new), in the order of the new side."""
        old = _by_key(self.old)
        return tuple((old[key], one) for key, one in _by_key(self.new).items() if key in old)

    @cached_property
    def gone(self) -> tuple[Resource, ...]:
        """The objects that only the old side has."""
        new = _by_key(self.new)
        return tuple(one for key, one in _by_key(self.old).items() if key not in new)

    @cached_property
    def come(self) -> tuple[Resource, ...]:
        """The objects that only the new side has."""
        old = _by_key(self.old)
        return tuple(one for key, one in _by_key(self.new).items() if key not in old)

    @cached_property
    def workloads(self) -> tuple[tuple[Workload, Workload], ...]:
        """The workloads that are on both sides, as (old, new)."""
        old, new = ({w.resource: w for w in side.workloads} for side in (self.old, self.new))
        return tuple((old[before], new[after]) for before, after in self.both if before in old and after in new)


def title(one: Resource) -> str:
    """Return what an object is called in a difference: `shop/Deployment/web`; without a namespace where it names none."""
    spoken = get(one.content, "metadata", "namespace")
    return f"{spoken}/{one.title}" if spoken else one.title


def _by_key(cluster: Cluster) -> dict[Key, Resource]:
    """Return the objects of a side by what makes them the same; of two with one key, the last one, as when they are applied."""
    return dict(_keyed(cluster))


def _keyed(cluster: Cluster) -> Iterator[tuple[Key, Resource]]:
    for one in cluster.resources:
        yield (one.group, one.kind, one.namespace, one.name), one
