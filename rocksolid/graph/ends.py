"""What stands at the ends of arrows: apps and what they call, and where calls come from that no known app makes."""

from collections.abc import Iterable, Mapping

import attrs

from rocksolid.language.operation import Via
from rocksolid.language.peers import Peer
from rocksolid.system.admissions import callers
from rocksolid.system.exposure import entrance, exposed, hosts, ingress_class, paths, straight, via
from rocksolid.system.known import Known
from rocksolid.system.links import Link, Node
from rocksolid.system.ports import PodPort, admitted
from rocksolid.system.workload import Workload

_MOST = 3
"""Lines of a label: more would hide what is under them."""
_WAYS: Mapping[Via | None, str] = {
    "gateway": "gateway",
    "ingress": "ingress",
    "load-balancer": "load balancer",
    "node-port": "node port",
}


@attrs.frozen
class Source:
    """Where calls come from that has no address: a way into the cluster, or a group of pods."""

    name: str


End = Node | Source


def incoming(w: Workload, known: Known) -> dict[End, str]:
    """Return who may call an app and is no known app, with what is worth saying of the call: by which host, and on which ports."""
    called: dict[End, list[PodPort]] = {}
    for _, peer, ports in callers(w):
        end = _caller(w, peer, known)
        if end:
            called.setdefault(end, []).extend(ports)
    found: dict[End, str] = {end: _among(w, ports) for end, ports in called.items()}
    if w.app.expose:
        found[_way_in(w)] = "\n".join(filter(None, (*_addresses(w), _among(w, exposed(w)))))
    return found


def called_at(w: Workload, link: Link, callee: Node) -> str:
    """Return on which ports an app calls another end: nothing where these are all ports of a known app."""
    if callee.workload:
        dependencies = (w.app.dependencies[position] for position in link.positions)
        return _among(
            callee.workload, [port for one in dependencies for port in admitted(callee.workload.ports, callee.workload.scraped, one.port)]
        )
    calls = [call.ports for call in w.outbound if call.path[0] == "dependencies" and call.path[1] in link.positions]
    return _numbers(hole for ports in calls for hole in ports) if all(calls) else "every port"


def _way_in(w: Workload) -> Source:
    """Return the way by which an app is reached from outside the cluster."""
    found, way = entrance(w), via(w)
    name = found.name if found and way == "gateway" else ingress_class(w) if way == "ingress" else None
    return Source(f"{_WAYS[way]} {name}" if name else _WAYS[way])


def _addresses(w: Workload) -> list[str]:
    """Return where an exposed app is found: by hosts and paths, or from which addresses where clients come straight to it."""
    found = [f"{host}{path.removesuffix('/')}" for host in hosts(w) for path in paths(w)]
    lines = [f"from {cidr}" for cidr in w.app.expose.from_] if straight(w) and w.app.expose else found
    return [*lines[: _MOST - 1], f"and {len(lines) - _MOST + 1} more"] if len(lines) > _MOST else lines


def _caller(w: Workload, peer: Peer, known: Known) -> End | None:
    """Return who calls an app; None for an app that is known, and for a group with apps that are."""
    if peer.kubernetes:
        return Node("kubernetes", None, f"kubernetes:{peer.kubernetes}")
    if peer.cidr or peer.entity:
        return Node("network", None, str(peer.cidr or peer.entity))
    if peer.app == "*":
        return Source(f"every pod of {peer.namespace}" if peer.namespace else "every pod")
    return _pods(peer, peer.namespace or w.namespace, known)


def _pods(peer: Peer, namespace: str | None, known: Known) -> End | None:
    """Return the pods in a namespace that a caller means; None where some of them are a known app's."""
    if peer.app:
        return None if (namespace, peer.app) in known.apps else Node("neighbour", namespace, peer.app)
    if peer.component:
        return None if (namespace, peer.component) in known.components else Source(f"component {peer.component}")
    labels = ",".join(f"{key}={value}" for key, value in peer.labels.items())
    return None if known.selected(namespace, peer.labels) else Node("pods", namespace, labels or "*")


def _among(w: Workload, ports: Iterable[PodPort]) -> str:
    """Return some ports of an app; nothing where it has no others."""
    some = [port.hole for port in ports]
    return "" if set(some) == {port.hole for port in w.ports} else _numbers(some)


def _numbers(holes: Iterable[tuple[str, int]]) -> str:
    """Return ports by their numbers, with the protocol where it is not TCP."""
    return " ".join(dict.fromkeys(f":{number}" if protocol == "TCP" else f":{number}/{protocol}" for protocol, number in holes))
