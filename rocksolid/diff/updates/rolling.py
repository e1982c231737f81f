"""What becomes of the pods of a workload whose pod template changes."""

from collections.abc import Callable, Iterator, Mapping

from rocksolid.diff.availability.rollout import NODES, RECREATE, missing
from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import title
from rocksolid.diff.updates.normal import changed
from rocksolid.diff.words import listed, whole
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

_TEMPLATE = ("spec", "template")
Rollout = tuple[Effect, str]


def rolling(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield one line for a workload whose pods change: why, and how they are replaced; none where it is to have no pods."""
    told = _ROLLOUTS.get((new.group, new.kind)) if new.spec.get("replicas") != 0 else None
    found = [text(one.steps[len(_TEMPLATE) :]) or "all of it" for one in changed(old, new, *_TEMPLATE)] if told else []
    if told and found:
        effect, how = told(new)
        yield Change("updates", effect, title(new), f"{how}, because its template changes: {listed(found)}", path=text(_TEMPLATE))


def _of_deployment(new: Resource) -> Rollout:
    if new.spec.get("paused") is True:
        return "changes", "its pods stay as they are while it is paused"
    pods = whole(new.spec.get("replicas"), default=1)
    if get(new.content, "spec", "strategy", "type") == RECREATE:
        return "disrupts", "all of its pods stop before new ones start"
    if pods and missing(new, pods) == pods:
        return "disrupts", f"{'its only pod' if pods == 1 else 'all of its pods'} may stop before new ones are ready"
    return "changes", "its pods are replaced step by step"


def _of_stateful_set(new: Resource) -> Rollout:
    partition = get(new.content, "spec", "updateStrategy", "rollingUpdate", "partition")
    if get(new.content, "spec", "updateStrategy", "type") == "OnDelete":
        return "changes", "each pod becomes a new one when somebody deletes it, not before"
    if type(partition) is int and partition > 0:
        return "changes", f"its pods from number {partition} on are replaced one by one, the others stay as they are"
    if whole(new.spec.get("replicas"), default=1) == 1:
        return "disrupts", "its only pod stops before the new one starts"
    return "changes", "its pods are replaced one by one, each stopped before its successor starts"


def _of_daemon_set(new: Resource) -> Rollout:
    if get(new.content, "spec", "updateStrategy", "type") == "OnDelete":
        return "changes", "each pod becomes a new one when somebody deletes it, not before"
    if missing(new, NODES) == NODES:
        return "disrupts", "all of its pods may stop before new ones are ready"
    return "changes", "its pods are replaced node by node"


def _of_replica_set(_new: Resource) -> Rollout:
    return "changes", "pods that run stay as they are, only later ones are new"


_ROLLOUTS: Mapping[tuple[str, str], Callable[[Resource], Rollout]] = {
    ("apps", "Deployment"): _of_deployment,
    ("apps", "StatefulSet"): _of_stateful_set,
    ("apps", "DaemonSet"): _of_daemon_set,
    ("apps", "ReplicaSet"): _of_replica_set,
    ("", "ReplicationController"): _of_replica_set,
}
"""How the controller of each kind goes over to another template."""
