"""Costs are counted by team."""

from collections.abc import Iterator

from rocksolid import Part, System


def cost_labels(system: System) -> Iterator[Part]:
    """Every pod says who pays for it."""
    for w in system.workloads:
        yield Part(w.controller, w.template({"metadata": {"annotations": {"acme.com/team": w.component}}}), ("component",))


def more_labels(system: System) -> Iterator[Part]:
    """Every pod says it again, and again."""
    for w in system.workloads:
        said = w.template({"metadata": {"annotations": {"acme.com/team": w.component, "acme.com/unit": "EUR"}}})
        yield Part(w.controller, said, ("component",))
        yield Part(w.controller, w.template({"metadata": {"annotations": {"acme.com/unit": "USD"}}}), ("component",))
