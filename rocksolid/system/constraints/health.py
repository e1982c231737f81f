"""Which questions cannot be asked, and which words never lead to one."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from rocksolid.finding import Finding
from rocksolid.language.container import Health, Probe, ProbeKind, Question
from rocksolid.language.source import KeyPath
from rocksolid.language.types import Name
from rocksolid.system.ports import MAIN, listed, named, shown
from rocksolid.system.probes import ASKED_WITHOUT_WORDS, ASKING, MOMENTS, Moment, candidates, health_of, kind_of, questions, says, told
from rocksolid.system.workload import Workload

_TAKES: Mapping[ProbeKind, tuple[str, ...]] = {
    "http": ("path", "port", "headers", "scheme"),
    "grpc": ("service", "port"),
    "tcp": ("port",),
    "exec": ("command",),
    "none": ("reason",),
}
"""The words that say more about each kind of probe."""
_NEEDS: Mapping[ProbeKind, tuple[str, str]] = {
    "http": ("path", 'path = "/healthz"'),
    "exec": ("command", 'command = ["/app", "check"]'),
    "none": ("reason", 'reason = "why nobody can ask it"'),
}
"""The word that each kind cannot do without, and how it may look."""
_TIMES = ("delay", "period", "timeout", "failures", "successes")
_READ_AS = {"period": 10, "timeout": 1}
"""What Kubernetes silently makes of a 0."""
_ENDING = frozenset({"job", "cron"})
"""Kinds whose own container is asked nothing; that it has words is another error."""
_HEADER = "[-A-Za-z0-9]+"
_Mistake = tuple[str, str, KeyPath, bool, str]
"""What is wrong with the words of one table: code, message, where below the table, whether at the key, and hint."""


def health(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the questions to each container."""
    for container in (MAIN, *w.app.containers):
        path, table = health_of(w, container)
        if path[0] == "containers" and w.app.containers[Name(container)].when == "before":
            yield from _before(w, path)
        elif w.kind not in _ENDING or container != MAIN:
            yield from _twice(w, path, table)
            for where, words in (((), table), *(((moment,), getattr(table, moment)) for moment in MOMENTS)):
                yield from _nothing_to_run(w, (*path, *where), words)
                if says(words):
                    yield from _mistakes(w, (*path, *where), _in_words(words))
                    yield from _port(w, container, (*path, *where), words)
            for moment in MOMENTS:
                yield from _mistakes(w, (*path, moment), _in_times(moment, getattr(table, moment)))
                if container not in questions(w, moment) and w.layers.wrote(_dotted((*path, moment))):
                    yield from _idle(w, (*path, moment))
    yield from _nothing_to_ask(w)


def _nothing_to_run(w: Workload, path: KeyPath, words: Question) -> Iterator[Finding]:
    """Yield an error where an empty command is all that a probe says: it would silently be another probe."""
    told = words.kind or words.path or words.service or words.command
    if not told and w.layers.say(*path, "command"):
        spot = w.layers.at((*path, "command"))
        yield Finding("empty-list", "error", "the command is empty: nothing would be asked", spot, 'command = ["/app", "check"]')


