"""The proof: the calls that the rendered policies allow are the declared ones, pair by pair and port by port."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.check import outside
from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.outside import Named
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.system.calls import Call, Entity, Host
from rocksolid.system.ledger import expected
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify import cluster as rendered_cluster
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import Connectivity, connectivity
from rocksolid.verify.engines import TRAFFIC

Open = Mapping[tuple[str, str], Ports]
"""What is open, by the names of client and server."""


@attrs.frozen(eq=False)
class Proof:
    """What was compared: pairs of workloads, how many of them are open, holes to the outside, and dependencies on apps.

    `unproven` are the calls whose holes are wider than declared, or that no NetworkPolicy can express, and policies of other kinds.
    """

    pairs: int
    open: int
    outside: int
    entries: int
    unproven: int
    findings: tuple[Finding, ...]


def proof(system: System, cluster: rendered_cluster.Cluster, rendered: Rendered) -> Proof:
    """Return the comparison of what a system declares with what its rendered objects allow."""
    found = connectivity(cluster)
    names = {w: _name(w) for w in system.workloads}

    def named(w: rendered_cluster.Workload) -> str | None:
        owner = rendered.owner(w.resource)
        return names[owner] if owner else None  # The platform's own, like the descheduler, is in no blueprint.

    declared, allowed = _declared(system, names), _allowed(found, named)
    described, peers = outside.declared(system, names), outside.allowed(cluster, named)
    by_name = {name: w for w, name in names.items()}
    rendered_names = {named(w) for w in cluster.workloads}
    missing = (_missing(name, w) for name, w in by_name.items() if name not in rendered_names)
    findings = (*missing, *_differences(declared, allowed, by_name), *_differences(described, peers, by_name))
    unproven = sum(not _provable(call) for w in system.workloads for call in (*w.inbound, *w.outbound))
    unproven += sum((one.group, one.kind) in TRAFFIC for one in cluster.resources)
    entries = sum(bool(one.app) and one.calls for w in system.workloads for one in w.app.dependencies)
    return Proof(len(names) ** 2, len(allowed), _holes(found, named), entries, unproven, findings)


def _name(w: Workload) -> str:
    return f"{w.namespace}/{w.name}" if w.namespace else w.name


def _declared(system: System, names: Mapping[Workload, str]) -> Open:
    """Return what both ends declare, from the words of their blueprints."""
    return {
        (names[client], names[server]): Ports.union(Ports.of(protocol, number, number) for protocol, number in ports)
        for client, server, ports in expected(system)
    }


def _allowed(found: Connectivity, named: Named) -> Open:
    return {(one, other): ports for client, server, ports in found.between() if (one := named(client)) and (other := named(server))}


def _holes(found: Connectivity, named: Named) -> int:
    """Return how many holes lead out of the system, or into it, by policies alone."""
    outward = sum(named(w) is not None for w, _, _ in found.to_outside())
    return outward + sum(named(w) is not None for side, w, _ in found.from_outside() if side.kind in {"Addresses", "Pods"})


def _differences(declared: Open, allowed: Open, by_name: Mapping[str, Workload]) -> Iterator[Finding]:
    """Yield an error for everything that is open though nobody declares it, and for what is declared but closed."""
    for pair in sorted({*declared, *allowed}):
        wanted, found = declared.get(pair, Ports()), allowed.get(pair, Ports())
        for code, ports, what in (
            ("call-undeclared", found - wanted, "the rendered policies let it through, and no blueprint declares it"),
            ("call-cut", wanted - found, "it is declared, and the rendered policies cut it"),
        ):
            if ports:
                w = by_name.get(pair[1]) or by_name[pair[0]]
                message = f"{pair[0]} => {pair[1]} : {ports.text()}: {what}"
                yield Finding(code, "error", message, w.layers.at(("name",)), OUR_MISTAKE)


def _missing(name: str, w: Workload) -> Finding:
    return Finding("app-missing", "error", f"no rendered object makes the pods of {name}", w.layers.at(("name",)), OUR_MISTAKE)


def _provable(call: Call) -> bool:
    """Return whether a NetworkPolicy can say what a call declares, and no more."""
    return call.exact and not any(isinstance(side, (Entity, Host)) for side in call.sides)
