"""Pods can reach each other where a call is declared, and nowhere else: each end writes its own hole from its own words."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.calls import EVERY_NAMESPACE, Addresses, Call, Pods, Side
from rocksolid.system.resolve import System


def network(system: System) -> Iterator[Part]:
    """Yield one policy an app; both directions are named, so that an empty list denies."""
    for w in system.workloads:
        policy = w.ref("networking.k8s.io/v1", "NetworkPolicy")
        closed = {"podSelector": {"matchLabels": w.selector}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}
        yield Part(policy, {"spec": closed}, ("name", "instance"))
        for direction, calls, other in (("ingress", w.inbound, "from"), ("egress", w.outbound, "to")):
            for call in calls:
                sides = [peer for side in call.sides for peer in _peer(side)]
                if sides:
                    yield Part(policy, {"spec": {direction: [{other: sides, **_ports(call)}]}}, call.because)


def _ports(call: Call) -> dict[str, Any]:
    """Return the ports of a hole; a call without ports opens all of them."""
    ports = [{"protocol": protocol, "port": port} for protocol, port in call.ports]
    return {"ports": ports} if ports else {}


def _peer(side: Side) -> Iterator[dict[str, Any]]:
    """Yield a side as a peer; what only Cilium can name has its own policy."""
    if isinstance(side, Addresses):
        yield {"ipBlock": {"cidr": side.cidr, **({"except": list(side.without)} if side.without else {})}}
    if isinstance(side, Pods):
        pods = {"podSelector": _selector(side.labels)} if side.labels or not side.namespace else {}
        yield {**_namespaces(side.namespace), **pods}


def _namespaces(namespace: str | None) -> dict[str, Any]:
    if namespace is None:
        return {}
    return {"namespaceSelector": {} if namespace == EVERY_NAMESPACE else _selector({"kubernetes.io/metadata.name": namespace})}


def _selector(labels: Mapping[str, str]) -> dict[str, Any]:
    """Return a selector in the one form that kustomize's label transformer leaves alone: it rewrites `matchLabels` of peers."""
    return {"matchExpressions": [{"key": key, "operator": "In", "values": [value]} for key, value in labels.items()]} if labels else {}
