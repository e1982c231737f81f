"""Costs are counted by team."""

from rocksolid import Part


def cost_labels(system):
    """Every pod says who pays for it."""
    for w in system.workloads:
        Part(w.controller, {"metadata": {"annotations": {"acme.com/team": w.component}}}, ("component",))


def costs(system):
    """Every pod says who pays for it."""
    return len(system.workloads)
