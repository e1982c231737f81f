"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        yield Part(w.controller, {"metadata": {"annotations": {"acme.com/teams": {w.component}}}}, ("component",))
        yield Part(w.ref("v1", "ConfigMap", f"{w.name}-cost"), {"data": {"team": None}}, ("component",))
