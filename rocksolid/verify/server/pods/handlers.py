"""Every probe and every hook of a container does one thing, to a port that is one, at times that can be."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, tables
from rocksolid.verify.server.fields import COUNT, PORT, is_number, numbers, port_or_name, words
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.pods.spec import GRACE, Container, Pod
from rocksolid.verify.server.refusal import Refusal

SLEEPING_ZERO = 33
"""The first minor version that takes a hook that sleeps for no time."""
PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
HOOKS = ("postStart", "preStop")
_TIMES = dict.fromkeys(("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"), COUNT)
_GRACE = "terminationGracePeriodSeconds"
_SCHEMES = {"scheme": ("HTTP", "HTTPS")}
_HEADER = frozenset("-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


def handlers(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the probes and hooks of a container, all of them where it ends before the others begin."""
    if not container.goes_on:
        yield from _none(container)
        return
    for name in PROBES:
        if isinstance(probe := container.content.get(name), Mapping):
            yield from _probe(pod, probe, (*container.path, name))
    if isinstance(lifecycle := container.content.get("lifecycle"), Mapping):
        for name in HOOKS:
            if isinstance(hook := lifecycle.get(name), Mapping):
                yield from _handler(pod, hook, (*container.path, "lifecycle", name), _IN_HOOKS)


def _none(container: Container) -> Iterator[Refusal]:
    init = container.group == "initContainers"
    for name in (*PROBES, "lifecycle"):
        if container.content.get(name) is not None:
            problem = "an init container may have one only if it goes on running" if init else "an ephemeral container may have none"
            yield Refusal((*container.path, name), problem, "restartPolicy: Always" if init else "")


def _probe(pod: Pod, probe: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from _handler(pod, probe, path, _IN_PROBES)
    yield from numbers(probe, path, _TIMES)
    name, successes, grace = path[-1], probe.get("successThreshold"), probe.get(_GRACE)
    if name != "readinessProbe" and is_number(successes) and successes > 1:
        yield Refusal((*path, "successThreshold"), f"{successes} must be 1 in a {name}", "successThreshold: 1")
    if grace is not None and name == "readinessProbe":
        yield Refusal((*path, _GRACE), "must be left out: a readinessProbe ends no container")
    elif is_number(grace) and grace < 1:
        yield Refusal((*path, _GRACE), f"{grace} must be 1 or more")


def _handler(pod: Pod, content: Mapping[str, Any], path: Path, known: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield what is refused in the one thing that a probe or hook does; of several, the server reads the first of its own order."""
    there = [name for name in known if content.get(name) is not None]
    if not there:
        yield Refusal(path, f"must have one of {', '.join(known)}")
    elif isinstance(content[there[0]], Mapping):
        yield from _ACTIONS[there[0]](pod, content[there[0]], (*path, there[0]))
    for name in there[1:]:
        yield Refusal((*path, name), f"must not stand beside {there[0]}: only one can be")


def _exec(_: Pod, action: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    if not action.get("command"):
        yield Refusal((*path, "command"), "must name a program")


def _http(pod: Pod, action: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from _port(pod, action, path)
    yield from words(action, path, _SCHEMES)
    for index, header in tables(action, "httpHeaders"):
        name = header.get("name")
        if isinstance(name, str) and not (name and _HEADER.issuperset(name)):
            where = (*path, "httpHeaders")
            yield Refusal(where, f'{shown(name)} must be letters, digits and "-"', spot=(*where, index, "name"))


def _port(_: Pod, action: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from port_or_name(action.get("port"), (*path, "port"))


def _grpc(_: Pod, action: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from numbers(action, path, {"port": PORT})


def _sleep(pod: Pod, action: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    seconds, grace = action.get("seconds"), pod.grace
    seconds = 0 if seconds is None else seconds
    if grace is None or not is_number(seconds):
        return
    where, mended = (*path, "seconds"), (*pod.path, _GRACE)
    if seconds > grace:
        hint = f"{_GRACE}: {seconds + GRACE}    # the sleep is a part of it"
        problem = f"sleeps {seconds} s, and the pod has {grace} s to end"
        yield Refusal(path, problem, hint, spot=mended if _GRACE in pod.spec else where)
    elif seconds < 0 or (seconds == 0 and pod.minor < SLEEPING_ZERO):
        yield Refusal(path, f"{seconds} s is no time to sleep", spot=where)


_ACTIONS: Mapping[str, Callable[[Pod, Mapping[str, Any], Path], Iterator[Refusal]]] = {
    "exec": _exec,
    "httpGet": _http,
    "tcpSocket": _port,
    "grpc": _grpc,
    "sleep": _sleep,
}
_IN_PROBES = ("exec", "httpGet", "tcpSocket", "grpc")
_IN_HOOKS = ("exec", "httpGet", "tcpSocket", "sleep")
