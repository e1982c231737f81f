"""By which metrics an autoscaler counts the replicas of an app."""

from collections.abc import Mapping
from typing import Any

from rocksolid.language.operation import Scale
from rocksolid.manifest.shared import shared

DEFAULT_CPU = 80
"""Per cent of the cpu request that is held where no metric is named: what Kubernetes itself takes."""
TO_ZERO_SINCE = 37
"""The minor version of Kubernetes from which an autoscaler may go down to 0 replicas (feature HPAScaleToZero)."""
TOLERANCE_SINCE = 35
"""The minor version of Kubernetes from which `behavior.*.tolerance` is on (feature HPAConfigurableTolerance)."""


def metrics(scale: Scale) -> list[Any]:
    """Return the metrics as Kubernetes has them: cpu, memory, then those that the author wrote in its words."""
    return [*(_use(name, per_cent) for name, per_cent in held(scale).items()), *map(dict, scale.metrics)]


def held(scale: Scale) -> Mapping[str, int]:
    """Return the resources whose use is held, each in per cent of what is requested."""
    cpu = scale.cpu or (None if scale.memory or scale.metrics else DEFAULT_CPU)
    return {name: per_cent for name, per_cent in (("cpu", cpu), ("memory", scale.memory)) if per_cent}


@shared
def _use(name: str, per_cent: int) -> dict[str, Any]:
    """Return the metric of a resource's use, averaged over all pods, in per cent of what they request."""
    return {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": per_cent}}}
