"""Which autoscalers Kubernetes refuses, and which words it does not know in the target version."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.finding import Finding
from rocksolid.language.operation import Scale
from rocksolid.language.source import KeyPath
from rocksolid.language.types import Name
from rocksolid.system.constraints.target import needs_kubernetes
from rocksolid.system.containers import containers
from rocksolid.system.resources import resources
from rocksolid.system.scaling import TO_ZERO_SINCE, TOLERANCE_SINCE, held
from rocksolid.system.workload import Workload

_SOURCES = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}
"""The types of metrics, and the field that holds each."""
_UTILIZATION, _TOTAL, _AVERAGE = "averageUtilization", "value", "averageValue"
_TARGETS = {"Utilization": _UTILIZATION, "Value": _TOTAL, "AverageValue": _AVERAGE}
"""The types of targets, and the field that holds each."""
_HOLDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "Resource": (("name",), (_UTILIZATION, _AVERAGE)),
    "ContainerResource": (("name", "container"), (_UTILIZATION, _AVERAGE)),
    "Pods": (("metric",), (_AVERAGE,)),
    "Object": (("describedObject", "metric"), (_TOTAL, _AVERAGE)),
    "External": (("metric",), (_TOTAL, _AVERAGE)),
}
"""For each type of metric what its table needs beside the target, and which targets it can have."""
_WAKING = frozenset({"Object", "External"})
"""The types that have a value while no pod runs."""
_DIRECTIONS = ("scaleUp", "scaleDown")
_LONGEST_WINDOW = 3600
_LONGEST_PERIOD = 1800


def scaling(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with how the replicas follow the load."""
    scale = w.app.scale
    if scale:
        yield from _replicas_too(w)
        yield from _range(w, scale)
        yield from _metrics(w, scale)
        yield from _unmeasured(w, scale)
        yield from _behavior(w, scale)


def _replicas_too(w: Workload) -> Iterator[Finding]:
    """Yield an error where the app says its replicas beside an autoscaler, or over it: only a higher layer's [scale] replaces them."""
    if not w.layers.wrote("replicas"):
        return
    own = [layer for layer in w.layers.layers if layer.own]
    saying = [height for height, layer in enumerate(own) if layer.has(("replicas",))]
    scaling = [height for height, layer in enumerate(own) if layer.has(("scale",))]
    if saying and scaling and saying[-1] >= scaling[0]:
        message = "the autoscaler decides how many replicas there are, so this count would never hold"
        related = ((w.layers.at(("scale",), key=True), "the autoscaler is here"),)
        hint = f"remove it, or say it in [scale]: min = {w.app.replicas}"
        yield Finding("replicas-and-scale", "error", message, w.layers.at(("replicas",)), hint, related)


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
        else:
            yield from _source(w, kind, metric[_SOURCES[kind]], (*path, _SOURCES[kind]))


def _source(w: Workload, kind: str, source: Any, path: KeyPath) -> Iterator[Finding]:
    """Yield what is wrong with where the value of a raw metric comes from."""
    needed, _ = _HOLDS[kind]
    table = source if isinstance(source, Mapping) else {}
    missing = next((word for word in (*needed, "target") if not table.get(word)), None)
    if missing:
        hint = f'{missing} = {{ type = "AverageValue", averageValue = "100" }}' if missing == "target" else f"add {missing}"
        yield Finding("metric-source", "error", f'a metric of type "{kind}" needs "{missing}"', w.layers.at(path), hint)
        return
    named = table.get("container")
    known = (w.main, *w.app.containers)
    if kind == "ContainerResource" and named not in known:
        listed = ", ".join(f'"{name}"' for name in known)
        message = f'there is no container "{named}"'
        yield Finding("no-such-container", "error", message, w.layers.at((*path, "container")), f"known are {listed}")
    yield from _target(w, kind, table["target"], (*path, "target"))


def _target(w: Workload, kind: str, target: Any, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for a target that is none, is of a type that its metric cannot have, or is not over 0."""
    field = _TARGETS.get(str(target.get("type"))) if isinstance(target, Mapping) else None
    possible = _HOLDS[kind][1]
    if field not in possible or set(target) != {"type", field}:
        types = " or ".join(f'{{ type = "{name}", {held} = ... }}' for name, held in _TARGETS.items() if held in possible)
        yield Finding("metric-target", "error", f'the target of a metric of type "{kind}" is {types}', w.layers.at(path))
    elif re.fullmatch(r"-.*|0*\.?0*[A-Za-z]*", str(target[field])):
        message = f"{target[field]} is out of range: a target is over 0"
        yield Finding("metric-target", "error", message, w.layers.at((*path, field)))


def _unmeasured(w: Workload, scale: Scale) -> Iterator[Finding]:
    """Yield an error for each use in per cent of a request that a container does not have: the autoscaler would never count."""
    running = [name for name in containers(w) if not name or w.app.containers[Name(name)].when == "beside"]
    for name in held(scale):
        without = next((one for one in running if not any(name in said for said in resources(w, one).values())), None)
        if without is not None:
            message = f'"{without or w.main}" has no {name} request of which its use could be a share: the autoscaler would never count'
            spot = w.layers.at(("scale", name)) if w.layers.deciding(("scale", name)) else w.layers.at(("scale",), key=True)
            example = {"cpu": "100m", "memory": "128Mi"}[name]
            table = f"containers.{without}.resources" if without else "resources"
            yield Finding("share-of-nothing", "error", message, spot, f'[{table}]\n{name} = "{example}"')


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
