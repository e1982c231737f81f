"""A new version replaces the old one pod by pod and never with fewer pods than asked for, unless two could not share a claim."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.language.blueprint import Kind
from rocksolid.manifest.part import Part
from rocksolid.manifest.shared import shared
from rocksolid.system.resolve import System
from rocksolid.system.rollout import Pods, Strategy, deadline, members_at_once, strategy, surge_and_short
from rocksolid.system.workload import Workload

_NUMBERS = ("rollout.strategy", "rollout.max_surge", "rollout.max_unavailable")
_STRATEGY: Mapping[Kind, tuple[str, tuple[str, ...]]] = {
    "service": ("strategy", (*_NUMBERS, "volumes")),
    "worker": ("strategy", (*_NUMBERS, "volumes")),
    "stateful": ("updateStrategy", ("rollout.strategy", "rollout.max_unavailable", "platform.kubernetes")),
    "daemon": ("updateStrategy", _NUMBERS),
}
"""What each kind calls its strategy, and what decides it; jobs are not rolled out."""
_DEADLINE = ("rollout.deadline", "rollout.min_ready", "health.startup", "health.liveness", "containers")


def rollout(system: System) -> Iterator[Part]:
    """Yield how each Deployment, StatefulSet and DaemonSet is rolled out."""
    for w in system.workloads:
        if w.kind not in _STRATEGY:
            continue
        (field, because), words = _STRATEGY[w.kind], w.app.rollout
        yield Part(w.controller, {"spec": {field: _strategy(strategy(w), *_numbers_of(w))}}, because)
        if words.history is not None:
            yield Part(w.controller, {"spec": {"revisionHistoryLimit": words.history}}, ("rollout.history",))
        if words.min_ready:
            yield Part(w.controller, {"spec": {"minReadySeconds": words.min_ready}}, ("rollout.min_ready",))
        if field == "strategy":  # Only a Deployment has one.
            yield Part(w.controller, {"spec": {"progressDeadlineSeconds": deadline(w)}}, _DEADLINE)
        if w.kind == "stateful":
            policy = "OrderedReady" if words.ordered else "Parallel"
            yield Part(w.controller, {"spec": {"podManagementPolicy": policy}}, ("rollout.ordered",))


def _numbers_of(w: Workload) -> tuple[Pods | None, Pods | None]:
    """Return the numbers of a rolling update; a StatefulSet has no surge, and takes one member at a time unless told otherwise."""
    if strategy(w) != "RollingUpdate":
        return None, None
    return (None, members_at_once(w)) if w.kind == "stateful" else surge_and_short(w)


@shared
def _strategy(how: Strategy, surge: Pods | None, short: Pods | None) -> dict[str, Any]:
    numbers = {field: pods for field, pods in (("maxSurge", surge), ("maxUnavailable", short)) if pods is not None}
    return {"type": how, **({"rollingUpdate": numbers} if numbers else {})}
