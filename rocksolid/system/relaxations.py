"""What finished pods relax of their hardening, by whatever way: each field needs a waiver, and each waiver such a field."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.language.platform import Level
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.part import Owner
from rocksolid.system.controls import CONTAINER, CONTEXTS, POD, Control
from rocksolid.system.disruption import stopped_by_drains
from rocksolid.system.extra import named_at
from rocksolid.system.hardening import mutable, unconfined
from rocksolid.system.resolve import System
from rocksolid.system.waivers import Relaxation, refused, waiver_for
from rocksolid.system.workload import Workload

Place = tuple[str | int, ...]
POD_TEMPLATES: Mapping[str, Place] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    **dict.fromkeys(("Deployment", "StatefulSet", "DaemonSet", "Job", "ReplicaSet", "ReplicationController"), ("spec", "template")),
}
"""Where each kind that makes pods keeps what they are."""
_SHORT = 40
CONTAINER_LISTS = ("initContainers", "containers", "ephemeralContainers")
"""The lists of a pod's spec that hold containers."""


@attrs.frozen
class Lowered:
    """A field of a pod template that is below a rule: for which containers (none: the pod as a whole), and what stands there, if anything.

    `level` is the strictest level of Pod Security that lets it.
    """

    rule: str
    containers: tuple[str, ...]
    level: Level
    path: Place
    value: Any


def judged(objects: Iterable[Object], system: System) -> Iterator[Finding]:
    """Yield what is to be said of all finished pods: what lowers their hardening without a waiver, and waivers that nothing needs.

    What our rules write needs no second look, since words that lower it are refused before. What an author passes on is not of our
    making: it counts for his waivers, and `check` judges it.
    """
    pods: dict[Owner, list[Object]] = {}
    for one in objects:
        if one.ref.kind in POD_TEMPLATES:
            pods.setdefault(one.ref.owner, []).append(one)
    for w in system.workloads:
        own = pods.get(w.owner, [])
        changed = (one for one in own if one.ref == w.controller and (one.written or w.platform.rules))
        yield from (finding for one in changed for finding in unwaived(w, one))
        yield from unused(w, own)


def unwaived(w: Workload, one: Object) -> Iterator[Finding]:
    """Yield an error for each field of an object's pods that is below a rule and excused by no waiver, at the line that wrote it."""
    start, name = POD_TEMPLATES[one.ref.kind], w.layers.at(("name",))
    template = get(one.content, *start)
    found = ((it, next(authors(w, one, (*start, *it.path)), name)) for it in lowered(w, one))
    yield from refused(w, (Relaxation(it.rule, it.containers, it.level, _does(it, template), spot) for it, spot in found))


def unused(w: Workload, pods: Iterable[Object]) -> Iterator[Finding]:
    """Yield a warning for each waiver of an app's own that nothing needs: neither its words nor its pods, as they are in the end."""
    if not w.app.waivers or not w.layers.wrote("waivers"):
        return
    needed: set[tuple[str, str | None]] = {("mutable-image", name or w.main) for name in mutable(w)}
    needed |= {("no-budget", None)} if stopped_by_drains(w) else set()
    for it in (it for one in pods for it in lowered(w, one)):
        needed |= {(it.rule, container) for container in it.containers or (None,)}
    used = {waiver_for(w, *one) for one in needed}
    for position, waiver in enumerate(w.app.waivers):
        if position not in used:
            message = f'"{waiver.container or w.name}" needs no waiver from "{waiver.rule}": nothing leaves that rule'
            yield Finding("waiver-unused", "warning", message, w.layers.at(("waivers", position, "rule")), "remove it")


def lowered(w: Workload, one: Object) -> Iterator[Lowered]:
    """Yield the fields of an object's pods that are below a rule, each once, and those that are missing."""
    template, minor = get(one.content, *POD_TEMPLATES[one.ref.kind]), w.platform.kubernetes
    spec = get(template, "spec")
    held: dict[Place, Any] = {
        ("spec", group, index): item for group in CONTAINER_LISTS for index, item in items(get(spec, group)) if isinstance(item, dict)
    }
    found = (
        *(it for control in POD for it in _fields(control, spec, ("spec",), (), minor)),
        *(it for control in CONTEXTS for field in control.fields for it in _inherited(control, field, spec, held, minor)),
        *(it for at, item in held.items() for control in CONTAINER for it in _fields(control, item, at, (_name(item),), minor)),
    )
    yield from {(it.path, it.containers): it for it in reversed(found)}.values()
    annotations = table(get(template, "metadata", "annotations"))
    for key, name in unconfined(annotations):
        yield Lowered("apparmor", (name,), "privileged", ("metadata", "annotations", key), annotations[key])


