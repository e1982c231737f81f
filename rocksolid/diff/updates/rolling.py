"""What becomes of the pods of a workload whose pod template changes."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import title
from rocksolid.diff.updates.normal import changed
from rocksolid.diff.words import listed
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

_TEMPLATE = ("spec", "template")
Rollout = tuple[Effect, str]


def rolling(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield one line for a workload whose pods change: why, and how they are replaced."""
    told = _ROLLOUTS.get((new.group, new.kind))
    found = [text(one.steps[len(_TEMPLATE) :]) or "all of it" for one in changed(old, new, *_TEMPLATE)] if told else []
    if told and found:
        effect, how = told(new)
        yield Change("updates", effect, title(new), f"{how}, because its template changes: {listed(found)}", path=text(_TEMPLATE))


def _of_deployment(new: Resource) -> Rollout:
    if get(new.content, "spec", "strategy", "type") == "Recreate":
        return "disrupts", "all of its pods stop before new ones start"
    if _replicas(new) == 1 and get(new.content, "spec", "strategy", "rollingUpdate", "maxUnavailable") not in _NONE:
        return "disrupts", "its only pod may stop before the new one is ready"
    return "changes", "its pods are replaced step by step"


def _of_stateful_set(new: Resource) -> Rollout:
    partition = get(new.content, "spec", "updateStrategy", "rollingUpdate", "partition")
    if get(new.content, "spec", "updateStrategy", "type") == "OnDelete":
        return "changes", "each pod becomes a new one when somebody deletes it, not before"
    if type(partition) is int and partition > 0:
        return "changes", f"its pods from number {partition} on are replaced one by one, the others stay as they are"
    if _replicas(new) == 1:
        return "disrupts", "its only pod stops before the new one starts"
    return "changes", "its pods are replaced one by one, each stopped before its successor starts"


def _of_daemon_set(new: Resource) -> Rollout:
    if get(new.content, "spec", "updateStrategy", "type") == "OnDelete":
        return "changes", "each pod becomes a new one when somebody deletes it, not before"
    return "changes", "its pods are replaced node by node"


def _of_replica_set(_new: Resource) -> Rollout:
    return "changes", "pods that run stay as they are, only later ones are new"


def _replicas(one: Resource) -> Any:
    return one.spec.get("replicas", 1)


_NONE = (None, 0, "0%")  # Without the word it is a quarter, rounded down: of one pod, none.
_ROLLOUTS: Mapping[tuple[str, str], Callable[[Resource], Rollout]] = {
    ("apps", "Deployment"): _of_deployment,
    ("apps", "StatefulSet"): _of_stateful_set,
    ("apps", "DaemonSet"): _of_daemon_set,
    ("apps", "ReplicaSet"): _of_replica_set,
    ("", "ReplicationController"): _of_replica_set,
}
"""How the controller of each kind goes over to another template."""
