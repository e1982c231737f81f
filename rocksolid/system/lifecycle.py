"""How long a pod still serves after it was asked to end, and how long it may take to end."""

from rocksolid.system.exposure import entrance
from rocksolid.system.workload import Workload

AFTER_DRAIN = 25
"""Seconds that the process has for itself where a longer drain makes the grace period grow: what the defaults leave it (30 - 5)."""
_CALLED = frozenset({"service", "stateful"})
"""The kinds that are called and so go on serving: nobody has to stop calling a worker or a job."""


def balancer_drain(w: Workload) -> int:
    """Return the seconds that the platform's way in needs to take a pod out; 0 for an app that is not exposed through it."""
    way = entrance(w)
    return way.drain if way else 0


def drain(w: Workload) -> int:
    """Return the seconds that a pod still serves, 0 for kinds that nobody calls.

    That is the larger of the app's and the balancer's; the app's takes at most half of a grace period that a higher layer decided.
    """
    if not _serves(w):
        return 0
    return max(_own_drain(w), balancer_drain(w))


def grace(w: Workload) -> int:
    """Return the seconds from the request to end until the process is killed; a default grows with a drain that somebody asked for."""
    stated = w.app.shutdown.grace
    longer = drain(w) + AFTER_DRAIN
    if longer <= stated or w.layers.wrote("shutdown.grace"):
        return stated
    asked_for = w.layers.gives_way("shutdown.grace", "shutdown.drain") or balancer_drain(w) > _own_drain(w)
    return longer if asked_for else stated


def _serves(w: Workload) -> bool:
    return w.kind in _CALLED or (w.kind == "daemon" and bool(w.ports))


def _own_drain(w: Workload) -> int:
    """Return the drain that the app and the layers below it decide, clamped where it is only a default beside a short grace period."""
    stated, half = w.app.shutdown.drain, w.app.shutdown.grace // 2
    return half if stated > half and w.layers.gives_way("shutdown.drain", "shutdown.grace") else stated
