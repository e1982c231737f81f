"""What a server refuses in what a namespace may use: ResourceQuota and LimitRange."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rocksolid.verify.document import Path, get, items, table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.server.fields import twice
from rocksolid.verify.server.formats import Format, amount, label_key, shown
from rocksolid.verify.server.pods.resources import is_extended, of_container
from rocksolid.verify.server.refusal import Refusal, keyed
from rocksolid.verify.server.selectors import operation

_AMOUNTS = ("cpu", "memory", "ephemeral-storage")
_COUNTS = (
    "configmaps",
    "persistentvolumeclaims",
    "pods",
    "replicationcontrollers",
    "resourcequotas",
    "secrets",
    "services",
    "services.loadbalancers",
    "services.nodeports",
)
_OF_PODS = frozenset(("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory", "pods"))
QUOTAS = frozenset((*_COUNTS, *_AMOUNTS, *(f"{of}.{name}" for of in ("limits", "requests") for name in _AMOUNTS), "requests.storage"))
"""The resources without a domain that a quota may bound, besides huge pages."""
_HUGE_PAGES = ("hugepages-", "requests.hugepages-")
_SCOPES: Mapping[str, frozenset[str]] = {
    "BestEffort": frozenset(("pods",)),
    **dict.fromkeys(("CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating"), _OF_PODS),
}
_WITHOUT_VALUES = ("BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "Terminating")
_NEWER_SCOPES = ("VolumeAttributesClass",)
_AGAINST = (("BestEffort", "NotBestEffort"), ("NotTerminating", "Terminating"))
_TYPES = ("Container", "PersistentVolumeClaim", "Pod")
_DEFAULTS = ("default", "defaultRequest")
_IN_ORDER = (("min", "max", "min"), ("min", "defaultRequest", "defaultRequest"), ("defaultRequest", "max", "defaultRequest"))
_ORDERED = (*_IN_ORDER, ("defaultRequest", "default", "defaultRequest"), ("min", "default", "default"), ("default", "max", "default"))
"""Of two amounts the smaller, the greater, and the one that the server names where it is the other way round."""
_ALL = ("max", "min", *_DEFAULTS, "maxLimitRequestRatio")


def resource_quota(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a ResourceQuota."""
    hard, path = table(one, "spec", "hard"), ("spec", "hard")
    for name, value in hard.items():
        if problem := _of_quota(name) or _count(name, value):
            yield Refusal((*path, keyed(name)), problem, spot=(*path, name), key=bool(_of_quota(name)))
    scopes = [scope for scope in found if isinstance(scope, str)] if isinstance(found := get(one, "spec", "scopes"), list) else []
    for problem in (*_unknown(scopes), *_scopes(scopes, hard)):
        yield Refusal(("spec", "scopes"), problem)
    yield from _selected(items(one, "spec", "scopeSelector", "matchExpressions"), hard)


def _of_quota(name: str) -> str:
    """Check the name of a resource that a quota may bound."""
    known = "/" in name or name in QUOTAS or name.startswith(_HUGE_PAGES)
    return label_key(name) or ("" if known else f"{shown(name)} is nothing that a quota bounds")


def _count(name: str, value: Any) -> str:
    number = quantity(value)
    if number is None:
        return amount(value)
    if number < 0:
        return f"{value} must be 0 or more"
    return f"{value} must be a whole number" if number.denominator != 1 and (name in _COUNTS or is_extended(name)) else ""


def _unknown(scopes: list[str]) -> Iterator[str]:
    yield from (f"{shown(scope)} must be one of {', '.join(_SCOPES)}" for scope in scopes if scope not in (*_SCOPES, *_NEWER_SCOPES))


def _scopes(scopes: list[str], hard: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with scopes that are some, among each other and with what a quota bounds."""
    for scope in scopes:
        if wrong := sorted(name for name in hard if name in QUOTAS and name not in _SCOPES.get(scope, QUOTAS)):
            yield f"{scope} is no scope of {', '.join(wrong)}"
    yield from (f"{' and '.join(pair)} leave nothing" for pair in _AGAINST if {*pair} <= {*scopes})


def _selected(expressions: list[tuple[int, Mapping[str, Any]]], hard: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what is refused in a selector of scopes; the server leaves out which of the expressions it means."""
    path: Path = ("spec", "scopeSelector", "matchExpressions")
    scopes = [scope for _, one in expressions if isinstance(scope := one.get("scopeName"), str)]
    for index, one in expressions:
        for name, problem in _expression(one):
            yield Refusal((*path, name), problem, spot=(*path, index, name))
    for problem in _scopes(scopes, hard):
        yield Refusal(path, problem)


def _expression(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    scope, operator = one.get("scopeName"), one.get("operator")
    if isinstance(scope, str):
        yield from (("scopeName", problem) for problem in _unknown([scope]))
    if scope in _WITHOUT_VALUES and operator != "Exists":
        yield "operator", f"must be Exists for {scope}"
    yield from operation(operator, one.get("values"))


def limit_range(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a LimitRange."""
    limits = items(one, "spec", "limits")
    yield from twice((("spec", "limits", index, "type"), limit["type"]) for index, limit in limits if isinstance(limit.get("type"), str))
    for index, limit in limits:
        yield from _limit(limit, ("spec", "limits", index))


def _limit(limit: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    kind = limit.get("type")
    if isinstance(kind, str) and (problem := label_key(kind) or ("" if "/" in kind or kind in _TYPES else f"{shown(kind)} is no type")):
        yield Refusal((*path, "type"), problem, f"type: {_TYPES[0]}")
    for name in _DEFAULTS if kind == "Pod" else ():
        if limit.get(name):
            yield Refusal((*path, name), "must be left out: a whole pod has no default")
    if kind == "PersistentVolumeClaim" and not any("storage" in table(limit, name) for name in ("min", "max")):
        yield Refusal((*path, "limits"), "must have a min or max of storage", "max: {storage: 100Gi}", spot=path)
    name_of = of_container if kind in ("Container", "Pod") else _of_any
    amounts = {name: table(limit, name) for name in _ALL if kind != "Pod" or name not in _DEFAULTS}
    for name, said in amounts.items():
        yield from _said(said, (*path, name), name_of)
    for resource in sorted({key for said in amounts.values() for key in said}):
        found = {name: number for name, said in amounts.items() if (number := quantity(said.get(resource))) is not None}
        yield from _order(found, resource, path)


def _of_any(name: str) -> str:
    known = "/" in name or name in (*QUOTAS, "storage") or name.startswith(_HUGE_PAGES)
    return label_key(name) or ("" if known else f"{shown(name)} is no resource")


def _said(said: Mapping[str, Any], path: Path, name_of: Format) -> Iterator[Refusal]:
    for name, value in said.items():
        if problem := name_of(name) or amount(value):
            yield Refusal((*path, keyed(name)), problem, spot=(*path, name), key=bool(name_of(name)))


def _order(found: Mapping[str, Fraction], resource: str, path: Path) -> Iterator[Refusal]:
    for less, more, named in _ORDERED:
        if less in found and more in found and found[less] > found[more]:
            yield Refusal((*path, named, keyed(resource)), f"{less} is above {more}", spot=(*path, named, resource))
    ratio, least = found.get("maxLimitRequestRatio"), found.get("min")
    if ratio is None:
        return
    problem = "must be 1 or more" if ratio < 1 else ""
    problem = problem or ("is more than max divided by min" if least and "max" in found and ratio > found["max"] / least else "")
    if problem:
        yield Refusal((*path, "maxLimitRequestRatio", keyed(resource)), problem, spot=(*path, "maxLimitRequestRatio", resource))
