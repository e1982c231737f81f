"""Both ends of a call are declared: what only one of them says is cut by the policy of the other."""

from collections.abc import Iterator, Sequence

from rocksolid.finding import Finding
from rocksolid.language.peers import Peer
from rocksolid.language.source import KeyPath
from rocksolid.system.admissions import CLUSTER, callers
from rocksolid.system.closed import unknown
from rocksolid.system.ledger import Entry, Holes, Ledger, ledger, meshed
from rocksolid.system.mends import admitting, calling, declared
from rocksolid.system.outbound import no_such_port
from rocksolid.system.ports import PodPort
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload


def agreement(system: System) -> Iterator[Finding]:
    """Yield an error for each name that nobody has and each dependency that the callee does not admit, a warning for each caller that does not call.

    The world is closed. Neighbours are compared with the system, but not with each other.
    """
    yield from unknown(system)
    book, given = ledger((*system.workloads, *system.neighbours)), set(system.workloads)
    for entry in book.entries:
        yield from _not_admitted(book, entry, given)
    for w in book.known.workloads:
        for path, peer, ports in callers(w):
            apps = book.known.apps.get((peer.namespace or w.namespace, peer.app), ()) if peer.app else ()
            if given & {w, *apps}:
                yield from _not_called(book, w, path, peer, ports, apps)


def _not_admitted(book: Ledger, entry: Entry, given: set[Workload]) -> Iterator[Finding]:
    """Yield an error for each app of a name that does not admit its caller; of apps that labels select, one that does is enough."""
    compared = [(callee, holes) for callee, holes in entry.callees if _comparable(entry.caller, callee, given)]
    for callee, _ in compared if entry.dependency.app else ():  # Only neighbours' ones are left: of others the compiler has said it.
        yield from no_such_port(entry.caller, entry.dependency, callee, entry.path)
    called = [(callee, _called(callee, holes)) for callee, holes in compared if _called(callee, holes)]
    cut = [(callee, ports) for callee, every in called if (ports := _cut(book, entry, callee, every))]
    if entry.dependency.app or len(cut) == len(called):
        yield from (_cut_off(book, entry, callee, ports) for callee, ports in (cut if entry.dependency.app else cut[:1]))


def _comparable(caller: Workload, callee: Workload, given: set[Workload]) -> bool:
    """Return whether two ends are to be compared: one is rendered, and they are not two instances of one app, of which each means itself."""
    instances = (caller.namespace, caller.app.name) == (callee.namespace, callee.app.name)
    return bool({caller, callee} & given) and (caller is callee or not instances)


def _called(callee: Workload, holes: Holes) -> list[PodPort]:
    """Return the ports of a callee that are called."""
    return [port for port in callee.ports if holes is None or port.hole in holes]


def _cut(book: Ledger, entry: Entry, callee: Workload, called: Sequence[PodPort]) -> list[PodPort]:
    """Return the ports that are called and closed to the caller; of ports that it does not name, one that is open is enough."""
    admitted = book.admissions[callee].of(entry.caller, CLUSTER)
    closed = [port for port in called if port.hole not in admitted]
    return closed if entry.dependency.port or len(closed) == len(called) else []


def _cut_off(book: Ledger, entry: Entry, callee: Workload, cut: Sequence[PodPort]) -> Finding:
    """Return the error about a call that the callee's policy will cut."""
    caller, spot = entry.caller, entry.caller.layers.at(entry.path)
    if caller is callee:
        message = f'which port do the replicas of "{caller.name}" call? each has callers of its own, or is for metrics'
        return Finding("caller-not-allowed", "error", message, spot, f'{{ app = "{caller.app.name}", port = "{cut[0].name}" }}')
    hint, path = admitting(callee, caller, cut, named=bool(entry.dependency.port))
    if book.admissions[callee].of(caller, CLUSTER):
        message = f'"{callee.name}" lets "{caller.app.name}" call other ports, but not {_listed(cut)}'
    else:
        message = f'"{callee.name}" does not list "{caller.app.name}" among its callers'
    return Finding("caller-not-allowed", "error", message, spot, hint, (declared(callee, path),))


def _not_called(
    book: Ledger, w: Workload, path: KeyPath, peer: Peer, ports: Sequence[PodPort], apps: Sequence[Workload]
) -> Iterator[Finding]:
    """Yield a warning about a caller that calls none of the ports that it is let in to, or not each that is named."""
    layer = w.layers.deciding(path)
    idle = [port for port in ports if not any(_calls(book, app, w, port) for app in apps)]
    named = peer.port or path[0] != "callers"
    if layer and layer.own and apps and idle and (named or len(idle) == len(ports)):
        some = any(book.called[app].get(w) for app in apps)
        message = f'"{peer.app}" does not call {f"{_listed(idle)} of " if some else ""}"{w.name}"'
        hint, there = calling(apps[0], w, idle if named else ())
        yield Finding("caller-does-not-call", "warning", message, w.layers.at(path), f"remove it, or {hint}", (there,))


def _calls(book: Ledger, caller: Workload, callee: Workload, port: PodPort) -> bool:
    """Return whether an app calls a port of another."""
    holes = book.called[caller].get(callee, frozenset())
    return holes is None or port.hole in holes or meshed(caller, callee)


def _listed(ports: Sequence[PodPort]) -> str:
    """Return ports as a sentence names them."""
    names = ", ".join(f'"{port.name}"' for port in ports)
    return f"port {names}" if len(ports) == 1 else f"ports {names}"
