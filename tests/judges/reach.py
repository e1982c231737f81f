"""Who can reach whom according to NetworkPolicies alone, as the Kubernetes API defines them.

Kubernetes leaves three things to the network plugin, and the answers here leave them out: a pod always reaches itself, a pod's node always
reaches the pod, and whether an `ipBlock` that holds a pod's address matches the pod (here it never does).
"""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from .objects import Pod, Tree, at, matches, name, namespace, pods

ANYWHERE = ("0.0.0.0/0", "::/0")
NAME_LABEL = "kubernetes.io/metadata.name"
"""The label that the server gives to every namespace."""


@attrs.frozen
class Port:
    """One port of a server: what a NetworkPolicy can say of it."""

    protocol: str
    name: str | None
    number: int


@attrs.frozen
class End:
    """One end of a call: pods of one namespace with the same labels, and their ports."""

    name: str
    namespace: str
    labels: Mapping[str, str]
    ports: tuple[Port, ...] = ()


@attrs.frozen
class Direction:
    """The words of one direction of a NetworkPolicy."""

    policy_type: str
    rules: str
    peers: str


INGRESS = Direction("Ingress", "ingress", "from")
EGRESS = Direction("Egress", "egress", "to")


@attrs.frozen
class Cluster:
    """The policies of some documents, and the labels of their namespaces."""

    policies: Sequence[Tree]
    namespaces: Mapping[str, Tree]

    def allows(self, client: End, server: End, port: Port) -> bool:
        """Whether the client may leave for this port and the server lets it in."""
        return self._opens(EGRESS, client, server, port) and self._opens(INGRESS, server, client, port)

    def _opens(self, direction: Direction, subject: End, other: End, port: Port) -> bool:
        rules = self.rules(direction, subject)
        return rules is None or any(
            _has_port(rule, port) and self._has_peer(rule.get(direction.peers), space, other) for space, rule in rules
        )

    def rules(self, direction: Direction, subject: End) -> list[tuple[str, Tree]] | None:
        """All rules for some pods, each with the namespace of its policy; None where no policy isolates them, so that all is open."""
        selecting = [
            policy
            for policy in self.policies
            if namespace(policy) == subject.namespace
            and direction.policy_type in _policy_types(policy)
            and matches(at(policy, "spec", "podSelector"), subject.labels)
        ]
        if not selecting:
            return None
        return [(namespace(policy), rule) for policy in selecting for rule in policy["spec"].get(direction.rules) or []]

    def _has_peer(self, peers: Sequence[Tree] | None, space: str, other: End) -> bool:
        """A rule without peers is open to all."""
        return not peers or any(self._is_peer(peer, space, other) for peer in peers)

    def _is_peer(self, peer: Tree, space: str, other: End) -> bool:
        if not peer.keys() & {"ipBlock", "podSelector", "namespaceSelector"}:
            raise ValueError(f"a peer says nothing: {peer}")
        if "ipBlock" in peer:
            return False
        here = (
            matches(peer["namespaceSelector"], self._labels(other.namespace)) if "namespaceSelector" in peer else other.namespace == space
        )
        return here and matches(peer.get("podSelector"), other.labels)

    def _labels(self, space: str) -> dict[str, str]:
        return {**(at(self.namespaces.get(space), "metadata", "labels") or {}), NAME_LABEL: space}


def reach(documents: Sequence[Tree]) -> set[tuple[str, str, str, int]]:
    """Every open call between workloads: client, server ("namespace/name"), protocol and container port.

    Only declared container ports count. A pair of one workload with itself stands for calls between its replicas.
    """
    cluster, ends = _cluster(documents), _ends(documents)
    return {
        (client.name, server.name, port.protocol, port.number)
        for client in ends
        for server in ends
        for port in server.ports
        if cluster.allows(client, server, port)
    }


