"""Requests and limits are of resources that there are, are amounts of them, and no request is above its limit."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from math import ceil
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.server.formats import Format, amount, label_key, shown
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal, keyed

HUGE_PAGES = "hugepages-"
_STANDARD = ("cpu", "memory", "ephemeral-storage")
_OF_KUBERNETES = "kubernetes.io/"
_OF_QUOTAS = "requests."
_IN_BYTES = re.compile("[0-9.]+[kMGTPE]i?[bB]")
_MILLI = 1000
"""Amounts are kept in thousandths, and rounded up to them."""


def resources(_: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the resources of a container."""
    said = container.content.get("resources")
    if isinstance(said, Mapping):
        yield from requests_and_limits(said, (*container.path, "resources"), of_container)


def overhead(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the resources that a pod takes beside its containers, which the server reads as limits."""
    said = pod.spec.get("overhead")
    if isinstance(said, Mapping):
        for refusal in requests_and_limits({"limits": said}, (*pod.path, "overhead"), of_container):
            yield Refusal(refusal.path, refusal.problem, spot=(*pod.path, "overhead"))


def requests_and_limits(said: Mapping[str, Any], path: Path, name_of: Format) -> Iterator[Refusal]:
    """Yield what is refused in some requests and limits; `path` is where they stand, `name_of` checks the name of a resource."""
    requests, limits = amounts(said, "requests"), amounts(said, "limits")
    for group in ("limits", "requests"):
        written: Mapping[Any, Any] = table(said, group)
        for name, value in written.items():
            problem = _problem(name, value, name_of) if isinstance(name, str) and isinstance(value, str | int | float) else ""
            if problem:
                hint = f"{name}: {value[:-1]}" if isinstance(value, str) and _IN_BYTES.fullmatch(value) else ""
                yield Refusal((*path, group, keyed(name)), problem, hint, spot=(*path, group, name))
    for name, request in requests.items():
        yield from _against_limit(name, request, limits.get(name), said, path)
    names = {*requests, *limits}
    if any(name.startswith(HUGE_PAGES) for name in names) and names.isdisjoint(("cpu", "memory")):
        yield Refusal(path, "huge pages ask for cpu or memory beside them")


def amounts(said: Mapping[str, Any], group: str) -> dict[str, Fraction]:
    """Return the amounts of a group of resources by name, as the server keeps them; those that are none are left out."""
    written: Mapping[Any, Any] = table(said, group)
    found = ((name, _kept(value)) for name, value in written.items() if isinstance(name, str))
    return {name: kept for name, kept in found if kept is not None}


@cache
def of_container(name: str) -> str:
    """Check the name of a resource that a container may ask for."""
    if problem := label_key(name):
        return problem
    if "/" not in name:
        known = name in _STANDARD or name.startswith(HUGE_PAGES)
        return "" if known else f"{shown(name)} must be one of {', '.join(_STANDARD)}, or have a domain before it, as example.com/{name}"
    if _OF_KUBERNETES in name or not (name.startswith(_OF_QUOTAS) or label_key(f"{_OF_QUOTAS}{name}")):
        return ""
    return f"{shown(name)} is the name of a quota, or too long for one"


@lru_cache(maxsize=4096, typed=True)
def _problem(name: str, value: str | float, name_of: Format) -> str:
    kept = _kept(value)
    if kept is None:
        return amount(value) or name_of(name)
    if kept < 0:
        return f"{value} must be 0 or more"
    if is_extended(name) and kept.denominator != 1:
        return f"{value} must be a whole number"
    if name.startswith(HUGE_PAGES) and not _is_divisible(kept, name.removeprefix(HUGE_PAGES)):
        return f"{value} must be a multiple of the size of a page"
    return name_of(name)


def _against_limit(name: str, request: Fraction, limit: Fraction | None, said: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    above, spot = table(said, "limits").get(name), (*path, "requests", name)
    if not _may_be_less(name):
        if above is None:
            problem = f"must have {name}: what cannot be shared has a limit that is the request"
            yield Refusal((*path, "limits"), problem, f"limits: {{{name}: {table(said, 'requests')[name]}}}", spot=spot)
        elif limit is not None and request != limit:
            yield Refusal((*path, "requests"), f"{name} must be the limit, {above}: it cannot be shared", spot=spot)
    elif limit is not None and request > limit:
        yield Refusal((*path, "requests"), f"{name} is {table(said, 'requests')[name]}, above its limit of {above}", spot=spot)


def is_extended(name: str) -> bool:
    """Return whether a resource is one of others than Kubernetes, which are counted in whole numbers."""
    return "/" in name and _OF_KUBERNETES not in name and not of_container(name)


def _may_be_less(name: str) -> bool:
    return ("/" not in name or _OF_KUBERNETES in name) and not name.startswith(HUGE_PAGES)


@cache
def _is_divisible(kept: Fraction, size: str) -> bool:
    page = quantity(size)
    return page is not None and page > 0 and page.denominator == 1 and ceil(kept) % page == 0


def _kept(value: Any) -> Fraction | None:
    return _rounded(value) if isinstance(value, str | int | float) else None


@lru_cache(maxsize=None, typed=True)
def _rounded(value: str | float) -> Fraction | None:
    exact = quantity(value.strip() if isinstance(value, str) else value)
    return None if exact is None else Fraction(ceil(exact * _MILLI), _MILLI)
