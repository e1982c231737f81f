"""What is allowed, but should be known: remarks about a system that compiles."""

from collections.abc import Callable, Iterator

from rocksolid.finding import Finding
from rocksolid.system.disruption import unprotected
from rocksolid.system.hardening import mutable_images
from rocksolid.system.literals import other_texts
from rocksolid.system.probes import guessed_readiness
from rocksolid.system.remarks import closed_api, closed_by_metrics, every_port, open_listeners, widened_hosts
from rocksolid.system.resolve import System
from rocksolid.system.resources import guessed, unlimited

Advice = Callable[[System], Iterator[Finding]]

ADVICE: tuple[Advice, ...] = (
    guessed_readiness,
    unprotected,
    mutable_images,
    guessed,
    unlimited,
    widened_hosts,
    every_port,
    closed_api,
    closed_by_metrics,
    open_listeners,
    other_texts,
)
"""Every kind of remark; the order has no meaning."""
WARNINGS = tuple(advise for advise in ADVICE if advise not in {guessed_readiness, guessed})
"""Those that a render prints: the others are notes."""
