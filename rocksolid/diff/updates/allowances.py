"""Differences that the server takes below fields that are immutable otherwise."""

from collections.abc import Mapping
from typing import Any

from rocksolid.diff.fields import MISSING, Difference, differences
from rocksolid.manifest.paths import Steps
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

_DIRECTIVES = (
    ("metadata", "labels"),
    ("metadata", "annotations"),
    ("spec", "nodeSelector"),
    ("spec", "tolerations"),
    ("spec", "schedulingGates"),
    ("spec", "affinity", "nodeAffinity"),
)


def is_free_while_suspended(old: Resource, _new: Resource, one: Difference) -> bool:
    """Return whether it says where the pods of a Job run that waits: a queue may decide that before it starts."""
    return old.spec.get("suspend") is True and all(any(steps[2:][: len(path)] == path for path in _DIRECTIVES) for steps in _places(one))


def completes_in_step(_old: Resource, new: Resource, _one: Difference) -> bool:
    """Return whether an indexed Job grows or shrinks as a whole: as many pods at once as there are in all."""
    completions, parallelism = (new.spec.get(name) for name in ("completions", "parallelism"))
    return new.spec.get("completionMode") == "Indexed" and completions is not None and completions == parallelism


def is_free_for_pods(old: Resource, new: Resource, one: Difference) -> bool:
    """Return whether it is one of the few things of a pod that may change while it runs."""
    match one.steps[1:]:
        case ("containers" | "initContainers", _, "image"):
            return True
        case ("tolerations", *_):
            return _contains(new, old, "tolerations")
        case ("schedulingGates", *_):
            return _contains(old, new, "schedulingGates")
        case ("activeDeadlineSeconds",):
            return _is_less(one.now, one.was)
    return False


def _places(one: Difference) -> list[Steps]:
    """Return the places of a difference; of a table that comes or goes as a whole, those of its fields."""
    was, now = ({} if side is MISSING and isinstance(other, Mapping) else side for side, other in ((one.was, one.now), (one.now, one.was)))
    return [inner.steps for inner in differences(was, now, one.steps)]


def _contains(more: Resource, less: Resource, field: str) -> bool:
    """Return whether the list of one pod has all that another's has."""
    has, needs = (get(one.spec, field) or [] for one in (more, less))
    return isinstance(has, list) and isinstance(needs, list) and all(item in has for item in needs)


def _is_less(now: Any, was: Any) -> bool:
    return type(now) is int and (type(was) is not int or now <= was)
