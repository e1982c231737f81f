"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        team = {"acme.com/team": w.component}
        yield Part(w.controller, {"spec": {"selector": {"matchLabels": team}}}, ("component",))
        yield Part(w.ref("v1", "Service"), {"spec": {"selector": team}}, ("component",))
        yield Part(w.controller, {"metadata": {"name": f"{w.name}-{w.component}"}}, ("component",))
