"""How many replicas a drain may take, and which apps it stops."""

from collections.abc import Iterator
from typing import Any

from rocksolid.finding import Finding
from rocksolid.system.resolve import System
from rocksolid.system.waivers import to_paste, waived
from rocksolid.system.workload import REPLICATED, Workload

FEWEST = 2
"""The fewest replicas that a budget can protect: with one it protects nothing, or blocks every drain."""


def allowed(w: Workload) -> Any:
    """Return how many replicas voluntary disruptions may take at once, None where a budget would promise nothing.

    A default that lets a drain take all of them leaves one.
    """
    if w.kind not in REPLICATED or w.least_replicas < FEWEST or not w.app.disruption:
        return None
    decided = w.app.disruption.max_unavailable
    return decided if taken(w, decided) < w.least_replicas or w.layers.wrote("disruption.max_unavailable") else w.least_replicas - 1


def taken(w: Workload, allowed: Any) -> int:
    """Return how many of the fewest replicas a count or percentage takes; Kubernetes rounds percentages up."""
    if isinstance(allowed, int):
        return allowed
    return -(-w.least_replicas * int(str(allowed).removesuffix("%")) // 100)


def stopped_by_drains(w: Workload) -> bool:
    """Return whether every drain stops an app; one that is switched off has nothing to lose."""
    return bool(w.most_replicas) and w.least_replicas < FEWEST


def unprotected(system: System) -> Iterator[Finding]:
    """Yield a warning on each app that every drain stops, and whose author does not say why that is so."""
    for w in system.workloads:
        if not stopped_by_drains(w) or waived(w, "no-budget"):
            continue
        words = "scale.min" if w.layers.wrote("scale.min") else "scale" if w.app.scale else "replicas"
        message = f'one replica: every drain of its node stops "{w.app.name}"'
        more = f"{'min' if w.app.scale else 'replicas'} = 2    # if the program can run more than once"
        hint = f"{more}\nor say why it cannot:\n{to_paste(w, 'no-budget')}"
        yield Finding("no-budget", "warning", message, w.layers.at(tuple(words.split("."))), hint)
