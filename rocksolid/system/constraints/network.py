"""Callers are something that a policy can name, and call ports that there are."""

from collections.abc import Iterator
from functools import partial

from rocksolid.finding import Finding, Spot
from rocksolid.language.peers import Peer
from rocksolid.language.source import KeyPath
from rocksolid.system.constraints.sources import source
from rocksolid.system.constraints.unknown_ports import unknown_ports
from rocksolid.system.ports import ordinary
from rocksolid.system.workload import Workload


def network(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with who may call."""
    if not w.ports and w.layers.wrote("callers") and w.app.callers:
        yield Finding("no-ports", "error", "the app has no ports: nobody can call it", w.layers.at(("callers",), key=True), "port = 8080")
        return
    for position, peer in enumerate(w.app.callers):
        yield from source(peer, w.platform.network, partial(_at, w, ("callers", position)))
        yield from _ports(w, peer, ("callers", position))
    for port in w.ports:
        for position, peer in enumerate(port.callers or ()):
            path = (*port.path, "callers", position)
            yield from source(peer, w.platform.network, partial(_at, w, path))
            if peer.port:
                message = f'who may call port "{port.name}" is listed here: a caller in this list names no port'
                yield Finding("useless-word", "error", message, w.layers.at((*path, "port"), key=True), "remove it")


def _at(w: Workload, path: KeyPath, below: KeyPath) -> Spot:
    return w.layers.at((*path, *below))


def _ports(w: Workload, peer: Peer, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for a port that there is not, and for a caller who names none where all have callers of their own.

    What the platform lets into every app is passed over where an app has no such port.
    """
    unknown = list(unknown_ports(w, peer.port, (*path, "port")))
    unsaid = not peer.port and not ordinary(w.ports, w.scraped)
    layer = w.layers.deciding(path) if unknown or unsaid else None
    if not (layer and layer.own):
        return
    yield from unknown
    if unsaid:
        message = "every port has callers of its own, or is for metrics: a caller must say which one it means"
        yield Finding("port-unsaid", "error", message, w.layers.at(path), f'add port = "{w.ports[0].name}"')
