"""Sets of IPv4 and IPv6 addresses, exact to the last one."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_network, summarize_address_range
from typing import Any, ClassVar, Self

import attrs

from rocksolid.verify.connectivity.intervals import Intervals, Span

CIDR = re.compile(r"[0-9A-Fa-f.:]+/[0-9]+")
"""Python takes netmasks and scopes as well, and the server does not."""
IPV6_START = 1 << 32
"""Where the IPv6 addresses begin among all: behind the last IPv4 address."""


@attrs.frozen(cache_hash=True)
class Addresses(Intervals):
    """A set of addresses, of both kinds."""

    ALL: ClassVar["Addresses"]

    @classmethod
    def block(cls, cidr: Any, exceptions: Any = None) -> Self:
        """Return the addresses of an `ipBlock`; what is no CIDR holds none."""
        excluded = exceptions if isinstance(exceptions, list) else ()
        return cls._network(cidr) - cls.union(cls._network(one) for one in excluded)

    @classmethod
    def _network(cls, cidr: Any) -> Self:
        if not isinstance(cidr, str) or not CIDR.fullmatch(cidr):
            return cls()
        try:
            network = ip_network(cidr, strict=False)  # The server takes a CIDR with host bits, and means its network.
        except ValueError:
            return cls()
        start = 0 if network.version == 4 else IPV6_START  # noqa: PLR2004  The version of the protocol, by its own name.
        return cls(((start + int(network.network_address), start + int(network.broadcast_address)),))

    def text(self) -> str:
        """Return the addresses as CIDRs, single addresses and ranges, or as all but these, whatever is shorter.

        `10.0.0.0/8,192.0.2.1,fd00::1-fd00::7`, `0.0.0.0/0 except (10.0.0.0/8,192.168.0.0/16)`.
        """
        return ",".join(filter(None, (self._text(*family) for family in FAMILIES)))

    def _text(self, name: str, whole: "Addresses") -> str:
        some = self & whole
        others = whole - some
        if some and others and len(others.spans) < len(some.spans):
            return f"{name} except ({others.text()})"
        return ",".join(map(_span_text, some.spans))


def _span_text(span: Span) -> str:
    first, last = (IPv4Address(one) if one < IPV6_START else IPv6Address(one - IPV6_START) for one in span)
    networks = list(summarize_address_range(first, last))
    if len(networks) > 1:
        return f"{first}-{last}"
    return str(first) if first == last else str(networks[0])


FAMILIES = tuple((cidr, Addresses.block(cidr)) for cidr in ("0.0.0.0/0", "::/0"))
"""All IPv4 addresses and all IPv6 addresses, and what they are called."""
Addresses.ALL = Addresses.union(block for _, block in FAMILIES)
