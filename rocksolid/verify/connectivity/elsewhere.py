"""Pods that no file holds, by the selectors that mean them: `kube-system/{k8s-app=kube-dns}`."""

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import Any

import attrs

from rocksolid.verify.cluster import NAME_LABEL
from rocksolid.verify.document import table, tables


@attrs.frozen
class Choice:
    """What a label may be: missing or not, and one of some values or (`excluded`) any but these."""

    missing: bool
    values: frozenset[str] = frozenset()
    excluded: bool = False

    def __and__(self, other: "Choice") -> "Choice":
        """Return what both allow."""
        missing = self.missing and other.missing
        if self.excluded and other.excluded:
            return Choice(missing, self.values | other.values, excluded=True)
        if self.excluded:
            return Choice(missing, other.values - self.values)
        return Choice(missing, self.values - other.values if other.excluded else self.values & other.values)

    @property
    def is_possible(self) -> bool:
        """Whether any label meets it."""
        return self.missing or self.excluded or bool(self.values)

    @property
    def is_free(self) -> bool:
        """Whether every label meets it, and its absence."""
        return self.missing and self.excluded and not self.values

    def text(self, key: str) -> str:
        """Return it as kubectl writes selectors: `key=value`, `key in (a,b)`, `key`, `!key`, `key!=value`, `key notin (a,b)`."""
        some, values = len(self.values) > 1, ",".join(sorted(self.values))
        if not self.excluded:
            return f"!{key}" if self.missing else f"{key} in ({values})" if some else f"{key}={values}"
        but = [f"{key} notin ({values})" if some else f"{key}!={values}"] if values else []
        return ",".join(but if self.missing else [key, *but])


ANYTHING, NOTHING = Choice(missing=True, excluded=True), Choice(missing=False)


@attrs.frozen
class Selection:
    """What a label selector requires, in a form that is equal for selectors of equal meaning: by label, its choice."""

    choices: frozenset[tuple[str, Choice]] = frozenset()

    @classmethod
    def of(cls, choices: Iterable[tuple[str, Choice]]) -> "Selection":
        """Return what some choices require together."""
        found: dict[str, Choice] = {}
        for key, choice in choices:
            found[key] = found[key] & choice if key in found else choice
        return cls(frozenset((key, choice) for key, choice in found.items() if not choice.is_free))

    def __and__(self, other: "Selection") -> "Selection":
        """Return what both require."""
        return Selection.of((*self.choices, *other.choices))

    def choice(self, key: str) -> Choice:
        """Return what a label may be."""
        return dict(self.choices).get(key, ANYTHING)

    @property
    def is_possible(self) -> bool:
        """Whether any labels meet it."""
        return all(choice.is_possible for _, choice in self.choices)

    def text(self) -> str:
        """Return it as kubectl writes selectors, in braces: `{app=web,!canary}`; `*` where it requires nothing."""
        said = ",".join(choice.text(key) for key, choice in sorted(self.choices, key=lambda one: one[0]))
        return f"{{{said}}}" if said else "*"


def selection(selector: Any) -> Selection:
    """Return what a label selector requires: of one that is no selector, what nothing meets."""
    return Selection.of(_choices(selector) if isinstance(selector, Mapping) else [("", NOTHING)])


def _choices(selector: Mapping[str, Any]) -> Iterator[tuple[str, Choice]]:
    labels: Mapping[Any, Any] = table(selector, "matchLabels")
    for key, value in labels.items():
        is_text = isinstance(key, str) and isinstance(value, str)
        yield str(key), Choice(missing=False, values=frozenset({value})) if is_text else NOTHING
    for _, requirement in tables(selector, "matchExpressions"):
        values = requirement.get("values")
        some = frozenset(map(str, values)) if isinstance(values, list) else frozenset[str]()
        operators = {
            "In": Choice(missing=False, values=some),
            "NotIn": Choice(missing=True, values=some, excluded=True),
            "Exists": Choice(missing=False, excluded=True),
            "DoesNotExist": Choice(missing=True),
        }
        yield str(requirement.get("key")), operators.get(str(requirement.get("operator")), NOTHING)


@attrs.frozen
class Elsewhere:
    """Pods that no file holds: what their namespaces and they themselves are labelled, and the name of the only port that is meant."""

    namespaces: Selection = Selection()
    pods: Selection = Selection()
    port: str | None = None

    def covers(self, other: "Elsewhere") -> bool:
        """Return whether every pod and port of another is one of these."""
        return (
            self.port in (None, other.port)
            and self.namespaces & other.namespaces == other.namespaces
            and self.pods & other.pods == other.pods
        )

    def text(self) -> str:
        """Return `NAMESPACES/PODS`, each of them a name, a selector in braces, or `*` for all; with a port's name `:NAME` behind."""
        return self._text

    @cached_property
    def _text(self) -> str:
        name = self.namespaces.choice(NAME_LABEL)
        is_name = len(self.namespaces.choices) == len(name.values) == 1 and not name.excluded
        space = next(iter(name.values)) if is_name else self.namespaces.text()
        return f"{space}/{self.pods.text()}" + (f":{self.port}" if self.port else "")


ANY_POD = Elsewhere()


def pods_elsewhere(namespace_selector: Any, pod_selector: Any, held: AbstractSet[str]) -> Elsewhere | None:
    """Return the pods outside some namespaces that two selectors mean; None where there can be none."""
    namespaces = selection(namespace_selector)
    name = namespaces.choice(NAME_LABEL)
    if held and not name.excluded:
        namespaces &= Selection.of([(NAME_LABEL, Choice(missing=False, values=name.values - held))])
    if not namespaces.is_possible:
        return None
    pods = selection(pod_selector)
    return Elsewhere(namespaces, pods) if pods.is_possible else None
