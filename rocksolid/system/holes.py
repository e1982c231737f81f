"""Calls in the words of the policies that let them through: Kubernetes' own, and Cilium's for what only Cilium can name."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from rocksolid.language.platform import Dns
from rocksolid.manifest.shared import shared
from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Call, Entity, Host, Pods, Ports

Direction = Literal["ingress", "egress"]
Rule = dict[str, Any]
"""One rule of a policy."""
_PEERS = {"ingress": "from", "egress": "to"}
_DNS_PORTS = ("UDP", "TCP")
CACHE_PORT = 53
"""The port of a name server's cache on the node: programs ask the standard one."""


def hole(direction: Direction, call: Call) -> list[Rule]:
    """Return the rule of a NetworkPolicy for a call; none where only Cilium can name the other side."""
    peers = [_peer(side) for side in call.sides if isinstance(side, (Addresses, Pods))]
    ports = [_port(protocol, port) for protocol, port in call.ports]
    return [{_PEERS[direction]: peers, **({"ports": ports} if ports else {})}] if peers else []


def cilium_holes(direction: Direction, call: Call) -> list[Rule]:
    """Return the rules of a CiliumNetworkPolicy for those sides of a call that a NetworkPolicy cannot name."""
    entities = [side.name for side in call.sides if isinstance(side, Entity)]
    hosts = [_host(side.name) for side in call.sides if isinstance(side, Host)]
    peers = ((f"{_PEERS[direction]}Entities", entities), ("toFQDNs", hosts))
    return [{word: found, **_cilium_ports(call.ports)} for word, found in peers if found]


def name_server(dns: Dns) -> Ports:
    """Return the ports of the cluster's name server, as a policy sees them."""
    return tuple((protocol, dns.port) for protocol in _DNS_PORTS)


def name_cache() -> Ports:
    """Return the ports of the name server's cache on a node."""
    return tuple((protocol, CACHE_PORT) for protocol in _DNS_PORTS)


def overheard_names(dns: Dns) -> Iterator[Rule]:
    """Yield the rules by which Cilium reads the answers of the name server: it knows the addresses of a host from nowhere else."""
    labels = {"k8s:io.kubernetes.pod.namespace": dns.namespace, **{f"k8s:{key}": value for key, value in dns.labels.items()}}
    every_name = {"rules": {"dns": [{"matchPattern": "*"}]}}
    yield {"toEndpoints": [{"matchLabels": labels}], **_cilium_ports(name_server(dns), every_name)}
    if dns.node_local:
        yield {"toEntities": ["host"], **_cilium_ports(name_cache(), every_name)}


def _peer(side: Addresses | Pods) -> dict[str, Any]:
    """Return a side as a peer of a NetworkPolicy, which may not be empty: an empty peer is refused."""
    if isinstance(side, Pods):
        return _pods(side.namespace, tuple(side.labels.items()))
    return {"ipBlock": {"cidr": side.cidr, **({"except": list(side.without)} if side.without else {})}}


@shared
def _pods(namespace: str | None, labels: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Return pods as a peer."""
    pods = {"podSelector": _selector(dict(labels))} if labels or not namespace else {}
    return {**_namespaces(namespace), **pods}


@shared
def _port(protocol: str, port: int) -> dict[str, Any]:
    return {"protocol": protocol, "port": port}


def _namespaces(namespace: str | None) -> dict[str, Any]:
    if namespace is None:
        return {}
    return {"namespaceSelector": {} if namespace == EVERY_NAMESPACE else _selector({"kubernetes.io/metadata.name": namespace})}


def _selector(labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a selector in the one form that kustomize's label transformer leaves alone: it rewrites `matchLabels` of peers."""
    return {"matchExpressions": [{"key": key, "operator": "In", "values": [value]} for key, value in labels.items()]} if labels else {}


def _host(name: str) -> dict[str, str]:
    return {"matchPattern" if "*" in name else "matchName": name}


def _cilium_ports(ports: Ports, rules: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Return the ports of one of Cilium's rules, which are text there."""
    listed = [{"port": str(port), "protocol": protocol} for protocol, port in ports]
    return {"toPorts": [{"ports": listed, **(rules or {})}]} if listed else {}
