"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        yield Part(w.controller, w.pod({"containers": {"billing": {"tty": True}}}), ("name",))
        yield Part(w.controller, w.pod({"volumes": [{"emptyDir": {}}]}), ("name",))
