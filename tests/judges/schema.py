"""Whether objects have the fields that Kubernetes and the controllers around it would read, and no others."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

import jsonschema
from jsonschema.protocols import Validator
from referencing import Registry, Resource
from referencing.jsonschema import Schema

from .objects import Tree, title

PUBLISHED = files("kubernetes_validate") / "kubernetes-json-schema"
OWN = Path(__file__).parents[1] / "schemas"

CUSTOM = {
    ("cilium.io/v2", "CiliumNetworkPolicy"): "ciliumnetworkpolicy.json",
    ("gateway.networking.k8s.io/v1", "GRPCRoute"): "grpcroute.json",
    ("gateway.networking.k8s.io/v1", "HTTPRoute"): "httproute.json",
    ("monitoring.coreos.com/v1", "PodMonitor"): "podmonitor.json",
    ("monitoring.coreos.com/v1", "ServiceMonitor"): "servicemonitor.json",
}
"""Kinds that do not come with Kubernetes, and the file of `tests/schemas` that describes them."""


def complaints(documents: Sequence[Tree], kubernetes: str) -> list[str]:
    """What a Kubernetes version ("1.32" to "1.37") would not read in these objects: unknown fields and kinds, wrong types, empty values."""
    return [f"{title(document)}: {complaint}" for document in documents for complaint in _complaints(document, kubernetes)]


def descheduler_policy_complaints(policy: Tree) -> list[str]:
    """What the descheduler would not read in its policy, and which arguments it would read without ever using them."""
    found = list(_errors(_own("deschedulerpolicy.json"), policy))
    for profile in [] if found else policy["profiles"]:
        enabled = {plugin for point in profile["plugins"].values() for plugin in point.get("enabled", [])}
        found += [
            f"profile {profile['name']}: {plugin['name']} has arguments but is not enabled"
            for plugin in profile.get("pluginConfig", [])
            if plugin["name"] not in {*enabled, "DefaultEvictor"}  # The one plugin that is always enabled.
        ]
    return found


def _complaints(document: Tree, kubernetes: str) -> Iterator[str]:
    api_version, kind = str(document.get("apiVersion")), str(document.get("kind"))
    own = CUSTOM.get((api_version, kind))
    validator = _own(own) if own else _published(kubernetes, api_version, kind)
    if validator is None:
        yield f"Kubernetes {kubernetes} has no kind {kind} in {api_version}"
    else:
        yield from _errors(validator, document)
        if not (isinstance(metadata := document.get("metadata"), dict) and metadata.get("name")):
            yield "metadata.name: is required"
        yield from _empty(document, "")


def _empty(node: object, path: str) -> Iterator[str]:
    """Fields without a value: the published schemas let them pass, the server reads them as if they were not there."""
    if node is None:
        yield f"{path}: has no value"
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _empty(value, f"{path}.{key}".lstrip("."))
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from _empty(item, f"{path}[{index}]")


def _errors(validator: Validator, document: Tree) -> Iterator[str]:
    for error in sorted(validator.iter_errors(document), key=lambda error: error.json_path):
        yield f"{error.json_path.removeprefix('$').removeprefix('.') or 'the object'}: {error.message}"


@cache
def _own(file: str) -> Validator:
    each = ((path.name, Resource.from_contents(json.loads(path.read_text()))) for path in OWN.glob("*.json"))
    schemas: Registry[Schema] = Registry().with_resources(each)
    return jsonschema.Draft7Validator(schemas.contents(file), registry=schemas)


@cache
def _published(kubernetes: str, api_version: str, kind: str) -> Validator | None:
    """The validator of a kind, built once: kubernetes-validate reads 1.5 MB of definitions anew for every object."""
    group, _, version = api_version.rpartition("/")
    short = "-".join(part for part in (kind.lower(), group.partition(".")[0], version) if part)
    file = PUBLISHED / f"v{kubernetes}.0-local-strict" / f"{short}.json"
    if not file.is_file():
        return None
    schema = json.loads(file.read_text())
    told = {"group": group, "kind": kind, "version": version}
    if told not in schema.get("x-kubernetes-group-version-kind", []):
        return None  # A part of an object ("PodSpec"), or another group that begins with the same word.
    return jsonschema.Draft202012Validator(schema, registry=_definitions(kubernetes))


@cache
def _definitions(kubernetes: str) -> Registry[Schema]:
    definitions = json.loads((PUBLISHED / f"v{kubernetes}.0-local-strict" / "_definitions.json").read_text())
    registry: Registry[Schema] = Registry().with_resource(definitions["$id"], Resource.from_contents(definitions))
    return registry
