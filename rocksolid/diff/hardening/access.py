"""What roles allow, and whom they are given to, gained and lost: what another rule of a role covers anyway is no difference."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import attrs

from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import listed
from rocksolid.verify.document import get, tables
from rocksolid.verify.resource import Resource

RBAC = "rbac.authorization.k8s.io"
ANY = "*"
URLS = "URL"
"""Stands for the group of a path of the API server: no group has an upper-case letter."""


@attrs.frozen
class Grant:
    """One verb on one resource of a group, of one name or of all."""

    group: str
    resource: str
    name: str
    verb: str

    @property
    def what(self) -> str:
        """What it is on, in words: `secrets`, `deployments/scale of apps`, `secrets called "web"`."""
        resource = "everything" if self.resource == ANY else self.resource
        group = "" if self.group in ("", URLS) else " of every group" if self.group == ANY else f" of {self.group}"
        return f"{resource}{group}" + ("" if self.name == ANY else f' called "{self.name}"')


def access(sides: Sides) -> Iterator[Change]:
    """Yield what each role allows more and less, and to whom each binding gives its role and takes it from; one that is new had nothing."""
    for old, new in (*sides.both, *((None, one) for one in sides.come), *((one, None) for one in sides.gone)):
        one = new or old
        if one and one.group == RBAC and one.kind in {"Role", "ClusterRole"}:
            yield from _allowed(one, _grants(old), _grants(new), _verbs(old, new))
        elif one and one.group == RBAC and one.kind in {"RoleBinding", "ClusterRoleBinding"}:
            yield from _given(one, _subjects(old), _subjects(new), _verbs(old, new))


def _verbs(old: Resource | None, new: Resource | None) -> tuple[str, str]:
    """Return what stands before what is allowed or given from now on, and before what is no longer."""
    return "now also" if old else "is new, and", "no longer" if new else "is gone, and no longer"


def _allowed(role: Resource, old: set[Grant], new: set[Grant], verbs: tuple[str, str]) -> Iterator[Change]:
    if more := [grant for grant in new if not _covered(grant, old)]:
        yield Change("hardening", "weakens", title(role), f"{verbs[0]} allows to {_words(more)}", path="rules")
    if less := [grant for grant in old if not _covered(grant, new)]:
        yield Change("hardening", "strengthens", title(role), f"{verbs[1]} allows to {_words(less)}", path="rules")


def _given(binding: Resource, old: set[str], new: set[str], verbs: tuple[str, str]) -> Iterator[Change]:
    role = f"{get(binding.content, 'roleRef', 'kind')}/{get(binding.content, 'roleRef', 'name')}"
    if more := new - old:
        yield Change("hardening", "weakens", title(binding), f"{verbs[0]} gives {role} to {listed(more)}", path="subjects")
    if less := old - new:
        yield Change("hardening", "strengthens", title(binding), f"{verbs[1]} gives {role} to {listed(less)}", path="subjects")


def _grants(role: Resource | None) -> set[Grant]:
    return set(_granted(role)) if role else set()


def _granted(role: Resource) -> Iterator[Grant]:
    for _, rule in tables(role.content, "rules"):
        groups, resources, verbs = (_texts(rule, field) for field in ("apiGroups", "resources", "verbs"))
        names = _texts(rule, "resourceNames") or [ANY]
        yield from (Grant(*one) for one in product(groups, resources, names, verbs))
        yield from (Grant(URLS, url, ANY, verb) for url, verb in product(_texts(rule, "nonResourceURLs"), verbs))


def _texts(rule: Mapping[str, Any], field: str) -> list[str]:
    found = rule.get(field)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _subjects(binding: Resource | None) -> set[str]:
    subjects = tables(binding.content, "subjects") if binding else []
    return {f"{one.get('kind')}/{one.get('name')}" + (f" of {one['namespace']}" if one.get("namespace") else "") for _, one in subjects}


def _covered(grant: Grant, known: set[Grant]) -> bool:
    """Return whether one of some grants means it: a star is everything, `*/scale` that part of every resource, `/logs/*` what is below."""
    resources = {grant.resource, ANY}
    if grant.group == URLS:
        resources |= {grant.resource[:end] + ANY for end in range(len(grant.resource) + 1)}
    elif "/" in grant.resource:
        resources.add(f"{ANY}/{grant.resource.partition('/')[2]}")
    groups = {grant.group} if grant.group == URLS else {grant.group, ANY}
    return any(Grant(*one) in known for one in product(groups, resources, {grant.name, ANY}, {grant.verb, ANY}))


def _words(grants: Iterable[Grant]) -> str:
    """Return grants in words: `get, list secrets and create pods/exec`."""
    verbs: dict[str, list[str]] = {}
    for grant in grants:
        verbs.setdefault(grant.what, []).append("do everything with" if grant.verb == ANY else grant.verb)
    return listed(f"{', '.join(sorted(some))} {what}" for what, some in verbs.items())
