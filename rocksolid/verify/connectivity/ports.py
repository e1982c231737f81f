"""Ports of the three protocols that a NetworkPolicy knows: sets of numbers, and what a rule says of them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, ClassVar, Self

import attrs

from rocksolid.verify.cluster import Workload
from rocksolid.verify.connectivity.intervals import Intervals
from rocksolid.verify.declared import protocol
from rocksolid.verify.document import items

PROTOCOLS = ("SCTP", "TCP", "UDP")
LAST_PORT = 65535
PROTOCOL_SIZE = LAST_PORT + 1
"""How far apart equal ports of two protocols lie; port 0, which nobody has, keeps the protocols from touching."""


@attrs.frozen(cache_hash=True)
class Ports(Intervals):
    """A set of ports, each with its protocol."""

    ALL: ClassVar["Ports"]

    @classmethod
    def of(cls, protocol: str, first: int = 1, last: int = LAST_PORT) -> Self:
        """Return a range of ports of a protocol, by default all; what is no port or no protocol is not in it."""
        first, last = max(first, 1), min(last, LAST_PORT)
        if protocol not in PROTOCOLS or first > last:
            return cls()
        start = PROTOCOLS.index(protocol) * PROTOCOL_SIZE
        return cls(((start + first, start + last),))

    @property
    def ranges(self) -> tuple[tuple[str, int, int], ...]:
        """Protocol, first and last port of each range, in order."""
        return tuple((PROTOCOLS[first // PROTOCOL_SIZE], first % PROTOCOL_SIZE, last % PROTOCOL_SIZE) for first, last in self.spans)

    def text(self) -> str:
        """Return the ports in words: `TCP 80,8000-8100,UDP 53`, or `All Connections`."""
        if self == self.ALL:
            return "All Connections"
        return ",".join(
            f"{protocol} " + ",".join(str(first) if first == last else f"{first}-{last}" for _, first, last in ranges)
            for protocol, ranges in groupby(self.ranges, key=lambda one: one[0])
        )


Ports.ALL = Ports.union(Ports.of(protocol) for protocol in PROTOCOLS)

PortName = tuple[str, str]
"""The protocol and the name of a port."""


@attrs.frozen(cache_hash=True)
class RulePorts:
    """The ports of a rule as it says them: numbers, and names for which each pod has numbers of its own."""

    numbers: Ports
    names: frozenset[PortName] = frozenset()

    def on(self, server: Workload) -> Ports:
        """Return the ports that are meant on the pods of a workload."""
        if not self.names:
            return self.numbers
        named = (Ports.of(port.protocol, port.number, port.number) for port in server.ports if (port.protocol, port.name) in self.names)
        return Ports.union((self.numbers, *named))


def rule_ports(rule: Any) -> RulePorts:
    """Return the ports of an ingress or egress rule: all where it lists none, none for an entry that the server would refuse."""
    if not rule.get("ports"):
        return RulePorts(Ports.ALL)
    said = [(protocol(port), port.get("port"), port) for _, port in items(rule, "ports")]
    names = frozenset((spoken, name) for spoken, name, _ in said if isinstance(name, str))
    return RulePorts(Ports.union(_numbers(said)), names)


def _numbers(said: Iterable[tuple[str, Any, Any]]) -> Iterable[Ports]:
    for spoken, number, port in said:
        if number is None:
            yield Ports.of(spoken)
        elif type(number) is int:
            last = port.get("endPort")
            yield Ports.of(spoken, number, last if type(last) is int else number)
