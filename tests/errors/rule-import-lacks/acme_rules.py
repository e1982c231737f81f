"""Costs are counted by team."""

import acme_cost_database


def cost_labels(system):
    """Nothing comes so far."""
    return acme_cost_database.of(system)