def _fields(control: Control, around: Any, at: Place, containers: tuple[str, ...], minor: int) -> Iterator[Lowered]:
    """Yield what is below a control in one table."""
    for field in control.fields:
        steps = tuple(field.split("."))
        reached = list(_reach(around, steps))
        for path, value in reached:
            if not control.fine(value, minor):
                yield Lowered(control.rule, containers, control.level, (*at, *path), value)
        if control.missing and not reached:
            yield Lowered(control.rule, containers, control.missing, (*at, *steps), None)


def _inherited(control: Control, field: str, spec: Any, held: Mapping[Place, Any], minor: int) -> Iterator[Lowered]:
    """Yield what is below a control in each security context, that of the pod for those containers that say nothing else."""
    steps = ("securityContext", *field.split("."))
    own, pods = {at: get(item, *steps) for at, item in held.items()}, get(spec, *steps)
    for at, value in own.items():
        if value is not None and not control.fine(value, minor):
            yield Lowered(control.rule, (_name(held[at]),), control.level, (*at, *steps), value)
    silent = tuple(_name(held[at]) for at, value in own.items() if value is None)
    if pods is not None and not control.fine(pods, minor):
        yield Lowered(control.rule, silent, control.level, ("spec", *steps), pods)
    elif pods is None and control.missing and silent:
        yield Lowered(control.rule, silent, control.missing, ("spec", *steps), None)


def _reach(content: Any, steps: tuple[str, ...], walked: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Yield what stands where steps lead, each with its path; the keys of a table instead of what is under them."""
    if not steps:
        yield from [] if content is None else [(walked, content)]
    elif steps[0] == "?":
        yield from (((*walked, key), key) for key, value in table(content).items() if value is not None)
    elif steps[0] == "*":
        for index, item in items(content):
            yield from _reach(item, steps[1:], (*walked, index))
    else:
        yield from _reach(get(content, steps[0]), steps[1:], (*walked, steps[0]))


def get(content: Any, *path: str | int) -> Any:
    """Return what stands under some keys of tables, None where nothing does, whatever the tree looks like."""
    for step in path:
        content = table(content).get(step)
    return content


def table(content: Any) -> Mapping[Any, Any]:
    """Return a table, an empty one where it is none."""
    return content if isinstance(content, dict) else {}


def items(content: Any) -> list[tuple[int, Any]]:
    """Return the items of a list with their indexes; none where it is no list."""
    return [(index, item) for index, item in enumerate(content if isinstance(content, list) else ())]


def _name(container: Any) -> str:
    return str(container.get("name"))


def _does(it: Lowered, template: Any) -> str:
    """Return what becomes of a container, as the end of a sentence."""
    import json

    steps = tuple(_named(template, it.path))
    inside = steps[1:] if steps[0] == "spec" else steps
    field, value = paths.text(inside[2:] if inside[0] in CONTAINER_LISTS else inside), json.dumps(it.value)
    if it.value is None:
        return f"has no {field}"
    return f"has {field} = {value}" if it.value != it.path[-1] and len(value) <= _SHORT else f"has {field}"


def _named(content: Any, path: Place) -> Iterator[paths.Step]:
    """Yield the steps of a path, with items that have a name by that instead of their index."""
    for step in path:
        content = content[step] if isinstance(step, int) else get(content, step)
        name = get(content, "name")
        yield ("name", name) if isinstance(step, int) and isinstance(name, str) else step


def authors(w: Workload, one: Object, path: Place) -> Iterator[Spot]:
    """Yield the lines of authors that a field may come from, the likeliest first: who wrote it, took it away, or wrote around it last."""
    there = paths.located(one.content, path) is not None
    for origin in reversed(one.origins(path) if there else ()):
        if origin.spot:
            yield origin.spot
        elif origin.rule in w.platform.rules and w.platform_source:
            yield w.platform_source.at(("rules", w.platform.rules.index(origin.rule)))
        elif origin.rule == "extra" and (said := named_at(w, one.ref.identity)):
            yield w.layers.at((*said[:2], *path))
    around = (path[:depth] for depth in range(len(path), 0, -1))
    yield from (change.spot for place in around for change in reversed(one.written) if paths.meet(one.content, change.steps, place))
    yield from () if there else _makers(w, one, path)


def _makers(w: Workload, one: Object, path: Place) -> Iterator[Spot]:
    """Yield where the platform file names the rules that alone wrote what is around a missing field: a container that they add."""
    nearest = next(place for depth in range(len(path), -1, -1) if paths.located(one.content, place := path[:depth]) is not None)
    rules = {origin.rule for origin in one.origins(nearest)} if nearest else set[str]()
    if w.platform_source and rules <= set(w.platform.rules):
        yield from (w.platform_source.at(("rules", w.platform.rules.index(rule))) for rule in sorted(rules))
