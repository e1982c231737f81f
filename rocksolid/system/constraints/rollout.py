"""Which numbers of a rollout contradict each other, the kind of app, or the version of Kubernetes."""

from collections.abc import Iterator

from rocksolid.finding import Finding, Spot
from rocksolid.system.constraints.target import needs_kubernetes
from rocksolid.system.rollout import MEMBERS_AT_ONCE_SINCE, NONE, STRATEGIES, Pods, deadline, lone_claim, strategy
from rocksolid.system.workload import CONTROLLERS, Workload

_SURGE, _SHORT = "rollout.max_surge", "rollout.max_unavailable"


def rollout(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with how an app is rolled out."""
    if w.kind in STRATEGIES:
        yield from _strategy(w)
        yield from _members(w) if w.kind == "stateful" else _numbers(w)
        yield from _deadline(w)


def _strategy(w: Workload) -> Iterator[Finding]:
    """Yield an error for a strategy that the kind does not have, and for numbers of a rolling update beside another one."""
    written, used = w.app.rollout.strategy, strategy(w)
    if written != used and w.layers.wrote("rollout.strategy"):
        message = f'a {CONTROLLERS[w.kind][1]} has no strategy "{written}"'
        hint = " or ".join(f'strategy = "{one}"' for one in STRATEGIES[w.kind])
        yield Finding("wrong-strategy", "error", message, w.layers.at(("rollout", "strategy")), hint)
    for word in (_SURGE, _SHORT):
        if used != "RollingUpdate" and w.layers.wrote(word):
            message = f'with {used} "{word}" has no meaning'
            why = (w.layers.at(("rollout", "strategy")), "the strategy") if written == used else _claim(w)
            where = w.layers.at(tuple(word.split(".")), key=True)
            yield Finding("not-rolling", "error", message, where, "remove it", (why,))


def _claim(w: Workload) -> tuple[Spot, str]:
    """Return where the claim stands that the pods of a rollout cannot share."""
    return w.layers.at(("volumes", str(lone_claim(w)), "claim")), "the old and the new pod cannot share this claim"


def _numbers(w: Workload) -> Iterator[Finding]:
    """Yield an error where both numbers are 0, where a daemon has both, and where pods that cannot share a claim overlap."""
    surge, short = w.app.rollout.max_surge, w.app.rollout.max_unavailable
    if not (w.layers.wrote(_SURGE) or w.layers.wrote(_SHORT)):
        return
    spot, other = w.layers.at(("rollout", "max_surge")), w.layers.at(("rollout", "max_unavailable"))
    both = w.layers.wrote(_SURGE) and w.layers.wrote(_SHORT)
    if both and surge in NONE and short in NONE:
        message = "with neither a pod too many nor one too few no pod can be replaced"
        yield Finding("rollout-stands-still", "error", message, spot, "max_surge = 1", ((other, "and none is missing either"),))
    if both and w.kind == "daemon" and surge not in NONE and short not in NONE:
        message = "a daemon replaces its pods with one too many or with one too few, not both"
        yield Finding("surge-or-unavailable", "error", message, spot, "max_surge = 0", ((other, "the other one"),))
    if w.app.rollout.strategy == "RollingUpdate" and lone_claim(w):
        message = "the new pod would wait for ever for the claim of the old one"
        if w.layers.wrote(_SURGE) and surge not in NONE:
            yield Finding("claim-not-shared", "error", message, spot, "max_surge = 0", (_claim(w),))
        if w.layers.wrote(_SHORT) and short in NONE:
            yield Finding("claim-not-shared", "error", message, other, "max_unavailable = 1", (_claim(w),))


def _members(w: Workload) -> Iterator[Finding]:
    """Yield an error for a number of members at once that a StatefulSet cannot have."""
    several: Pods = w.app.rollout.max_unavailable
    spot = w.layers.at(("rollout", "max_unavailable"))
    if not w.layers.wrote(_SHORT):
        return
    if several in NONE:
        message = "a StatefulSet replaces at least one member at a time"
        yield Finding("out-of-range", "error", message, spot, "max_unavailable = 1")
    elif several != 1 and w.platform.kubernetes < MEMBERS_AT_ONCE_SINCE:
        message = "replaces the members of a StatefulSet one at a time"
        yield needs_kubernetes(w, message, spot, MEMBERS_AT_ONCE_SINCE, "remove it")


def _deadline(w: Workload) -> Iterator[Finding]:
    """Yield an error for a deadline that is over before a pod counts: Kubernetes refuses it."""
    ready, limit = w.app.rollout.min_ready or 0, deadline(w)
    if w.kind in {"service", "worker"} and limit <= ready:
        message = f"the deadline of {limit} s is over before a new pod has been ready for {ready} s"
        related = ((w.layers.at(("rollout", "min_ready")), "the time that it must be ready"),) if ready else ()
        yield Finding("deadline-too-short", "error", message, w.layers.at(("rollout", "deadline")), f"deadline = {ready + 600}", related)
