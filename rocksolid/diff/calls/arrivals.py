"""A workload that comes or goes takes its calls with it: one line says who calls it, and whom it calls."""

from collections.abc import Iterator, Mapping

from rocksolid.diff.calls.outside import Open, into, is_anybody, out_of
from rocksolid.diff.calls.reach import Common, ports_text
from rocksolid.diff.change import Change
from rocksolid.diff.sides import title
from rocksolid.diff.words import listed
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.outside import Outside
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.selectors import Bits, members

Ends = Mapping[Ports, Bits]
"""By ports, the workloads at the other end."""


def arrivals(common: Common) -> Iterator[Change]:
    """Yield a line for each workload that is gone, then for each that is new."""
    yield from _lines(common.sides.old, common.gone, "is gone: it could be called by {}, and could call {}")
    yield from _lines(common.sides.new, common.come, "is new: it may be called by {}, and may call {}")


def _lines(cluster: Cluster, some: Bits, sentence: str) -> Iterator[Change]:
    if not some:
        return
    clients, inward, outward = connectivity(cluster).clients, cluster.once(into), cluster.once(out_of)
    reached = _reached(clients)
    for position in members(some):
        w, others = cluster.workloads[position], ~(1 << position)
        callers = {ports: bits & others for ports, bits in clients[position].items()}
        called = {ports: bits & others for ports, bits in _called(reached, position).items()}
        said = sentence.format(_ends(cluster, callers, inward.get(w, ())), _ends(cluster, called, outward.get(w, ())))
        yield Change("calls", "changes", title(w.resource), said)


def _reached(clients: list[dict[Ports, Bits]]) -> dict[tuple[Ports, Bits], Bits]:
    """Return by ports and clients the servers that just these reach on just these: few where many are alike."""
    found: dict[tuple[Ports, Bits], Bits] = {}
    for position, known in enumerate(clients):
        for key in known.items():
            found[key] = found.get(key, 0) | 1 << position
    return found


def _called(reached: Mapping[tuple[Ports, Bits], Bits], position: int) -> dict[Ports, Bits]:
    found: dict[Ports, Bits] = {}
    for (ports, clients), servers in reached.items():
        if clients >> position & 1:
            found[ports] = found.get(ports, 0) | servers
    return found


def _ends(cluster: Cluster, workloads: Ends, outside: Open) -> str:
    """Return who is at the other end; on ports that are open to all addresses and all pods, it is anybody."""
    groups: dict[Ports, list[Outside]] = {}
    for one, ports in outside:
        groups.setdefault(ports, []).append(one)
    anybody = [ports for ports, some in groups.items() if is_anybody(some)]
    named = [(listed(w.name for w in cluster.among(bits)), ports) for ports, bits in workloads.items() if bits and ports not in anybody]
    others = [(one.name, ports) for one, ports in outside if ports not in anybody]
    known = (*named, *others, *(("anybody", ports) for ports in anybody))
    return ", ".join(f"{name} ({ports_text(ports)})" for name, ports in known) or "nobody"
