"""Which autoscalers Kubernetes refuses, and which words it does not know in the target version."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.finding import Finding
from rocksolid.language.operation import Scale
from rocksolid.language.source import KeyPath
from rocksolid.system.constraints.target import needs_kubernetes
from rocksolid.system.scaling import TO_ZERO_SINCE, TOLERANCE_SINCE
from rocksolid.system.workload import Workload

_SOURCES = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}
"""The types of metrics, and the field that holds each."""
_WAKING = frozenset({"Object", "External"})
"""The types that have a value while no pod runs."""
_DIRECTIONS = ("scaleUp", "scaleDown")
_LONGEST_WINDOW = 3600
_LONGEST_PERIOD = 1800


def scaling(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with how the replicas follow the load."""
    scale = w.app.scale
    if scale:
        yield from _range(w, scale)
        yield from _metrics(w, scale)
        yield from _behavior(w, scale)


def _range(w: Workload, scale: Scale) -> Iterator[Finding]:
    """Yield an error for an empty range, and for 0 replicas where nothing could wake the app again."""
    least, spot = scale.min, w.layers.at(("scale", "min"))
    if least > scale.max and w.layers.wrote("scale.min"):
        message = f"at least {least} replicas are more than at most {scale.max}"
        related = ((w.layers.at(("scale", "max")), "the most"),)
        yield Finding("min-over-max", "error", message, spot, f"max = {least}", related)
    if least == 0 and w.platform.kubernetes < TO_ZERO_SINCE:
        yield needs_kubernetes(w, "scales down to one replica, not to none", spot, TO_ZERO_SINCE, "min = 1")
    elif least == 0 and not any(metric.get("type") in _WAKING for metric in scale.metrics):
        message = "with 0 replicas no pod uses anything: only a metric from outside could wake the app"
        yield Finding("nothing-wakes", "error", message, spot, 'min = 1, or a metric with type = "Object" or "External"')


def _metrics(w: Workload, scale: Scale) -> Iterator[Finding]:
    """Yield an error for a raw metric whose type says nothing about where its value comes from."""
    for position, metric in enumerate(scale.metrics):
        kind, path = metric.get("type"), ("scale", "metrics", position)
        if not isinstance(kind, str) or kind not in _SOURCES:
            from rocksolid.language.diagnostics import did_you_mean

            message = f"a metric has one of these types: {', '.join(_SOURCES)}"
            hint = did_you_mean(str(kind), _SOURCES) or 'type = "External"'
            yield Finding("metric-type", "error", message, w.layers.at((*path, "type")), hint)
        elif set(metric) != {"type", _SOURCES[kind]}:
            message = f'a metric of type "{kind}" holds "{_SOURCES[kind]}" and nothing else'
            yield Finding("metric-type", "error", message, w.layers.at(path), f"{_SOURCES[kind]} = {{ ... }}")


def _behavior(w: Workload, scale: Scale) -> Iterator[Finding]:
    """Yield an error for limits that Kubernetes has for both directions."""
    for direction, rules in scale.behavior.items():
        path: KeyPath = ("scale", "behavior", direction)
        if direction not in _DIRECTIONS or not isinstance(rules, dict):
            message = f"behavior is a table for each direction: {' and '.join(_DIRECTIONS)}"
            yield Finding(
                "behavior", "error", message, w.layers.at(path, key=True), "[scale.behavior.scaleDown]\nstabilizationWindowSeconds = 300"
            )
            continue
        if "tolerance" in rules and w.platform.kubernetes < TOLERANCE_SINCE:
            where = w.layers.at((*path, "tolerance"), key=True)
            yield needs_kubernetes(w, 'knows no "tolerance"', where, TOLERANCE_SINCE, "remove it")
        yield from _limits(w, path, rules)


def _limits(w: Workload, path: KeyPath, rules: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield an error for times that are longer than Kubernetes looks back, and for a direction without policies."""
    if _over(rules.get("stabilizationWindowSeconds"), _LONGEST_WINDOW):
        message = f"the window is at most {_LONGEST_WINDOW} s"
        yield Finding("behavior", "error", message, w.layers.at((*path, "stabilizationWindowSeconds")), f"use {_LONGEST_WINDOW}")
    policies = rules.get("policies")
    if policies is not None and not policies:
        message = "without a policy there is no scaling this way"
        yield Finding("behavior", "error", message, w.layers.at((*path, "policies")), 'selectPolicy = "Disabled"    # if that is meant')
    for position, policy in enumerate(policies if isinstance(policies, (list, tuple)) else ()):
        if isinstance(policy, dict) and _over(policy.get("periodSeconds"), _LONGEST_PERIOD):
            where = w.layers.at((*path, "policies", position, "periodSeconds"))
            yield Finding("behavior", "error", f"the period is at most {_LONGEST_PERIOD} s", where, f"use {_LONGEST_PERIOD}")


def _over(value: Any, most: int) -> bool:
    return isinstance(value, int) and value > most
