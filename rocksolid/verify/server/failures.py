"""What a server refuses in the policies of a Job: which failures of a pod mean what, and when enough has succeeded."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from rocksolid.verify.document import Path, get, items, table, tables
from rocksolid.verify.server.fields import INT32, is_number, numbers, required, words
from rocksolid.verify.server.formats import label_key, shown
from rocksolid.verify.server.refusal import Refusal

MOST_RULES, MOST_CODES, MOST_CONDITIONS = 20, 255, 20
ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
STATES = ("True", "False", "Unknown")
LONGEST_INDEXES = 64 * 1024


def failure_policy(spec: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the podFailurePolicy of a Job's spec; `path` is where it stands."""
    rules = items(spec, "podFailurePolicy", "rules")
    yield from _at_most(rules, (*path, "rules"), MOST_RULES)
    template = table(spec, "template", "spec")
    names = [one.get("name") for group in ("containers", "initContainers") for _, one in tables(template, group)]
    for index, rule in rules:
        within = (*path, "rules", index)
        codes, conditions = rule.get("onExitCodes"), rule.get("onPodConditions")
        yield from required(rule, within, ("action",))
        yield from words(rule, within, {"action": ACTIONS})
        if rule.get("action") == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
            yield Refusal((*within, "action"), "FailIndex needs backoffLimitPerIndex", "backoffLimitPerIndex: 1")
        if codes is not None and conditions:
            yield Refusal(within, "has onExitCodes and onPodConditions: they must be two rules")
        elif codes is None and not conditions:
            yield Refusal(within, "must have onExitCodes or onPodConditions")
        yield from _codes(table(rule, "onExitCodes"), (*within, "onExitCodes"), names)
        yield from _conditions(rule, (*within, "onPodConditions"))


def _codes(codes: Mapping[str, Any], path: Path, names: list[Any]) -> Iterator[Refusal]:
    if not codes:
        return
    yield from required(codes, path, ("operator",))
    yield from words(codes, path, {"operator": ("In", "NotIn")})
    name, values = codes.get("containerName"), codes.get("values")
    if isinstance(name, str) and name not in names:
        yield Refusal((*path, "containerName"), f"{shown(name)} is no container of the pod")
    if not isinstance(values, list):
        return
    if not values:
        yield Refusal((*path, "values"), "must not be empty", "values: [1]")
    yield from _at_most(values, (*path, "values"), MOST_CODES)
    for index, value in enumerate(values):
        if value == 0 and is_number(value) and codes.get("operator") == "In":
            yield Refusal((*path, "values", index), "must not be 0: that is no failure")
        elif is_number(value) and value in values[:index]:
            yield Refusal((*path, "values", index), f"{value} stands twice")
    numbered = [value for value in values if is_number(value)]
    if any(earlier > later for earlier, later in pairwise(numbered)):
        yield Refusal((*path, "values"), "must be in order", f"values: {sorted(set(numbered))}")


def _conditions(rule: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    conditions = items(rule, "onPodConditions")
    yield from _at_most(conditions, path, MOST_CONDITIONS)
    for index, one in conditions:
        kind = one.get("type")
        if isinstance(kind, str) and (problem := label_key(kind)):
            yield Refusal((*path, index, "type"), problem)
        yield from words(one, (*path, index), {"status": STATES})


def success_policy(spec: Mapping[str, Any], path: Path, completions: int) -> Iterator[Refusal]:
    """Yield what is refused in the successPolicy of an Indexed Job's spec; `path` is where it stands."""
    if spec.get("successPolicy") is None:
        return
    rules = items(spec, "successPolicy", "rules")
    if get(spec, "successPolicy", "rules") == []:
        yield Refusal((*path, "rules"), "must not be empty", "rules: [{succeededCount: 1}]")
    yield from _at_most(rules, (*path, "rules"), MOST_RULES)
    for index, rule in rules:
        yield from _enough(rule, (*path, "rules", index), completions)


def _enough(rule: Mapping[str, Any], path: Path, completions: int) -> Iterator[Refusal]:
    count, indexes = rule.get("succeededCount"), rule.get("succeededIndexes")
    if count is None and indexes is None:
        yield Refusal(path, "must have succeededCount or succeededIndexes")
    yield from numbers(rule, path, {"succeededCount": (0, INT32)})
    most = completions
    if isinstance(indexes, str):
        found = _indexes(indexes, completions)
        if found is None:
            yield Refusal((*path, "succeededIndexes"), f"{shown(indexes)} must be numbers below {completions} and ranges of them, in order")
        most = min(completions, found or 0)
    if is_number(count) and count > most:
        yield Refusal((*path, "succeededCount"), f"{count} must be {most} or less: there are no more")


def _indexes(text: str, completions: int) -> int | None:
    """Return how many numbers a text like `1,3-5` names; None where they are no numbers, too great, or not in order."""
    if len(text) > LONGEST_INDEXES:
        return None
    total, last = 0, -1
    for part in text.split(",") if text else ():
        first, *rest = part.split("-")
        ends = [first, *(rest or [first])]
        if len(ends) > 2 or not all(end.isdecimal() and end.isascii() for end in ends):  # noqa: PLR2004 - a range has two ends
            return None
        start, end = map(int, ends)
        if start <= last or end >= completions or (rest and start >= end):
            return None
        total, last = total + end - start + 1, end
    return total


def _at_most(values: list[Any], path: Path, most: int) -> Iterator[Refusal]:
    if len(values) > most:
        yield Refusal(path, f"has {len(values)} items, and may have {most}")
