"""Costs are counted by team."""

import costs


def cost_labels(system):
    """Nothing comes so far."""
    return costs.of(system)
