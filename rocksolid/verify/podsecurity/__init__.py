"""The Pod Security Standards: which level a pod holds, and what breaks it, field by field, as the API server decides it."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from rocksolid.verify.cluster import Cluster, Level, Workload
from rocksolid.verify.document import Path, get, table, tables
from rocksolid.verify.podsecurity.controls import (
    APP_ARMOR_ANNOTATION,
    APP_ARMOR_LOCAL,
    APP_ARMOR_VALUES,
    DEMANDS,
    RESTRICTIONS,
    VOLUMES,
    Demand,
    Restriction,
    Steps,
    Waiver,
)

LEVELS: tuple[Level, ...] = ("privileged", "baseline", "restricted")
"""The levels, from lax to strict."""
LATEST = "latest"
"""The version of a policy that is that of its server."""
_SORTS = {"initContainers": "init container", "containers": "container", "ephemeralContainers": "ephemeral container"}
_MINOR = re.compile(r"1\.(\d{1,4})", re.ASCII)
_NEWEST = 10**4
_LONG = 80


@attrs.frozen
class Violation:
    """One field of a pod that a control forbids, or that it misses.

    `level` is the laxest level that it breaks, `control` the name of the control in the standard, `path` that of the field below
    the pod template (`Workload.at` takes it; it need not be there), `owner` that of the container, empty where the pod says it.
    """

    level: Level
    control: str
    path: Path
    owner: Path
    message: str
    hint: str


@attrs.frozen(eq=False, slots=False)
class _Pod:
    """A pod under judgement, by a minor version of the policy and one of the server."""

    w: Workload
    policy: int
    server: int

    def asks(self, since: int, waiver: Waiver | None) -> bool:
        """Return whether a control is in force, and does not excuse this pod."""
        excused = waiver is not None and self.policy >= waiver.since and get(self.w.spec, *waiver.field) == waiver.value
        return self.policy >= since and not excused

    @cached_property
    def parts(self) -> list[tuple[Path, Mapping[str, Any], Mapping[str, Any]]]:
        """The pod and each of its containers: the path, what it says, and its security context."""
        owners = [((), self.w.spec), *self.w.containers]
        return [(path, owner, table(owner, "securityContext")) for path, owner in owners]


def level_of(w: Workload, kubernetes: str, policy: str = LATEST) -> Level:
    """Return the strictest level that the pods of a workload hold; versions are those of `violations`."""
    broken = {one.level for one in violations(w, kubernetes, policy)}
    return "privileged" if "baseline" in broken else "baseline" if "restricted" in broken else "restricted"


def violations(w: Workload, kubernetes: str, policy: str = LATEST, level: Level = "restricted") -> list[Violation]:
    """Return what keeps the pods of a workload from a level, each field once, in the order of the standard.

    `kubernetes` is the version of the server, like "1.37"; `policy` that of the standard, "latest" or pinned like "v1.30", as
    in the label `pod-security.kubernetes.io/enforce-version`; the server takes one that it cannot read as "latest".
    """
    server = _minor(kubernetes)
    pod = _Pod(w, min(server, _minor(policy[1:] if policy[:1] == "v" else LATEST)), server)
    found: dict[Path, Violation] = {}
    for violation in _all(pod):
        found.setdefault(violation.path, violation)
    return within([*found.values()], level)


def within(found: list[Violation], level: Level) -> list[Violation]:
    """Return those that break a level, or a laxer one."""
    return [one for one in found if LEVELS.index(one.level) <= LEVELS.index(level)]


def lowered(cluster: Cluster) -> dict[Workload, list[Violation]]:
    """Return the workloads whose pods are not "restricted" as the newest version has it, each with why; ask for it by `Cluster.once`."""
    found = {w: violations(w, cluster.premises.kubernetes) for w in cluster.workloads}
    return {w: broken for w, broken in found.items() if broken}


def _minor(version: str) -> int:
    match = _MINOR.fullmatch(version)
    return int(match[1]) if match else _NEWEST


def _all(pod: _Pod) -> Iterator[Violation]:
    for restriction in RESTRICTIONS:
        if pod.asks(restriction.since, restriction.waiver):
            yield from _restricted(pod, restriction)
    yield from _app_armor_annotations(pod)
    yield from _volumes(pod)
    for demand in DEMANDS:
        if pod.asks(demand.since, demand.waiver):
            yield from _demanded(pod, demand)


def _restricted(pod: _Pod, rule: Restriction) -> Iterator[Violation]:
    """Yield what stands in a field and is not allowed there."""
    for owner, start, content, pattern in _patterns(pod, rule):
        for path, value in _reach(content, pattern, start):
            if not _allows(rule, value, pod.policy):
                said = f"{_who(pod.w, owner)} sets {_dotted(path)}{_value(value)}"
                yield Violation(rule.level, rule.control, ("spec", *owner, *path), owner, said, rule.hint)


def _patterns(pod: _Pod, rule: Restriction) -> Iterator[tuple[Path, Path, Mapping[str, Any], Steps]]:
    """Yield the patterns of a rule that begin in the pod or in one of its containers: whose, where it starts, and what stands there."""
    for owner, content, context in pod.parts:
        yield from ((owner, (), content, pattern) for pattern in (rule.containers if owner else rule.pod) if pattern[0] in content)
        yield from ((owner, ("securityContext",), context, pattern) for pattern in rule.contexts if pattern[0] in context)


def _allows(rule: Restriction, value: Any, policy: int) -> bool:
    if rule.forbidden:
        return value not in rule.forbidden
    return any(value == known and since <= policy for known, since in rule.allowed.items())


def _demanded(pod: _Pod, rule: Demand) -> Iterator[Violation]:
    """Yield the containers that do not say what each must say, or their pod for them."""
    inherited = [*_reach(table(pod.w.spec, "securityContext"), rule.field)] if rule.inherited else []
    field = ("securityContext", *(step for step in rule.field if step != "*"))
    for owner, container in pod.w.containers:
        said = [value for _, value in _reach(table(container, "securityContext"), rule.field)]
        if not inherited and not (rule.among in said if rule.among else said):
            message = _lacking(rule, _who(pod.w, owner), _dotted(field))
            yield Violation("restricted", rule.control, ("spec", *owner, *field), owner, message, rule.hint)


def _lacking(rule: Demand, who: str, field: str) -> str:
    if rule.among:
        return f'{who} has no "{rule.among}" in {field}'
    return f"neither {who} nor its pod sets {field}" if rule.inherited else f"{who} does not set {field}"


def _app_armor_annotations(pod: _Pod) -> Iterator[Violation]:
    for key, value in table(pod.w.resource.content, *pod.w.path, "metadata", "annotations").items():
        name = key.removeprefix(APP_ARMOR_ANNOTATION)
        allowed = value in (None, *APP_ARMOR_VALUES) or (isinstance(value, str) and value.startswith(APP_ARMOR_LOCAL))
        if name != key and not allowed:
            said = f'the annotation for container "{name}" sets its AppArmor profile{_value(value)}'
            yield Violation("baseline", "AppArmor", ("metadata", "annotations", key), (), said, "runtime/default")


def _volumes(pod: _Pod) -> Iterator[Violation]:
    """Yield the volumes of other sources than those allowed; the server makes one without any an emptyDir."""
    hint = "allowed: " + ", ".join(sorted(source for source, since in VOLUMES.items() if since <= pod.server))
    for index, volume in tables(pod.w.spec, "volumes"):
        sources = {source for source, value in volume.items() if value is not None} - {"name"}
        if any(VOLUMES.get(source, _NEWEST) <= pod.server for source in sources):
            continue
        for source in sorted(sources):
            message = f"the pod sets volumes[{index}].{source}"
            yield Violation("restricted", "Volume Types", ("spec", "volumes", index, source), (), message, hint)


def _reach(content: Any, pattern: Steps, walked: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield what stands where a pattern leads, each with its path; nothing where nothing does."""
    if content is None:
        return
    if not pattern:
        yield walked, content
    elif pattern[0] == "*":
        for index, item in enumerate(content if isinstance(content, list) else ()):
            yield from _reach(item, pattern[1:], (*walked, index))
    else:
        yield from _reach(get(content, pattern[0]), pattern[1:], (*walked, pattern[0]))


def _who(w: Workload, owner: Path) -> str:
    if not owner:
        return "the pod"
    name = get(w.spec, *owner, "name")
    return f'{_SORTS[str(owner[0])]} "{name}"' if isinstance(name, str) else _dotted(owner)


def _dotted(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _value(value: Any) -> str:
    """Return what a field is set to, where that is one value that fits on the line."""
    said = json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float) else ""
    return f" to {said}" if 0 < len(said) < _LONG else ""
