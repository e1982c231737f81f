"""How a new version of each kind replaces the old one, every number decided."""

from collections.abc import Mapping
from typing import Any, Literal

from rocksolid.language.blueprint import Kind
from rocksolid.language.types import Name
from rocksolid.language.values import MOST
from rocksolid.system.probes import patience
from rocksolid.system.workload import Workload

Strategy = Literal["RollingUpdate", "Recreate", "OnDelete"]
Pods = Any
"""A count of pods, or a percentage such as "25%"."""

STRATEGIES: Mapping[Kind, tuple[Strategy, ...]] = {
    "service": ("RollingUpdate", "Recreate"),
    "worker": ("RollingUpdate", "Recreate"),
    "stateful": ("RollingUpdate", "OnDelete"),
    "daemon": ("RollingUpdate", "OnDelete"),
}
"""The strategies that each kind has; jobs are not rolled out."""
NONE: tuple[Pods, ...] = (0, "0%")
MEMBERS_AT_ONCE_SINCE = 37
"""The minor version of Kubernetes from which a StatefulSet's `maxUnavailable` is on; below it is refused, ignored or faulty."""
_LEAST_DEADLINE = 600
"""Seconds; Kubernetes' own default."""
_BEYOND_START = 300
"""Seconds that a rollout has beyond the patience with one pod's start: scheduling, pulling the image, attaching volumes."""


def strategy(w: Workload) -> Strategy:
    """Return how pods are replaced: as decided where the kind has it, Recreate where two pods could not share a claim."""
    decided = w.app.rollout.strategy
    if decided in STRATEGIES[w.kind]:
        return decided
    return "Recreate" if "Recreate" in STRATEGIES[w.kind] and lone_claim(w) else "RollingUpdate"


def lone_claim(w: Workload) -> Name | None:
    """Return the first volume that is an existing claim which only one node, or only one pod, can mount."""
    lone = ("ReadWriteOnce", "ReadWriteOncePod")
    return next((name for name, volume in w.app.volumes.items() if volume.claim and volume.access in lone), None)


def surge_and_short(w: Workload) -> tuple[Pods, Pods]:
    """Return how many pods a rollout may have too many, and how many too few.

    Where the two do not fit, the one that a lower layer decided is clamped: one of them must not be 0, a daemon has only
    one of them, and pods that cannot share a claim have no surge.
    """
    surge, short = w.app.rollout.max_surge or 0, w.app.rollout.max_unavailable or 0
    if w.kind != "daemon" and lone_claim(w):
        return 0, 1 if short in NONE else short
    if (surge in NONE) != (short in NONE) or (w.kind != "daemon" and surge not in NONE):
        return surge, short
    clamped = 1 if surge in NONE else 0
    return (clamped, short) if w.layers.gives_way("rollout.max_surge", "rollout.max_unavailable") else (surge, clamped)


def members_at_once(w: Workload) -> Pods | None:
    """Return how many members of a StatefulSet a rollout may take at once; None leaves it at Kubernetes' own one."""
    several = w.app.rollout.max_unavailable
    return several if w.platform.kubernetes >= MEMBERS_AT_ONCE_SINCE and several not in (None, 1, *NONE) else None


def deadline(w: Workload) -> int:
    """Return the seconds without progress after which a rollout counts as stuck: those decided, else more than a pod may take.

    Kubernetes wants more than `min_ready`: a default that is not gives way. It holds 32 bits.
    """
    decided, ready = w.app.rollout.deadline, w.app.rollout.min_ready or 0
    if decided is None or (decided <= ready and w.layers.gives_way("rollout.deadline", "rollout.min_ready")):
        return min(max(_LEAST_DEADLINE, max(patience(w), ready) + _BEYOND_START), MOST)
    return decided
