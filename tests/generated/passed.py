"""What blueprints pass on in Kubernetes' own words, which the model does not know: objects, metrics, and fields to write over."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from rocksolid.language import types
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.operation import Scale

from .scalars import Strategy, keys, of_pool, small, texts


def metric(name: str) -> dict[str, Any]:
    """Return a metric of pods, as Kubernetes writes it."""
    return {"type": "Pods", "pods": {"metric": {"name": name}, "target": {"type": "AverageValue", "averageValue": "10"}}}


config = st.builds(
    lambda name, data: {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data},
    small(types.ObjectName),
    st.dictionaries(small(types.DataKey), texts, max_size=3),
)
foreign = st.builds(
    lambda name, spec: {"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": name}, "spec": spec},
    small(types.ObjectName),
    st.dictionaries(texts, texts | st.integers(-5, 5) | st.booleans() | st.lists(texts, max_size=2), max_size=3),
)
noted = st.dictionaries(keys, texts, min_size=1, max_size=2).map(lambda notes: {"metadata": {"annotations": notes}})
WRITTEN_OVER: Mapping[str, Strategy] = {
    "ServiceAccount": noted,
    "NetworkPolicy": noted,
    "Deployment": noted | st.just({"spec": {"minReadySeconds": 7}}) | st.just({"spec": {"template": {"spec": {"hostname": "no"}}}}),
    "Service/web": st.just({"spec": {"sessionAffinity": "ClientIP"}}),
}
"""Fields of emitted objects that may be written over, by what `[override]` calls these; the values are sound."""
TAKEN = ("ServiceAccount/automountServiceAccountToken", "Deployment/spec.revisionHistoryLimit", "Service/web/spec.ports[0].appProtocol")

SMALL: Mapping[Any, Strategy] = {
    types.Manifest: config | foreign,
    types.Target: of_pool("ServiceAccount", "NetworkPolicy", odd=st.sampled_from(sorted(WRITTEN_OVER))),
    types.Field: of_pool(TAKEN[0], odd=st.sampled_from(TAKEN)),
}
BY_WORD: Mapping[tuple[type, str], Strategy] = {
    (Blueprint, "override"): SMALL[types.Target].flatmap(lambda target: st.fixed_dictionaries({target: WRITTEN_OVER[target]})),
    (Scale, "metrics"): st.lists(st.sampled_from(["no", "queue_length"]), max_size=2, unique=True).map(
        lambda names: list(map(metric, names))
    ),
    (Scale, "behavior"): st.sampled_from(
        [{}, {"scaleDown": {"stabilizationWindowSeconds": 300}}, {"scaleUp": {"selectPolicy": "Disabled"}}]
    ),
}
"""A strategy for each type, and each word, whose values are Kubernetes' own."""
