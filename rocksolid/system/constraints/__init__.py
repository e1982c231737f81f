"""What the words of one blueprint say about each other: every contradiction is refused at its line."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload

Constraint = Callable[[Workload], Iterator[Finding]]

CONSTRAINTS: tuple[Constraint, ...] = ()
"""Every constraint on one app; the order has no meaning."""
