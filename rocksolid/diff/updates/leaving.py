"""What goes with an object that is no longer written, once somebody deletes it or a tool prunes it."""

from collections.abc import Hashable, Iterator, Mapping

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.updates.normal import normal
from rocksolid.diff.updates.refusals import command
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import get, tables
from rocksolid.verify.resource import Resource

_STATEFUL_SET = ("apps", "StatefulSet")
_LASTING = TEMPLATES.keys() - {("batch", "Job"), ("", "Pod")}
"""Workloads that go on for ever."""
_LOST: Mapping[tuple[str, str], tuple[Effect, str]] = {
    ("", "Namespace"): ("loses-data", "with it goes every object in it, its claims too"),
    ("", "PersistentVolumeClaim"): ("loses-data", "with it goes its volume, unless the volume's reclaim policy is Retain"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): ("loses-data", "with it goes every object of its kind"),
    ("", "Service"): ("disrupts", "whoever calls it finds its name no longer"),
    ("apps", "Deployment"): ("disrupts", "its pods stop"),
    ("apps", "DaemonSet"): ("disrupts", "its pods stop"),
    ("apps", "ReplicaSet"): ("disrupts", "its pods stop"),
    ("batch", "CronJob"): ("disrupts", "it starts no more runs, and those that it started are deleted"),
}
"""By group and kind: what deleting an object does."""
_HINTS: Mapping[Effect, str] = {"loses-data": "back its data up first; then", "disrupts": "when nobody needs it any more"}


def leaving(sides: Sides) -> Iterator[Change]:
    """Yield what is lost with every object that goes; of one that comes again in another place or as another kind, what that means."""
    come = {trace: new for new in reversed(sides.come) for trace, _ in _traces(new)}
    for one in sides.gone:
        lost = _lost(one)
        if lost:
            effect, what = lost
            again = next((meaning.format(new=come[trace]) for trace, meaning in _traces(one) if trace in come), "")
            message = again or f"it is no longer written: when it is deleted, {what}"
            yield Change("updates", effect, title(one), message, f"{_HINTS[effect]}: {command('delete', one)}")


def _lost(one: Resource) -> tuple[Effect, str] | None:
    """Return what deleting an object does; None where that loses nothing but itself."""
    if (one.group, one.kind) != _STATEFUL_SET or not tables(one.content, "spec", "volumeClaimTemplates"):
        return ("disrupts", "its pods stop") if (one.group, one.kind) == _STATEFUL_SET else _LOST.get((one.group, one.kind))
    if get(one.content, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete":
        return "loses-data", "its claims go with it, and the data in them"
    return "disrupts", "its pods stop; its claims stay behind, with the data in them"


def _traces(one: Resource) -> Iterator[tuple[Hashable, str]]:
    """Yield by what an object that goes can be the same as one that comes, and what that means for it."""
    kind = (one.group, one.kind)
    yield (
        ("namespace", *kind, one.name),
        "it moves to the namespace {new.namespace}: that is another object, without the data of this one, which stays until it is deleted",
    )
    if kind in _LASTING:
        yield ("kind", one.namespace, one.name), "it becomes {new.title}: both run side by side until this one is deleted"
        containers = normal(get(one.content, *TEMPLATES[kind], "spec", "containers"), "containers")
        if containers:
            yield (
                ("name", *kind, one.namespace, repr(containers)),
                "it is called {new.name} now: that is another workload, and this one runs beside it until it is deleted",
            )
