"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, Ref, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every team has a quota."""
    for w in system.workloads:
        quota = {"spec": {"hard": {"pods": "10"}}}
        yield Part(w.ref("v1", "ResourceQuota", "quota"), quota, ("component",))
        yield Part(Ref("v1", "LimitRange", "limits", w.namespace), quota, ("component",))
        yield Part(w.ref("apps/v1", "Deployment", "billing"), {"metadata": {"annotations": {"acme.com/by": w.name}}}, ("name",))
