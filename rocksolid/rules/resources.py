"""The scheduler knows what every container needs, and memory that its author measured is also its limit."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.containers import each
from rocksolid.system.resolve import System
from rocksolid.system.resources import resources as of_container


def resources(system: System) -> Iterator[Part]:
    """Yield the requests and limits of every container; without a limit that somebody wrote there is none."""
    for w in system.workloads:
        piece = each(w, "resources", of_container)
        if piece:
            yield Part(w.controller, piece, ("resources", "containers"))
