"""PodDisruptionBudgets in numbers: whose pods each lets go, and how many at once, counted as the disruption controller counts."""

import re
from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Any

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.replicas import LARGEST, Census, Replicas, census
from rocksolid.verify.resource import Resource
from rocksolid.verify.selectors import Bits, members

ALWAYS = "AlwaysAllow"
"""The unhealthyPodEvictionPolicy by which pods that are not ready never stop a drain."""
FEWEST = 2
"""The fewest replicas that a drain can take one by one."""
FIELDS = ("minAvailable", "maxUnavailable")
"""The fields of a budget that say how much may go; the server refuses both together."""
_PERCENTAGE = re.compile(r"(\d{1,3})%", re.ASCII)
_WHOLE = 100


@attrs.frozen
class Amount:
    """What minAvailable or maxUnavailable says: a number of pods, or a percentage of them."""

    number: int
    percent: bool = False

    def of(self, pods: int) -> int:
        """Return how many of some pods that is: the controller rounds percentages up, those of both fields."""
        return -(-pods * self.number // _WHOLE) if self.percent else self.number


@attrs.frozen(eq=False)
class Budget:
    """One PodDisruptionBudget, and the workloads whose pods it covers.

    `fields` are those of FIELDS that it sets, `amount` what they say: None where it sets none, or where the server refuses it,
    because it sets both or one to what is no number or percentage.
    """

    resource: Resource
    covered: Bits
    census: Census
    fields: tuple[str, ...]
    amount: Amount | None

    @property
    def refused(self) -> bool:
        """Whether the server refuses it."""
        return bool(self.fields) and self.amount is None

    @property
    def asks_scale(self) -> bool:
        """Whether the owners of the pods are asked for their scale; otherwise the pods themselves are counted."""
        return self.amount is not None and (self.amount.percent or self.fields == ("maxUnavailable",))

    @property
    def without_scale(self) -> Bits:
        """The workloads for whose sake none of the pods may go: those that have no scale, or pods without an owner and nothing else."""
        if not self.asks_scale:
            return 0
        bare = self.covered & self.census.bare
        return self.covered & self.census.unscaled or (bare if bare == self.covered else 0)

    @property
    def pods(self) -> int | None:
        """How many pods it covers at least; None where they cannot be counted."""
        countless = self.covered & (self.census.unscaled | self.census.unknown)
        return None if countless else self.census.least(self.covered) + (self.covered & self.census.bare).bit_count()

    def allowed(self, beside: Workload | None = None) -> int | None:
        """Return how many pods may go at once while all are ready; None where they cannot be counted.

        Each workload is at its least, or all at their most but one that they stand beside.
        """
        if self.pods is None:
            return None
        count = self.census.replicas[beside] if beside else None
        more = self.census.spare(self.covered) - (count.most - count.least) if count else 0
        pods, scale = self.pods + more, self.census.least(self.covered) + more
        if self.amount is None or (self.asks_scale and not scale):
            return 0
        amount = self.amount.of(scale)
        return max(0, pods - (max(0, scale - amount) if self.fields == ("maxUnavailable",) else amount))


@attrs.frozen(eq=False)
class Overlap:
    """Two budgets that cover the same pods: the server refuses to evict these."""

    later: Budget
    earlier: Budget
    shared: Bits


@attrs.frozen(eq=False)
class Coverage:
    """Every budget of a cluster, the first one that covers each workload, and where there are several."""

    budgets: tuple[Budget, ...]
    census: Census
    first: Mapping[Workload, Budget]
    overlaps: tuple[Overlap, ...]


@attrs.frozen(eq=False)
class Drain:
    """What a drain of its nodes does to a workload: `trouble` says what goes wrong, and is empty where nothing does."""

    w: Workload
    trouble: str

    @property
    def safe(self) -> bool:
        """Whether a drain takes the pods one after another, never the last that is ready, and ends."""
        return not self.trouble


def coverage(cluster: Cluster) -> Coverage:
    """Return who is covered by which budget."""
    counted = census(cluster)
    found = tuple(_budget(cluster, one, counted) for one in cluster.of_kind("PodDisruptionBudget"))
    first: dict[Workload, Budget] = {}
    overlaps = []
    known: Bits = 0
    for budget in found:
        first |= dict.fromkeys(cluster.among(budget.covered & ~known), budget)
        if shared := budget.covered & known:
            overlaps.append(Overlap(budget, first[cluster.workloads[next(members(shared))]], shared))
        known |= budget.covered
    return Coverage(found, counted, first, tuple(overlaps))


def drainable(cluster: Cluster) -> list[Drain]:
    """Return what a drain does to each workload of two or more replicas; those under an autoscaler are counted at its least.

    Taken for granted: a pod that was evicted becomes ready on another node.
    """
    found = cluster.once(coverage)
    disputed = set(cluster.among(reduce(or_, (overlap.shared for overlap in found.overlaps), 0)))
    return [
        Drain(w, "more than one budget covers it, so none of its pods can be evicted" if w in disputed else _trouble(w, count, found))
        for w, count in found.census.replicas.items()
        if count.least >= FEWEST
    ]


def _trouble(w: Workload, count: Replicas, found: Coverage) -> str:
    budget = found.first.get(w)
    if budget is None:
        return "no budget covers it, so all its pods may go at once"
    title, beside = budget.resource.title, budget.allowed(beside=w)
    if budget.refused:
        return f"the server refuses {title}"
    if beside is None:
        return f"{title} covers pods that cannot be counted"
    if not budget.allowed():
        return f"{title} lets no pod go"
    if beside >= count.least:
        return f"{title} lets all {count.least} pods go at once"
    return "" if budget.resource.spec.get("unhealthyPodEvictionPolicy") == ALWAYS else f"{title} holds pods that are not ready"


def _budget(cluster: Cluster, one: Resource, counted: Census) -> Budget:
    covered = cluster.index.selected(one.spec.get("selector")) & cluster.inside(one.namespace)
    fields = tuple(field for field in FIELDS if one.spec.get(field) is not None)
    return Budget(one, covered, counted, fields, _amount(one.spec[fields[0]]) if len(fields) == 1 else None)


def _amount(value: Any) -> Amount | None:
    """Return what a field says; None where the server refuses it: less than 0, over 100 %, or a text that is no percentage."""
    if type(value) is int:
        return Amount(value) if 0 <= value <= LARGEST else None
    match = _PERCENTAGE.fullmatch(value) if isinstance(value, str) else None
    return Amount(int(match[1]), percent=True) if match and int(match[1]) <= _WHOLE else None
