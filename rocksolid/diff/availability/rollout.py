"""How a new version takes the place of the old one: how many pods are missing meanwhile, and how long a new one must last to count."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides
from rocksolid.diff.words import in_words, whole
from rocksolid.verify.document import get
from rocksolid.verify.replicas import census
from rocksolid.verify.resource import Resource
from rocksolid.wording import plural

FIELDS = {"Deployment": "strategy", "StatefulSet": "updateStrategy", "DaemonSet": "updateStrategy"}
"""Where each kind says how it is rolled out."""
ROLLING, RECREATE = "RollingUpdate", "Recreate"
"""What all of them do where nothing is said, and what stops an app for every rollout."""
WORDS = {
    ROLLING: "replaces pods little by little",
    RECREATE: "stops all pods before it starts new ones",
    "OnDelete": "leaves pods as they are until somebody deletes them",
}
DEFAULTS: Mapping[str, tuple[int | str, int | str]] = {"Deployment": ("25%", "25%"), "StatefulSet": (1, 0), "DaemonSet": (1, 0)}
"""Kubernetes' own maxUnavailable and maxSurge."""
NODES = 100
"""The pods that are taken for those that cannot be counted, a DaemonSet's above all: per cent and pods are the same then."""
_PERCENTAGE = re.compile(r"([0-9]{1,3})%", re.ASCII)


def rollout(sides: Sides) -> Iterator[Change]:
    """Yield other strategies, more or fewer pods that may be missing, and another time until a new pod counts."""
    replicas = sides.new.once(census).replicas
    for pair in sides.once(pairs):
        field = FIELDS.get(pair.new.resource.kind)
        if field and pair.old.resource.kind == pair.new.resource.kind:
            count = replicas.get(pair.new)
            yield from _strategy(pair, field, count.least if count else NODES)
            yield from _ready_for(pair)


def _strategy(pair: Pair, field: str, pods: int) -> Iterator[Change]:
    was, now = (str(get(w.resource.spec, field, "type") or ROLLING) for w in (pair.old, pair.new))
    if was != now:
        effect: Effect = "disrupts" if now == RECREATE else "strengthens" if was == RECREATE else "changes"
        said = f"a rollout was {was}, is now {now}: it {WORDS.get(now, 'is not known')}"
        yield Change("availability", effect, pair.subject, said, path=f"spec.{field}.type")
    elif now == ROLLING:
        yield from _missing(pair, field, pods)


def _missing(pair: Pair, field: str, pods: int) -> Iterator[Change]:
    was, now = (missing(w.resource, pods) for w in (pair.old, pair.new))
    if was is not None and now is not None and was != now:
        said = f"a rollout let {_of(was, pods)} be missing, now lets {_of(now, pods)}"
        path = f"spec.{field}.rollingUpdate.maxUnavailable"
        yield Change("availability", "weakens" if now > was else "strengthens", pair.subject, said, path=path)


def _of(away: int, pods: int) -> str:
    return f"{away or 'none'} of {plural(pods, 'pod')}"


def missing(one: Resource, pods: int) -> int | None:
    """Return how many of some pods a rolling update may take away, as the controllers count: one, where neither field allows anything.

    None where what is written is no amount; `one` is of a kind in FIELDS.
    """
    names = ("maxUnavailable", "maxSurge")
    said = [get(one.spec, FIELDS[one.kind], "rollingUpdate", name) for name in names]
    amounts = [default if value is None else value for value, default in zip(said, DEFAULTS[one.kind], strict=True)]
    away, surge = _amount(amounts[0], pods, up=False), _amount(amounts[1], pods, up=True)
    if away is None or surge is None:
        return None
    return min(away, pods) if away or surge else min(1, pods)


def _amount(value: Any, pods: int, *, up: bool) -> int | None:
    if type(value) is int:
        return value
    match = _PERCENTAGE.fullmatch(value) if isinstance(value, str) else None
    return (pods * int(match[1]) + (99 if up else 0)) // 100 if match else None


def _ready_for(pair: Pair) -> Iterator[Change]:
    was, now = (whole(w.resource.spec.get("minReadySeconds"), default=0) for w in (pair.old, pair.new))
    if was != now:
        said = f"a new pod counted after {in_words(was)} of being ready, now after {in_words(now)}"
        yield Change("availability", "weakens" if now < was else "strengthens", pair.subject, said, path="spec.minReadySeconds")
