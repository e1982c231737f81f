"""Where authors wrote over a rendered object: overrides, removals, manifests that they pass on, and rules of their own."""

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from rocksolid.finding import Spot
from rocksolid.manifest.assemble import Object, Written
from rocksolid.manifest.paths import Steps
from rocksolid.system.extra import passed
from rocksolid.system.workload import Workload
from rocksolid.verify.document import get, table

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
    position = next(index for index, manifest in enumerate(w.app.extra) if passed(w, manifest) == one.ref)
    return w.layers.at(("extra", position, *(step for step in takewhile(lambda step: step is not None, area) if step is not None)))


def written(one: Object, w: Workload, area: Area) -> Iterator[Spot]:
    """Yield where an author wrote over an area of an object of an app, something around it, or something in it."""
    yield from (change.spot for change in _last_words(one, area))
    for rule in dict.fromkeys(origin.rule for place in _there(one.content, area) for origin in one.origins(place)):
        if rule in w.platform.rules and w.platform_source:
            yield w.platform_source.at(("rules", w.platform.rules.index(rule)))


def _last_words(one: Object, area: Area) -> Iterator[Written]:
    """Yield what was written last of what is an area, or around it; else all that was written in it, but an item of a list instead of its fields."""
    meant = {change.steps: change for change in one.written if _meets(one.content, change.steps, area)}
    whole = [change for steps, change in meant.items() if len(steps) <= len(area)]
    for steps, change in meant.items():
        inside = any(steps[:length] in meant for length in range(len(area) + 1, len(steps)))
        if change is whole[-1] if whole else not inside:
            yield change


def _is_foreign(rule: str) -> bool:
    """Return whether a rule is none of ours: a manifest that is passed on, or a function that the platform file names."""
    return rule == "extra" or ":" in rule


def _meets(content: Any, steps: Steps, area: Area) -> bool:
    """Return whether one of two paths in an object leads along the other."""
    for step, place in zip(steps, area, strict=False):
        if isinstance(step, tuple):
            key, value = step
            item = table(content, place) if isinstance(place, int) else {}
            if item and str(item.get(key)) != value:
                return False
        elif place is not None and step != place:
            return False
        content = None if place is None else get(content, place)
    return True


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
