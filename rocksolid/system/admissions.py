"""The callee's end of calls: who may call which ports of an app, as its blueprint and its platform say."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.language.peers import Peer
from rocksolid.language.source import KeyPath
from rocksolid.language.types import Component, Name, PeerName
from rocksolid.system.calls import Pods
from rocksolid.system.exposure import doors, entrance, exposed
from rocksolid.system.ports import PodPort, admitted, ordinary
from rocksolid.system.workload import Workload

Hole = tuple[str, int]
"""A protocol and a pod's number."""
Party = tuple[str, str | None, str]
"""What a caller is called: which word, in which namespace, and its value."""
EVERYONE: Party = ("app", None, "*")
CLUSTER: Party = ("entity", None, "cluster")
"""Everyone, in the words of Cilium: what a NetworkPolicy does not say."""
_EVERY_POD = frozenset({"all", "cluster"})
"""The entities of Cilium that hold every pod of the cluster."""


class Admissions:
    """Who may call an app: prepared so that asking for one caller costs the same however many there are."""

    def __init__(self, w: Workload) -> None:
        """Read the words."""
        self._parties: dict[Party, set[Hole]] = {}
        self._labelled: list[tuple[str | None, Mapping[Any, str], set[Hole]]] = []
        for peer, ports in _admitted(w):
            holes, party = {port.hole for port in ports}, _party(peer, w.namespace)
            if party:
                self._parties.setdefault(party, set()).update(holes)
            elif peer.labels:
                self._labelled.append((peer.namespace or w.namespace, peer.labels, holes))

    def of(self, caller: Workload, *others: Party) -> set[Hole]:
        """Return the ports that a caller may call by what it is called, and by some other words."""
        found: set[Hole] = set()
        for party in (*_parties(caller), *others):
            found |= self._parties.get(party, set())
        for namespace, labels, holes in self._labelled:
            if namespace == caller.namespace and labels.items() <= caller.pod_labels.items():
                found |= holes
        return found


def callers(w: Workload) -> Iterator[tuple[KeyPath, Peer, tuple[PodPort, ...]]]:
    """Yield every caller that an app lists, with where it does, and the ports that are open to it."""
    for position, peer in enumerate(w.app.callers):
        yield ("callers", position), peer, admitted(w.ports, w.scraped, peer.port)
    for port in w.ports:
        yield from (((*port.path, "callers", position), peer, (port,)) for position, peer in enumerate(port.callers or ()))


def _admitted(w: Workload) -> Iterator[tuple[Peer, tuple[PodPort, ...]]]:
    """Yield everybody who may call an app, with the ports that are open to him."""
    yield from ((peer, ports) for _, peer, ports in callers(w))
    for dependency in w.app.dependencies:
        if dependency.app == w.app.name and dependency.calls and dependency.namespace in {None, w.namespace}:
            yield Peer(app=PeerName(w.app.name)), admitted(w.ports, w.scraped, dependency.port)
    if w.platform.network.component_mesh:
        yield Peer(component=Component(w.component)), ordinary(w.ports, w.scraped)
    if w.platform.metrics.kind != "none":
        yield from ((peer, w.scraped) for peer in w.platform.metrics.scraper)
    yield from ((peer, exposed(w)) for peer in _at_the_door(w))


def _at_the_door(w: Workload) -> Iterator[Peer]:
    """Yield where an exposed app's traffic comes from, as far as it can be pods: what the platform names, else its controller's."""
    found = entrance(w)
    if found and found.from_:
        yield from found.from_
    else:
        usual = (side for side in doors(w) if isinstance(side, Pods))
        yield from (Peer(namespace=Name(side.namespace) if side.namespace else None, labels=dict[Any, Any](side.labels)) for side in usual)


def _party(peer: Peer, here: str | None) -> Party | None:
    """Return what a caller of an app in a namespace is called; None for pods by their labels, and for what is no pod."""
    namespace = peer.namespace or here
    if peer.app == "*":
        return ("namespace", namespace, "") if peer.namespace else EVERYONE
    if peer.app:
        return ("app", namespace, peer.app)
    if peer.component:
        return ("component", namespace, peer.component)
    if peer.entity in _EVERY_POD:
        return CLUSTER
    return ("namespace", namespace, "") if peer.namespace and not peer.labels else None


def _parties(w: Workload) -> tuple[Party, ...]:
    """Return everything that a caller's word may call an app."""
    return ("app", w.namespace, w.app.name), ("component", w.namespace, w.component), ("namespace", w.namespace, ""), EVERYONE
