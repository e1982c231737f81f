"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        note = {"metadata": {"annotations": {"acme.com/team": w.component}}}
        yield Part(w.ref("apps/v1", "Deploymnt"), note, ("component",))
        yield Part(w.ref("v1", "Deployment"), note, ("component",))
        yield Part(w.ref("networking.k8s.io/v1", "PodDisruptionBudget", "other"), {"spec": {}}, ("component",))
        yield Part(w.ref("v1", "Secret"), note, ("component",))
