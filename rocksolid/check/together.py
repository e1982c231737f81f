"""What one line of an author does to many objects is said once."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.verify.document import YamlSpot


def together(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings in their order; of those at one line of an author about one field of several objects the first, which counts them."""
    found: dict[Any, list[Finding]] = {}
    told: Counter[Any] = Counter()
    for index, one in enumerate(findings):
        rendered = next((spot for spot, _ in one.related if isinstance(spot, YamlSpot)), None)
        if not one.spot or not rendered or isinstance(one.spot, YamlSpot):
            found[index] = [one]
            continue
        field = (one.spot.place(), one.code, one.hint, rendered.path)
        told[field, rendered.document] += 1  # An object of which several things are said counts once in each.
        found.setdefault((field, told[field, rendered.document]), []).append(one)
    return [_counted(*same) for same in found.values()]


def _counted(first: Finding, *others: Finding) -> Finding:
    return attrs.evolve(first, message=f"{first.message}, and the same in {len(others)} more") if others else first
