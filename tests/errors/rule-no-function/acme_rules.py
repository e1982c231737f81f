"""Costs are counted by team."""

COSTS = 5


class Costs:
    """No rule."""
