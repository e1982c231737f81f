"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        note = {"acme.com/team": w.component}
        yield Part(w.controller, {"metadata": {"annotations": note}}, ("componnt", "resources.memry", "platform.namspace", "callee.prts"))
