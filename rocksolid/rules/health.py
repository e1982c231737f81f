"""Calls only reach replicas that are ready, and only a process that is stuck itself is restarted: no neighbour's outage does that."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.manifest.shared import shared
from rocksolid.system.ports import PORTS
from rocksolid.system.probes import ASKING, MOMENTS, Moment, Question, questions
from rocksolid.system.resolve import System

_CONTAINERS = ("name", *PORTS)
_BECAUSE: Mapping[Moment, tuple[str, ...]] = {
    "startup": (*_CONTAINERS, "health.startup", "health.liveness"),
    "liveness": (*_CONTAINERS, "health.liveness"),
    "readiness": (*_CONTAINERS, "health.readiness", *(f"health.{word}" for word in ASKING)),
}


def health(system: System) -> Iterator[Part]:
    """Yield the probes of every container; a container that is asked nothing has none."""
    for w in system.workloads:
        for moment in MOMENTS:
            asked = questions(w, moment)
            if asked:
                yield Part(w.controller, w.containers(partial(_of_container, moment, asked)), _BECAUSE[moment])


def _of_container(moment: Moment, asked: Mapping[str, Question], container: str) -> dict[str, Any]:
    question = asked.get(container)
    return {f"{moment}Probe": _probe(question)} if question else {}


@shared
def _probe(question: Question) -> dict[str, Any]:
    return {**_HANDLERS[question.kind](question), **_times(question)}


def _http(question: Question) -> dict[str, Any]:
    words = question.words
    scheme = {"scheme": words.scheme} if words.scheme else {}
    headers = [{"name": name, "value": value} for name, value in words.headers.items()]
    return {"httpGet": {"path": words.path, **_port(question), **scheme, **({"httpHeaders": headers} if headers else {})}}


def _grpc(question: Question) -> dict[str, Any]:
    service = {"service": question.words.service} if question.words.service else {}
    return {"grpc": {"port": question.port and question.port.number, **service}}  # Kubernetes takes no name here.


def _tcp(question: Question) -> dict[str, Any]:
    return {"tcpSocket": _port(question)}


def _exec(question: Question) -> dict[str, Any]:
    return {"exec": {"command": list(question.words.command)}}


_HANDLERS: Mapping[str, Callable[[Question], dict[str, Any]]] = {"http": _http, "grpc": _grpc, "tcp": _tcp, "exec": _exec}


def _port(question: Question) -> dict[str, Any]:
    """Return the port by name; a name means nothing in another container, so there it is the number."""
    port = question.port
    return {"port": port.name if port.container == question.container else port.number} if port else {}


def _times(question: Question) -> dict[str, int]:
    """Return when is asked, without what says nothing: no delay, one success."""
    times = question.times
    said = {
        "initialDelaySeconds": times.delay or None,
        "periodSeconds": times.period,
        "timeoutSeconds": question.timeout,
        "failureThreshold": times.failures,
        "successThreshold": times.successes if times.successes != 1 else None,
    }
    return {field: value for field, value in said.items() if value is not None}
