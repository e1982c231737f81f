"""What is allowed, but should be known: remarks about a system that compiles."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System

ADVICE: tuple[Callable[[System], Iterator[Finding]], ...] = ()
"""Every kind of remark; the order has no meaning."""
