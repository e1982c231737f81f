"""With `[scale]` an autoscaler decides on the replicas by load, and no later apply sets them back."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.resolve import System
from rocksolid.system.scaling import metrics


def scaling(system: System) -> Iterator[Part]:
    """Yield an autoscaler for each app that has one; the controller then says nothing about `replicas`."""
    for w in system.workloads:
        scale = w.app.scale
        if not scale:
            continue
        scaler, target = w.ref("autoscaling/v2", "HorizontalPodAutoscaler"), w.controller
        named = {"apiVersion": target.api_version, "kind": target.kind, "name": target.name}
        yield Part(scaler, {"spec": {"scaleTargetRef": named}}, ("name", "instance", "kind", "scale.max"))
        yield Part(scaler, {"spec": {"minReplicas": w.least_replicas}}, ("scale.min", "scale.max"))
        yield Part(scaler, {"spec": {"maxReplicas": scale.max}}, ("scale.max",))
        yield Part(scaler, {"spec": {"metrics": metrics(scale)}}, ("scale.cpu", "scale.memory", "scale.metrics"))
        if scale.behavior:
            yield Part(scaler, {"spec": {"behavior": dict(scale.behavior)}}, ("scale.behavior",))
