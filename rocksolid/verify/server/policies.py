"""What a server refuses in a NetworkPolicy: peers that are nobody, ports that are none, and ranges of addresses."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from rocksolid.verify.document import Path, items, table
from rocksolid.verify.server.fields import PORT, PROTOCOLS, is_number, numbers, port_or_name, words
from rocksolid.verify.server.formats import cidr, shown
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import chosen, selector

DIRECTIONS = {"ingress": "from", "egress": "to"}
"""The fields of the rules, and where each rule keeps its peers."""
TYPES = ("Ingress", "Egress")


def policy(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a NetworkPolicy."""
    spec = table(one, "spec")
    yield from selector(one, (*SPEC, "podSelector"))
    for direction, peers in DIRECTIONS.items():
        for index, rule in items(spec, direction):
            path = (*SPEC, direction, index)
            for position, port in items(rule, "ports"):
                yield from _port(port, (*path, "ports", position))
            for position, peer in items(rule, peers):
                yield from _peer(peer, (*path, peers, position), minor)
    yield from _types(spec.get("policyTypes"), (*SPEC, "policyTypes"))


def _types(types: Any, path: Path) -> Iterator[Refusal]:
    if not isinstance(types, list):
        return
    if len(types) > len(TYPES):
        yield Refusal(path, f"has {len(types)} types, and there are {len(TYPES)}", f"policyTypes: [{', '.join(TYPES)}]")
        return
    for index, kind in enumerate(types):
        if isinstance(kind, str) and kind not in TYPES:
            yield Refusal((*path, index), f"{shown(kind)} must be {' or '.join(TYPES)}")


def _port(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    port, end = one.get("port"), one.get("endPort")
    yield from words(one, path, {"protocol": PROTOCOLS})
    yield from port_or_name(port, (*path, "port"))
    if end is None or not is_number(end):
        return
    if not is_number(port):
        why = "only a port with a number begins a range" if port is not None else "there is no port that the range begins with"
        yield Refusal((*path, "endPort"), f"must be left out: {why}")
    elif end < port:
        yield Refusal((*path, "endPort"), f"{end} must be {port} or more, as port says")
    else:
        yield from numbers(one, path, {"endPort": PORT})


def _peer(peer: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    said = [name for name in ("podSelector", "namespaceSelector", "ipBlock") if peer.get(name) is not None]
    for name in said[:2]:
        if name != "ipBlock":
            yield from chosen(table(peer, name), (*path, name))
    if not said:
        yield Refusal(path, "must not be empty: a peer is somebody", "podSelector: {}")
    elif "ipBlock" in said:
        if len(said) > 1:
            yield Refusal(path, f"has ipBlock and {said[0]}: they must be two peers")
        yield from _block(table(peer, "ipBlock"), (*path, "ipBlock"), minor)


def _block(block: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    around, holes = block.get("cidr"), block.get("except")
    if not isinstance(around, str):
        return
    if problem := cidr(around, minor):
        yield Refusal((*path, "cidr"), problem)
    for index, hole in enumerate(holes if isinstance(holes, list) else ()):
        if isinstance(hole, str):
            problem = cidr(hole, minor) or ("" if _is_within(hole, around) else f"{shown(hole)} must be a part of {shown(around)}")
            yield from [Refusal((*path, "except", index), problem)] if problem else ()


def _is_within(hole: str, around: str) -> bool:
    """Return whether a range is smaller than another and inside it; so does what is no range, of which all is said."""
    try:
        inner, outer = ip_network(hole, strict=False), ip_network(around, strict=False)
    except ValueError:
        return True
    return inner.version == outer.version and inner.prefixlen > outer.prefixlen and inner.network_address in outer
