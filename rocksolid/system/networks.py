"""How networks lie to each other: inside, apart, or overlapping."""

from collections.abc import Iterable
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

METADATA = ("169.254.169.254/32", "fd00:ec2::254/128", "fd20:ce::254/128")
"""Where clouds hand out credentials to whoever asks from a node (all of them; AWS and Google over IPv6)."""
EVERYWHERE = ("0.0.0.0/0", "::/0")


def inside(inner: str, outer: str) -> bool:
    """Return whether a network is a part of another one, and not all of it."""
    return _covers(ip_network(outer), ip_network(inner)) and inner != outer


def meets(network: str, excepted: Iterable[str], other: str) -> bool:
    """Return whether a network, without the excepted ones, has addresses of another one."""
    met, whole = ip_network(other), ip_network(network)
    if met.version != whole.version or not met.overlaps(whole):
        return False
    return not any(_covers(ip_network(one), met) for one in excepted)


@cache
def all_but(networks: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the networks of all addresses, each with those of the given ones that it must do without; none that nothing is left of."""
    parsed = list(dict.fromkeys(map(ip_network, networks)))
    without = [one for one in parsed if not any(one is not other and _covers(other, one) for other in parsed)]
    every = ((anywhere, [one for one in without if one.version == ip_network(anywhere).version]) for anywhere in EVERYWHERE)
    return tuple((anywhere, tuple(map(str, inner))) for anywhere, inner in every if all(one.prefixlen for one in inner))


def _covers(outer: Network, inner: Network) -> bool:
    """Return whether a network is all of another one, or holds it."""
    return outer.version == inner.version and inner.prefixlen >= outer.prefixlen and inner.overlaps(outer)
