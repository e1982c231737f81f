"""Losing one node or one zone does not lose the app: its replicas keep apart, and every new version is spread anew."""

from collections.abc import Iterator
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.placement import TOPOLOGY, spread, toleration
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_SPREAD = ("name", "instance", "replicas", "scale.max", "placement.spread")


def placement(system: System) -> Iterator[Part]:
    """Yield what keeps replicas apart, and which nodes they may run on."""
    for w in system.workloads:
        words = w.app.placement
        if spread(w):
            preferred = [_apart(w, over) for over in spread(w)]
            affinity = {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": preferred}}
            yield Part(w.controller, w.pod({"affinity": affinity}), _SPREAD)
            # The descheduler can only repair what stands here: it does not read preferred anti-affinity.
            constraints = [_evenly(w, over) for over in spread(w)]
            yield Part(w.controller, w.pod({"topologySpreadConstraints": constraints}), (*_SPREAD, "placement.required"))
        if words.arch:
            terms = [{"matchExpressions": [{"key": "kubernetes.io/arch", "operator": "In", "values": list(words.arch)}]}]
            required = {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}
            yield Part(w.controller, w.pod({"affinity": {"nodeAffinity": required}}), ("placement.arch",))
        if words.node_selector:
            yield Part(w.controller, w.pod({"nodeSelector": dict(words.node_selector)}), ("placement.node_selector",))
        if words.tolerations:
            tolerations = [toleration(taint) for taint in words.tolerations]
            yield Part(w.controller, w.pod({"tolerations": tolerations}), ("placement.tolerations",))
        if words.priority:
            yield Part(w.controller, w.pod({"priorityClassName": words.priority}), ("placement.priority",))


def _apart(w: Workload, over: str) -> dict[str, Any]:
    """Return the wish to have no other replica near; as a demand it would stop a rollout where there are as many nodes as replicas."""
    key, weight = TOPOLOGY[over]
    return {"weight": weight, "podAffinityTerm": {"labelSelector": w.label_selector, "topologyKey": key}}


def _evenly(w: Workload, over: str) -> dict[str, Any]:
    """Return the constraint to spread evenly; without the hash, a Deployment's rollouts drift towards the nodes that the old version left."""
    key, _ = TOPOLOGY[over]
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "DoNotSchedule" if w.app.placement.required else "ScheduleAnyway",
        "labelSelector": w.label_selector,
        **({} if w.kind == "stateful" else {"matchLabelKeys": ["pod-template-hash"]}),
        "nodeTaintsPolicy": "Honor",  # A node that is drained or tainted is no place that could stay empty.
    }
