"""The fields of the kinds that rocksolid writes, as Kubernetes' published schemas say: `make fields` writes them into the package."""

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from rocksolid.language.values import SUPPORTED
from rocksolid.manifest.shape import OF_APPS, OF_PLATFORM

FILE = Path(__file__).parents[1] / "rocksolid" / "manifest" / "fields.json"
Types = dict[str, dict[str, str]]


def fields() -> dict[str, Any]:
    """Return, by API version and kind, the name of its type, and by type its fields, each in the notation of `manifest.fields`."""
    kinds: dict[str, str] = {}
    types: Types = {}
    for minor in SUPPORTED:
        definitions = published(minor)
        for name, schema in definitions.items():
            for one in schema.get("x-kubernetes-group-version-kind", ()):
                if one["kind"] in {*OF_APPS, *OF_PLATFORM} and name.endswith(f".{one['kind']}") and "beta" not in one["version"]:
                    kinds[f"{one['group']}/{one['version']} {one['kind']}".lstrip("/")] = short(name)
                    _collect(name, definitions, types)
    return {"kinds": dict(sorted(kinds.items())), "types": dict(sorted(types.items()))}


def published(minor: int) -> dict[str, Any]:
    """Return the schema of each type in a version of Kubernetes, by its long name."""
    data = files("kubernetes_validate") / f"kubernetes-json-schema/v1.{minor}.0-local-strict/_definitions.json"
    found: dict[str, Any] = json.loads(data.read_text(encoding="utf-8"))["$defs"]
    return found


def _collect(name: str, definitions: Mapping[str, Any], types: Types) -> None:
    """Add a type, and all that it is made of, to what other versions have."""
    ahead, done = [name], set()
    while ahead:
        name = ahead.pop()
        if name in done:
            continue
        done.add(name)
        own = types.setdefault(short(name), {})
        for field, schema in definitions[name].get("properties", {}).items():
            if field == "status":  # Nobody writes it but the cluster.
                continue
            own[field] = _notation(schema, definitions)
            ahead += _named(schema, definitions)
        types[short(name)] = dict(sorted(own.items()))


def short(name: str) -> str:
    """Return a type's name without what all of them begin with: `core.v1.PodSpec`."""
    return ".".join(name.split(".")[-3:])


def _notation(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    inner = schema.get("items") or schema.get("additionalProperties") or schema
    type_ = next(map(short, _named(inner, definitions)), "")
    if "array" in types_of(schema):
        keys = [schema[word] for word in ("x-kubernetes-patch-merge-key",) if word in schema]
        keys += [key for key in schema.get("x-kubernetes-list-map-keys", ()) if key not in keys] if keys else []
        return f"[{type_}{'|' if keys else ''}{','.join(keys)}"
    if isinstance(schema.get("additionalProperties"), dict):
        return f"{{{type_}"
    referred = definitions[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else {}
    return "{" if not type_ and "object" in types_of(referred) else type_


def types_of(schema: Mapping[str, Any]) -> set[str]:
    """Return the types of JSON that a schema allows."""
    types = schema.get("type", ())
    return {types} if isinstance(types, str) else set(types)


def _named(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Iterator[str]:
    """Yield the name of the type of a field, or of what is in its list or table, if that is a table of fields."""
    for one in (schema, schema.get("items", {}), schema.get("additionalProperties", {})):
        if isinstance(one, dict) and "$ref" in one:
            name = one["$ref"].rpartition("/")[2]
            if definitions[name].get("properties"):
                yield name


def text() -> str:
    """Return the file's text: one line a kind and a type."""
    found = fields()
    parts = (
        ",\n".join(f"{json.dumps(name)}: {json.dumps(one, separators=(',', ':'))}" for name, one in found[part].items())
        for part in ("kinds", "types")
    )
    return '{{"kinds": {{\n{}\n}}, "types": {{\n{}\n}}}}\n'.format(*parts)


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
