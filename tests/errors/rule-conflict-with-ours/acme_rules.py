"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        yield Part(w.controller, {"spec": {"replicas": 5}}, ("replicas",))
        yield Part(w.controller, w.containers(lambda name: {"image": f"mirror/{w.app.image}"}), ("image",))
        yield Part(w.ref("v1", "Service"), {"metadata": {"labels": {"app.kubernetes.io/part-of": "costs"}}}, ("component",))
