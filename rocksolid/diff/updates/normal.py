"""A tree as the server compares it: without what it would fill in itself, and with quantities as numbers."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff import probes
from rocksolid.diff.availability.shutdown import GRACE
from rocksolid.diff.fields import MISSING, Difference, differences
from rocksolid.diff.images import Image
from rocksolid.manifest.paths import Steps, located
from rocksolid.verify.document import get, table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.resource import Resource

_PROBE = {**probes.DEFAULTS, "successThreshold": 1}
_CONTAINER = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "imagePullPolicy": lambda container: Image.of(str(container.get("image"))).pulled,
    **dict.fromkeys(("stdin", "stdinOnce", "tty"), False),
}
_SPEC = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "terminationGracePeriodSeconds": GRACE,
    "enableServiceLinks": True,
    **dict.fromkeys(("hostNetwork", "hostPID", "hostIPC", "suspend", "manualSelector"), False),
    "podManagementPolicy": "OrderedReady",
    "completionMode": "NonIndexed",
    "completions": lambda spec: 1 if spec.get("parallelism") is None else None,
    "serviceName": "",
    "volumeMode": "Filesystem",
    "persistentVolumeReclaimPolicy": "Retain",
    "attachRequired": True,
    "volumeLifecycleModes": ["Persistent"],
}
_DEFAULTS: Mapping[str, Mapping[str, Any]] = {
    "": {
        "type": "Opaque",
        "reclaimPolicy": "Delete",
        "volumeBindingMode": "Immediate",
        "preemptionPolicy": "PreemptLowerPriority",
    },
    "spec": _SPEC,
    "containers": _CONTAINER,
    "initContainers": _CONTAINER,
    "ports": {"protocol": "TCP", "hostPort": 0},
    **dict.fromkeys(("livenessProbe", "readinessProbe", "startupProbe"), _PROBE),
    "httpGet": {"path": "/", "scheme": "HTTP"},
    "grpc": {"service": ""},
    "fieldRef": {"apiVersion": "v1"},
    "volumeMounts": {"readOnly": False},
    "hostPath": {"type": ""},
    **{source: {"defaultMode": 0o644} for source in ("secret", "configMap", "projected", "downwardAPI")},
    "volumeClaimTemplates": {"apiVersion": "v1", "kind": "PersistentVolumeClaim"},
    "roleRef": {"apiGroup": "rbac.authorization.k8s.io"},
}
"""By the field that a table stands in (an item of a list in that of the list, an object in none): what the server fills in there."""
_QUANTITIES = frozenset({"requests", "limits", "capacity"})
_NOTHING: tuple[Any, ...] = (None, {}, [])


def changed(old: Resource, new: Resource, *path: str) -> Iterator[Difference]:
    """Yield where two objects differ for the server below a path, with the values as their authors wrote them."""
    if get(old.content, *path) == get(new.content, *path):
        return
    was, now = (MISSING if (tree := get(normal(one.content), *path)) is None else tree for one in (old, new))
    for one in differences(was, now, path):
        written = one if one.reordered else Difference(one.steps, *(_at(side.content, one.steps) for side in (old, new)))
        if written.was is not written.now:  # A request that is filled in from its limit is written nowhere.
            yield written


def normal(content: Any, field: str = "") -> Any:
    """Return a tree as the server compares it; `field` is the one that it stands in."""
    if isinstance(content, list):
        return [normal(item, field) for item in content]
    if not isinstance(content, Mapping):
        return content
    if field in _QUANTITIES:
        return {key: value if (number := quantity(value)) is None else number for key, value in content.items()}
    if field == "resources":
        content = {**content, "requests": {**table(content, "limits"), **table(content, "requests")}}
    defaults = _DEFAULTS.get(field, {})
    left = {key: normal(value, key) for key, value in content.items() if not _is_default(value, defaults.get(key), content)}
    return {key: value for key, value in left.items() if value not in _NOTHING}


def _is_default(value: Any, default: Any, around: Mapping[str, Any]) -> bool:
    expected = default(around) if callable(default) else default
    return type(value) is type(expected) and bool(value == expected)


def _at(content: Any, steps: Steps) -> Any:
    """Return what an author wrote at a path; MISSING where nothing is written."""
    place = located(content, steps)
    if place is None:
        return MISSING
    for step in place:
        content = content[step]
    return content
