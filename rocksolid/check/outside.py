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

Side = addresses.Addresses | Elsewhere
"""One other side of a call."""
Piece = tuple[Ports, Side]
"""One other side of a call, and the ports that are open to it."""
Sides = dict[str, Piece]
"""The other sides of one app, by their descriptions."""
Described = dict[tuple[str, bool], Sides]
"""What is open, by the name of an app and whether it is the one that is called."""
Open = dict[tuple[str, str], Ports]
"""What is open, by the names of client and server, of which one is a description."""
Known = dict[str, Elsewhere | None]
"""Pods by the text of the selectors that mean them: many apps call the same ones."""
Named = Callable[[rendered_cluster.Workload], str | None]
"""Gives the name of the app that a rendered workload belongs to, None where it is no app's."""


def compared(system: System, names: Mapping[Workload, str], cluster: rendered_cluster.Cluster, named: Named) -> tuple[Open, Open]:
    """Return what is declared, and what is allowed, of the other sides of the apps for which that differs.

    What one of the two opens to a side counts for the narrower sides that the other one names.
    """
    known: Known = {}
    wanted, found = _declared(system, names, known), _allowed(cluster, named, known)
    declared, allowed = Open(), Open()
    for name, inward in {**wanted, **found}:
        some, others = wanted.get((name, inward), {}), found.get((name, inward), {})
        for text in {**some, **others} if some != others else ():
            pair = (text, name) if inward else (name, text)
            declared[pair] = _opened_by(some, others, text)
            allowed[pair] = _opened_by(others, some, text)
    return declared, allowed


def _opened_by(some: Sides, others: Sides, text: str) -> Ports:
    """Return what some pieces open to a side, and of what others open to it all that is open to a wider one."""
    own = some[text][0] if text in some else Ports()
    if text not in others:
        return own
    asked, side = others[text]
    return own | (asked & Ports.union(ports for ports, wider in some.values() if _covers(wider, side)))


def _covers(wider: Side, side: Side) -> bool:
    """Return whether one side is all of another."""
    if isinstance(wider, Elsewhere):
        return isinstance(side, Elsewhere) and wider.covers(side)
    return not isinstance(side, Elsewhere) and not side - wider


def _declared(system: System, names: Mapping[Workload, str], known: Known) -> Described:
    """Return the other sides of all declared ends of calls, as their platform and their words resolve."""
    found: Described = {}
    for w in system.workloads:
        found[names[w], True] = _by_name(piece for call in w.inbound for piece in _pieces(w, call, known))
        found[names[w], False] = _by_name(piece for call in w.outbound for piece in _pieces(w, call, known))
    return found


def _allowed(cluster: rendered_cluster.Cluster, named: Named, known: Known) -> Described:
    """Return the peers of all rendered policies on the pods of apps, each as it is described: whether any pod is so or not."""
    found: Described = {}
    for direction in DIRECTIONS:
        pieces: dict[int, list[Piece]] = {}
        for policy in policies(cluster):
            for rule in policy.in_effect(direction):
                for position in members(policy.subjects):
                    pieces.setdefault(position, []).extend(_opened(policy, rule, known))
        for position in members(cluster.index.everyone & ~isolated(cluster, direction)):
            pieces[position] = [(Ports.ALL, addresses.Addresses.ALL), (Ports.ALL, ANY_POD)]
        for position, several in pieces.items():
            if name := named(cluster.workloads[position]):
                found[name, direction == INGRESS] = _by_name(several)
    return found


def _opened(policy: Policy, rule: Rule, known: Known) -> Iterator[Piece]:
    """Yield what a rule opens; our policies have no names for ports."""
    ports = rule.ports.numbers
    if rule.to_everyone:
        yield from ((ports, addresses.Addresses.ALL), (ports, ANY_POD))
    for peer in rule.peers:
        raw = get(policy.resource.content, *peer.path)
        if peer.addresses:
            yield ports, peer.addresses
        elif pods := _described(known, policy.resource.namespace, get(raw, "namespaceSelector"), get(raw, "podSelector")):
            yield ports, pods


def _described(known: Known, namespace: str, spaces: object, pods: object) -> Elsewhere | None:
    spaces = {"matchLabels": {NAME_LABEL: namespace}} if spaces is None else spaces
    text = f"{spaces} {pods}"
    if text not in known:
        known[text] = pods_elsewhere(spaces, {} if pods is None else pods, frozenset())
    return known[text]


def _by_name(pieces: Iterable[Piece]) -> Sides:
    """Return what is open to the other sides of one app, each of them once."""
    several = list(pieces)
    found: Sides = {}
    for ports, side in several:
        if isinstance(side, Elsewhere):
            text = side.text()
            found[text] = (found[text][0] | ports if text in found else ports, side)
    blocks = disjoint((ports, side) for ports, side in several if isinstance(side, addresses.Addresses))
    return found | {block.text(): (ports, block) for ports, block in blocks.items()}


def opened(call: Call) -> Ports:
    """Return the ports that a call opens: all of them where it names none."""
    return Ports.union(Ports.of(protocol, number, number) for protocol, number in call.ports) if call.ports else Ports.ALL


def _pieces(w: Workload, call: Call, known: Known) -> Iterator[Piece]:
    """Yield every side of a call that a NetworkPolicy can describe."""
    ports = opened(call)
    for side in call.sides:
        if isinstance(side, Addresses):
            yield ports, addresses.Addresses.block(side.cidr, list(side.without))
        elif isinstance(side, Pods):
            namespace = side.namespace or w.namespace or DEFAULT_NAMESPACE
            spaces = {} if namespace == EVERY_NAMESPACE else {"matchLabels": {NAME_LABEL: namespace}}
            if pods := _described(known, namespace, spaces, {"matchLabels": dict(side.labels)}):
                yield ports, pods
