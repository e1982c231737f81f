"""What a server refuses in the addresses of Services and endpoints: those of a cluster, those from outside, and ranges of them."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from rocksolid.verify.document import Path
from rocksolid.verify.server.fields import twice
from rocksolid.verify.server.formats import address, cidr, shown
from rocksolid.verify.server.refusal import SPEC, Refusal

FAMILIES = ("IPv4", "IPv6")
_HEADLESS = "None"
_SPECIAL = {
    "the address of nobody": ("0.0.0.0/32", "::/128"),
    "an address of the machine itself": ("127.0.0.0/8", "::1/128"),
    "an address of one link": ("169.254.0.0/16", "fe80::/10", "224.0.0.0/24", "ff02::/16"),
}
_NETWORKS = [(what, ip_network(network)) for what, networks in _SPECIAL.items() for network in networks]


def addresses(spec: Mapping[str, Any], is_reached: bool, minor: int) -> Iterator[Refusal]:  # noqa: FBT001 - the type of the Service says it
    """Yield what is refused in the addresses and families of a Service; one that is reached from outside is never headless."""
    yield from _families(spec)
    path, one, several = (*SPEC, "clusterIPs"), spec.get("clusterIP"), spec.get("clusterIPs")
    spot = path if several else (*SPEC, "clusterIP")
    all_of_them = _texts(several) or ([one] if isinstance(one, str) and one else [])
    if several and not one:
        yield Refusal(path, "must be left out where clusterIP is not set")
    elif isinstance(one, str) and all_of_them[:1] not in ([], [one]):
        yield Refusal(path, f"must begin with clusterIP, which is {shown(one)}")
    if _HEADLESS in all_of_them[:1]:
        if is_reached:
            yield Refusal((*path, 0), "None has no address that anybody outside could reach", "type: ClusterIP", spot=spot)
        if len(all_of_them) > 1:
            yield Refusal(path, "must be None alone")
    else:
        problems = [(index, problem) for index, one in enumerate(all_of_them) if (problem := address(one, minor))]
        yield from (Refusal((*path, index), problem, spot=spot) for index, problem in problems)
        if not problems:
            yield from _pair(spec, all_of_them)


def _families(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    path, families = (*SPEC, "ipFamilies"), _texts(spec.get("ipFamilies"))
    for index, family in enumerate(families):
        if family not in FAMILIES:
            yield Refusal((*path, index), f"{shown(family)} must be IPv4 or IPv6")
    yield from twice(((*path, index), family) for index, family in enumerate(families))
    headless = spec.get("clusterIP") == _HEADLESS and not spec.get("selector")
    single = ("SingleStack",) if headless else ("SingleStack", None)
    if spec.get("ipFamilyPolicy") in single and (set(families) == {*FAMILIES} or len(_texts(spec.get("clusterIPs"))) > 1):
        yield Refusal((*SPEC, "ipFamilyPolicy"), "must allow the two families that are asked for", "ipFamilyPolicy: PreferDualStack")


def _pair(spec: Mapping[str, Any], found: list[str]) -> Iterator[Refusal]:
    path, families = (*SPEC, "clusterIPs"), _texts(spec.get("ipFamilies"))
    has = [FAMILIES[":" in one] for one in found]
    if len(found) > len(FAMILIES) or len(set(has)) < len(has):
        yield Refusal(path, "must be one address of each family at the most")
    for index, (one, family, asked) in enumerate(zip(found, has, families, strict=False)):
        if asked in FAMILIES and family != asked:
            yield Refusal((*path, index), f"{shown(one)} must be of {asked}, as ipFamilies says", spot=(*SPEC, "ipFamilies", index))


def external(spec: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield the addresses from outside that are none, or that no packet from outside can have."""
    for index, one in enumerate(_texts(spec.get("externalIPs"))):
        if problem := address(one, minor) or special(one):
            yield Refusal((*SPEC, "externalIPs", index), problem)


def special(text: str) -> str:
    """Say why an address is nobody's whom others could call; nothing where it is somebody's."""
    try:
        number = ip_address(text)
    except ValueError:  # An old server reads numbers that begin with 0, too.
        return ""
    return next((f"{shown(text)} is {what}" for what, network in _NETWORKS if number in network), "")


def ranges(value: Any, path: Path, spot: Path, minor: int) -> Iterator[Refusal]:
    """Yield the ranges that are none, of a list or of a text with commas between them; `path` is what the server calls it."""
    texts = _texts(value)
    for index, one in enumerate(texts or (value.split(",") if isinstance(value, str) and value.strip() else ())):
        if problem := cidr(one.strip(), minor):
            within = (index,) if texts else ()
            yield Refusal((*path, *within), problem, spot=(*spot, *within))


def _texts(value: Any) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
