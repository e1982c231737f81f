"""The closed world: there are no apps but those whose blueprints were given, so every name that is said is one of theirs."""

from collections.abc import Iterable, Iterator
from typing import Any

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
_WITH = "give its blueprint too: --with PATH"
_LABELS = {"app": "name", "component": "part-of"}
"""The label that each word finds pods by."""
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
        message = f"there is no app {_in(place)}"
        yield _mended(Finding("unknown-app", "error", message), w, (*path, "app"), named, known.apps)


def _no_component(w: Workload, peer: Peer, path: KeyPath, known: Known) -> Iterator[Finding]:
    """Yield an error where a component is named that nobody belongs to."""
    place = (peer.namespace or w.namespace, str(peer.component))
    if peer.component and place not in known.components:
        message = f"no app belongs to a component {_in(place)}"
        yield _mended(Finding("unknown-component", "error", message), w, (*path, "component"), peer, known.components)


def _mended(finding: Finding, w: Workload, path: KeyPath, named: Dependency | Peer, known: Iterable[Place]) -> Finding:
    """Return a finding about a name with its place, and the hints that mend it there; `path` ends with the word of the name."""
    entry, word = path[:-1], str(path[-1])
    place = (named.namespace or w.namespace, str(getattr(named, word)))
    meant = _meant(place, known)
    if not meant:
        return attrs.evolve(finding, spot=w.layers.at(path), hint=_by_label(word, place, named))
    namespace, name = meant
    moved = f'namespace = "{namespace}"'
    if namespace == place[0]:
        hint = f'did you mean "{name}"?'
    elif _is_text(w, entry):
        hint = f'did you mean "{namespace}/{name}"?'
    elif name != place[1]:
        hint = f'did you mean {word} = "{name}", {moved}?'
    elif named.namespace:
        word, hint = "namespace", moved
    else:
        hint = f"add {moved} to it"
    return attrs.evolve(finding, spot=w.layers.at((*entry, word)), hint=f"{hint}\nor {_WITH}")


def _is_text(w: Workload, entry: KeyPath) -> bool:
    """Return whether an entry is written as a text, not as a table."""
    raw: Any = w.layers.tree
    for step in entry:
        raw = raw[step]
    return isinstance(raw, str)


def _in(place: Place) -> str:
    """Return a name, and in which namespace, as a sentence says it."""
    namespace, name = place
    return f'"{name}" in the namespace "{namespace}"' if namespace else f'"{name}"'


def _meant(place: Place, known: Iterable[Place]) -> Place | None:
    """Return who is meant: that very name of another namespace, else the nearest of the same one, else of another; None where none is near."""
    namespace, name = place
    elsewhere = {other: space for space, other in known if space and space != namespace}
    if name in elsewhere:
        return elsewhere[name], name
    here = nearest(name, [other for space, other in known if space == namespace])
    near = here or nearest(name, elsewhere)
    return (namespace if here else elsewhere[near], near) if near else None


def _by_label(word: str, place: Place, named: Dependency | Peer) -> str:
    """Say how pods are named that have no blueprint; a dependency on them needs the numbers of its ports, or it opens all of them."""
    namespace, name = place
    ports = [ref for ref in named.port if isinstance(ref, int)]
    if isinstance(named, Dependency):
        if not named.calls:
            return _WITH
        ports = ports or [8080]
    where = f'namespace = "{namespace}", ' if namespace else ""
    port = f", port = {ports[0] if len(ports) == 1 else ports}" if ports else ""
    label = f'"{LABEL}{_LABELS[word]}" = "{name}"'
    return f"{_WITH}\nor name the pods: {{ {where}labels = {{ {label} }}{port} }}"
