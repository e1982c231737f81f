"""Whether an app goes on: how many pods it has, and how many of them a drain may take."""

from collections.abc import Iterator
from functools import reduce
from operator import or_

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, pairs
from rocksolid.diff.sides import Sides
from rocksolid.verify.budgets import FEWEST, Budget, coverage, drainable
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.replicas import Replicas, census
from rocksolid.verify.selectors import Bits
from rocksolid.wording import plural

ALONE = "while its only pod restarts or moves to another node, nobody answers"
BLOCKED = "a drain of its nodes does not end: maxUnavailable: 1 lets one pod after another go"


@attrs.frozen
class Drained:
    """What a drain does to a workload: what goes wrong, whether it never ends, and else how many pods go at once; none where it has but one."""

    trouble: str = ""
    blocked: bool = False
    at_once: int | None = None


def replicas(sides: Sides) -> Iterator[Change]:
    """Yield other replicas and what a drain does otherwise, workload by workload."""
    old, new = (side.once(census).replicas for side in (sides.old, sides.new))
    before, after = _drained(sides.old), _drained(sides.new)
    for pair in sides.once(pairs):
        was, now = old.get(pair.old), new.get(pair.new)
        if was and now:
            yield from _replicas(pair, was, now)
        many = bool(was and now and was.least >= FEWEST and now.least >= FEWEST)
        yield from _drain(pair, before[pair.old], after[pair.new], many=many)


def _replicas(pair: Pair, old: Replicas, new: Replicas) -> Iterator[Change]:
    was, now = (old.least, old.most), (new.least, new.most)
    if was == now and bool(old.autoscaler) == bool(new.autoscaler):
        return
    falls, rises = (any(a < b for a, b in zip(*ends, strict=True)) for ends in ((now, was), (was, now)))
    effect: Effect = "changes" if falls == rises else "weakens" if falls else "strengthens"
    if not new.least and old.least:
        effect = "disrupts"
    path = "" if old.autoscaler or new.autoscaler else "spec.replicas"
    hint = ALONE if new.least == 1 < old.least else ""
    yield Change("availability", effect, pair.subject, f"was {_counted(old)}, is now {_counted(new)}", hint, path)


def _counted(count: Replicas) -> str:
    if count.autoscaler is None:
        return plural(count.least, "replica")
    return f"{count.least} to {plural(count.most, 'replica')} by {count.autoscaler.title}"


def _drain(pair: Pair, old: Drained, new: Drained, *, many: bool) -> Iterator[Change]:
    """Yield what goes wrong otherwise; of a workload that has or had but one pod only whether a drain ends."""
    was, now = (one.trouble if many or one.blocked else "" for one in (old, new))
    if now and now != was:
        yield Change(
            "availability",
            "changes" if was else "weakens",
            pair.subject,
            f"drains: {now}{_before(was) if was or many else ''}",
            BLOCKED if new.blocked else "",
        )
    elif was and not now:
        yield Change("availability", "strengthens", pair.subject, f"drains are safe now; before, {was}")
    elif many and old.at_once and new.at_once and old.at_once != new.at_once:
        said = f"a drain could take {plural(old.at_once, 'pod')} at once, can now take {new.at_once}"
        yield Change("availability", "weakens" if new.at_once > old.at_once else "strengthens", pair.subject, said)


def _before(was: str) -> str:
    return f"; before, {was}" if was else ", before they were safe"


def _drained(cluster: Cluster) -> dict[Workload, Drained]:
    """Return what a drain does to every workload."""
    found = cluster.once(coverage)
    troubles = {one.w: one.trouble for one in drainable(cluster)}
    stuck = set(cluster.among(reduce(or_, (_stuck(budget) for budget in found.budgets), 0)))
    return {w: _one(w, troubles.get(w, ""), found.first.get(w), blocked=w in stuck) for w in cluster.workloads}


def _stuck(budget: Budget) -> Bits:
    """Return the workloads that a budget keeps from being drained."""
    if budget.refused:
        return 0
    return budget.without_scale or (budget.covered if budget.pods and not budget.allowed() else 0)


def _one(w: Workload, trouble: str, budget: Budget | None, *, blocked: bool) -> Drained:
    if budget is None:
        return Drained(trouble)
    said = trouble.replace(budget.resource.title, "its budget") or ("its budget lets no pod go" if blocked else "")
    return Drained(said, blocked, None if said or w not in budget.census.replicas else budget.allowed(beside=w))
