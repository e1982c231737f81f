"""When runs start, how often they are tried again and how long they may take; and whether a rollout goes on at all."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import in_words, truth, whole
from rocksolid.verify.document import get
from rocksolid.wording import plural

RUNS: Mapping[str, tuple[str, ...]] = {"CronJob": ("spec", "jobTemplate", "spec"), "Job": ("spec",)}
"""By kind, where it says how a run goes."""
HALTS = {
    "CronJob": ("suspend", "no run starts any more", "runs start again"),
    "Job": ("suspend", "it has no pods until somebody lets it go on", "it goes on"),
    "Deployment": ("paused", "no change reaches its pods until somebody lets it go on", "changes reach its pods again"),
}
"""By kind, the field that halts it, what that means, and what its end means."""
OVERLAPS = {
    "Allow": "runs may go on side by side",
    "Forbid": "no run starts while the last one goes on",
    "Replace": "a new run stops the last one",
}
"""What each concurrencyPolicy of a CronJob means."""
RETRIES = 6
"""Kubernetes' own backoffLimit."""
TEXTS = {"schedule": "its schedule", "timeZone": "the time zone of its schedule"}
"""Fields of a CronJob of which the text says it all."""


def schedules(sides: Sides) -> Iterator[Change]:
    """Yield what starts otherwise, or not at all, workload by workload."""
    for pair in sides.once(pairs):
        kind = pair.new.resource.kind
        if kind == pair.old.resource.kind:
            if kind in HALTS:
                yield from _halt(pair, *HALTS[kind])
            if kind == "CronJob":
                yield from _starts(pair)
            if kind in RUNS:
                yield from _deadline(pair, RUNS[kind])
                yield from _retries(pair, RUNS[kind])


def _halt(pair: Pair, field: str, halted: str, goes_on: str) -> Iterator[Change]:
    was, now = (truth(value, default=False) for value in _both(pair, "spec", field))
    if was != now:
        yield _change(pair, "disrupts" if now else "strengthens", halted if now else goes_on, "spec", field)


def _starts(pair: Pair) -> Iterator[Change]:
    for field, what in TEXTS.items():
        was, now = (value or "not set" for value in _both(pair, "spec", field))
        if was != now:
            yield _change(pair, "changes", f"{what} was {was}, is now {now}", "spec", field)
    was, now = (str(value or "Allow") for value in _both(pair, "spec", "concurrencyPolicy"))
    if was != now:
        effect: Effect = "weakens" if now == "Allow" else "strengthens" if was == "Allow" else "changes"
        yield _change(pair, effect, f"{OVERLAPS.get(now, now)}; before, {OVERLAPS.get(was, was)}", "spec", "concurrencyPolicy")


def _deadline(pair: Pair, path: tuple[str, ...]) -> Iterator[Change]:
    was, now = _both(pair, *path, "activeDeadlineSeconds")
    if was != now:
        effect: Effect = "weakens" if now is None else "strengthens" if was is None else "changes"
        yield _change(pair, effect, f"a run {_lasted(was, 'had')}, now {_lasted(now, 'has')}", *path, "activeDeadlineSeconds")


def _lasted(seconds: Any, verb: str) -> str:
    return f"{verb} {in_words(seconds)} to end" if type(seconds) is int else f"{verb} no end that it must keep"


def _retries(pair: Pair, path: tuple[str, ...]) -> Iterator[Change]:
    was, now = (whole(value, default=RETRIES) for value in _both(pair, *path, "backoffLimit"))
    if was != now:
        said = f"a run that failed was started {plural(was, 'time')} again, now {plural(now, 'time')}"
        yield _change(pair, "weakens" if now < was else "strengthens", said, *path, "backoffLimit")


def _both(pair: Pair, *path: str) -> tuple[Any, Any]:
    return get(pair.old.resource.content, *path), get(pair.new.resource.content, *path)


def _change(pair: Pair, effect: Effect, message: str, *path: str) -> Change:
    return Change("availability", effect, pair.subject, message, path=".".join(path))