def _before(w: Workload, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for probes of a container that has ended before anybody could ask it."""
    if w.layers.deciding(path):
        message = f'"{path[1]}" runs to its end before the app starts: nobody asks it'
        yield Finding("probe-before", "error", message, w.layers.at(path, key=True), "remove it: its exit code is its health")


def _twice(w: Workload, path: KeyPath, table: Health) -> Iterator[Finding]:
    """Yield an error where two tables say what readiness asks: they are not united, because one of them may mean another kind."""
    if says(table) and says(table.readiness):
        inner = (*path, "readiness")
        message = f"[{_dotted(path)}] and [{_dotted(inner)}] both say what readiness asks"
        spots = tuple(w.layers.at((*where, _said(words)[0]), key=True) for where, words in ((path, table), (inner, table.readiness)))
        yield Finding("readiness-twice", "error", message, spots[1], "write it into one of them", ((spots[0], "and here"),))


def _mistakes(w: Workload, path: KeyPath, found: tuple[_Mistake, ...]) -> Iterator[Finding]:
    """Yield an error for each mistake in the table at a path."""
    for code, message, below, key, hint in found:
        yield Finding(code, "error", message, w.layers.at((*path, *below), key=key), hint)


@lru_cache(1024)  # Equal tables of a fleet are one.
def _in_words(words: Question) -> tuple[_Mistake, ...]:
    return tuple(_wrong_words(words))


def _wrong_words(words: Question) -> Iterator[_Mistake]:
    """Yield a mistake for each word that its kind of probe does not have, and for the one that is missing."""
    kind = kind_of(words)
    for word in _said(words):
        if word not in ("kind", *_TAKES[kind]):
            hint = f"{_probe(kind)} takes {', '.join(_TAKES[kind])}"
            if kind == "tcp" and word in _TAKES["http"]:
                hint = 'path = "/healthz"    # makes it an http probe'
            yield "wrong-variant", f'{_probe(kind)} has no "{word}"', (word,), True, hint
    needed, example = _NEEDS.get(kind, ("", ""))
    if needed and not getattr(words, needed):
        yield "missing-word", f'{_probe(kind)} needs "{needed}"', ("kind",), False, f"add {example}"
    for name in words.headers:
        if not re.fullmatch(_HEADER, name):
            message = f'"{name}" is not the name of an HTTP header: letters, digits and "-"'
            yield "header-name", message, ("headers", name), True, ""


def _port(w: Workload, container: str, path: KeyPath, words: Question) -> Iterator[Finding]:
    """Yield an error where there is no one TCP port that is asked."""
    kind = kind_of(words)
    if "port" not in _TAKES[kind] or (not words.port and candidates(w.ports, container)):
        return
    spot = w.layers.at((*path, "port"))
    if not words.port:
        yield Finding("no-port-to-ask", "error", f"{_probe(kind)} needs a TCP port, and there is none", w.layers.at(path), "port = 8080")
    elif len(words.port) > 1:
        yield Finding("one-port", "error", f"a probe asks one port, not {len(words.port)}", spot, f"TCP ports are {_tcp(w)}")
    else:
        found = [port.protocol for port in named(w.ports, words.port)]
        what = shown(words.port[0])
        if not found:
            yield Finding("no-such-port", "error", f'"{w.app.name}" has no port {what}', spot, f"its TCP ports are {_tcp(w)}")
        elif "TCP" not in found:
            message = f"port {what} speaks {found[0]}: a probe asks over TCP"
            yield Finding("no-such-port", "error", message, spot, f"TCP ports are {_tcp(w)}")


def _tcp(w: Workload) -> str:
    """List what a probe could ask."""
    return listed(port for port in w.ports if port.protocol == "TCP")


@lru_cache(1024)
def _in_times(moment: Moment, probe: Probe) -> tuple[_Mistake, ...]:
    return tuple(_wrong_times(moment, probe))


def _wrong_times(moment: Moment, probe: Probe) -> Iterator[_Mistake]:
    """Yield a mistake for times that Kubernetes refuses, or reads as something else."""
    for word, read_as in _READ_AS.items():
        if getattr(probe, word) == 0:
            message = f'0 is out of range: Kubernetes would read "{word}" as {read_as} s'
            yield "out-of-range", message, (word,), False, f'{word} = "1s"'
    if moment != "readiness" and (probe.successes or 1) > 1:
        message = f"{moment} counts the first success: only readiness can ask for more"
        yield "one-success", message, ("successes",), False, "remove it"


def _idle(w: Workload, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for each time of a probe that is never made."""
    example = 'path = "/healthz"' if w.ports else 'command = ["/app", "check"]'
    for word in _TIMES:
        if w.layers.wrote(_dotted((*path, word))):
            message = f'{path[-1]} is asked nothing: its "{word}" has no use'
            hint = f"say what it asks:\n[{_dotted(path)}]\n{example}"
            yield Finding("nothing-asked", "error", message, w.layers.at((*path, word), key=True), hint)


def _nothing_to_ask(w: Workload) -> Iterator[Finding]:
    """Yield an error where an app must be asked how it is, has no TCP port that could be opened, and does not say what else."""
    own = [port.protocol for port in w.ports if port.container == MAIN]
    must = w.kind in ASKED_WITHOUT_WORDS and (own or (w.ports and w.kind != "daemon"))
    if not must or "TCP" in own:
        return
    untold = [moment for moment in MOMENTS if not told(w.app.health, moment)]
    if untold:
        message = f'"{w.app.name}" has no TCP port of its own that a probe could open: say what is asked instead'
        tables = [table for moment, table in (("readiness", "[health]"), ("liveness", "[health.liveness]")) if moment in untold]
        hint = "\n".join(f'{table}\nkind = "exec"\ncommand = ["/app", "check"]' for table in tables)
        yield Finding("nothing-to-ask", "error", message, w.layers.at(w.ports[0].path, key=True), hint)


def _said(words: Question) -> list[str]:
    """Return the words that a table uses to say what is asked."""
    return [word for word in ASKING if getattr(words, word) not in (None, (), {})]


def _probe(kind: ProbeKind) -> str:
    """Return what a kind of probe is called in a sentence."""
    return {"none": 'kind = "none"', "http": "an http probe", "exec": "an exec probe"}.get(kind, f"a {kind} probe")


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))
