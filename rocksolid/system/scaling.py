"""By which metrics an autoscaler counts the replicas of an app."""

from typing import Any

from rocksolid.language.operation import Scale

DEFAULT_CPU = 80
"""Per cent of the cpu request that is held where no metric is named: what Kubernetes itself takes."""
TO_ZERO_SINCE = 37
"""The minor version of Kubernetes from which an autoscaler may go down to 0 replicas (feature HPAScaleToZero)."""
TOLERANCE_SINCE = 35
"""The minor version of Kubernetes from which `behavior.*.tolerance` is on (feature HPAConfigurableTolerance)."""


def metrics(scale: Scale) -> list[Any]:
    """Return the metrics as Kubernetes has them: cpu, memory, then those that the author wrote in its words."""
    cpu = scale.cpu or (None if scale.memory or scale.metrics else DEFAULT_CPU)
    held = {"cpu": cpu, "memory": scale.memory}
    return [*(_use(name, per_cent) for name, per_cent in held.items() if per_cent), *map(dict, scale.metrics)]


def _use(name: str, per_cent: int) -> dict[str, Any]:
    """Return the metric of a resource's use, averaged over all pods, in per cent of what they request."""
    return {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": per_cent}}}
