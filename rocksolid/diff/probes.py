"""What the probes ask, how patient they are, and whether liveness asks what readiness asks; a default that is written out is no difference."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.handlers import action
from rocksolid.diff.pairs import Pair, Twin, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import in_words, whole
from rocksolid.verify.cluster import Cluster, Workload, container_ports
from rocksolid.verify.document import table
from rocksolid.verify.services import selector_of

PROBES = {"startupProbe": "startup", "livenessProbe": "liveness", "readinessProbe": "readiness"}
"""The fields of the probes, and what each is about."""
LOST = {
    "startupProbe": "a start that takes its time is taken for a hang",
    "livenessProbe": "a hanging process is not restarted",
    "readinessProbe": "it gets traffic before it can answer",
}
"""What it means that a probe is missing."""
UNSERVED = "a rollout goes on as soon as it runs"
"""What it means of readiness where no Service sends traffic."""
FROM_LIVENESS = "whatever makes it unready restarts it now, a neighbour's outage too: let liveness ask the process alone"
RESTARTING = ("startupProbe", "livenessProbe")
"""The probes that restart what they find wanting: less patience of theirs restarts what is only slow."""
PATIENCE = "gave up after {}, now gives up after {}"
"""More of it in readiness sends traffic for longer to where nobody answers."""
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
    served = _served(sides.new)
    for pair in sides.once(pairs):
        for twin in pair.containers:
            old, new = _probes(twin.old), _probes(twin.new)
            for field in PROBES:
                lost = UNSERVED if field == "readinessProbe" and pair.new not in served else LOST[field]
                yield from _turned(pair, twin, field, (old.get(field), new.get(field)), lost)
            if _alike(new) and not _alike(old):
                message = f"{twin.title}: liveness now asks what readiness asks: {new['livenessProbe'].asks}"
                yield pair.change("probes", "weakens", message, *twin.path, "livenessProbe", hint=FROM_LIVENESS)


def _served(cluster: Cluster) -> set[Workload]:
    """Return the workloads that a Service may send traffic to: to others, readiness only means that a rollout may go on."""
    services = cluster.of_kind("Service")
    return {w for service in services for w in cluster.labelled(service.namespace, selector_of(service))}


def _turned(pair: Pair, twin: Twin, field: str, turn: tuple[Probe | None, Probe | None], lost: str) -> Iterator[Change]:
    old, new = turn
    about, path = f"{twin.title}: {PROBES[field]}", (*twin.path, field)
    if old is None and new is not None:
        yield pair.change("probes", "strengthens", f"{about} is new: {new.asks}", *path)
    elif new is None and old is not None:
        yield pair.change("probes", "weakens", f"{about} was {old.asks}, is gone: {lost}", *path)
    elif old and new:
        if (old.handler, old.asks) != (new.handler, new.asks):
            yield pair.change("probes", "changes", f"{about} was {old.asks}, is now {new.asks}", *path)
        for sentence, was, now in _times(old, new):
            sooner = now < was and field in RESTARTING and sentence != DELAYED
            later = now > was and field == "readinessProbe" and sentence == PATIENCE
            effect: Effect = "weakens" if sooner or later else "changes"
            yield pair.change("probes", effect, f"{about} {sentence.format(in_words(was), in_words(now))}", *path)


def _times(old: Probe, new: Probe) -> Iterator[tuple[str, int, int]]:
    """Yield what is otherwise about its patience, with seconds before and after."""
    yield from (
        (sentence, was, now)
        for sentence, was, now in (
            (PATIENCE, old.patience, new.patience),
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
    asked = action(said, ports)
    if asked is None:
        return None
    period, failures, timeout, delay = (whole(said.get(field), default=default) for field, default in DEFAULTS.items())
    return Probe(*asked, period * failures, timeout, delay)
