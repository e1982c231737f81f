"""Every controller selects the pods of its own template: the server refuses any other, and the selector can never be changed."""

from collections.abc import Iterator
from typing import Any

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import Path, get, tables
from rocksolid.verify.resource import strings

CONTROLLERS = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet")
Requirement = tuple[Path, str, dict[str, Any]]
"""One requirement of a selector: where it stands, what it says, and a selector that requires it alone."""


def selectors(cluster: Cluster) -> Iterator[Finding]:
    """Compare every controller's selector with the labels of its pods; a Job's only where its author writes it."""
    for position, w in enumerate(cluster.workloads):
        for path, said, alone in _requirements(w):
            if not cluster.index.selected(alone) >> position & 1:
                yield _mismatch(w, path, said)


def _requirements(w: Workload) -> Iterator[Requirement]:
    spec, kind = w.resource.spec, w.resource.kind
    if kind == "ReplicationController":
        yield from _pairs(("spec", "selector"), spec.get("selector"))
    elif kind in CONTROLLERS or (kind == "Job" and spec.get("manualSelector") is True):
        yield from _pairs(("spec", "selector", "matchLabels"), get(spec, "selector", "matchLabels"))
        for index, one in tables(spec, "selector", "matchExpressions"):
            values = f" {', '.join(map(str, found))}" if isinstance(found := one.get("values"), list) else ""
            said = f"{one.get('key')} {one.get('operator')}{values}"
            yield ("spec", "selector", "matchExpressions", index), said, {"matchExpressions": [one]}


def _pairs(path: Path, labels: Any) -> Iterator[Requirement]:
    for key, value in strings(labels).items():
        yield (*path, key), f"{key}: {value}", {"matchLabels": {key: value}}


def _mismatch(w: Workload, path: Path, said: str) -> Finding:
    has = ", ".join(f"{key}: {value}" for key, value in w.labels.items()) or "no labels"
    return Finding(
        "selector-mismatch",
        "error",
        f"{w.resource.title} selects pods with {said}, but its own pods have {has}",
        w.resource.at(*path),
        "give the pod template the labels that are selected: the selector of a running controller cannot be changed",
        ((w.at("metadata", "labels", key=True), "the labels of its pods stand here"),),
    )
