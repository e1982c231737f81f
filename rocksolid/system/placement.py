"""On which nodes the pods of an app run: what they are spread over, and which taints they put up with."""

from collections.abc import Mapping
from typing import Any

from rocksolid.language.operation import Toleration
from rocksolid.system.workload import Workload

TOPOLOGY: Mapping[str, tuple[str, int]] = {"host": ("kubernetes.io/hostname", 100), "zone": ("topology.kubernetes.io/zone", 90)}
"""The node label of each word, and the weight of keeping apart over it: two pods on one host are worse than two in one zone."""
_FEWEST = 2


def spread(w: Workload) -> tuple[str, ...]:
    """Return what the replicas are spread over, in the author's order; nothing where there is never a second one."""
    return w.app.placement.spread if w.most_replicas >= _FEWEST else ()


def toleration(taint: Toleration) -> dict[str, Any]:
    """Return a toleration as Kubernetes has it: `Equal` where it names a value, else `Exists`, unless it says otherwise."""
    said = {
        "key": taint.key,
        "operator": taint.operator or ("Exists" if taint.value is None else "Equal"),
        "value": taint.value,
        "effect": taint.effect,
        "tolerationSeconds": taint.seconds,
    }
    return {field: value for field, value in said.items() if value is not None}
