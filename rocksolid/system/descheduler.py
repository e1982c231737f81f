"""The descheduler: what it is told, what it may do, and what it runs."""

from typing import Any

from rocksolid.digest import sha256
from rocksolid.language.platform import Descheduler, Platform
from rocksolid.manifest.part import Ref
from rocksolid.system.premises import platform_ref
from rocksolid.system.workload import LABEL

NAME = "descheduler"
SELECTOR = {f"{LABEL}name": NAME, f"{LABEL}instance": NAME}
INTERVAL = "30m"
"""Between two runs of a descheduler that stays; as often as the default schedule."""
_AT_ONCE = {"maxNoOfPodsToEvictPerNode": 5, "maxNoOfPodsToEvictPerNamespace": 5, "maxNoOfPodsToEvictTotal": 20}
"""Evictions of one run, which has no limit by itself: what cannot be moved now is moved by the next."""
_LOW = {"cpu": 20, "memory": 20, "pods": 20}
_HIGH = {"cpu": 50, "memory": 50, "pods": 50}
"""Per cent of a node that is requested: those of the published chart."""
_SPREAD: dict[str, Any] = {"constraints": ["DoNotSchedule", "ScheduleAnyway"]}
"""Without the word only DoNotSchedule is looked at, which the scheduler has kept already."""
_EVICTOR: dict[str, Any] = {
    "nodeFit": True,  # A pod that fits nowhere else would come back to where it was.
    "minReplicas": 2,
    "minPodAge": "10m",  # A rollout is not disturbed.
    "noEvictionPolicy": "Mandatory",  # `prefer-no-eviction` on a pod with precious scratch is no mere wish.
    "podProtections": {
        "defaultDisabled": ["PodsWithLocalStorage"],  # Any emptyDir counts as such: with a read-only root every pod has one.
        "extraEnabled": ["PodsWithPVC"],  # Its volume keeps such a pod in its zone, whatever the spread.
    },
}
_LOOK = ["get", "list", "watch"]
RIGHTS: list[dict[str, Any]] = [
    {"apiGroups": [""], "resources": ["namespaces", "nodes", "persistentvolumeclaims", "pods"], "verbs": _LOOK},
    {"apiGroups": ["policy"], "resources": ["poddisruptionbudgets"], "verbs": _LOOK},
    {"apiGroups": ["scheduling.k8s.io"], "resources": ["priorityclasses"], "verbs": _LOOK},
    {"apiGroups": [""], "resources": ["pods/eviction"], "verbs": ["create"]},
    {"apiGroups": ["events.k8s.io"], "resources": ["events"], "verbs": ["create", "update"]},
]
"""What its plugins ask the API server for; pods are evicted, never deleted, so that budgets hold."""


def descheduler_ref(platform: Platform, wanted: Descheduler, api_version: str, kind: str) -> Ref:
    """Return one of the descheduler's objects."""
    namespace = None if kind.startswith("Cluster") else wanted.namespace
    return platform_ref(platform, api_version, kind, NAME, namespace, labels=SELECTOR, because=("platform.descheduler.namespace",))


def policy(wanted: Descheduler) -> str:
    """Return the policy as JSON, which is YAML."""
    plugins: dict[str, Any] = {"RemoveDuplicates": {}, "RemovePodsViolatingTopologySpreadConstraint": _SPREAD}
    if wanted.utilisation:
        plugins["LowNodeUtilization"] = {"thresholds": _LOW, "targetThresholds": _HIGH}
    profile = {
        "name": "spread",
        "pluginConfig": [{"name": name, "args": args} for name, args in {"DefaultEvictor": _EVICTOR, **plugins}.items() if args],
        "plugins": {"balance": {"enabled": list(plugins)}},
    }
    whole = {"apiVersion": "descheduler/v1alpha2", "kind": "DeschedulerPolicy", **_AT_ONCE, "profiles": [profile]}
    import json

    return json.dumps(whole, indent=2) + "\n"


def checksum(wanted: Descheduler) -> str:
    """Return digits that change with the policy: it is read once, when the process starts."""
    return sha256(policy(wanted).encode())[:16]
