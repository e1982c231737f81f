"""What a server refuses in Deployments, ReplicaSets, DaemonSets and ReplicationControllers: numbers of pods, and how these are replaced."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.resource import strings
from rocksolid.verify.server.fields import COUNT, INT64, digits_of, is_number, numbers, share
from rocksolid.verify.server.pods.rules import pod_template
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import pairs
from rocksolid.verify.server.templates import ROLLING, TEMPLATE, is_rolling, kept, kept_running, unmet, update_type

DEADLINE = 600
"""The seconds that a Deployment has to get on where it says nothing: what the server sets."""
_COUNTS = {"replicas": COUNT, "minReadySeconds": COUNT}
_OF_DEPLOYMENT = {**_COUNTS, "revisionHistoryLimit": COUNT, "progressDeadlineSeconds": COUNT}
_OF_DAEMON_SET = {"minReadySeconds": COUNT, "revisionHistoryLimit": COUNT, "templateGeneration": (0, INT64)}
_FIELDS = ("maxUnavailable", "maxSurge")


def deployment(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a Deployment."""
    spec = table(one, "spec")
    yield from kept(one)
    yield from pod_template(spec.get("template"), TEMPLATE, minor)
    yield from numbers(spec, SPEC, _OF_DEPLOYMENT)
    yield from _deadline(spec)
    strategy, path = table(spec, "strategy"), (*SPEC, "strategy")
    rolling, within = table(strategy, "rollingUpdate"), (*path, "rollingUpdate")
    yield from update_type(strategy, path, "Recreate")
    if strategy.get("type") == "Recreate" and strategy.get("rollingUpdate") is not None:
        yield Refusal(within, "must be left out: the type is Recreate", f"type: {ROLLING}")
    elif is_rolling(strategy):
        yield from share(rolling.get("maxUnavailable"), (*within, "maxUnavailable"))
        yield from share(rolling.get("maxSurge"), (*within, "maxSurge"), limited=False)
        if not any(_some(rolling.get(field)) for field in _FIELDS):
            yield Refusal((*within, "maxUnavailable"), "must be more than 0, as maxSurge is 0", "maxSurge: 1")


def replica_set(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a ReplicaSet."""
    spec = table(one, "spec")
    yield from kept(one)
    yield from pod_template(spec.get("template"), TEMPLATE, minor)
    yield from numbers(spec, SPEC, _COUNTS)


def replication_controller(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a ReplicationController, whose selector is nothing but labels, by default those of its pods."""
    spec = table(one, "spec")
    labels = strings(table(spec, "template", "metadata").get("labels"))
    yield from numbers(spec, SPEC, _COUNTS)
    yield from pairs(spec.get("selector"), (*SPEC, "selector"))
    asked = strings(spec.get("selector"))
    yield from (unmet(key, f"{key}: {value}", labels) for key, value in asked.items() if labels.get(key) != value)
    if not asked and not labels:
        yield Refusal((*SPEC, "selector"), "must be set: its pods have no labels that it could be", "selector: {app: web}")
    yield from kept_running(spec)
    yield from pod_template(spec.get("template"), TEMPLATE, minor)


def daemon_set(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a DaemonSet."""
    spec = table(one, "spec")
    yield from kept(one)
    yield from pod_template(spec.get("template"), TEMPLATE, minor)
    yield from numbers(spec, SPEC, _OF_DAEMON_SET)
    strategy, path = table(spec, "updateStrategy"), (*SPEC, "updateStrategy")
    yield from update_type(strategy, path, "OnDelete")
    if is_rolling(strategy):
        yield from _one_by_one(table(strategy, "rollingUpdate"), (*path, "rollingUpdate"))


def _one_by_one(rolling: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the update of a DaemonSet: a node has either none for a while, or two."""
    for field in _FIELDS:
        yield from share(rolling.get(field), (*path, field))
    unavailable = rolling.get("maxUnavailable") is None or _some(rolling["maxUnavailable"])
    surge = rolling.get("maxSurge") is not None and _some(rolling["maxSurge"])
    if unavailable and surge:
        yield Refusal((*path, "maxSurge"), "must be 0 where maxUnavailable is not: by default that is 1", "maxUnavailable: 0")
    elif not unavailable and not surge:
        yield Refusal((*path, "maxUnavailable"), "must be more than 0, as maxSurge is 0", "maxUnavailable: 1")


def _deadline(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    ready, deadline = spec.get("minReadySeconds") or 0, spec.get("progressDeadlineSeconds")
    seconds = DEADLINE if deadline is None else deadline
    if is_number(ready) and is_number(seconds) and 0 <= seconds <= ready:
        where = None if deadline is not None else (*SPEC, "minReadySeconds")
        said = f"{seconds} must be more than minReadySeconds, {ready}"
        yield Refusal((*SPEC, "progressDeadlineSeconds"), said, f"progressDeadlineSeconds: {ready + DEADLINE}", spot=where)


def _some(value: Any) -> bool:
    """Return whether a share is not 0; where nothing is said, the server sets some."""
    return value is None or digits_of(value) != 0 or not isinstance(value, str | int)
