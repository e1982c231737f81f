"""Which labels nobody but rocksolid and Kubernetes may set: pods are found by these, and another value would be lost or refused."""

from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding, Spot
from rocksolid.language.blueprint import Kind
from rocksolid.system.workload import LABEL, Workload

_OURS: Mapping[str, tuple[str, str]] = {
    f"{LABEL}name": ("the app's name", 'name = "..."'),
    f"{LABEL}instance": ("the app's instance", 'instance = "..."'),
    f"{LABEL}part-of": ("the app's component", 'component = "..."'),
    f"{LABEL}managed-by": ('always "rocksolid"', "remove it"),
    f"{LABEL}version": ("the image's tag", 'name the version in the image, beside a digest too: "app:1.4.2@sha256:..."'),
}
"""What each label of rocksolid's own is, and where that is said."""
_JOBS = tuple(prefix + word for prefix in ("batch.kubernetes.io/", "") for word in ("job-name", "controller-uid"))
ADDED: Mapping[Kind, tuple[str, ...]] = {
    "service": ("pod-template-hash",),
    "worker": ("pod-template-hash",),
    "stateful": ("controller-revision-hash", "statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"),
    "daemon": ("controller-revision-hash", "pod-template-generation"),
    "job": _JOBS,
    "cron": _JOBS,
}
"""The labels that Kubernetes' own controllers add to the pods that they make."""
TOPOLOGY = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")
TOPOLOGY_SINCE = 35
"""The first minor version that copies these labels from the node to its pods."""


def labels(w: Workload) -> Iterator[Finding]:
    """Yield an error for each label of an app or its platform that is not theirs to set."""
    for key, spot in _written(w):
        if key in _OURS:
            what, hint = _OURS[key]
            yield Finding("reserved-label", "error", f'the label "{key}" is {what}: rocksolid sets it', spot, hint)
        elif key in added(w):
            yield Finding("reserved-label", "error", f'Kubernetes sets the label "{key}" on the pods itself', spot, "choose another key")


def added(w: Workload) -> tuple[str, ...]:
    """Return the labels that Kubernetes adds to the pods of a workload."""
    return (*ADDED[w.kind], *(TOPOLOGY if w.platform.kubernetes >= TOPOLOGY_SINCE else ()))


def _written(w: Workload) -> Iterator[tuple[str, Spot]]:
    """Yield each label that pods get by somebody's word, and where it is written."""
    for word, table in (("labels", w.app.labels), ("pod_labels", w.app.pod_labels)):
        for key in table:
            yield key, w.layers.at((word, key), key=True)
    if w.platform_source:
        for key in w.platform.labels:
            yield key, w.platform_source.at(("labels", key), key=True)
