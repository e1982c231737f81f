"""How many pods each workload has, as far as its object and its autoscaler say, prepared to be summed over sets of workloads."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource, strings
from rocksolid.verify.selectors import Bits

LARGEST = 2**31 - 1
"""The largest number of pods that the server can read."""
UNSCALED = ("DaemonSet", "Job", "CronJob")
"""The kinds of workload that cannot be asked how many pods there should be."""


_Key = TypeVar("_Key", bound=Hashable)


@attrs.frozen(eq=False)
class Replicas:
    """How many pods a workload has: one number twice, or the bounds of the autoscaler that decides it."""

    least: int
    most: int
    autoscaler: Resource | None = None


@attrs.frozen(eq=False)
class Census:
    """The replicas of a cluster: of each workload that has a scale, and sums over sets of workloads.

    Sets are indexes into the workloads of the cluster. `unscaled` are those without a scale, `bare` pods that nobody controls,
    `unknown` all others whose pods cannot be counted.
    """

    replicas: Mapping[Workload, Replicas]
    unscaled: Bits
    bare: Bits
    unknown: Bits
    _least: Mapping[int, Bits]
    _spare: Mapping[int, Bits]

    def least(self, some: Bits) -> int:
        """Return how many pods some workloads with a scale have at least."""
        return sum(number * (bits & some).bit_count() for number, bits in self._least.items())

    def spare(self, some: Bits) -> int:
        """Return how many more their autoscalers may make."""
        return sum(number * (bits & some).bit_count() for number, bits in self._spare.items())


def census(cluster: Cluster) -> Census:
    """Count the pods of every workload."""
    scalers = {_target(one): one for one in cluster.of_kind("HorizontalPodAutoscaler")}
    counts = [_count(w, scalers.get((w.namespace, w.resource.kind, w.resource.name))) for w in cluster.workloads]
    scaled = {position: count for position, count in enumerate(counts) if isinstance(count, Replicas)}
    others = _sets((position, count) for position, count in enumerate(counts) if isinstance(count, str))
    return Census(
        {cluster.workloads[position]: count for position, count in scaled.items()},
        others.get("unscaled", 0),
        others.get("bare", 0),
        others.get("unknown", 0),
        _sets((position, count.least) for position, count in scaled.items()),
        _sets((position, count.most - count.least) for position, count in scaled.items()),
    )


def _sets(members: Iterable[tuple[int, _Key]]) -> dict[_Key, Bits]:
    found: dict[_Key, Bits] = {}
    for position, key in members:
        found[key] = found.get(key, 0) | 1 << position
    return found


def _target(scaler: Resource) -> tuple[str, str, str]:
    target = strings(get(scaler.content, "spec", "scaleTargetRef"))
    return scaler.namespace, target.get("kind", ""), target.get("name", "")


def _count(w: Workload, scaler: Resource | None) -> Replicas | str:
    """Return how many pods a workload has, or the group of those whose scale nobody can ask for."""
    if w.resource.kind in UNSCALED:
        return "unscaled"
    if w.resource.kind == "Pod":
        return "unknown" if get(w.resource.content, "metadata", "ownerReferences") else "bare"
    least = _number(scaler.spec, "minReplicas") if scaler else _number(w.resource.spec, "replicas")
    most = _number(scaler.spec, "maxReplicas") if scaler else least
    return "unknown" if least is None or most is None else Replicas(least, max(least, most), scaler)


def _number(spec: Mapping[str, Any], field: str) -> int | None:
    """Return a number of pods; one where nothing is said, by Kubernetes' own default of both `replicas` and `minReplicas`."""
    value = 1 if spec.get(field) is None else spec[field]
    return value if type(value) is int and 0 <= value <= LARGEST else None
