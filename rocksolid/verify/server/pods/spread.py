"""Every topology spread constraint has numbers and words that are some, and there is one of each sort."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import items, table, tables
from rocksolid.verify.server.fields import INT32, numbers, required, words
from rocksolid.verify.server.pods.keys import MATCH, kept_label_keys, label_keys, made_label_keys
from rocksolid.verify.server.pods.placement import PREFERRED, REQUIRED
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal, Written
from rocksolid.verify.server.selectors import chosen

MERGING = 34
"""The first minor version that adds the keys of a constraint to its selector, where the server looks for them again."""
_SPREAD = "topologySpreadConstraints"
_UNSATISFIABLE = "whenUnsatisfiable"
_PAIR = Written(f".{{topologyKey, {_UNSATISFIABLE}}}")
_NUMBERS = {"maxSkew": (1, INT32), "minDomains": (1, INT32)}
_POLICIES = ("Honor", "Ignore")
_WORDS = {_UNSATISFIABLE: ("DoNotSchedule", "ScheduleAnyway"), "nodeAffinityPolicy": _POLICIES, "nodeTaintsPolicy": _POLICIES}


def spread(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the constraints of a pod; of two of one sort, the server names the first."""
    constraints = tables(pod.spec, _SPREAD)
    for place, (index, one) in enumerate(constraints):
        path = (*pod.path, _SPREAD, index)
        yield from numbers(one, path, _NUMBERS)
        yield from required(one, path, ("topologyKey", *_WORDS))
        yield from words(one, path, _WORDS)
        if one.get("minDomains") is not None and one.get(_UNSATISFIABLE) == "ScheduleAnyway":
            yield Refusal((*path, "minDomains"), "asks for DoNotSchedule", f"{_UNSATISFIABLE}: DoNotSchedule")
        if any(_sort(one) == _sort(other) for _, other in constraints[place + 1 :]):
            yield Refusal((*path, _PAIR), "another constraint has the same two", spot=path)
        yield from (label_keys if pod.minor >= MERGING else kept_label_keys)(one, path)
        if isinstance(selector := one.get("labelSelector"), Mapping):
            yield from chosen(selector, (*path, "labelSelector"))


def made_keys(pod: Pod) -> Iterator[Refusal]:
    """Yield the keys that the made pod finds twice in the selectors of its constraints and affinities."""
    labels = table(pod.metadata, "labels")
    for index, one in tables(pod.spec, _SPREAD) if pod.minor >= MERGING else ():
        if MATCH in one:
            yield from made_label_keys(one, (*pod.path, _SPREAD, index), labels)
    for name in ("podAffinity", "podAntiAffinity"):
        said, path = table(pod.spec, "affinity", name), (*pod.path, "affinity", name)
        for index, term in items(said, REQUIRED):
            yield from made_label_keys(term, (*path, REQUIRED, index), labels)
        for index, one in tables(said, PREFERRED):
            yield from made_label_keys(table(one, "podAffinityTerm"), (*path, PREFERRED, index, "podAffinityTerm"), labels)


def _sort(one: Mapping[str, Any]) -> tuple[str, str]:
    return str(one.get("topologyKey")), str(one.get(_UNSATISFIABLE))
