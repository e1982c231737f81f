"""The API server lets every pod in: it holds the level of the Pod Security Standards that its namespace enforces, or should."""

from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.verify.cluster import Cluster, Level, Workload
from rocksolid.verify.document import get
from rocksolid.verify.podsecurity import LATEST, Violation, lowered, violations, within
from rocksolid.verify.resource import Resource

ENFORCE = "pod-security.kubernetes.io/enforce"
"""The label of a namespace that names the level below which the server refuses pods."""
ENFORCE_VERSION = f"{ENFORCE}-version"
STRICTEST: Level = "restricted"
"""What the server makes of a level that it does not know."""


@attrs.frozen
class Requirement:
    """What the pods of a namespace must hold: a level, in a version of the standard; enforced where the label stands."""

    level: Level
    version: str = LATEST
    label: Spot | None = None


def pod_security(cluster: Cluster) -> Iterator[Finding]:
    """Yield a finding on each control that a pod, or one of its containers, breaks; the other fields that break it are related."""
    requirements = {one.name: required for one in cluster.of_kind("Namespace") if (required := _enforced(cluster, one))}
    otherwise = Requirement(cluster.premises.pod_security)
    for w in cluster.workloads:
        required = requirements.get(w.namespace, otherwise)
        for first, *others in _by_control(_broken(cluster, w, required)):
            yield _finding(w, required, first, others)


def _broken(cluster: Cluster, w: Workload, required: Requirement) -> list[Violation]:
    if required.version == LATEST:
        return within(cluster.once(lowered).get(w, []), required.level)
    return violations(w, cluster.premises.kubernetes, required.version, required.level)


def _enforced(cluster: Cluster, namespace: Resource) -> Requirement | None:
    labels = cluster.namespaces[namespace.name]
    if ENFORCE not in labels:
        return None
    level = next((known for known in get_args(Level) if known == labels[ENFORCE]), STRICTEST)
    return Requirement(level, labels.get(ENFORCE_VERSION, LATEST), namespace.at("metadata", "labels", ENFORCE))


def _by_control(found: Iterable[Violation]) -> Iterable[list[Violation]]:
    """Return the violations of each control by each container, together."""
    groups: dict[object, list[Violation]] = {}
    for one in found:
        groups.setdefault((one.level, one.control, one.owner, one.hint), []).append(one)
    return groups.values()


def _finding(w: Workload, required: Requirement, first: Violation, others: list[Violation]) -> Finding:
    control = f'(Pod Security "{first.level}", {first.control})'
    related = tuple((_spot(w, other), other.message) for other in others)
    spot = _spot(w, first)
    if required.label is None:
        message = f'{w.resource.title} is not "{required.level}": {first.message} {control}'
        return Finding("pod-security", "warning", message, spot, first.hint, related)
    message = f"the server refuses every pod of {w.resource.title}: {first.message} {control}"
    place = (required.label, f'the namespace enforces "{required.level}"')
    return Finding("pod-security", "error", message, spot, first.hint, (*related, place))


def _spot(w: Workload, violation: Violation) -> Spot:
    """Return the spot of the field: of its key where more than one value stands in it."""
    value = get(w.resource.content, *w.path, *violation.path)
    return w.at(*violation.path, key=isinstance(value, Mapping | list))
