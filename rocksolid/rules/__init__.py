"""The table of contents of what rocksolid writes: one rule a concern, none of which knows another."""

from collections.abc import Callable, Iterator

from rocksolid.manifest.part import Part
from rocksolid.rules.network import network
from rocksolid.rules.service import service
from rocksolid.rules.workload import workload
from rocksolid.system.resolve import System

Rule = Callable[[System], Iterator[Part]]

RULES: tuple[Rule, ...] = (
    workload,
    service,
    network,
)
"""What every app becomes; the order has no meaning."""
PLATFORM_RULES: tuple[Rule, ...] = ()
"""What belongs to the platform, and is only rendered when asked for."""
