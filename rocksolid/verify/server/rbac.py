"""Roles and their bindings: a rule says what may be done with what, and a binding names a role and somebody."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items, table
from rocksolid.verify.server.formats import path_segment, shown, subdomain
from rocksolid.verify.server.refusal import Refusal
from rocksolid.verify.server.selectors import chosen

GROUP = "rbac.authorization.k8s.io"
_ROLES = {"RoleBinding": ("Role", "ClusterRole"), "ClusterRoleBinding": ("ClusterRole",)}
_NEEDS = {"apiGroups": 'apiGroups: [""]', "resources": "resources: [pods]"}


def role(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the rules of a Role or ClusterRole."""
    for index, rule in items(one, "rules"):
        path: Path = ("rules", index)
        if not rule.get("verbs"):
            yield Refusal((*path, "verbs"), "must say what may be done", "verbs: [get, list, watch]")
        if rule.get("nonResourceURLs"):
            yield from _urls(rule, (*path, "nonResourceURLs"), namespaced=one.get("kind") == "Role")
            continue
        for name, hint in _NEEDS.items():
            if not rule.get(name):
                yield Refusal((*path, name), "must name at least one", hint)


def _urls(rule: Mapping[str, Any], path: Path, *, namespaced: bool) -> Iterator[Refusal]:
    if namespaced:
        yield Refusal(path, "are in no namespace: only a ClusterRole may name them")
    if any(rule.get(name) for name in (*_NEEDS, "resourceNames")):
        yield Refusal(path, "must stand in a rule of their own, without resources")


def cluster_role(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a ClusterRole, which may be made of others that have some labels."""
    yield from role(one, minor)
    path, said = ("aggregationRule", "clusterRoleSelectors"), one.get("aggregationRule")
    if isinstance(said, Mapping) and not said.get(path[-1]):
        yield Refusal(path, "must have at least one selector", spot=path[:1])
    for index, selector in items(one, *path):
        yield from chosen(selector, (*path, index))


def binding(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a RoleBinding or ClusterRoleBinding."""
    to, known = table(one, "roleRef"), _ROLES["ClusterRoleBinding" if one.get("kind") == "ClusterRoleBinding" else "RoleBinding"]
    if to.get("apiGroup") not in (None, "", GROUP):
        yield Refusal(("roleRef", "apiGroup"), f"must be {GROUP}", f"apiGroup: {GROUP}")
    if isinstance(to.get("kind"), str) and to["kind"] not in known:
        yield Refusal(("roleRef", "kind"), f"{shown(to['kind'])} must be {' or '.join(known)}")
    if isinstance(name := to.get("name"), str) and (problem := path_segment(name) if name else "must not be empty"):
        yield Refusal(("roleRef", "name"), problem)
    for index, subject in items(one, "subjects"):
        yield from _subject(subject, ("subjects", index), namespaced="Role" in known)


def _subject(subject: Mapping[str, Any], path: Path, *, namespaced: bool) -> Iterator[Refusal]:
    kind, name, group = subject.get("kind"), subject.get("name"), subject.get("apiGroup") or ""
    if name == "":
        yield Refusal((*path, "name"), "must not be empty")
    if kind == "ServiceAccount":
        if isinstance(name, str) and name and (problem := subdomain(name)):
            yield Refusal((*path, "name"), problem)
        if group:
            yield Refusal((*path, "apiGroup"), "must be left out for a ServiceAccount")
        if not namespaced and not subject.get("namespace"):
            yield Refusal((*path, "namespace"), "must say where the ServiceAccount is")
    elif kind in ("User", "Group"):
        if group not in ("", GROUP):
            yield Refusal((*path, "apiGroup"), f"must be {GROUP}", f"apiGroup: {GROUP}")
    elif isinstance(kind, str):
        yield Refusal((*path, "kind"), f"{shown(kind)} must be ServiceAccount, User or Group")
