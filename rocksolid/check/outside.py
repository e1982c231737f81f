"""The other sides that policies describe rather than know: networks, and pods by their labels, in whatever namespace."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Call, Pods
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify import cluster as rendered_cluster
from rocksolid.verify.cluster import NAME_LABEL
from rocksolid.verify.connectivity import addresses
from rocksolid.verify.connectivity.disjoint import disjoint
from rocksolid.verify.connectivity.elsewhere import ANY_POD, Elsewhere, pods_elsewhere
from rocksolid.verify.connectivity.policies import DIRECTIONS, INGRESS, Policy, Rule, isolated, policies
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.document import get
from rocksolid.verify.resource import DEFAULT_NAMESPACE
from rocksolid.verify.selectors import members

Piece = tuple[Ports, addresses.Addresses | Elsewhere]
"""One other side of a call, and the ports that are open to it."""
Described = dict[tuple[str, str], Ports]
"""What is open, by the names of client and server, of which one is a description."""
Named = Callable[[rendered_cluster.Workload], str | None]
"""Gives the name of the app that a rendered workload belongs to, None where it is no app's."""


def declared(system: System, names: Mapping[Workload, str]) -> Described:
    """Return the other sides of all declared ends of calls, as their platform and their words resolve."""
    found: Described = {}
    for w in system.workloads:
        found |= _by_name(names[w], (piece for call in w.inbound for piece in _pieces(w, call)), inward=True)
        found |= _by_name(names[w], (piece for call in w.outbound for piece in _pieces(w, call)), inward=False)
    return found


def allowed(cluster: rendered_cluster.Cluster, named: Named) -> Described:
    """Return the peers of all rendered policies on the pods of apps, each as it is described: whether any pod is so or not."""
    found: Described = {}
    for direction in DIRECTIONS:
        pieces: dict[int, list[Piece]] = {}
        for policy in policies(cluster):
            for rule in policy.in_effect(direction):
                for position in members(policy.subjects):
                    pieces.setdefault(position, []).extend(_opened(policy, rule))
        for position in members(cluster.index.everyone & ~isolated(cluster, direction)):
            pieces[position] = [(Ports.ALL, addresses.Addresses.ALL), (Ports.ALL, ANY_POD)]
        for position, several in pieces.items():
            if name := named(cluster.workloads[position]):
                found |= _by_name(name, several, inward=direction == INGRESS)
    return found


def _opened(policy: Policy, rule: Rule) -> Iterator[Piece]:
    """Yield what a rule opens; our policies have no names for ports."""
    ports = rule.ports.numbers
    if rule.to_everyone:
        yield from ((ports, addresses.Addresses.ALL), (ports, ANY_POD))
    for peer in rule.peers:
        raw = get(policy.resource.content, *peer.path)
        if peer.addresses:
            yield ports, peer.addresses
        elif pods := _described(policy.resource.namespace, get(raw, "namespaceSelector"), get(raw, "podSelector")):
            yield ports, pods


def _described(namespace: str, spaces: object, pods: object) -> Elsewhere | None:
    spaces = {"matchLabels": {NAME_LABEL: namespace}} if spaces is None else spaces
    return pods_elsewhere(spaces, {} if pods is None else pods, frozenset())


def _by_name(name: str, pieces: Iterable[Piece], *, inward: bool) -> Described:
    """Return what is open to the other sides of one app, each of them once."""
    several = list(pieces)
    found: dict[str, Ports] = {}
    for ports, side in several:
        if isinstance(side, Elsewhere):
            found[side.text()] = found.get(side.text(), Ports()) | ports
    blocks = disjoint((ports, side) for ports, side in several if isinstance(side, addresses.Addresses))
    found |= {block.text(): ports for ports, block in blocks.items()}
    return {((side, name) if inward else (name, side)): ports for side, ports in found.items()}


def _pieces(w: Workload, call: Call) -> Iterator[Piece]:
    """Yield every side of a call that a NetworkPolicy can describe."""
    ports = Ports.union(Ports.of(protocol, number, number) for protocol, number in call.ports) if call.ports else Ports.ALL
    for side in call.sides:
        if isinstance(side, Addresses):
            yield ports, addresses.Addresses.block(side.cidr, list(side.without))
        elif isinstance(side, Pods):
            namespace = side.namespace or w.namespace or DEFAULT_NAMESPACE
            spaces = {} if namespace == EVERY_NAMESPACE else {"matchLabels": {NAME_LABEL: namespace}}
            if pods := _described(namespace, spaces, {"matchLabels": dict(side.labels)}):
                yield ports, pods
