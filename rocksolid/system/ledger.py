"""Both entries of every call between known apps, read from the words of their blueprints and from nothing that is made of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from rocksolid.language.peers import Dependency
from rocksolid.language.source import KeyPath
from rocksolid.system.admissions import Admissions, Hole
from rocksolid.system.known import Known
from rocksolid.system.ports import called
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

Holes = frozenset[Hole] | None
"""Ports as a policy compares them; None is every port."""
_NAME_SERVER = ("UDP", "TCP")


@attrs.frozen(eq=False)
class Entry:
    """The caller's end of a call: one dependency, and the apps that it means, each with the ports that are called there."""

    caller: Workload
    position: int
    callees: tuple[tuple[Workload, Holes], ...]

    @property
    def dependency(self) -> Dependency:
        """The words."""
        return self.caller.app.dependencies[self.position]

    @property
    def path(self) -> KeyPath:
        """Where they stand."""
        return ("dependencies", self.position)


@attrs.frozen(eq=False)
class Ledger:
    """Both ends of every call between some apps: by caller whom it calls, by callee whom it admits."""

    known: Known
    entries: Sequence[Entry]
    called: Mapping[Workload, Mapping[Workload, Holes]]
    admissions: Mapping[Workload, Admissions]


def ledger(workloads: Iterable[Workload]) -> Ledger:
    """Return both ends of every call between some apps; costs what they declare."""
    known = Known(tuple(workloads))
    entries = [entry for w in known.workloads for entry in _entries(w, known)]
    called: dict[Workload, dict[Workload, Holes]] = {w: {} for w in known.workloads}
    for entry in entries:
        for callee, holes in entry.callees:
            called[entry.caller][callee] = _together(called[entry.caller].get(callee, frozenset()), holes)
    return Ledger(known, entries, called, {w: Admissions(w) for w in known.workloads})


def meshed(caller: Workload, callee: Workload) -> bool:
    """Return whether the platform lets an app call another of its component undeclared."""
    same = (caller.namespace, caller.component) == (callee.namespace, callee.component)
    return same and caller.platform.network.component_mesh


def expected(system: System) -> Iterator[tuple[Workload, Workload, set[Hole]]]:
    """Yield every pair of a caller and a callee that agree on some port, with these ports; an app that calls its own replicas too.

    What the platform lets through undeclared counts as declared by it: its name server, and the apps of one component.
    """
    book = ledger(system.workloads)
    for caller in system.workloads:
        for callee, holes in _reached(caller, book).items():
            admitted = book.admissions[callee].of(caller)
            agreed = admitted if holes is None else admitted & holes
            if agreed:
                yield caller, callee, agreed


def _reached(caller: Workload, book: Ledger) -> Mapping[Workload, Holes]:
    """Return whom an app may call by its own words and its platform's."""
    found, platform = dict(book.called[caller]), caller.platform
    asked = frozenset((protocol, platform.dns.port) for protocol in _NAME_SERVER)
    for server in book.known.selected(platform.dns.namespace, platform.dns.labels):
        found[server] = _together(found.get(server, frozenset()), asked)
    if platform.network.component_mesh:
        found |= dict.fromkeys(book.known.components[caller.namespace, caller.component])
    return found


def _entries(w: Workload, known: Known) -> Iterator[Entry]:
    """Yield the dependencies of an app on apps; what is known by its address alone is not called."""
    for position, dependency in enumerate(w.app.dependencies):
        namespace = dependency.namespace or w.namespace
        if dependency.app and dependency.calls:
            meant = known.apps.get((namespace, dependency.app), ())
            itself = (namespace, dependency.app) == (w.namespace, w.app.name)
            yield Entry(w, position, tuple((callee, _holes(dependency, w if itself else callee)) for callee in meant))
        elif dependency.labels or (dependency.namespace and not dependency.app):
            stated = frozenset((dependency.protocol, port) for port in dependency.port if isinstance(port, int)) or None
            yield Entry(w, position, tuple((callee, stated) for callee in known.selected(namespace, dependency.labels)))


def _holes(dependency: Dependency, callee: Workload) -> frozenset[Hole]:
    """Return the ports of an app that a dependency on it calls: those that it names, else all that nobody has for himself.

    An app that depends on its own name is that callee, also where its policy opens these ports to other instances.
    """
    return frozenset(port.hole for port in called(callee.ports, dependency.port))


def _together(one: Holes, other: Holes) -> Holes:
    return None if one is None or other is None else one | other
