"""The names, labels and annotations of objects and of the pods that they make, and the lists that stand beside them."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import Path, items, table
from rocksolid.verify.server.formats import (
    LABEL,
    Format,
    dns_label,
    in_bytes,
    label_key,
    longer,
    path_segment,
    service_name,
    shown,
    subdomain,
)
from rocksolid.verify.server.refusal import Refusal
from rocksolid.verify.server.selectors import pairs

NAMES: Mapping[str, Format] = {
    **dict.fromkeys(("Namespace", "StatefulSet"), dns_label),
    **dict.fromkeys(("ClusterRole", "ClusterRoleBinding", "PodDisruptionBudget", "Role", "RoleBinding"), path_segment),
    **dict.fromkeys(("CertificateSigningRequest", "ClusterTrustBundle", "Event", "IPAddress"), path_segment),
}
"""How the kinds are called that are not called as a subdomain is."""
LONGEST = {"CronJob": 52, "Job": LABEL, "StatefulSet": 52}
"""The longest names, in characters, that leave room for what controllers put behind them or make of them."""
ANNOTATIONS = 256 * 1024
"""How much the annotations of an object may hold, in bytes of their keys and values."""
FINALIZERS = ("foregroundDeletion", "kubernetes", "orphan")
"""The finalizers of Kubernetes' own that have no domain before their name."""
_METADATA = ("metadata",)
_WRONG = re.compile(r"[^a-z0-9.-]+")
_OWNER = ("apiVersion", "kind", "name", "uid")


def metadata(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the metadata of an object."""
    said, kind = table(one, "metadata"), one.get("kind")
    native = _is_native(str(one.get("apiVersion")))
    yield from _names(said, _format(kind, minor) if native else path_segment)
    if native:
        yield from _long(said.get("name"), kind)
    if isinstance(namespace := said.get("namespace"), str) and namespace and (problem := dns_label(namespace)):
        yield Refusal((*_METADATA, "namespace"), problem)
    yield from pairs(said.get("labels"), (*_METADATA, "labels"))
    yield from _annotations(said.get("annotations"), (*_METADATA, "annotations"))
    for name, rule in _SELDOM.items():
        if name in said:
            yield from rule(said)


def template(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the metadata of the pods that an object makes; the server leaves out the word metadata there."""
    if where := template_of(one):
        said, within = table(one, *where, "metadata"), (*where, "metadata")
        yield from pairs(said.get("labels"), (*where, "labels"), (*within, "labels"))
        yield from _annotations(said.get("annotations"), (*where, "annotations"), (*within, "annotations"))


def template_of(one: Mapping[str, Any]) -> Path:
    """Return where an object keeps the template of its pods, nothing where it has none or is a pod itself."""
    return _template_of(str(one.get("apiVersion")), str(one.get("kind")))


@lru_cache
def _template_of(version: str, kind: str) -> Path:
    return TEMPLATES.get((version.rpartition("/")[0], kind), ())


@lru_cache
def _is_native(version: str) -> bool:
    group = version.rpartition("/")[0]
    return "." not in group or group.endswith(".k8s.io")


def _format(kind: Any, minor: int) -> Format:
    if kind == "Service":
        return service_name(minor)
    return NAMES.get(kind, subdomain) if isinstance(kind, str) else subdomain


def _names(said: Mapping[str, Any], format_of: Format) -> Iterator[Refusal]:
    name, generated = said.get("name"), said.get("generateName")
    if isinstance(name, str) and name and (problem := format_of(name)):
        near = _WRONG.sub("-", name.lower()).strip("-.")
        yield Refusal((*_METADATA, "name"), problem, f"name: {near}" if near and not format_of(near) else "")
    if isinstance(generated, str) and generated and format_of(f"{generated[:-1]}{generated[-1:].replace('-', 'a')}"):
        yield Refusal((*_METADATA, "generateName"), f"{shown(generated)} is no beginning of a name: {format_of(generated)}")


def _long(name: Any, kind: Any) -> Iterator[Refusal]:
    if not isinstance(name, str) or not isinstance(kind, str) or not (problem := longer(name, LONGEST.get(kind, len(name)))):
        return
    if kind == "CronJob":
        yield Refusal((*_METADATA, "name"), f"{problem}: the names of its Jobs have 11 more")
    elif kind == "Job":
        yield Refusal(("spec", "template", "labels"), f"{problem}: it becomes a label of the pods", spot=(*_METADATA, "name"))
    elif len(name) <= LABEL:
        yield Refusal((*_METADATA, "name"), f"{problem}: with a hash behind it, it becomes a label of the pods", stage="pod")


def _annotations(said: Any, path: Path, within: Path | None = None) -> Iterator[Refusal]:
    if not isinstance(said, Mapping):
        return
    size = 0
    for key, value in said.items():
        size += len(in_bytes(key)) + len(in_bytes(str(value)))
        if problem := label_key(key.lower()):
            yield Refusal(path, problem, spot=(*(within or path), key), key=True)
    if size > ANNOTATIONS:
        yield Refusal(path, f"have {size} bytes, and {ANNOTATIONS} at the most are taken", spot=within or path)


def _finalizers(said: Mapping[str, Any]) -> Iterator[Refusal]:
    path = (*_METADATA, "finalizers")
    for index, name in enumerate(found if isinstance(found := said.get("finalizers"), list) else ()):
        if not isinstance(name, str):
            continue
        if problem := label_key(name):
            yield Refusal(path, problem, spot=(*path, index))
        elif "/" not in name and name not in FINALIZERS:
            yield Refusal((*path, index), f"{shown(name)} must have a domain before it, as example.com/{name}")


def _owners(said: Mapping[str, Any]) -> Iterator[Refusal]:
    path = (*_METADATA, "ownerReferences")
    owners = items(said, "ownerReferences")
    for index, owner in owners:
        for name in _OWNER:
            if owner.get(name) == "":
                yield Refusal((*path, name), "must not be empty", spot=(*path, index, name))
    controllers = [index for index, owner in owners if owner.get("controller") is True]
    if len(controllers) > 1:
        yield Refusal(path, "must name one controller at the most", spot=(*path, controllers[1], "controller"))


def _version(said: Mapping[str, Any]) -> Iterator[Refusal]:
    version = said.get("resourceVersion")
    if isinstance(version, str) and version.isdecimal() and int(version[-19:]):
        yield Refusal((*_METADATA, "resourceVersion"), "is the cluster's to give: a create refuses it", "leave it out")


def _managed(said: Mapping[str, Any]) -> Iterator[Refusal]:
    if said.get("managedFields"):
        yield Refusal((*_METADATA, "managedFields"), "is the cluster's to give", "leave it out", "apply")


_SELDOM: Mapping[str, Callable[[Mapping[str, Any]], Iterator[Refusal]]] = {
    "finalizers": _finalizers,
    "managedFields": _managed,
    "ownerReferences": _owners,
    "resourceVersion": _version,
}
"""What is refused in the fields that are mostly not there; the last one and managedFields stand in what was read from a cluster."""
