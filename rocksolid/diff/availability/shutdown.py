"""How a pod ends: how long it may take, what it does first; and whom it gives way to."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.handlers import action
from rocksolid.diff.pairs import Pair, Twin, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import in_words, whole
from rocksolid.verify.document import get, table

GRACE = 30
"""Seconds between the request to end and the end by force, by Kubernetes' own default of `terminationGracePeriodSeconds`."""
PRE_STOP = "lifecycle", "preStop"
DEFAULT = "that of the cluster"
"""The priority class of a pod that names none."""
_LONG = 10
"""Digits that no number of seconds has."""


def shutdown(sides: Sides) -> Iterator[Change]:
    """Yield other grace periods, other preStop hooks, other priorities."""
    for pair in sides.once(pairs):
        yield from _grace(pair)
        for twin in pair.containers:
            yield from _pre_stop(pair, twin)
        yield from _priority(pair)


def _grace(pair: Pair) -> Iterator[Change]:
    field = "terminationGracePeriodSeconds"
    was, now = (whole(value, default=GRACE) for value in pair.of_spec(field))
    if was != now:
        said = f"its pods had {in_words(was)} to end, they now have {in_words(now)}"
        yield pair.change("availability", "weakens" if now < was else "strengthens", said, "spec", field)


def _pre_stop(pair: Pair, twin: Twin) -> Iterator[Change]:
    (old, was), (new, now) = (_hook(table(container, *PRE_STOP)) for container in (twin.old, twin.new))
    if old == new:
        return
    effect: Effect = "weakens" if now < was else "strengthens" if was < now else "changes"
    yield pair.change(
        "availability", effect, f"{twin.title}: preStop, before it is asked to end, was {old}, is now {new}", *twin.path, *PRE_STOP
    )


def _hook(said: Mapping[str, Any]) -> tuple[str, float]:
    """Return what a hook does in words, and for how many seconds; a program is taken for more than any sleep."""
    seconds = _slept(said)
    if seconds is not None:
        return f"a sleep of {in_words(seconds)}", seconds
    done = action(said, {})
    return (done[1], math.inf) if done else ("nothing", 0)


def _slept(said: Mapping[str, Any]) -> int | None:
    """Return the seconds of a hook that does nothing but sleep, by the action of that name or the program."""
    command = get(said, "exec", "command")
    words = [word for part in command for word in str(part).split()] if isinstance(command, list) else []
    match words:
        case [*shell, "sleep", seconds] if seconds.isdecimal() and len(seconds) < _LONG and (not shell or shell[1:] == ["-c"]):
            return int(seconds)
    slept = get(said, "sleep", "seconds")
    return slept if type(slept) is int else None


def _priority(pair: Pair) -> Iterator[Change]:
    was, now = (value or DEFAULT for value in pair.of_spec("priorityClassName"))
    if was != now:
        yield pair.change("availability", "changes", f"its priority class was {was}, is now {now}", "spec", "priorityClassName")
