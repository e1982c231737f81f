"""A drain takes replicas away one by one, never all at once."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.disruption import allowed
from rocksolid.system.resolve import System

_BECAUSE = ("name", "instance", "replicas", "scale.min", "scale.max", "disruption.max_unavailable")


def disruption(system: System) -> Iterator[Part]:
    """Yield a budget for each app whose replicas can be counted: Jobs and DaemonSets have no scale, so it would block every drain."""
    for w in system.workloads:
        pods = allowed(w)
        if pods is None:
            continue
        budget = {
            "maxUnavailable": pods,
            "selector": w.label_selector,
            "unhealthyPodEvictionPolicy": "AlwaysAllow",  # A crashing app must not block a drain either.
        }
        yield Part(w.ref("policy/v1", "PodDisruptionBudget"), {"spec": budget}, _BECAUSE)
