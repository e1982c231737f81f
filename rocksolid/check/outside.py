"""What blueprints and platform declare towards the outside: networks, and pods that have no blueprint in the system."""

from collections.abc import Iterator, Mapping

from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Call, Pods
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import NAME_LABEL, Cluster
from rocksolid.verify.connectivity import addresses
from rocksolid.verify.connectivity.elsewhere import Elsewhere, pods_elsewhere
from rocksolid.verify.connectivity.outside import sides
from rocksolid.verify.connectivity.policies import held_namespaces
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.resource import DEFAULT_NAMESPACE

Piece = tuple[Ports, addresses.Addresses | Elsewhere]
"""One other side of a call, and the ports that are open to it."""


def declared_outside(system: System, names: Mapping[Workload, str], cluster: Cluster) -> dict[tuple[str, str], Ports]:
    """Return what is declared towards the outside, by the names of client and server, as the verifier names the outside."""
    held = held_namespaces(cluster)
    found: dict[tuple[str, str], Ports] = {}
    for w in system.workloads:
        found |= {(names[w], side): ports for side, ports in _sides(w, w.outbound, held)}
        found |= {(side, names[w]): ports for side, ports in _sides(w, w.inbound, held)}
    return found


def _sides(w: Workload, calls: tuple[Call, ...], held: set[str]) -> Iterator[tuple[str, Ports]]:
    """Yield the outside of some calls of a workload, each of its sides once."""
    pieces = [piece for call in calls for piece in _pieces(w, call, held)]
    blocks = ((ports, one) for ports, one in pieces if isinstance(one, addresses.Addresses))
    pods = ((ports, one) for ports, one in pieces if isinstance(one, Elsewhere))
    yield from ((outside.name, ports) for outside, ports in sides(blocks, pods))


def _pieces(w: Workload, call: Call, held: set[str]) -> Iterator[Piece]:
    """Yield every side of a call that lies outside."""
    ports = Ports.union(Ports.of(protocol, number, number) for protocol, number in call.ports) if call.ports else Ports.ALL
    for side in call.sides:
        if isinstance(side, Addresses):
            yield ports, addresses.Addresses.block(side.cidr, list(side.without))
        elif isinstance(side, Pods) and (pods := _elsewhere(w, side, held)):
            yield ports, pods


def _elsewhere(w: Workload, side: Pods, held: set[str]) -> Elsewhere | None:
    """Return the pods that a side means outside the namespaces that hold workloads, None where it means none there."""
    namespace = side.namespace or w.namespace or DEFAULT_NAMESPACE
    space = {} if namespace == EVERY_NAMESPACE else {"matchLabels": {NAME_LABEL: namespace}}
    return pods_elsewhere(space, {"matchLabels": dict(side.labels)}, held)
