"""Where authors wrote over a rendered object: overrides, removals, manifests that they pass on, and rules of their own."""

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rocksolid.finding import Spot
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.origins import Written
from rocksolid.manifest.paths import meet
from rocksolid.system.extra import position
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import CONTAINERS
from rocksolid.verify.document import get

Area = tuple[str | int | None, ...]
"""A path in an object, which need not be there; None stands for every item of a list."""


def is_extra(one: Object) -> bool:
    """Return whether an author passes an object on as it stands."""
    return any(rule == "extra" for rule, _ in one.said)


def is_touched(one: Object) -> bool:
    """Return whether anything in an object is not what our rules say."""
    return bool(one.written) or any(_is_foreign(rule) for rule, _ in one.said)


def passed_on(one: Object, w: Workload, area: Area) -> Spot:
    """Return where an author says an area of an object that he passes on; where he does not, the nearest thing around it."""
    found = position(w, one.ref.identity)
    steps = (step for step in takewhile(lambda step: step is not None, area) if step is not None)
    return w.layers.at(("extra",) if found is None else ("extra", found, *steps))


def written(one: Object, w: Workload, area: Area) -> Iterator[Spot]:
    """Yield where an author wrote over an area of an object of an app, something around it, or something in it."""
    yield from (change.spot for change in _last_words(one, area))
    for rule in _rules(one, area):
        if rule in w.platform.rules and w.platform_source:
            yield w.platform_source.at(("rules", w.platform.rules.index(rule)))


def beside(one: Object, area: Area, said: str) -> Spot | None:
    """Return where an author wrote the field nearest to an area, in the container or the spec around that, and in no other spec.

    A field whose name is in what is `said` of the area goes before all others; of two that are equally near, the one written last.
    """
    ends = (index for index, step in enumerate(area[:-1]) if step == "spec" or (isinstance(step, int) and area[index - 1] in CONTAINERS))
    around = [area[:length] for length in range(max(ends, default=0) + 1, len(area))]
    names = set(re.findall(r"\w+", said))
    near: dict[Written, tuple[bool, int]] = {}
    for change in reversed(one.written):
        meeting = [len(whole) for whole in around if len(change.steps) > len(whole) and meet(one.content, change.steps, whole)]
        if meeting and "spec" not in change.steps[meeting[-1] :]:
            near[change] = (change.steps[-1] in names, meeting[-1])
    return max(near, key=lambda change: near[change]).spot if near else None


def _rules(one: Object, area: Area) -> list[str]:
    """Return the rules that wrote an area of an object: of what is not there, those of a platform team's own that alone wrote what is around it."""
    makers = list(dict.fromkeys(rule for rule, _ in one.said if rule != "metadata"))
    if all(map(_is_foreign, makers)):
        return makers
    for length in range(len(area), -1, -1):
        origins = (origin for place in _there(one.content, area[:length]) for origin in one.origins(place))
        rules = list(dict.fromkeys(origin.rule for origin in origins))
        if rules:
            return rules if length == len(area) or all(map(_is_foreign, rules)) else []
    return []


def _last_words(one: Object, area: Area) -> Iterator[Written]:
    """Yield what was written last of what is an area, or around it; else all that was written in it, but an item of a list instead of its fields."""
    meant = {change.steps: change for change in one.written if meet(one.content, change.steps, area)}
    whole = [change for steps, change in meant.items() if len(steps) <= len(area)]
    for steps, change in meant.items():
        inside = any(steps[:length] in meant for length in range(len(area) + 1, len(steps)))
        if change is whole[-1] if whole else not inside:
            yield change


def _is_foreign(rule: str) -> bool:
    """Return whether a rule is none of ours: a manifest that is passed on, or a function that the platform file names."""
    return rule == "extra" or ":" in rule


def _there(content: Any, area: Area) -> Iterator[tuple[str | int, ...]]:
    """Yield the paths of an area that lead to something."""
    if content is None:
        return
    if not area:
        yield ()
        return
    first, rest = area[0], area[1:]
    steps: Any = [first] if first is not None else range(len(content) if isinstance(content, list) else 0)
    for step in steps:
        yield from ((step, *below) for below in _there(get(content, step), rest))