def from_outside(documents: Sequence[Tree], namespace: str, labels: Mapping[str, str]) -> set[tuple[str, str, int]]:
    """What pods that are not in the documents can reach, as an ingress controller or a scraper: server, protocol and container port."""
    cluster, client = _cluster(documents), End("", namespace, labels)
    return {
        (server.name, port.protocol, port.number)
        for server in _ends(documents)
        for port in server.ports
        if cluster.allows(client, server, port)
    }


def open_to_dns(
    documents: Sequence[Tree], namespace: str = "kube-system", labels: Mapping[str, str] | None = None, port: int = 53
) -> set[str]:
    """The workloads that may ask the cluster's DNS, over UDP and over TCP; without other words, the pods labelled `k8s-app: kube-dns`."""
    cluster = _cluster(documents)
    asked = (Port("UDP", "dns", port), Port("TCP", "dns-tcp", port))
    server = End("", namespace, labels or {"k8s-app": "kube-dns"}, asked)
    return {client.name for client in _ends(documents) if all(cluster.allows(client, server, each) for each in asked)}


def egress_to_outside(documents: Sequence[Tree]) -> set[tuple[str, str, tuple[str, ...], str, int | str | None]]:
    """Every hole towards addresses: workload, CIDR, its exceptions, protocol and port.

    Protocol "any" and port None where a rule names none, and "8000-8100" for a range. What is open to everyone is open to both CIDRs of
    `ANYWHERE`. A port with a name is left out: only pods have names for their ports.
    """
    cluster = _cluster(documents)
    found = set()
    for client in _ends(documents):
        rules = cluster.rules(EGRESS, client)
        for rule in [{}] if rules is None else [rule for _, rule in rules]:
            for cidr, exceptions in _blocks(rule):
                found |= {(client.name, cidr, exceptions, protocol, port) for protocol, port in _numbers(rule)}
    return found


def _cluster(documents: Sequence[Tree]) -> Cluster:
    return Cluster(
        [document for document in documents if document.get("kind") == "NetworkPolicy"],
        {name(document): document for document in documents if document.get("kind") == "Namespace"},
    )


def _ends(documents: Sequence[Tree]) -> list[End]:
    return [_end(pod) for pod in pods(documents)]


def _end(pod: Pod) -> End:
    if pod.spec.get("hostNetwork"):
        raise ValueError(f"{pod.name} uses the node's network: what a NetworkPolicy does to it is not defined")
    return End(pod.name, pod.namespace, pod.labels, tuple(Port(*port) for port in pod.ports()))


def _policy_types(policy: Tree) -> list[str]:
    """Without policyTypes a policy is about ingress, and about egress if it has egress rules."""
    spec = policy["spec"]
    return spec.get("policyTypes") or ["Ingress", *(["Egress"] if spec.get("egress") else [])]


def _has_port(rule: Tree, port: Port) -> bool:
    """A rule without ports is open on all of them."""
    return not rule.get("ports") or any(_is_port(told, port) for told in rule["ports"])


def _is_port(told: Tree, port: Port) -> bool:
    if told.get("protocol", "TCP") != port.protocol:
        return False
    match told.get("port"):
        case None:
            return True
        case int(first):
            return port.number in range(first, told.get("endPort", first) + 1)
        case wanted:
            return str(wanted) == port.name


def _blocks(rule: Tree) -> Iterator[tuple[str, tuple[str, ...]]]:
    if not rule.get("to"):
        yield from ((cidr, ()) for cidr in ANYWHERE)
    for peer in rule.get("to") or []:
        if block := peer.get("ipBlock"):
            yield block["cidr"], tuple(block.get("except") or ())


def _numbers(rule: Tree) -> Iterator[tuple[str, int | str | None]]:
    if not rule.get("ports"):
        yield "any", None
    for told in rule.get("ports") or []:
        if not isinstance(port := told.get("port"), str):
            yield told.get("protocol", "TCP"), f"{port}-{told['endPort']}" if "endPort" in told else port
