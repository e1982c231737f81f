"""NetworkPolicies as Kubernetes understands them: whom each selects, and to whom and on which ports its rules open them."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rocksolid.verify.cluster import NAME_LABEL, Cluster
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.elsewhere import ANY_POD, Elsewhere, pods_elsewhere
from rocksolid.verify.connectivity.ports import Ports, RulePorts, rule_ports
from rocksolid.verify.document import Path, get, items, table
from rocksolid.verify.resource import Resource
from rocksolid.verify.selectors import Bits, Index, members

GROUP = "networking.k8s.io"
"""The group of the NetworkPolicies that Kubernetes itself defines; others' have semantics of their own."""


@attrs.frozen(eq=False)
class Direction:
    """The words of one of the two directions of a policy."""

    policy_type: str
    rules: str
    peers: str


INGRESS, EGRESS = Direction("Ingress", "ingress", "from"), Direction("Egress", "egress", "to")
DIRECTIONS = (INGRESS, EGRESS)


@attrs.frozen(eq=False)
class Peer:
    """One peer of a rule: where it stands, and whom it means among the workloads, in namespaces without any, and outside.

    An `ipBlock` is about addresses outside the cluster and means no pod; what the server would refuse means nobody.
    """

    path: Path
    pods: Bits
    elsewhere: Elsewhere | None
    addresses: Addresses


@attrs.frozen(eq=False)
class Rule:
    """One rule of a policy: where it stands, its peers, all whom they mean, and its ports; `to_everyone` where it names no peers."""

    direction: Direction
    path: Path
    peers: tuple[Peer, ...]
    to_everyone: bool
    pods: Bits
    elsewhere: tuple[Elsewhere, ...]
    addresses: Addresses
    ports: RulePorts


@attrs.frozen(eq=False)
class Policy:
    """One NetworkPolicy: the workloads that it selects, the directions that it isolates them in, and all its rules.

    Pods on the network of their node are never selected, nor named by a peer: what a policy does to them is not defined.
    """

    resource: Resource
    subjects: Bits
    directions: tuple[Direction, ...]
    rules: tuple[Rule, ...]

    def in_effect(self, direction: Direction) -> Iterator[Rule]:
        """Yield the rules of a direction; none where `policyTypes` leaves it out."""
        return (rule for rule in self.rules if rule.direction == direction and direction in self.directions)


def policies(cluster: Cluster) -> tuple[Policy, ...]:
    """Return the NetworkPolicies of a cluster, in the order of the objects; they are read once."""
    return cluster.once(_read)


def held_namespaces(cluster: Cluster) -> set[str]:
    """Return the namespaces whose pods the files hold; of `kube-system` they hold but some, unless its name server is among them."""
    found = {w.namespace for w in cluster.workloads}
    return found if cluster.labelled("kube-system", {"k8s-app": "kube-dns"}) else found - {"kube-system"}


def isolated(cluster: Cluster, direction: Direction) -> Bits:
    """Return the workloads that some policy isolates in a direction: nothing is open to them but what rules open."""
    found = 0
    for policy in policies(cluster):
        if direction in policy.directions:
            found |= policy.subjects
    return found


def rules_on(cluster: Cluster, direction: Direction) -> list[list[Rule]]:
    """Return for every workload, by its position, the rules that open it in a direction: one that opens all where no policy isolates it."""
    found: list[list[Rule]] = [[] for _ in cluster.workloads]
    for policy in policies(cluster):
        rules = list(policy.in_effect(direction))
        for position in members(policy.subjects) if rules else ():
            found[position] += rules
    for position in members(cluster.index.everyone & ~isolated(cluster, direction)):
        found[position].append(_to_everyone(cluster, direction, (), RulePorts(Ports.ALL)))
    return found


def _to_everyone(cluster: Cluster, direction: Direction, path: Path, ports: RulePorts) -> Rule:
    return Rule(direction, path, (), True, cluster.index.everyone, (ANY_POD,), Addresses.ALL, ports)


def _read(cluster: Cluster) -> tuple[Policy, ...]:
    reader = _Reader(cluster)
    return tuple(reader.policy(one) for one in cluster.of_kind("NetworkPolicy") if one.group == GROUP)


class _Reader:
    """What the policies of a cluster may select."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._selectable = cluster.index.everyone & ~sum(1 << position for position, w in enumerate(cluster.workloads) if w.on_host_network)
        self._names = list(cluster.namespaces)
        self._spaces = Index(list(cluster.namespaces.values()))
        self._held = held_namespaces(cluster)
        self._inside: dict[Bits, Bits] = {}

    def policy(self, one: Resource) -> Policy:
        selector = one.spec.get("podSelector")
        subjects = self._pods({} if selector is None else selector) & self._cluster.inside(one.namespace)
        rules = tuple(
            self._rule(one, direction, ("spec", direction.rules, index), rule)
            for direction in DIRECTIONS
            for index, rule in items(one.spec, direction.rules)
        )
        return Policy(one, subjects, tuple(_directions(one.spec)), rules)

    def _rule(self, one: Resource, direction: Direction, path: Path, rule: Mapping[str, Any]) -> Rule:
        ports = rule_ports(rule)
        if not rule.get(direction.peers):
            return _to_everyone(self._cluster, direction, path, ports)
        peers = tuple(self._peer(one.namespace, (*path, direction.peers, index), peer) for index, peer in items(rule, direction.peers))
        elsewhere = tuple(peer.elsewhere for peer in peers if peer.elsewhere)
        addresses = Addresses.union(peer.addresses for peer in peers)
        pods = 0
        for peer in peers:
            pods |= peer.pods
        return Rule(direction, path, peers, False, pods, elsewhere, addresses, ports)

    def _peer(self, namespace: str, path: Path, peer: Mapping[str, Any]) -> Peer:
        if peer.get("ipBlock") is not None:
            block = table(peer, "ipBlock")
            return Peer(path, 0, None, Addresses.block(block.get("cidr"), block.get("except")))
        spaces, pods = peer.get("namespaceSelector"), peer.get("podSelector")
        if spaces is None and pods is None:
            return Peer(path, 0, None, Addresses())
        pods = {} if pods is None else pods
        if spaces is None and namespace in self._held:  # Most peers: nobody elsewhere can be meant.
            return Peer(path, self._pods(pods) & self._cluster.inside(namespace), None, Addresses())
        spaces = {"matchLabels": {NAME_LABEL: namespace}} if spaces is None else spaces
        return Peer(path, self._pods(pods) & self._within(spaces), pods_elsewhere(spaces, pods, self._held), Addresses())

    def _pods(self, selector: Any) -> Bits:
        return self._cluster.index.selected(selector) & self._selectable

    def _within(self, selector: Any) -> Bits:
        """Return the workloads in the namespaces that a selector selects."""
        spaces = self._spaces.selected(selector)
        if spaces not in self._inside:
            found = 0
            for position in members(spaces):
                found |= self._cluster.inside(self._names[position])
            self._inside[spaces] = found
        return self._inside[spaces]


def _directions(spec: Mapping[str, Any]) -> Iterator[Direction]:
    """Yield what a policy isolates: without `policyTypes` ingress, and egress where it has egress rules, as the server fills it in."""
    said = get(spec, "policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]
    return (direction for direction in DIRECTIONS if isinstance(said, list) and direction.policy_type in said)
