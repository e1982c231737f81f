"""What is open between workloads and the outside: addresses, and pods that no file holds."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Literal

import attrs

from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.disjoint import disjoint
from rocksolid.verify.connectivity.elsewhere import Elsewhere
from rocksolid.verify.connectivity.policies import EGRESS, INGRESS, Rule, rules_on
from rocksolid.verify.connectivity.ports import Ports, RulePorts


@attrs.frozen
class Outside:
    """One side that no file holds, and what it is called: `0.0.0.0/0,::/0`, `kube-system/{k8s-app=kube-dns}`, `{ingress-controller}`.

    `who` are the addresses or the pods themselves; a controller of Ingresses or routes has its name alone.
    """

    kind: Literal["Addresses", "Pods", "IngressController", "Gateway"]
    name: str
    who: Addresses | Elsewhere | None = attrs.field(default=None, eq=False)


def inward(cluster: Cluster) -> Iterator[tuple[Outside, Workload, Ports]]:
    """Yield what is open from the outside to each workload."""
    opened = cache(_into)
    for server, rules in zip(cluster.workloads, rules_on(cluster, INGRESS), strict=True):
        pieces = tuple((rule, rule.ports.on(server)) for rule in rules)
        yield from ((outside, server, ports) for outside, ports in opened(pieces))


def outward(cluster: Cluster) -> Iterator[tuple[Workload, Outside, Ports]]:
    """Yield what is open from each workload to the outside; addresses have no names for their ports."""
    opened = cache(_out_by)
    for client, rules in zip(cluster.workloads, rules_on(cluster, EGRESS), strict=True):
        yield from ((client, outside, ports) for outside, ports in opened(tuple(rules)))


def sides(addresses: Iterable[tuple[Ports, Addresses]], pods: Iterable[tuple[Ports, Elsewhere]]) -> Iterator[tuple[Outside, Ports]]:
    """Yield from overlapping pieces what can be told apart: each set of addresses with equal ports, each description of pods."""
    for ports, block in disjoint(_united(addresses)).items():
        yield Outside("Addresses", block.text(), block), ports
    for pod, ports in _telling(pods):
        yield Outside("Pods", pod.text(), pod), ports


def _into(pieces: tuple[tuple[Rule, Ports], ...]) -> tuple[tuple[Outside, Ports], ...]:
    """Return what some rules open from the outside, each on the ports that it means: the same for all workloads under one policy."""
    addresses = ((ports, rule.addresses) for rule, ports in pieces)
    return tuple(sides(addresses, ((ports, pod) for rule, ports in pieces for pod in rule.elsewhere)))


def _out_by(rules: tuple[Rule, ...]) -> tuple[tuple[Outside, Ports], ...]:
    """Return what some rules open to the outside: the same for all workloads under one policy."""
    addresses = ((rule.ports.numbers, rule.addresses) for rule in rules)
    return tuple(sides(addresses, (one for rule in rules for pod in rule.elsewhere for one in _by_port(pod, rule.ports))))


def _by_port(pod: Elsewhere, ports: RulePorts) -> Iterator[tuple[Ports, Elsewhere]]:
    """Yield pods with the ports whose numbers are known, and each of their ports that has but a name."""
    yield ports.numbers, pod
    for protocol, name in ports.names:
        yield Ports.of(protocol), attrs.evolve(pod, port=name)


def _united(pieces: Iterable[tuple[Ports, Addresses]]) -> Iterator[tuple[Ports, Addresses]]:
    """Yield the pieces of equal ports as one: lists of thousands of blocks are common."""
    found: dict[Ports, list[Addresses]] = {}
    for ports, block in pieces:
        found.setdefault(ports, []).append(block)
    return ((ports, Addresses.union(blocks)) for ports, blocks in found.items())


def _telling(pieces: Iterable[tuple[Ports, Elsewhere]]) -> Iterator[tuple[Elsewhere, Ports]]:
    """Yield for each description of pods all that is open to them, unless a wider description says as much."""
    found: dict[Elsewhere, list[Ports]] = {}
    for ports, pod in pieces:
        found.setdefault(pod, []).append(ports)
    own = {pod: Ports.union(several) for pod, several in found.items()}
    for pod, ports in own.items():
        wider = Ports.union(open_to for other, open_to in own.items() if other != pod and other.covers(pod))
        if ports - wider:
            yield pod, ports | wider
