"""What all containers of a pod ask for together fits into what the pod asks for as a whole."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.server.formats import label_key, shown
from rocksolid.verify.server.pods.resources import HUGE_PAGES, amounts, requests_and_limits
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal, keyed

SINCE = 34
"""The first minor version in which a pod may ask for resources as a whole; before it, the server drops them."""
_RESOURCES = ("cpu", "memory")
_Amounts = Mapping[str, Fraction]


def together(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the resources of a pod as a whole."""
    said = pod.spec.get("resources")
    if pod.minor < SINCE or not isinstance(said, Mapping):
        return
    path = (*pod.path, "resources")
    if said.get("claims") is not None:
        yield Refusal((*path, "claims"), "must be left out: only a container has claims")
    yield from requests_and_limits(said, path, _of_pod)
    yield from _above(pod, is_made=False)
    limits = amounts(said, "limits")
    for container in pod.containers:
        own = amounts(table(container.content, "resources"), "limits") if container.group == "containers" else {}
        for name in (name for name in own if name in limits and own[name] > limits[name]):
            said_path = (*path, *container.path[len(pod.path) :], keyed(name), "limits")
            yield Refusal(said_path, f"is above the limit of the pod, {table(said, 'limits')[name]}", spot=_limit(container, name))


def made_together(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused only in the made pod, in which a limit is also the request where none is said."""
    said = pod.spec.get("resources")
    if pod.minor < SINCE or not isinstance(said, Mapping):
        return
    known = {refusal.path for refusal in _above(pod, is_made=False)}
    yield from (refusal for refusal in _above(pod, is_made=True) if refusal.path not in known)
    limits, path = amounts(said, "limits"), (*pod.path, "resources")
    for name, asked in _sum(pod, is_made=True).items() if limits else ():
        if _is_of_pods(name) and name not in table(said, "requests") and name in limits and asked > limits[name]:
            problem = f"must not be above the limit of the pod, {table(said, 'limits')[name]}: the containers ask for more {name}"
            yield Refusal((*path, "requests"), problem, spot=(*path, "limits", name))


def _above(pod: Pod, *, is_made: bool) -> Iterator[Refusal]:
    said = table(pod.spec, "resources")
    requests, path = amounts(said, "requests"), (*pod.path, "resources", "requests")
    for name, asked in _sum(pod, is_made=is_made).items() if requests else ():
        if name in requests and asked > requests[name]:
            problem = f"{table(said, 'requests')[name]} is less than the containers ask for together"
            yield Refusal((*path, keyed(name)), problem, spot=(*path, name))


def _sum(pod: Pod, *, is_made: bool) -> _Amounts:
    """Return what containers ask for at most at one time: init containers run one by one, beside those that go on running."""
    going_on: dict[str, Fraction] = {}
    most: dict[str, Fraction] = {}
    for container in pod.containers:  # Init containers are the first.
        asked = _asked(container, is_made=is_made)
        if container.goes_on:
            going_on = {name: going_on.get(name, 0) + asked.get(name, Fraction(0)) for name in {**going_on, **asked}}
        elif container.group == "initContainers":
            now = {name: going_on.get(name, 0) + asked.get(name, Fraction(0)) for name in {**going_on, **asked}}
            most = {name: max(most.get(name, Fraction(0)), now.get(name, Fraction(0))) for name in {**most, **now}}
    return {name: max(most.get(name, Fraction(0)), going_on.get(name, Fraction(0))) for name in {**most, **going_on}}


def _asked(container: Container, *, is_made: bool) -> _Amounts:
    said: Mapping[str, Any] = table(container.content, "resources")
    in_limits = amounts(said, "limits") if is_made else {}
    return {**in_limits, **amounts(said, "requests")}


def _is_of_pods(name: str) -> bool:
    return name in _RESOURCES or name.startswith(HUGE_PAGES)


def _of_pod(name: str) -> str:
    return label_key(name) or ("" if _is_of_pods(name) else f"{shown(name)} must be cpu or memory: a pod as a whole has no others")


def _limit(container: Container, name: str) -> Path:
    return (*container.path, "resources", "limits", name)
