"""What the probes ask, how patient they are, and whether liveness asks what readiness asks; a default that is written out is no difference."""

import shlex
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, Twin, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import in_words, whole
from rocksolid.verify.cluster import container_ports
from rocksolid.verify.document import table, tables

PROBES = {"startupProbe": "startup", "livenessProbe": "liveness", "readinessProbe": "readiness"}
"""The fields of the probes, and what each is about."""
LOST = {
    "startupProbe": "a start that takes its time is taken for a hang",
    "livenessProbe": "a hanging process is not restarted",
    "readinessProbe": "it gets traffic before it can answer",
}
"""What it means that a probe is missing."""
FROM_LIVENESS = "whatever makes it unready restarts it now, a neighbour's outage too: let liveness ask the process alone"
RESTARTING = ("startupProbe", "livenessProbe")
"""The probes that restart what they find wanting: less patience of theirs restarts what is only slow."""
DELAYED = "began after {}, now begins after {}"
DEFAULTS = {"periodSeconds": 10, "failureThreshold": 3, "timeoutSeconds": 1, "initialDelaySeconds": 0}
"""Kubernetes' own."""


@attrs.frozen
class Probe:
    """What a probe asks and how, and its patience in seconds: until failures count, for an answer, before the first question."""

    handler: str
    asks: str
    patience: int
    timeout: int
    delay: int


def probes(sides: Sides) -> Iterator[Change]:
    """Yield the probes that come, go and change, container by container."""
    for pair in pairs(sides):
        for twin in pair.containers:
            old, new = _probes(twin.old), _probes(twin.new)
            for field in PROBES:
                yield from _turned(pair, twin, field, old.get(field), new.get(field))
            if _alike(new) and not _alike(old):
                message = f"{twin.title}: liveness now asks what readiness asks: {new['livenessProbe'].asks}"
                yield pair.change("probes", "weakens", message, *twin.path, "livenessProbe", hint=FROM_LIVENESS)


def _turned(pair: Pair, twin: Twin, field: str, old: Probe | None, new: Probe | None) -> Iterator[Change]:
    about, path = f"{twin.title}: {PROBES[field]}", (*twin.path, field)
    if old is None and new is not None:
        yield pair.change("probes", "strengthens", f"{about} is new: {new.asks}", *path)
    elif new is None and old is not None:
        yield pair.change("probes", "weakens", f"{about} was {old.asks}, is gone: {LOST[field]}", *path)
    elif old and new:
        if (old.handler, old.asks) != (new.handler, new.asks):
            yield pair.change("probes", "changes", f"{about} was {old.asks}, is now {new.asks}", *path)
        for sentence, was, now in _times(old, new):
            weaker = now < was and field in RESTARTING and sentence != DELAYED
            effect: Effect = "weakens" if weaker else "changes"
            yield pair.change("probes", effect, f"{about} {sentence.format(in_words(was), in_words(now))}", *path)


def _times(old: Probe, new: Probe) -> Iterator[tuple[str, int, int]]:
    """Yield what is otherwise about its patience, with seconds before and after."""
    yield from (
        (sentence, was, now)
        for sentence, was, now in (
            ("gave up after {}, now gives up after {}", old.patience, new.patience),
            ("waited {} for an answer, now waits {}", old.timeout, new.timeout),
            (DELAYED, old.delay, new.delay),
        )
        if was != now
    )


def _alike(some: Mapping[str, Probe]) -> bool:
    """Return whether liveness asks what readiness asks; an open port says nothing about neighbours."""
    liveness, readiness = some.get("livenessProbe"), some.get("readinessProbe")
    return bool(liveness and readiness and liveness.handler != "tcpSocket" and liveness.asks == readiness.asks)


def _probes(container: Mapping[str, Any]) -> dict[str, Probe]:
    """Return the probes of a container, by field; what asks nothing is none."""
    ports = {port.name: port.number for port in container_ports(container) if port.name}
    return {field: probe for field in PROBES if (probe := _probe(table(container, field), ports))}


def _probe(said: Mapping[str, Any], ports: Mapping[str, int]) -> Probe | None:
    handler = next((handler for handler in HANDLERS if isinstance(said.get(handler), Mapping)), None)
    if handler is None:
        return None
    period, failures, timeout, delay = (whole(said.get(field), default=default) for field, default in DEFAULTS.items())
    return Probe(handler, HANDLERS[handler](table(said, handler), ports), period * failures, timeout, delay)


def _port(action: Mapping[str, Any], ports: Mapping[str, int]) -> str:
    """Return the number of a port that a probe names, as far as its container declares it."""
    port = action.get("port")
    return str(ports.get(port, port) if isinstance(port, str) else port)


def _http(action: Mapping[str, Any], ports: Mapping[str, int]) -> str:
    path, scheme = action.get("path") or "/", str(action.get("scheme") or "HTTP")
    headers = sorted(f"{one.get('name')}: {one.get('value')}" for _, one in tables(action, "httpHeaders"))
    host = f" of {action['host']}" if action.get("host") else ""
    over = f" over {scheme}" if scheme != "HTTP" else ""
    return f"GET {path} on port {_port(action, ports)}{host}{over}{' with ' if headers else ''}{', '.join(headers)}"


def _connection(action: Mapping[str, Any], ports: Mapping[str, int]) -> str:
    host = f" of {action['host']}" if action.get("host") else ""
    return f"a connection to port {_port(action, ports)}{host}"


def _grpc(action: Mapping[str, Any], ports: Mapping[str, int]) -> str:
    service = f' of "{action["service"]}"' if action.get("service") else ""
    return f"gRPC health{service} on port {_port(action, ports)}"


def _command(action: Mapping[str, Any], ports: Mapping[str, int]) -> str:  # noqa: ARG001  The same for every handler.
    command = action.get("command")
    return f"the command {shlex.join(map(str, command)) if isinstance(command, list) else command}"


HANDLERS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, int]], str]] = {
    "httpGet": _http,
    "tcpSocket": _connection,
    "grpc": _grpc,
    "exec": _command,
}
"""The ways to ask, each with how it is put into words."""
