"""The other side of a call, as something that a policy can name."""

from collections.abc import Iterable, Iterator
from typing import Any

from rocksolid.language.peers import Dependency, Peer
from rocksolid.language.platform import Endpoint, Network
from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Entity, Host, Pods, Side
from rocksolid.system.workload import LABEL, Workload

ANYWHERE = ("0.0.0.0/0", "::/0")


def peer_sides(w: Workload, peer: Peer) -> tuple[Side, ...]:
    """Return what a caller or source is to a policy; empty where the platform file does not say."""
    if peer.kubernetes or peer.entity:
        return tuple(_cluster_part(w.platform.network, peer))
    if peer.cidr:
        return (Addresses(peer.cidr, peer.except_),)
    return (Pods(_namespace(w, peer), _labels(peer)),)


def cilium(network: Network) -> bool:
    """Return whether the network plugin can name hosts, the API, nodes and entities."""
    return network.engine == "cilium"


def host_sides(network: Network, dependency: Dependency) -> tuple[Side, ...]:
    """Return a host outside the cluster: its addresses, or its name under Cilium, or else everything that is not private."""
    if dependency.cidr:
        return tuple(Addresses(cidr, _inside(cidr, dependency.except_)) for cidr in dependency.cidr)
    if cilium(network):
        return (Host(dependency.host or ""),)
    return tuple(Addresses(anywhere, _inside(anywhere, (*network.private, *network.deny))) for anywhere in ANYWHERE)


def own_namespace(w: Workload, namespace: str | None) -> str | None:
    """Return the namespace of the other side, None where it is the workload's own."""
    return None if namespace == w.namespace else namespace


def endpoint_sides(endpoints: Iterable[Endpoint]) -> Iterator[tuple[Side, tuple[tuple[str, int], ...]]]:
    """Yield each endpoint of the platform as a side and its port."""
    for endpoint in endpoints:
        yield Addresses(endpoint.cidr), (("TCP", endpoint.port),)


def _cluster_part(network: Network, peer: Peer) -> Iterator[Side]:
    """Yield a part of the cluster as a source of traffic."""
    if peer.entity:
        yield Entity(peer.entity)
    elif cilium(network):
        yield from map(Entity, ("kube-apiserver",) if peer.kubernetes == "api" else ("host", "remote-node"))
    elif peer.kubernetes == "api":
        yield from (Addresses(endpoint.cidr) for endpoint in network.api_server)
    else:
        yield from (Addresses(cidr) for cidr in network.nodes)


def _namespace(w: Workload, peer: Peer) -> str | None:
    """Return the namespace that a caller's pods are in, as a policy of the workload names it."""
    if peer.app == "*" and not peer.namespace:
        return EVERY_NAMESPACE
    return own_namespace(w, peer.namespace) if peer.namespace else None


def _labels(peer: Peer) -> dict[str, str]:
    """Return the labels of a caller's pods."""
    if peer.app:
        return {} if peer.app == "*" else {f"{LABEL}name": peer.app}
    if peer.component:
        return {f"{LABEL}part-of": peer.component}
    return dict[Any, str](peer.labels)


def _inside(cidr: str, without: Iterable[str]) -> tuple[str, ...]:
    """Return the networks that lie inside another one: only these may be excepted from it."""
    import ipaddress

    outer = ipaddress.ip_network(cidr)
    inner = (ipaddress.ip_network(one) for one in without)
    return tuple(str(one) for one in inner if one.version == outer.version and one != outer and one.subnet_of(outer))  # type: ignore[arg-type]
