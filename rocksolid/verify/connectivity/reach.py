"""Who reaches whom on which ports, where only NetworkPolicies decide."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.disjoint import disjoint
from rocksolid.verify.connectivity.outside import Outside, inward, outward
from rocksolid.verify.connectivity.policies import EGRESS, INGRESS, Rule, isolated, policies, rules_on
from rocksolid.verify.connectivity.ports import Ports, RulePorts
from rocksolid.verify.connectivity.routes import controllers, targets
from rocksolid.verify.selectors import Bits, members

GATEWAY, INGRESS_CONTROLLER = Outside("Gateway", "{gateway}"), Outside("IngressController", "{ingress-controller}")
"""Whoever obeys the routes of the Gateway API, and whoever obeys the Ingresses."""


@attrs.frozen(eq=False, slots=False)
class Connectivity:
    """What is open in a cluster; pairs are computed while they are read.

    A workload's pair with itself stands for the traffic between its replicas; a bare Pod, which always reaches itself, has none.
    """

    cluster: Cluster

    def between(self, some: Bits | None = None) -> Iterator[tuple[Workload, Workload, Ports]]:
        """Yield client, server and ports of every pair of workloads of which something is open; `some` are the clients asked for, by default all."""
        asked = self.cluster.index.everyone if some is None else some
        for position, server in enumerate(self.cluster.workloads):
            itself = 1 << position if server.resource.kind == "Pod" else 0
            for ports, clients in self.clients[position].items():
                if wanted := clients & asked & ~itself:
                    yield from ((client, server, ports) for client in self.cluster.among(wanted))

    def pairs(self, some: Bits) -> int:
        """Return how many pairs `between` would yield for these clients, and one more for each bare Pod among them."""
        return sum((clients & some).bit_count() for by_ports in self.clients for clients in by_ports.values())

    def outward(self) -> Iterator[tuple[Workload, str, Ports]]:
        """Yield client, the outside's name and ports of what is open from workloads to addresses and to pods that no file holds."""
        return ((client, outside.name, ports) for client, outside, ports in self.to_outside())

    def inward(self) -> Iterator[tuple[str, Workload, Ports]]:
        """Yield the outside's name, server and ports of what is open from addresses, pods that no file holds, and by Ingress or route."""
        return ((outside.name, server, ports) for outside, server, ports in self.from_outside())

    def to_outside(self) -> Iterator[tuple[Workload, Outside, Ports]]:
        """Yield what `outward` does, with the kind of the outside."""
        return outward(self.cluster)

    def from_outside(self) -> Iterator[tuple[Outside, Workload, Ports]]:
        """Yield what `inward` does, with the kind of the outside."""
        yield from inward(self.cluster)
        led: dict[tuple[Outside, Workload], list[Ports]] = {}
        for backend, server, ports in targets(self.cluster):
            outside = INGRESS_CONTROLLER if backend.route.kind == "Ingress" else GATEWAY
            led.setdefault((outside, server), []).append(ports)
        for (outside, server), several in led.items():
            if ports := Ports.union(several) & self.open_to_controllers(server):
                yield outside, server, ports

    def open_to_controllers(self, server: Workload) -> Ports:
        """Return what is open on a workload to somebody who may be a controller of Ingresses: a known one, or anybody that no file holds."""
        position = self._positions[server]
        outside = (rule.ports.on(server) for rule in self._into[position] if rule.elsewhere or rule.addresses)
        inside = (ports for ports, clients in self._clients_of(position).items() if clients & self._controllers)
        return Ports.union((*outside, *inside))

    @cached_property
    def clients(self) -> list[dict[Ports, Bits]]:
        """By position of the server: by ports, who reaches exactly these of it."""
        return [self._clients_of(position) for position in range(len(self.cluster.workloads))]

    def _clients_of(self, position: int) -> dict[Ports, Bits]:
        """Return, by ports, who reaches exactly these of a workload: whom it lets in, as far as they are let out to it."""
        server = self.cluster.workloads[position]
        let_in = _by_ports(server, ((rule.ports, rule.pods) for rule in self._into[position]))
        let_out = _by_ports(server, self._onto[position])
        return disjoint(
            (ports, clients)
            for inner, sources in let_in.items()
            for outer, subjects in let_out.items()
            if (clients := sources & subjects) and (ports := inner & outer)
        )

    @cached_property
    def _into(self) -> list[list[Rule]]:
        """By position of the server: the rules that open it."""
        return rules_on(self.cluster, INGRESS)

    @cached_property
    def _onto(self) -> list[list[tuple[RulePorts, Bits]]]:
        """By position of the server: on which ports whom the policies of the clients let out to it."""
        everyone = self.cluster.index.everyone
        found: dict[tuple[Bits, RulePorts], Bits] = {(everyone, RulePorts(Ports.ALL)): everyone & ~isolated(self.cluster, EGRESS)}
        for policy in policies(self.cluster):
            for rule in policy.in_effect(EGRESS):
                found[rule.pods, rule.ports] = found.get((rule.pods, rule.ports), 0) | policy.subjects
        onto: list[list[tuple[RulePorts, Bits]]] = [[] for _ in self.cluster.workloads]
        for (pods, ports), subjects in found.items():
            for position in members(pods):
                onto[position].append((ports, subjects))
        return onto

    @cached_property
    def _controllers(self) -> Bits:
        return controllers(self.cluster)

    @cached_property
    def _positions(self) -> Mapping[Workload, int]:
        return {w: position for position, w in enumerate(self.cluster.workloads)}


def connectivity(cluster: Cluster) -> Connectivity:
    """Return what is open in a cluster, as far as NetworkPolicies decide; it is the same every time."""
    return cluster.once(Connectivity)


def _by_ports(server: Workload, pieces: Iterable[tuple[RulePorts, Bits]]) -> dict[Ports, Bits]:
    """Return those who are named with the same ports of a server as one set: few rules differ in their ports."""
    found: dict[Ports, Bits] = {}
    for ports, some in pieces:
        meant = ports.on(server)
        found[meant] = found.get(meant, 0) | some
    return found
