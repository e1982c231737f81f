"""What goes with an object that is no longer written, once somebody deletes it or a tool prunes it."""

from collections.abc import Hashable, Iterator, Mapping, Sequence

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import Sides, is_generated, title
from rocksolid.diff.updates.claims import held
from rocksolid.diff.updates.normal import normal
from rocksolid.diff.updates.refusals import command
from rocksolid.diff.words import listed
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import get, tables
from rocksolid.verify.resource import Resource

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
    ("apps", "StatefulSet"): ("disrupts", "its pods stop"),
    ("batch", "CronJob"): ("disrupts", "it starts no more runs, and those that it started are deleted"),
}
"""By group and kind: what deleting an object does."""
_HINTS: Mapping[Effect, str] = {"loses-data": "back its data up first; then", "disrupts": "when nobody needs it any more"}


def leaving(sides: Sides) -> Iterator[Change]:
    """Yield what is lost with every object that goes; of one that comes again in another place or as another kind, what that means.

    What goes with its namespace is said with that, but for what comes again elsewhere. Of objects that mean the same, the hint is one
    command.
    """
    found: dict[tuple[Effect, str, str], list[Resource]] = {}
    for one, effect, message in _missed(sides):
        found.setdefault((effect, message, one.namespace), []).append(one)
    spaces = _spaces(sides)
    for (effect, message, space), some in found.items():
        hint = "" if space in spaces and effect == "disrupts" else f"{_HINTS[effect]}: {_deletion(some)}"
        yield from (Change("updates", effect, title(one), message, hint) for one in some)


def is_missed(one: Resource) -> bool:
    """Return whether more is lost with an object than itself."""
    return (one.group, one.kind) in _LOST and not is_generated(one)


def _missed(sides: Sides) -> Iterator[tuple[Resource, Effect, str]]:
    come = {trace: new for new in reversed(sides.come) for trace, _ in _traces(new)}
    spaces = _spaces(sides)
    for one in filter(is_missed, sides.gone):
        trace, meaning = next((found for found in _traces(one) if found[0] in come), ("", ""))
        if meaning:
            yield one, *_again(one, come[trace], meaning)
        elif one.namespace not in spaces:
            yield one, *_gone(one)


def _spaces(sides: Sides) -> set[str]:
    return {one.name for one in sides.gone if (one.group, one.kind) == ("", "Namespace")}


def _deletion(some: Sequence[Resource]) -> str:
    """Return the command that deletes some objects of one namespace."""
    first, *others = some
    return (
        command("delete", first) if not others else command("delete", first, named=tuple(f"{one.kind.lower()}/{one.name}" for one in some))
    )


def _gone(one: Resource) -> tuple[Effect, str]:
    effect, what = _LOST[one.group, one.kind]
    if tables(one.content, "spec", "volumeClaimTemplates"):
        is_deleted = get(one.content, "spec", "persistentVolumeClaimRetentionPolicy", "whenDeleted") == "Delete"
        what = "its claims go with it, and the data in them" if is_deleted else f"{what}; its claims stay behind, with the data in them"
        effect = "loses-data" if is_deleted else effect
    return effect, f"it is no longer written: when it is deleted, {what}"


def _again(one: Resource, new: Resource, meaning: str) -> tuple[Effect, str]:
    """Return what becomes of an object that comes again, and whether it finds its data there."""
    lost = held(one) - (held(new) if one.namespace == new.namespace else set())
    data = f"; it starts without the data in {listed(lost)}" if lost else ""
    return "loses-data" if lost else _LOST[one.group, one.kind][0], f"{meaning.format(new=new)}{data}"


def _traces(one: Resource) -> Iterator[tuple[Hashable, str]]:
    """Yield by what an object that goes can be the same as one that comes, and what that means for it."""
    kind = (one.group, one.kind)
    yield (
        ("namespace", *kind, one.name),
        "it moves to the namespace {new.namespace}: that is another object, and this one stays until it is deleted",
    )
    if kind in _LASTING:
        yield ("kind", one.namespace, one.name), "it becomes {new.title}: both run side by side until this one is deleted"
        containers = normal(get(one.content, *TEMPLATES[kind], "spec", "containers"), "containers")
        if containers:
            yield (
                ("name", *kind, one.namespace, repr(containers)),
                "it is called {new.name} now: that is another workload, and this one runs beside it until it is deleted",
            )
