"""What cannot be right about a caller or a source of traffic, whoever wrote it."""

from collections.abc import Callable, Iterable, Iterator

from rocksolid.finding import Finding, Spot
from rocksolid.language.peers import Peer
from rocksolid.language.platform import Network
from rocksolid.language.source import KeyPath
from rocksolid.system.sides import cilium

At = Callable[[KeyPath], Spot]
"""Gives the spot of a path that begins at the peer."""


def source(peer: Peer, network: Network, at: At) -> Iterator[Finding]:
    """Yield each mistake in a caller or source."""
    if peer.entity and not cilium(network):
        message = f'only Cilium knows what "{peer.entity}" is'
        hint = 'where Cilium is, add to platform.toml:\n[network]\nengine = "cilium"'
        yield Finding("needs-cilium", "error", message, at(("entity",)), hint)
    if peer.cidr:
        yield from exceptions((peer.cidr,), peer.except_, at)


def exceptions(networks: Iterable[str], excepted: Iterable[str], at: At) -> Iterator[Finding]:
    """Yield an error for each exception that is no part of any of the networks: Kubernetes refuses the policy."""
    for position, one in enumerate(excepted):
        from rocksolid.system.networks import inside

        if not any(inside(one, network) for network in networks):
            listed = ", ".join(f'"{network}"' for network in networks)
            yield Finding(
                "except-outside", "error", f'"{one}" is no smaller network inside {listed}', at(("except", position)), "remove it"
            )
