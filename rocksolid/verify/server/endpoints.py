"""What a server refuses in EndpointSlices and Endpoints, which people write for what runs outside of the cluster."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items
from rocksolid.verify.server.addresses import FAMILIES, special
from rocksolid.verify.server.fields import PORT, PROTOCOLS, named, numbers, required, twice, words
from rocksolid.verify.server.formats import address, dns_label, label_key, label_value, shown, subdomain
from rocksolid.verify.server.refusal import Refusal

FQDN = "FQDN"
MOST_ENDPOINTS, MOST_ADDRESSES, MOST_ZONES = 1000, 100, 8
LEAST_PARTS = 2
"""The fewest parts of a name that says where it belongs: `example.com`."""


def endpoint_slice(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in an EndpointSlice."""
    yield from required(one, (), ("addressType",))
    yield from words(one, (), {"addressType": (*FAMILIES, FQDN)})
    endpoints, ports = items(one, "endpoints"), items(one, "ports")
    if len(endpoints) > MOST_ENDPOINTS:
        yield Refusal(("endpoints",), f"has {len(endpoints)} endpoints, and may have {MOST_ENDPOINTS}")
    for index, endpoint in endpoints[:MOST_ENDPOINTS]:
        yield from _endpoint(endpoint, ("endpoints", index), one.get("addressType"), minor)
    for index, port in ports:
        yield from _port(port, ("ports", index))
    yield from twice((("ports", index, "name"), name) for index, port in ports if isinstance(name := port.get("name") or "", str))


def endpoints(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in Endpoints."""
    for index, subset in items(one, "subsets"):
        path = ("subsets", index)
        groups = {group: items(subset, group) for group in ("addresses", "notReadyAddresses")}
        if not any(groups.values()):
            yield Refusal(path, "must have addresses")
        for group, found in groups.items():
            for position, each in found:
                within = (*path, group, position)
                if problem := _reachable(each.get("ip"), minor):
                    yield Refusal((*within, "ip"), problem)
                yield from named(each, within, {"hostname": dns_label, "nodeName": subdomain})
        ports = items(subset, "ports")
        for position, port in ports:
            yield from _port(port, (*path, "ports", position))
            yield from numbers(port, (*path, "ports", position), {"port": PORT})
            if len(ports) > 1 and not port.get("name"):
                yield Refusal(
                    (*path, "ports", position, "name"), "must be set: where there are several ports, each has a name", "name: http"
                )


def _port(port: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from named(port, path, {"name": dns_label, "appProtocol": label_key})
    yield from words(port, path, {"protocol": PROTOCOLS})


def _endpoint(endpoint: Mapping[str, Any], path: Path, kind: Any, minor: int) -> Iterator[Refusal]:
    found = endpoint.get("addresses")
    if found == [] or (isinstance(found, list) and len(found) > MOST_ADDRESSES):
        yield Refusal((*path, "addresses"), f"has {len(found)} addresses, and must have 1 to {MOST_ADDRESSES}")
    for index, one in enumerate(found if isinstance(found, list) else ()):
        if isinstance(one, str) and (problem := _address(one, kind, minor)):
            yield Refusal((*path, "addresses", index), problem)
    yield from named(endpoint, path, {"nodeName": subdomain, "hostname": dns_label})
    zones = items(endpoint, "hints", "forZones")
    if len(zones) > MOST_ZONES:
        yield Refusal((*path, "hints", "forZones"), f"has {len(zones)} zones, and may have {MOST_ZONES}")
    for index, zone in zones:
        yield from named(zone, (*path, "hints", "forZones", index), {"name": label_value})


def _address(text: str, kind: Any, minor: int) -> str:
    """Return what is wrong with an address of the type that the slice says; of a type that is none, nothing is said."""
    if kind == FQDN:
        short = text.removesuffix(".").count(".") < LEAST_PARTS - 1
        return f"{shown(text)} must be a whole name, as db.example.com" if short else subdomain(text.removesuffix("."))
    if kind not in FAMILIES:
        return ""
    if problem := _reachable(text, minor):
        return problem
    return "" if FAMILIES[":" in text] == kind else f"{shown(text)} must be of {kind}"


def _reachable(text: Any, minor: int) -> str:
    return (address(text, minor) or special(text)) if isinstance(text, str) else ""
