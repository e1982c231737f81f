"""Which kinds a Kubernetes version serves and which fields they have, as its published schemas say, and what in an object does not fit."""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec
from pathlib import PurePath
from typing import Any, Literal

import attrs

from rocksolid.verify.document import Path, get
from rocksolid.verify.encodings import ENCODINGS

Schema = Mapping[str, Any]
"""A JSON Schema in the dialect of Kubernetes, which is small enough to be read here: types, fields, items, and few words more."""
Api = tuple[str, str]
"""The version of an API with its group, and a kind: `("apps/v1", "Deployment")`."""
_PACKAGE = "kubernetes_validate"
_FILE = "kubernetes-json-schema/v{}.0-local-strict/_definitions.json"  # "Strict": an object has no fields but those listed.
_TYPES: Mapping[type, set[str]] = {
    bool: {"boolean"},
    dict: {"object"},
    float: {"number"},
    int: {"integer", "number"},
    list: {"array"},
    str: {"string"},
    type(None): {"null"},
}
_ANYTHING: Schema = {}
_TAKEN_WITHOUT = {
    "apps.v1.StatefulSetSpec": "serviceName",
    "batch.v1.PodFailurePolicy": "rules",
    "batch.v1.PodFailurePolicyOnPodConditionsPattern": "status",
    "core.v1.HTTPHeader": "value",
    "core.v1.LimitRangeSpec": "limits",
    "core.v1.PreferredSchedulingTerm": "preference",
    "core.v1.SleepAction": "seconds",
    "core.v1.Sysctl": "value",
    "core.v1.WeightedPodAffinityTerm": "podAffinityTerm",
    "discovery.v1.EndpointSlice": "endpoints",
    "networking.v1.NetworkPolicySpec": "podSelector",
    "rbac.v1.RoleRef": "apiGroup",
    "scheduling.v1.PriorityClass": "value",
}
"""By type, the field that schemas ask for and no server does: it is empty, set by the server, or missed for what would stand in it."""
_STAGES = ("alpha", "beta", "")


@attrs.frozen
class Misfit:
    """One thing in an object that its schema does not allow.

    Of an "unknown" field, `path` is its own and `expected` the fields that are known there; of a "missing" one, `path` is that
    of the mapping around it and `expected` its name; of a "wrong" `value`, `expected` are the types that may stand there, as JSON
    Schema calls them, or the one format, or the values, in quotes.
    """

    path: Path
    problem: Literal["unknown", "missing", "wrong"]
    expected: tuple[str, ...]
    value: Any = None


class Schemas:
    """The kinds that one version of Kubernetes serves."""

    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        """Remember the definitions by name; one that is an object by itself says its group, version and kind."""
        self._definitions = definitions
        self._shapes: dict[int, _Shape] = {}
        self.kinds: dict[Api, Schema] = {
            (f"{one['group']}/{one['version']}".removeprefix("/"), one["kind"]): schema
            for schema in definitions.values()
            if len(names := schema.get("x-kubernetes-group-version-kind", ())) == 1  # What has many is a part of every API.
            for one in names
        }
        self.groups = {api.rpartition("/")[0] for api, _ in self.kinds}

    def serving(self, kind: str) -> list[str]:
        """Return the APIs that serve a kind, stable ones first, of these the newest."""
        return sorted((api for api, name in self.kinds if name == kind), key=_rank, reverse=True)

    def misfits(self, api: Api, content: Any) -> list[Misfit]:
        """Return what does not fit in an object of a kind that is served, in the order in which it is met."""
        found: list[Misfit] = []
        self._shape(self.kinds[api]).compare(content, (), found)
        return found

    def is_named(self, api: Api) -> bool:
        """Return whether objects of a kind have names of their own; reviews, for one, are answers that are kept nowhere."""
        metadata = get(self.kinds[api], "properties", "metadata") or {}
        return "name" in self._resolved(metadata).get("properties", {}) and not api[1].endswith("Review")

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            schema = self._definitions[schema["$ref"].rpartition("/")[2]]
        return schema

    def _shape(self, schema: Schema) -> "_Shape":
        """Return what a schema asks; the definition of a definition of fields may lead back to it."""
        schema = self._resolved(schema)
        if id(schema) not in self._shapes:  # The definitions are kept, so that none gives its id to another.
            self._shapes[id(schema)] = _Shape(schema, self._shape)
        return self._shapes[id(schema)]


