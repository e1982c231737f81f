"""What a server refuses in a Service: its ports, and the fields that only some types of Service may have."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items, table
from rocksolid.verify.server.addresses import addresses, external, ranges
from rocksolid.verify.server.fields import PORT, PROTOCOLS, is_number, named, numbers, port_or_name, required, twice, words
from rocksolid.verify.server.formats import dns_label, label_key, subdomain
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import pairs

BALANCED, BY_NAME = "LoadBalancer", "ExternalName"
REACHED = ("NodePort", BALANCED)
"""The types of Service that are reached from outside of the cluster."""
HEADLESS = "None"
LONGEST_AFFINITY = 86_400
"""The most seconds for which a client keeps its pod: a day."""
NEAR, SAME_ZONE = 31, 34
"""The first minor versions that do not drop trafficDistribution in silence, and that take more than its first word."""
NEAREST = ("PreferClose", "PreferSameZone", "PreferSameNode")
_BALANCE, _NOT_BALANCED = f"type: {BALANCED}", "must be left out: only a LoadBalancer has it"
_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
_WORDS = {
    "type": ("ClusterIP", *REACHED, BY_NAME),
    "sessionAffinity": ("ClientIP", "None"),
    "externalTrafficPolicy": ("Cluster", "Local"),
    "internalTrafficPolicy": ("Cluster", "Local"),
    "ipFamilyPolicy": ("SingleStack", "PreferDualStack", "RequireDualStack"),
}

_POINTED = ("internalTrafficPolicy", "ipFamilyPolicy", "trafficDistribution")
"""The words that the server does not fill in where they are empty."""


def service(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a Service."""
    spec = table(one, "spec")
    kind = spec.get("type") or "ClusterIP"
    yield from words(spec, SPEC, _WORDS)
    yield from required(spec, SPEC, _POINTED if minor >= NEAR else _POINTED[:-1])
    if minor >= NEAR:
        yield from words(spec, SPEC, {"trafficDistribution": NEAREST if minor >= SAME_ZONE else NEAREST[:1]})
    yield from _ports(spec, kind)
    yield from pairs(spec.get("selector"), (*SPEC, "selector"))
    yield from _affinity(spec)
    yield from _by_name(spec) if kind == BY_NAME else addresses(spec, kind in REACHED, minor)
    yield from external(spec, minor)
    yield from _balancer(one, spec, kind, minor)
    yield from _traffic(spec, kind)


def _ports(spec: Mapping[str, Any], kind: Any) -> Iterator[Refusal]:
    path, found = (*SPEC, "ports"), items(spec, "ports")
    if not spec.get("ports") and kind != BY_NAME and HEADLESS not in (_first(spec.get("clusterIPs")), spec.get("clusterIP")):
        yield Refusal(path, "must be set: only a headless Service has none", "ports: [{port: 80}]")
    for index, port in found:
        yield from _port(port, (*path, index), kind)
        if len(found) > 1 and not port.get("name"):
            yield Refusal((*path, index, "name"), "must be set: where there are several ports, each has a name", "name: http")
    yield from twice(
        (((*path, index, "name"), port["name"]) for index, port in found if isinstance(port.get("name"), str) and port["name"])
    )
    for number, within in (("port", ()), ("nodePort", ("nodePort",))):
        yield from twice(
            ((*path, index, *within), (str(port.get("protocol") or "TCP"), port[number]))
            for index, port in found
            if is_number(port.get(number)) and port[number]
        )


def _port(port: Mapping[str, Any], path: Path, kind: Any) -> Iterator[Refusal]:
    yield from named(port, path, {"name": dns_label, "appProtocol": label_key})
    yield from required(port, path, ("appProtocol",))
    yield from numbers(port, path, {"port": PORT})
    yield from words(port, path, {"protocol": PROTOCOLS})
    if port.get("targetPort"):  # The server takes 0 for none, and fills in the port of the Service.
        yield from port_or_name(port["targetPort"], (*path, "targetPort"))
    if kind == "ClusterIP" and port.get("nodePort"):
        yield Refusal((*path, "nodePort"), "must be left out: a ClusterIP has no port on the nodes", "type: NodePort")


def _affinity(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    if spec.get("sessionAffinity") == "ClientIP":
        path = ("sessionAffinityConfig", "clientIP")
        yield from numbers(table(spec, *path), (*SPEC, *path), {"timeoutSeconds": (1, LONGEST_AFFINITY)})


def _by_name(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    name = spec.get("externalName")
    if not name:
        yield Refusal((*SPEC, "externalName"), "must be set: the type is ExternalName", "externalName: db.example.com")
    elif isinstance(name, str) and (problem := subdomain(name.removesuffix("."))):
        yield Refusal((*SPEC, "externalName"), problem)
    if spec.get("clusterIP") or spec.get("clusterIPs"):
        named_as = "clusterIPs" if spec.get("clusterIPs") else "clusterIP"
        yield Refusal((*SPEC, "clusterIPs"), f"must be left out: {BY_NAME} has no addresses", spot=(*SPEC, named_as))
    for field in ("ipFamilies", "ipFamilyPolicy"):
        if spec.get(field):
            yield Refusal((*SPEC, field), f"must be left out: {BY_NAME} has no addresses")


def _balancer(one: Mapping[str, Any], spec: Mapping[str, Any], kind: Any, minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the fields that only a LoadBalancer has."""
    if kind == BALANCED:
        yield from named(spec, SPEC, {"loadBalancerClass": label_key})
        yield from required(spec, SPEC, ("loadBalancerClass",))
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if kind != BALANCED and spec.get(field) is not None:
            yield Refusal((*SPEC, field), _NOT_BALANCED, _BALANCE)
    said = spec.get("loadBalancerSourceRanges")
    path: Path = (*SPEC, "LoadBalancerSourceRanges")
    spot: Path = (*SPEC, "loadBalancerSourceRanges")
    if not said:
        said = table(one, "metadata", "annotations").get(_RANGES)
        path = spot = ("metadata", "annotations", _RANGES)
    if said is not None and kind != BALANCED:
        yield Refusal(path, _NOT_BALANCED, _BALANCE, spot=spot)
    yield from ranges(said, path, spot, minor)


def _traffic(spec: Mapping[str, Any], kind: Any) -> Iterator[Refusal]:
    policy, checked = spec.get("externalTrafficPolicy"), spec.get("healthCheckNodePort")
    if policy and kind not in REACHED and not (kind == "ClusterIP" and spec.get("externalIPs")):
        yield Refusal((*SPEC, "externalTrafficPolicy"), "must be left out: nobody outside reaches the Service", _BALANCE)
    if kind == BALANCED and policy == "Local":
        yield from numbers(spec, SPEC, {"healthCheckNodePort": (0, PORT[1])})
    elif is_number(checked) and checked:
        why = "must be left out: only a LoadBalancer with externalTrafficPolicy: Local has it"
        yield Refusal((*SPEC, "healthCheckNodePort"), why)


def _first(value: Any) -> Any:
    return next((one for one in value if isinstance(one, str)), None) if isinstance(value, list) else None
