"""What keeps a pod from harming others, gained and lost: Pod Security, read-only files, capabilities, user ids and processes, waivers."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, container_title, named_containers, pairs
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import truth
from rocksolid.manifest.paths import Step
from rocksolid.manifest.waiving import read_waiver_key
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get
from rocksolid.verify.podsecurity import LEVELS, Violation, level_of, violations
from rocksolid.verify.resource import strings

ISOLATION = (
    ("hostUsers", True, "with the user ids of the node", "with user ids of their own"),
    ("shareProcessNamespace", False, "with the processes of all containers in sight of each", "with the processes of each container apart"),
)
"""Fields of a pod, Kubernetes' default of each, and how pods run where it is true, which is weaker, and where it is false."""
HARMLESS = "NET_BIND_SERVICE"
"""The only capability that no control forbids to add."""
Broken = dict[tuple[str, str, Any], dict[str, Violation]]
"""What a pod breaks: by level, control and name of the container each field with its value."""


def hardening(sides: Sides) -> Iterator[Change]:
    """Yield what each workload has gained and lost, and which new ones are less than hardened."""
    known = sides.once(pairs)
    for pair in known:
        yield from _pod_security(pair, sides)
        yield from _root_filesystems(pair)
        yield from _capabilities(pair)
        yield from _isolation(pair)
        yield from _waivers(pair)
    both = {pair.new for pair in known}
    yield from (change for w in sides.new.workloads if w not in both for change in _new(w, sides.new))


def _new(w: Workload, cluster: Cluster) -> Iterator[Change]:
    level = level_of(w, cluster.premises.kubernetes)
    if level != LEVELS[-1]:
        yield Change("hardening", "weakens", title(w.resource), f'is new, and holds no stricter level of Pod Security than "{level}"')
    for group, _, container in named_containers(w):
        if _binds(container):
            said = f"is new, and {container_title(group, container)} has the capability {HARMLESS}: it may open ports below 1024"
            yield Change("hardening", "weakens", title(w.resource), said)
    for rule, reason in _waived(w).items():
        yield Change("hardening", "weakens", title(w.resource), f"is new, and excused from {rule}: {reason}")


def _pod_security(pair: Pair, sides: Sides) -> Iterator[Change]:
    """Yield the level where it changes, and what is broken or held for the first time, a control and a container at a time."""
    if pair.is_same_pod and sides.old.premises == sides.new.premises:
        return
    was, now = level_of(pair.old, sides.old.premises.kubernetes), level_of(pair.new, sides.new.premises.kubernetes)
    if was != now:
        worse: Effect = "weakens" if LEVELS.index(now) < LEVELS.index(was) else "strengthens"
        yield pair.change("hardening", worse, f'was "{was}" by the Pod Security Standards, is now "{now}"')
    old, new = _broken(pair.old, sides.old), _broken(pair.new, sides.new)
    for key in dict.fromkeys((*new, *old)):
        before, after = old.get(key, {}), new.get(key, {})
        gained = [violation for value, violation in after.items() if value not in before]
        lost = [violation for value, violation in before.items() if value not in after]
        if gained or lost:
            yield _control(pair, f'"{key[0]}" ({key[1]})', gained, lost)


def _control(pair: Pair, control: str, gained: list[Violation], lost: list[Violation]) -> Change:
    was, now = ("; ".join(one.message for one in some) for some in (lost, gained))
    if not gained:
        return pair.change("hardening", "strengthens", f"no longer breaks {control}: before, {was}")
    path, hint = _named(pair.new, gained[0]), gained[0].hint
    if not lost:
        return pair.change("hardening", "weakens", f"breaks {control}: {now}", *path, hint=hint)
    return pair.change("hardening", "changes", f"breaks {control} in another way: was: {was}, is now: {now}", *path, hint=hint)


def _named(w: Workload, one: Violation) -> tuple[Step, ...]:
    """Return the path of a violation, with the container by its name."""
    if not one.owner:
        return one.path
    return "spec", one.owner[0], ("name", str(get(w.spec, *one.owner, "name"))), *one.path[1 + len(one.owner) :]


def _broken(w: Workload, cluster: Cluster) -> Broken:
    """Return what a pod breaks, whichever the order of its lists."""
    found: Broken = {}
    for one in violations(w, cluster.premises.kubernetes):
        field = [step for step in one.path[1 + len(one.owner) :] if isinstance(step, str)]
        owner = str(get(w.spec, *one.owner, "name")) if one.owner else ""
        value = get(w.resource.content, *w.path, *one.path)
        found.setdefault((one.level, one.control, owner), {})[repr((field, value))] = one
    return found


def _root_filesystems(pair: Pair) -> Iterator[Change]:
    steps = "securityContext", "readOnlyRootFilesystem"
    for twin in pair.containers:
        was, now = get(twin.old, *steps) is True, get(twin.new, *steps) is True
        if was != now:
            said = "was read-only, is now writable" if was else "was writable, is now read-only"
            yield pair.change(
                "hardening", "weakens" if was else "strengthens", f"{twin.title}: its root filesystem {said}", *twin.path, *steps
            )


def _capabilities(pair: Pair) -> Iterator[Change]:
    """Yield who may open ports below 1024, which the strictest level allows; every other capability breaks a control."""
    for twin in pair.containers:
        was, now = _binds(twin.old), _binds(twin.new)
        if was != now:
            said = "now has" if now else "no longer has"
            words = f"{twin.title}: {said} the capability {HARMLESS}, to open ports below 1024"
            path = *twin.path, "securityContext", "capabilities", "add"
            yield pair.change("hardening", "weakens" if now else "strengthens", words, *path)


def _binds(container: Mapping[str, Any]) -> bool:
    added = get(container, "securityContext", "capabilities", "add")
    return isinstance(added, list) and HARMLESS in added


def _isolation(pair: Pair) -> Iterator[Change]:
    for field, default, *words in ISOLATION:
        was, now = (truth(value, default=default) for value in pair.of_spec(field))
        if was != now:
            said = f"its pods ran {words[not was]}, they now run {words[not now]}"
            yield pair.change("hardening", "weakens" if now else "strengthens", said, "spec", field)


def _waivers(pair: Pair) -> Iterator[Change]:
    old, new = _waived(pair.old), _waived(pair.new)
    for rule in dict.fromkeys((*new, *old)):
        was, now = old.get(rule), new.get(rule)
        if was is None:
            yield pair.change("hardening", "weakens", f"is now excused from {rule}: {now}")
        elif now is None:
            yield pair.change("hardening", "strengthens", f"is no longer excused from {rule}; the reason was: {was}")
        elif was != now:
            yield pair.change("hardening", "changes", f"the reason why it is excused from {rule} was: {was}, is now: {now}")


def _waived(w: Workload) -> dict[str, str]:
    """Return why a workload is excused from what: `"run-as-non-root"`, `"run-as-non-root" in container "log"`."""
    said = strings(get(w.resource.content, "metadata", "annotations"))
    found = ((read_waiver_key(key), reason) for key, reason in said.items())
    return {f'"{key[0]}"' + (f' in container "{key[1]}"' if key[1] else ""): why for key, why in found if key}
