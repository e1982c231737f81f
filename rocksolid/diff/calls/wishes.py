"""Who is harmed by a call that closes: the end whose policy still names the other one, visitors, or pods that still listen there."""

from collections.abc import Callable, Iterator

import attrs

from rocksolid.diff.calls.reach import Harmed, Turn
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.policies import EGRESS, INGRESS, Policy, Rule, policies
from rocksolid.verify.connectivity.ports import Ports, RulePorts
from rocksolid.verify.connectivity.reach import GATEWAY, INGRESS_CONTROLLER
from rocksolid.verify.connectivity.routes import targets
from rocksolid.verify.document import get
from rocksolid.verify.selectors import Bits, is_empty, members

Opened = list[list[tuple[RulePorts, Bits]]]
"""By position of the server: on which ports whom the rules that name pods open to it."""


@attrs.frozen(eq=False)
class Wishes:
    """What is wanted of each workload: what clients let themselves out to, and whom it lets in, each by labels of pods."""

    out: Opened
    into: Opened


def wishes(cluster: Cluster) -> Wishes:
    """Return the calls that policies name, whether or not the other end takes part; a rule for all pods of a namespace names nobody."""
    out: Opened = [[] for _ in cluster.workloads]
    into: Opened = [[] for _ in cluster.workloads]
    for policy in policies(cluster):
        for rule, named in _named(policy, *policy.in_effect(EGRESS)):
            for position in members(named):
                out[position].append((rule.ports, policy.subjects))
        for rule, named in _named(policy, *policy.in_effect(INGRESS)):
            for position in members(policy.subjects):
                into[position].append((rule.ports, named))
    return Wishes(out, into)


def _named(policy: Policy, *rules: Rule) -> Iterator[tuple[Rule, Bits]]:
    for rule in rules:
        named: Bits = 0
        for peer in rule.peers:
            if not is_empty(get(policy.resource.content, *peer.path, "podSelector")):
                named |= peer.pods
        yield rule, named


def told_apart(turn: Turn, clients: Bits, position: int, old: Workload, cluster: Cluster) -> Iterator[tuple[Turn, Bits]]:
    """Yield a turn of the clients of a server of the new side by whom it harms."""
    closed = turn.was - turn.now
    server, rest = cluster.workloads[position], clients
    if closed:
        wanted = cluster.once(wishes)
        ends: tuple[tuple[Harmed, Opened], ...] = (("client", wanted.out), ("server", wanted.into))
        for end, opened in ends:
            some = rest & _wanting(opened[position], server, closed)
            if some:
                yield attrs.evolve(turn, harms=end), some
            rest &= ~some
    if rest:
        yield moved(turn, old, server), rest


def _wanting(opened: list[tuple[RulePorts, Bits]], server: Workload, closed: Ports) -> Bits:
    found: Bits = 0
    for ports, some in opened:
        if ports.on(server) & closed:
            found |= some
    return found


def moved(turn: Turn, old: Workload, new: Workload) -> Turn:
    """Return a turn that goes from where the old pods listen to where the new ones do as one that harms the rollout, any other as it is."""
    were, are = declared(old), declared(new)
    opened, closed = turn.now - turn.was, turn.was - turn.now
    return attrs.evolve(turn, harms="rollout") if opened & (are - were) and closed & (were - are) else turn


def declared(w: Workload) -> Ports:
    """Return the ports that the containers of a workload declare."""
    return Ports.union(Ports.of(port.protocol, port.number, port.number) for port in w.ports)


def visited(cluster: Cluster) -> Callable[[str, Workload], Ports]:
    """Return a function that tells by the name of a controller to which ports of a workload an Ingress or a route leads it."""
    led: dict[tuple[str, Workload], Ports] = {}
    for backend, w, ports in targets(cluster):
        key = (INGRESS_CONTROLLER if backend.route.kind == "Ingress" else GATEWAY).name, w
        led[key] = led.get(key, Ports()) | ports
    return lambda name, w: led.get((name, w), Ports())
