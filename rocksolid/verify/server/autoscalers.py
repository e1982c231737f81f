"""What a server refuses in a HorizontalPodAutoscaler: its bounds, whom it scales, by which metrics, and how fast."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items, table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.server.fields import INT32, is_number, named, numbers, reference, required, words
from rocksolid.verify.server.formats import amount, dns_label, path_segment, shown
from rocksolid.verify.server.pods.resources import of_container
from rocksolid.verify.server.refusal import SPEC, Refusal

SOURCES = {
    "Object": "object",
    "External": "external",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}
"""The types of metrics, and the field that describes each; where there are several, the server looks at the first in this order."""
FROM_ZERO = {"Object", "External"}
"""The types of metrics that are still there where no pod is."""
LONGEST_PERIOD, LONGEST_WINDOW = 1800, 3600
"""The most seconds over which a policy counts, and for which the highest wish of the past holds."""
WITH_GROUP, WITH_TOLERANCE, TO_ZERO = 35, 35, 37
"""The first minor versions that ask for the group of a target, that know tolerances, and that may let an autoscaler stop all pods."""
_SELECTING = {"selectPolicy": ("Max", "Min", "Disabled")}
_TARGETS = ("Utilization", "Value", "AverageValue")


def autoscaler(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a HorizontalPodAutoscaler, of both versions of the API."""
    spec = table(one, "spec")
    yield from _bounds(spec, minor)
    target, path = table(spec, "scaleTargetRef"), (*SPEC, "scaleTargetRef")
    yield from reference(target, path)
    if minor >= WITH_GROUP and (target or not spec):  # That a spec has no target, the schema says.
        yield from _group(target, path, needed=target.get("kind") != "ReplicationController")
    for index, metric in items(spec, "metrics"):
        yield from _metric(metric, (*SPEC, "metrics", index), minor)
    for direction in ("scaleUp", "scaleDown"):
        if isinstance(rules := table(spec, "behavior").get(direction), Mapping):
            yield from _rules(rules, (*SPEC, "behavior", direction), minor)
    old = ("targetCPUUtilizationPercentage",)
    for refusal in numbers(spec, SPEC, {old[0]: (1, INT32)}):
        converted = (*SPEC, "metrics", 0, "resource", "target", "averageUtilization")
        yield Refusal(converted, refusal.problem, spot=refusal.path)


def _bounds(spec: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    least, most = spec.get("minReplicas"), spec.get("maxReplicas")
    outside = any(metric.get("type") in FROM_ZERO for _, metric in items(spec, "metrics") if isinstance(metric.get("type"), str))
    yield from numbers(spec, SPEC, {"minReplicas": (0 if minor >= TO_ZERO else 1, INT32)})
    if least == 0 and is_number(least) and not outside:
        said = "must have a metric of type Object or External: no other is there while there are no pods"
        yield Refusal((*SPEC, "metrics"), said)
    yield from numbers(spec, SPEC, {"maxReplicas": (1, INT32)})
    if is_number(least) and is_number(most) and 0 < most < least:
        yield Refusal((*SPEC, "maxReplicas"), f"{most} must be {least} or more, as minReplicas says", f"maxReplicas: {least}")


def _group(one: Mapping[str, Any], path: Path, *, needed: bool) -> Iterator[Refusal]:
    api = one.get("apiVersion") or ""
    if not isinstance(api, str):
        return
    group, _, version = api.rpartition("/")
    if "/" in group:
        yield Refusal((*path, "apiVersion"), f"{shown(api)} must be a group and a version, as apps/v1")
    elif needed and not group:
        hint = "apiVersion: apps/v1" if one.get("kind") in ("Deployment", "StatefulSet", "ReplicaSet") else ""
        yield Refusal((*path, "apiVersion"), f"{shown(api)} must name the group of the API" if version else "must be set", hint)


def _metric(metric: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    kind = metric.get("type")
    yield from required(metric, path, ("type",))
    yield from words(metric, path, {"type": tuple(SOURCES)})
    present = [field for field in SOURCES.values() if isinstance(metric.get(field), Mapping)]
    if present:
        yield from _source(present[0], metric[present[0]], (*path, present[0]), minor)
    expected = SOURCES.get(kind) if isinstance(kind, str) else None
    if expected and expected not in present:
        yield Refusal((*path, expected), f"must be set: the type is {kind}")
    if len(present) > 1:
        for field in present:
            if field != expected:
                yield Refusal((*path, field), f"must be left out: the type is {kind}")


def _source(field: str, source: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    """Yield what is wrong with the description of one metric."""
    target = table(source, "target")
    if field in {"resource", "containerResource"}:
        yield from required(source, path, ("name", "container"))
        yield from _either(target, (*path, "target"), "averageUtilization", "averageValue")
    else:
        metric = table(source, "metric")
        yield from required(metric, (*path, "metric"), ("name",))
        yield from named(metric, (*path, "metric"), {"name": path_segment})
        yield from _value(field, target, (*path, "target"))
    if field == "containerResource":
        yield from named(source, path, {"container": dns_label, "name": of_container})
    if field == "object":
        described = table(source, "describedObject")
        yield from reference(described, (*path, "describedObject"))
        if minor >= WITH_GROUP:
            yield from _group(described, (*path, "describedObject"), needed=False)
    yield from _target(target, (*path, "target"))


def _either(target: Mapping[str, Any], path: Path, first: str, second: str) -> Iterator[Refusal]:
    if target.get(first) is None and target.get(second) is None:
        yield Refusal((*path, first), f"must be set, or {second}", f"{first}: 80", spot=path)
    elif target.get(first) is not None and target.get(second) is not None:
        yield Refusal((*path, second), f"must be left out: {first} says it already")


def _value(field: str, target: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    value, average = target.get("value"), target.get("averageValue")
    if average is None and (value is None or field == "pods"):
        also = "" if field == "pods" else ", or value"
        yield Refusal((*path, "averageValue"), f"must be set{also}", 'averageValue: "100"', spot=path)
    elif field == "external" and value is not None and average is not None:
        yield Refusal((*path, "value"), "must be left out: averageValue says it already")


def _target(target: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from required(target, path, ("type",))
    yield from words(target, path, {"type": _TARGETS})
    yield from numbers(target, path, {"averageUtilization": (1, INT32)})
    for field in ("value", "averageValue"):
        yield from _quantity(target.get(field), (*path, field))


def _rules(rules: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    yield from numbers(rules, path, {"stabilizationWindowSeconds": (0, LONGEST_WINDOW)})
    yield from words(rules, path, _SELECTING)
    yield from required(rules, path, _SELECTING)
    if rules.get("policies") == []:
        yield Refusal((*path, "policies"), "must not be empty", "selectPolicy: Disabled" if path[-1] == "scaleDown" else "")
    for index, policy in items(rules, "policies"):
        within = (*path, "policies", index)
        yield from words(policy, within, {"type": ("Pods", "Percent")})
        yield from required(policy, within, ("type",))
        yield from numbers(policy, within, {"value": (1, INT32), "periodSeconds": (1, LONGEST_PERIOD)})
    if minor >= WITH_TOLERANCE:
        yield from _quantity(rules.get("tolerance"), (*path, "tolerance"), may_be_zero=True)


def _quantity(value: Any, path: Path, *, may_be_zero: bool = False) -> Iterator[Refusal]:
    if problem := amount(value):
        yield Refusal(path, problem)
    elif (number := quantity(value)) is not None and (number < 0 or (number == 0 and not may_be_zero)):
        yield Refusal(path, f"{value} must be {'0 or more' if may_be_zero else 'more than 0'}")
