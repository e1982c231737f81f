"""What the kubelet asks each container, every word of the question decided, and which answers prove little."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, get_args

import attrs

from rocksolid.finding import Finding
from rocksolid.language.container import Health, Probe, ProbeKind
from rocksolid.language.container import Question as Words
from rocksolid.language.source import KeyPath
from rocksolid.language.types import Name
from rocksolid.system.once import once
from rocksolid.system.ports import MAIN, PodPort, named
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

Moment = Literal["startup", "liveness", "readiness"]
MOMENTS: tuple[Moment, ...] = get_args(Moment)
ASKING = ("kind", "path", "port", "headers", "scheme", "service", "command", "reason")
"""The words that say what is asked, as opposed to when."""
ASKED_WITHOUT_WORDS = frozenset({"service", "stateful", "daemon"})
"""The kinds whose first TCP port is opened where nobody says what to ask: callers depend on it."""

_TELLS: tuple[tuple[str, ProbeKind], ...] = (("path", "http"), ("service", "grpc"), ("command", "exec"))
_NO_WORDS = Words()
_OVER_THE_NETWORK = frozenset({"http", "grpc", "tcp"})
_TABLES: Mapping[Moment, tuple[tuple[str, ...], ...]] = {
    "startup": (("startup",), ("liveness",)),
    "liveness": (("liveness",),),
    "readiness": (("readiness",), ()),
}
"""The tables of `[health]` (or the table itself) that may say what is asked at a moment: the first one with words counts."""


@attrs.frozen(eq=False, repr=False)
class Question:
    """One question of the kubelet: `words` say what is asked (they stand at `path`), `times` when, `container` whom ("" is the app's own).

    `port` is None where none is asked.
    """

    kind: ProbeKind
    container: str
    port: PodPort | None
    words: Words
    path: KeyPath
    times: Probe
    timeout: int | None

    @property
    def asked(self) -> tuple[object, ...]:
        """What is asked of whom: two questions that are equal here get the same answer."""
        words = self.words
        whom = self.container if self.kind == "exec" else self.port and self.port.number
        return (self.kind, whom, words.path, words.scheme or "HTTP", dict(words.headers), words.service or "", words.command)


@once
def questions(w: Workload, moment: Moment) -> Mapping[str, Question]:
    """Return what is asked at a moment, by container ("" is the app's own); containers that are asked nothing are not there."""
    asked = {name: _question(w, name, moment) for name in (MAIN, *w.app.containers)}
    return {name: question for name, question in asked.items() if question}


def health_of(w: Workload, container: str) -> tuple[KeyPath, Health]:
    """Return the health table of a container, and where it stands."""
    if container == MAIN:
        return ("health",), w.app.health
    return ("containers", container, "health"), w.app.containers[Name(container)].health


def says(words: Words) -> bool:
    """Return whether a table says what to ask."""
    named = words.kind or words.path or words.port or words.headers or words.scheme or words.command or words.reason
    return bool(named) or words.service is not None  # The whole server is called "" in grpc.


def kind_of(words: Words) -> ProbeKind:
    """Return how is asked: as the words name it, or as they tell."""
    if words.kind:
        return words.kind
    for word, kind in _TELLS:
        if getattr(words, word) not in (None, ()):
            return kind
    return "tcp"


@lru_cache(1024)
def candidates(ports: tuple[PodPort, ...], container: str) -> tuple[PodPort, ...]:
    """Return the ports of a pod that a probe without a port may ask: the container's own TCP ports, or else those of its neighbours."""
    every = tuple(port for port in ports if port.protocol == "TCP")
    return tuple(port for port in every if port.container == container) or every


def told(table: Health, moment: Moment) -> tuple[KeyPath, Words] | None:
    """Return the words that say what is asked at a moment, and where in the health table they stand; None where nobody says."""
    for inner in _TABLES[moment]:
        words = getattr(table, inner[0]) if inner else table
        if says(words):
            return inner, words
    return None


def _is_asked(w: Workload, container: str, moment: Moment) -> bool:
    """Return whether a container is asked at a moment: as its words say, and without any where callers depend on the app."""
    said = told(health_of(w, container)[1], moment)
    return kind_of(said[1]) != "none" if said else _opens(w, container)


def _opens(w: Workload, container: str) -> bool:
    """Return whether a container is asked although nobody says what: an open port of the app is what callers depend on."""
    return container == MAIN and w.kind in ASKED_WITHOUT_WORDS


def _question(w: Workload, container: str, moment: Moment) -> Question | None:
    """Return what a container is asked at a moment, if anything."""
    path, table = health_of(w, container)
    said = told(table, moment)
    if not (said or _opens(w, container)):
        return None
    where, words = said or ((), _NO_WORDS)
    times: Probe = getattr(table, moment)
    return _asked(w.ports, container, words, (*path, *where), times, _timeout(w, (*path, moment), times))


@lru_cache(1024)  # The apps of a fleet are asked the same.
def _asked(ports: tuple[PodPort, ...], container: str, words: Words, path: KeyPath, times: Probe, timeout: int | None) -> Question | None:
    """Return the question that words mean, if any; without words, a port of the app's own must be there to be opened."""
    kind = kind_of(words)
    port = _port(ports, container, kind, words) if kind in _OVER_THE_NETWORK else None
    asks = kind != "none" and (words is not _NO_WORDS or (port and port.container == MAIN))
    return Question(kind, container, port, words, path, times, timeout) if asks else None


def _port(ports: tuple[PodPort, ...], container: str, kind: ProbeKind, words: Words) -> PodPort | None:
    """Return the port that is asked: the one that the words name, else the one that is called like the kind, else the first one."""
    if words.port:
        return next((port for port in named(ports, words.port) if port.protocol == "TCP"), None)
    known = candidates(ports, container)
    return next((port for port in known if port.name == kind), known[0] if known else None)


def _timeout(w: Workload, path: KeyPath, times: Probe) -> int | None:
    """Return the time for an answer in seconds: a default one is over when the author wants to ask again."""
    if times.timeout and times.period and times.timeout > times.period:
        table = ".".join(map(str, path))
        if w.layers.gives_way(f"{table}.timeout", f"{table}.period"):
            return times.period
    return times.timeout


@once
def patience(w: Workload) -> int:
    """Return the seconds that the containers of a pod may take to start: those beside the app start before it, one after the other.

    Each is asked after its delay, and every failure is as late as the slower of period and answer; 10, 1 and 3 are what
    Kubernetes takes where nobody says otherwise.
    """
    return sum(_patience(w, container) for container in (MAIN, *w.app.containers) if _is_asked(w, container, "startup"))


def _patience(w: Workload, container: str) -> int:
    path, table = health_of(w, container)
    times = table.startup
    answer = _timeout(w, (*path, "startup"), times) or 1
    return (times.delay or 0) + max(times.period or 10, answer) * (times.failures or 3)


def guessed_readiness(system: System) -> Iterator[Finding]:
    """Yield a note on each app whose readiness is only guessed: an open port proves little."""
    for w in system.workloads:
        question = None if told(w.app.health, "readiness") else questions(w, "readiness").get(MAIN)
        if question and question.port:
            message = f'nobody says when "{w.app.name}" is ready: an open port {question.port.number} proves little'
            hint = '[health]\npath = "/readyz"'
            yield Finding("readiness-guessed", "note", message, w.layers.at(("name",)), hint)