class _Shape:
    """What a schema asks of a value, prepared for the thousands of values that it is asked for.

    Values of the types `plain` are what it asks, without a further look.
    """

    def __init__(self, schema: Schema, shape: Callable[[Schema], "_Shape"]) -> None:
        """Prepare a schema without its fields and items: they are what `shape` says once a value has them."""
        self._schema, self._shape = schema, shape
        types = _types(schema)
        self._types = frozenset(kind for kind, names in _TYPES.items() if not types or not types.isdisjoint(names))
        self._fits = ENCODINGS.get(schema.get("format", ""))
        self.plain = frozenset[type]() if "enum" in schema or self._fits else self._types - {dict, list}
        self._fields: dict[str, _Shape | None] = {}
        self._required = tuple(schema.get("required", ()))

    def compare(self, value: Any, path: Path, found: list[Misfit]) -> None:
        """Add what does not fit in a value."""
        schema, kind = self._schema, type(value)
        if kind not in self._types and not (kind is float and value.is_integer() and int in self._types):  # 80.0 is sent as 80.
            found.append(Misfit(path, "wrong", tuple(sorted(_types(schema))), value))
        elif "enum" in schema and value not in schema["enum"]:
            found.append(Misfit(path, "wrong", tuple(f'"{one}"' for one in schema["enum"]), value))
        elif self._fits and not self._fits(value):
            found.append(Misfit(path, "wrong", (schema["format"],), value))
        elif kind is dict:
            self._compare_fields(value, path, found)
        elif kind is list and "items" in schema:
            item = self._shape(schema["items"])
            for index, entry in enumerate(value):
                item.compare(entry, (*path, index), found)

    def _compare_fields(self, value: dict[Any, Any], path: Path, found: list[Misfit]) -> None:
        fields = self._fields
        for key, entry in value.items():
            shape = fields[key] if key in fields else self._field(key)
            if shape is None:
                found.append(Misfit((*path, str(key)), "unknown", tuple(self._schema.get("properties", {}))))
            elif entry is not None and type(entry) not in shape.plain:  # The server reads a field without a value as if it were not there.
                shape.compare(entry, (*path, str(key)), found)
        found += [Misfit(path, "missing", (name,)) for name in self._required if value.get(name) is None]

    def _field(self, key: str) -> "_Shape | None":
        """Return what a field must be, None where there is no such field; what is asked of any other key is prepared once."""
        fields, others = self._schema.get("properties", {}), self._schema.get("additionalProperties", _ANYTHING)
        expected = fields.get(key, others)
        shape = None if expected is False else self._shape(expected)
        if key in fields:
            self._fields[key] = shape
        return shape


def schemas(kubernetes: str) -> Schemas | None:
    """Return the schemas of a Kubernetes version ("1.36"), None where they are not installed.

    They are data of the package kubernetes-validate, which is itself not imported: it would load all that it validates with.
    """
    spec = find_spec(_PACKAGE)
    if spec is None or not isinstance(spec.loader, SourceFileLoader):
        return None
    return _read(spec.loader, str(PurePath(spec.loader.path).parent / _FILE.format(kubernetes)))


@cache
def _read(loader: SourceFileLoader, file: str) -> Schemas | None:
    """Return the schemas of a file, prepared as far as somebody asked for them; None where there is no such file."""
    try:
        definitions = json.loads(loader.get_data(file))["$defs"]
    except OSError:
        return None
    for name, field in _TAKEN_WITHOUT.items():
        required = definitions.get(f"io.k8s.api.{name}", {}).get("required", [])
        if field in required:
            required.remove(field)
    return Schemas(definitions)


def _types(schema: Schema) -> set[str]:
    """Return the types that a schema allows, none where it allows all."""
    if "oneOf" in schema:
        return {name for one in schema["oneOf"] for name in _types(one)}
    said = schema.get("type", ())
    return {said} if isinstance(said, str) else set(said)


def _rank(api: str) -> tuple[int, ...]:
    """Return what versions are sorted by: v1alpha2, v1beta1, v1, v2."""
    version, stage, step = re.findall(r"v(\d+)([a-z]*)(\d*)$", api)[0]
    return _STAGES.index(stage), int(version), int(step or 0)
