"""What is checked on a cluster: the table of contents, one concern a file."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster

Check = Callable[[Cluster], Iterator[Finding]]

CHECKS: tuple[Check, ...] = ()
"""Every check; the order has no meaning."""
