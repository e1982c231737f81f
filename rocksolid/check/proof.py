"""The proof: the calls that the rendered policies allow are the declared ones, pair by pair and port by port."""

from collections.abc import Mapping

import attrs

from rocksolid.check import outside
from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.differences import Ends, Open, differences
from rocksolid.check.outside import Named
from rocksolid.check.rendered import Rendered
from rocksolid.check.strangers import strangers, undescribed
from rocksolid.finding import Finding
from rocksolid.system.calls import Call, Entity, Host
from rocksolid.system.ledger import expected
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import Connectivity, connectivity
from rocksolid.verify.engines import TRAFFIC


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


def proof(system: System, cluster: Cluster, rendered: Rendered) -> Proof:
    """Return the comparison of what a system declares with what its rendered objects allow."""
    found, apps = connectivity(cluster), rendered.apps(cluster)
    names = {w: _name(w) for w in system.workloads}
    named, others = {pods: names[w] for pods, w in apps.items()}, strangers(cluster, rendered)
    allowed = _allowed(found, named.get)
    compared: tuple[tuple[Open, Open], ...] = (
        (_declared(system, names), allowed),
        ({}, undescribed(found, apps, named, others)),
        outside.compared(system, names, cluster, named.get),
    )
    by_name = {name: w for w, name in names.items()}
    ends = Ends(cluster, rendered, by_name, {name: pods for pods, name in (*named.items(), *others.items())})
    missing = (_missing(name, w, rendered) for name, w in by_name.items() if name not in ends.pods)
    unproven = sum(not _provable(call) for w in system.workloads for call in (*w.inbound, *w.outbound))
    unproven += sum((one.group, one.kind) in TRAFFIC for one in cluster.resources)
    entries = sum(bool(one.app) and one.calls for w in system.workloads for one in w.app.dependencies)
    findings = (*missing, *differences(compared, ends))
    return Proof(len(names) ** 2, len(allowed), _holes(found, named.get), entries, unproven, findings)


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


def _missing(name: str, w: Workload, rendered: Rendered) -> Finding:
    message = f"no rendered object makes the pods of {name}"
    finding = Finding("app-missing", "error", message, w.layers.at(("name",)), OUR_MISTAKE)
    return rendered.blamed(finding, ((text, ("metadata",)) for text in rendered.touched(w)))


def _provable(call: Call) -> bool:
    """Return whether a NetworkPolicy can say what a call declares, and no more."""
    return call.exact and not any(isinstance(side, (Entity, Host)) for side in call.sides)
