"""A drain takes the replicas of each app one after another, and ends: each app has one budget, and every budget lets somebody go."""

import json
from collections.abc import Iterator
from itertools import islice

from rocksolid.finding import Finding, Spot
from rocksolid.verify.budgets import ALWAYS, FEWEST, Budget, Overlap, coverage
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get
from rocksolid.verify.replicas import Replicas
from rocksolid.verify.resource import strings
from rocksolid.verify.selectors import Bits, is_empty, members

_NAMED = 3  # As many workloads are named; more are counted.
_LET_GO = "maxUnavailable: 1"
_MADE_ANEW = "a Deployment makes the pod anew on another node"
_UNTIL_DONE = "minAvailable: 1    # a drain waits until the pod is done"
_INSTEAD = {
    "DaemonSet": "take the budget away: a drain leaves the pods of a DaemonSet where they are",
    "Job": _UNTIL_DONE,
    "CronJob": _UNTIL_DONE,
    "Pod": _MADE_ANEW,
}
"""What to do for pods that are nobody's replicas, by the kind that makes them."""


def budgets(cluster: Cluster) -> Iterator[Finding]:
    """Yield what is to be said about each budget that the server takes, about pods under several, and about replicas under none."""
    found = cluster.once(coverage)
    for budget in found.budgets:
        yield from _budget(cluster, budget)
    for overlap in found.overlaps:
        yield _overlap(cluster, overlap)
    for w, count in found.census.replicas.items():
        if count.least >= FEWEST and w not in found.first:
            yield _missing(w, count)


def _budget(cluster: Cluster, budget: Budget) -> Iterator[Finding]:
    if budget.refused:
        return
    if not budget.covered:
        yield from _covers_nothing(cluster, budget)
    elif budget.without_scale:
        yield _without_scale(cluster, budget)
    elif budget.pods and not budget.allowed():
        yield _blocks(cluster, budget)
    elif budget.resource.spec.get("unhealthyPodEvictionPolicy") is None:
        message = f"{budget.resource.title} says nothing of pods that are not ready: while the app crashes, they block a drain"
        yield Finding("budget-unhealthy", "note", message, budget.resource.at("spec", key=True), f"unhealthyPodEvictionPolicy: {ALWAYS}")


def _covers_nothing(cluster: Cluster, budget: Budget) -> Iterator[Finding]:
    """Yield the finding, and where pods of another namespace were meant, how to say that; pods that no file holds may have any labels."""
    one, selector = budget.resource, budget.resource.spec.get("selector")
    if selector is not None and not cluster.inside(one.namespace):
        return
    meant = None if is_empty(selector) else next(members(cluster.index.selected(selector)), None)
    hint = "" if meant is None else f"namespace: {cluster.workloads[meant].namespace}"
    why = "it has no selector" if selector is None else f"no pod of namespace {one.namespace} has such labels"
    yield Finding("budget-covers-nothing", "warning", f"{one.title} covers nothing: {why}", one.at("spec", "selector", key=True), hint)


def _without_scale(cluster: Cluster, budget: Budget) -> Finding:
    (field,) = budget.fields
    message = f"{budget.resource.title} blocks every drain: {field}: {budget.resource.spec[field]} needs a number of replicas"
    message = f"{message}, and {_names(cluster, budget.without_scale)} says none"
    hint = _INSTEAD[_first(cluster, budget.without_scale)[0].resource.kind]
    if budget.without_scale != budget.covered:
        hint = "narrow the selector"
    return Finding("budget-without-scale", "error", message, budget.resource.at("spec", field), hint)


def _blocks(cluster: Cluster, budget: Budget) -> Finding:
    title, names = f"{budget.resource.title} blocks every drain", _names(cluster, budget.covered)
    if budget.amount is None:
        message = f"{title}: it sets neither minAvailable nor maxUnavailable"
        return Finding("budget-blocks", "error", message, budget.resource.at("spec", key=True), _LET_GO)
    (field,) = budget.fields
    spot, said = budget.resource.at("spec", field), f"{field}: {budget.resource.spec[field]}"
    if field == "maxUnavailable":
        return Finding("budget-blocks", "error", f"{title}: {said} lets no pod of {names} go", spot, _LET_GO)
    needed = budget.amount.of(budget.census.least(budget.covered))
    has = "has" if budget.covered.bit_count() == 1 else "have"
    least = " at the least" if budget.census.spare(budget.covered) else ""
    message = f"{title}: {said} needs {needed} pods ready, and {names} {has} {budget.pods}{least}"
    return Finding("budget-blocks", "error", message, spot, _mend(budget), tuple(_decided(cluster, budget)))


def _mend(budget: Budget) -> str:
    if not budget.covered & ~budget.census.bare:
        return _MADE_ANEW
    return _LET_GO if budget.pods != 1 else f"{_LET_GO}    # a drain stops the app for a moment; with replicas: 2 it does not"


def _decided(cluster: Cluster, budget: Budget) -> Iterator[tuple[Spot, str]]:
    """Yield where the number of pods of the first few workloads under a budget is decided."""
    for w in _first(cluster, budget.covered):
        if (count := budget.census.replicas.get(w)) is not None:
            yield _deciding(w, count), f"{w.resource.title} has {count.least}"


def _deciding(w: Workload, count: Replicas) -> Spot:
    return count.autoscaler.at("spec", "minReplicas") if count.autoscaler else w.resource.at("spec", "replicas")


def _overlap(cluster: Cluster, overlap: Overlap) -> Finding:
    later, earlier = overlap.later.resource, overlap.earlier.resource
    message = (
        f"{later.title} and {earlier.title} cover the same pods, those of {_names(cluster, overlap.shared)}: none of these can be evicted"
    )
    related = ((earlier.at("spec", "selector", key=True), f"{earlier.title} covers them too"),)
    return Finding("budgets-overlap", "error", message, later.at("spec", "selector", key=True), "narrow a selector", related)


def _missing(w: Workload, count: Replicas) -> Finding:
    many = f"{count.least} replicas{' at the least' if count.most > count.least else ''}"
    message = f"{w.resource.title} has {many} and no budget: a drain may take all of them at once"
    selector = json.dumps({"matchLabels": strings(get(w.resource.spec, "selector", "matchLabels")) or w.labels})
    hint = (
        f"apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: {w.resource.name}\n  namespace: {w.namespace}\n"
        f"spec:\n  maxUnavailable: 1\n  unhealthyPodEvictionPolicy: {ALWAYS}\n  selector: {selector}"
    )
    return Finding("no-budget", "note", message, _deciding(w, count), hint)


def _names(cluster: Cluster, some: Bits) -> str:
    """Return the workloads as `Deployment/a, Deployment/b and 7 more`."""
    names = [w.resource.title for w in _first(cluster, some)]
    more = some.bit_count() - len(names)
    names += [f"{more} more"] if more else []
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _first(cluster: Cluster, some: Bits) -> list[Workload]:
    return [cluster.workloads[position] for position in islice(members(some), _NAMED)]
