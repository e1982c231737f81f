"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        team = w.app.labels["team"]
        yield Part(w.controller, {"metadata": {"annotations": {"acme.com/team": team}}}, ("labels.team",))
