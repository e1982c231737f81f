"""A pod stops serving before it is killed: the drain fits into the grace period."""

from collections.abc import Iterator

from rocksolid.finding import Finding, Spot
from rocksolid.system.exposure import via
from rocksolid.system.lifecycle import AFTER_DRAIN, balancer_drain, drain, grace
from rocksolid.system.workload import Workload


def lifecycle(w: Workload) -> Iterator[Finding]:
    """Yield an error where two written words leave the process no time after the drain; defaults were clamped before."""
    seconds, whole = drain(w), grace(w)
    if not seconds or seconds < whole:
        return
    spot, hint = w.layers.at(("shutdown", "grace")), f"grace = {seconds + AFTER_DRAIN}"
    balancer = balancer_drain(w)
    if balancer >= whole and w.platform_source:
        message = f"{whole} s of grace are over before the platform's {via(w)} has taken the pod out, which takes {balancer} s"
        related: tuple[Spot, str] = (w.platform_source.at((str(via(w)), "drain")), "the platform's drain")
    else:
        message = f"{whole} s of grace are over before the drain of {seconds} s is"
        related = (w.layers.at(("shutdown", "drain")), "the drain")
    yield Finding("drain-over-grace", "error", message, spot, hint, (related,))
