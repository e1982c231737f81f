"""The other side of a call, as something that a policy can name."""

from collections.abc import Iterator
from typing import Any

from rocksolid.language.peers import ClusterPart, Dependency, Peer
from rocksolid.language.platform import Network
from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Entity, Host, Pods, Ports, Side
from rocksolid.system.workload import LABEL

_ENTITIES: dict[str, tuple[str, ...]] = {"api": ("kube-apiserver",), "node": ("host", "remote-node")}
"""Parts of the cluster that Cilium knows by itself."""
_API_PORTS: Ports = (("TCP", 443), ("TCP", 6443))
"""Where API servers listen that no platform file places: those of clouds, and those that kubeadm sets up."""


def peer_sides(peer: Peer, network: Network, here: str | None) -> tuple[Side, ...]:
    """Return what a caller or source is to a policy in a namespace (None: unknown); empty where the platform file does not say."""
    if peer.entity:
        return (Entity(peer.entity),)
    if peer.kubernetes:
        return tuple(side for side, _ in cluster_part(network, peer.kubernetes))
    if peer.cidr:
        return (Addresses(peer.cidr, peer.except_),)
    if peer.app == "*" and not peer.namespace:
        return (Pods(EVERY_NAMESPACE),)
    return (Pods(elsewhere(peer.namespace, here), _labels(peer)),)


def cilium(network: Network) -> bool:
    """Return whether the network plugin can name hosts, the API, nodes and entities."""
    return network.engine == "cilium"


def host_sides(network: Network, dependency: Dependency) -> tuple[Side, ...]:
    """Return a host outside the cluster: its addresses, or its name under Cilium, or else every address that may be outside."""
    if dependency.cidr:
        return address_sides(dependency.cidr)
    if cilium(network):
        return (Host(dependency.host or ""),)
    from rocksolid.system.networks import METADATA, all_but

    login = (endpoint.cidr for endpoint in network.identity)
    return tuple(Addresses(cidr, without) for cidr, without in all_but((*network.private, *network.deny, *login, *METADATA)))


def address_sides(networks: tuple[str, ...], excepted: tuple[str, ...] = ()) -> tuple[Side, ...]:
    """Return networks without others: Kubernetes wants each exception beside the network that it is a part of."""
    if not excepted:
        return tuple(Addresses(network) for network in networks)
    from rocksolid.system.networks import inside

    return tuple(Addresses(network, tuple(one for one in excepted if inside(one, network))) for network in networks)


def cluster_part(network: Network, part: ClusterPart) -> Iterator[tuple[Side, Ports]]:
    """Yield the places of a part of the cluster, each with its ports (none: any); nothing where the platform file does not say."""
    stated = tuple(dict.fromkeys(("TCP", endpoint.port) for endpoint in network.api_server))
    if cilium(network) and part in _ENTITIES:
        yield from ((Entity(name), (stated or _API_PORTS) if part == "api" else ()) for name in _ENTITIES[part])
    elif part == "node":
        yield from ((Addresses(cidr), ()) for cidr in network.nodes)
    else:
        endpoints = network.api_server if part == "api" else network.identity
        yield from ((Addresses(endpoint.cidr), (("TCP", endpoint.port),)) for endpoint in endpoints)


def elsewhere(namespace: str | None, here: str | None) -> str | None:
    """Return the namespace of the other side, None where it is the policy's own."""
    return None if namespace == here else namespace


def _labels(peer: Peer) -> dict[str, str]:
    """Return the labels of a caller's pods."""
    if peer.app:
        return {} if peer.app == "*" else {f"{LABEL}name": peer.app}
    if peer.component:
        return {f"{LABEL}part-of": peer.component}
    return dict[Any, str](peer.labels)
