"""The closed world: there are no apps but those whose blueprints were given, so every name that is said is one of theirs."""

from collections.abc import Iterable, Iterator

import attrs

from rocksolid.finding import Finding
from rocksolid.language.diagnostics import nearest
from rocksolid.language.peers import Dependency, Peer
from rocksolid.language.source import KeyPath
from rocksolid.system.admissions import callers
from rocksolid.system.known import Known, Place
from rocksolid.system.resolve import System
from rocksolid.system.workload import LABEL, Workload

_PORT_UNKNOWN = "port-unknown"
_OPEN = frozenset({_PORT_UNKNOWN, "neighbour-assumed"})
"""What the open world says of an app that was not given: here there is no such app."""


def closed(system: System, neighbours: Iterable[Workload], report: list[Finding]) -> System:
    """Return the system with its neighbours, each once and none that is rendered.

    Where the ports of an app are not known because nobody is called so, every name that nobody has is reported instead.
    """
    given = {(w.namespace, w.name) for w in system.workloads}
    others = {(w.namespace, w.name): w for w in neighbours}
    complete = attrs.evolve(system, neighbours=tuple(w for place, w in others.items() if place not in given))
    stops = any(finding.code == _PORT_UNKNOWN for finding in report)
    report[:] = [*(finding for finding in report if finding.code not in _OPEN), *(unknown(complete) if stops else ())]
    return complete


def unknown(system: System) -> Iterator[Finding]:
    """Yield an error for each app and component that is named in a closed world and that nobody is."""
    known = Known((*system.workloads, *system.neighbours))
    for w in system.workloads:
        for position, dependency in enumerate(w.app.dependencies):
            yield from _no_app(w, dependency, ("dependencies", position), known)
        for path, peer, _ in callers(w):
            if peer.app != "*":
                yield from _no_app(w, peer, path, known)
            yield from _no_component(w, peer, path, known)


def _no_app(w: Workload, named: Dependency | Peer, path: KeyPath, known: Known) -> Iterator[Finding]:
    """Yield an error where an app is named that nobody is."""
    place = (named.namespace or w.namespace, str(named.app))
    if named.app and place not in known.apps:
        hint = _meant(place, known.apps) or _by_label("name", place, named)
        yield Finding("unknown-app", "error", f"there is no app {_in(place)}", w.layers.at((*path, "app")), hint)


def _no_component(w: Workload, peer: Peer, path: KeyPath, known: Known) -> Iterator[Finding]:
    """Yield an error where a component is named that nobody belongs to."""
    place = (peer.namespace or w.namespace, str(peer.component))
    if peer.component and place not in known.components:
        hint = _meant(place, known.components) or _by_label("part-of", place, peer)
        message = f"no app belongs to a component {_in(place)}"
        yield Finding("unknown-component", "error", message, w.layers.at((*path, "component")), hint)


def _in(place: Place) -> str:
    """Return a name, and in which namespace, as a sentence says it."""
    namespace, name = place
    return f'"{name}" in the namespace "{namespace}"' if namespace else f'"{name}"'


def _meant(place: Place, known: Iterable[Place]) -> str:
    """Suggest the name that is meant: one of the same namespace, else one of another; nothing where none is near."""
    namespace, name = place
    here = nearest(name, [other for space, other in known if space == namespace])
    elsewhere = {other: f"{space}/{other}" for space, other in known if space and space != namespace}
    meant = here or elsewhere.get(nearest(name, elsewhere) or "")
    return f'did you mean "{meant}"?' if meant else ""


def _by_label(key: str, place: Place, named: Dependency | Peer) -> str:
    """Say how pods are named that have no blueprint."""
    namespace, name = place
    where = f'namespace = "{namespace}", ' if namespace else ""
    port = f", port = {named.port[0]}" if named.port and isinstance(named.port[0], int) else ""
    label = f'"{LABEL}{key}" = "{name}"'
    return f"give its blueprint too: --with PATH\nor name the pods: {{ {where}labels = {{ {label} }}{port} }}"
