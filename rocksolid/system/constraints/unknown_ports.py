"""A port that an app refers to is one of its own."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.language.source import KeyPath
from rocksolid.system.ports import listed, named, shown
from rocksolid.system.workload import Workload


def unknown_ports(w: Workload, refs: Iterable[str | int], where: KeyPath) -> Iterator[Finding]:
    """Yield an error for each name or number, said at a path of the app, that is none of its ports."""
    for ref in refs:
        if not named(w.ports, (ref,)):
            yield Finding(
                "no-such-port", "error", f"the app has no port {shown(ref)}", w.layers.at(where), f"its ports are {listed(w.ports)}"
            )
