"""The JSON Schema (draft-07) of blueprints and platform files, from the model that reads them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import attrs

from rocksolid.language.blueprint import Blueprint
from rocksolid.language.described import PARTS, app_defaults, meanings, platform_defaults, summary
from rocksolid.language.forms import FORMS, SHORTHANDS
from rocksolid.language.parts import ALWAYS, FIXED
from rocksolid.language.platform import Platform
from rocksolid.language.table import word
from rocksolid.language.types import SCALARS, Name

Schema = dict[str, Any]

_HELD = {"tolerations": "placement.tolerations"}
"""Where an app has a word that stands alone in `[always]`."""
_DIALECT = "http://json-schema.org/draft-07/schema#"


def blueprint_schema() -> Schema:
    """Return the schema of a blueprint: one app at the top level, or several under `[apps]`.

    It takes whatever the reader takes. Nothing is required in a table that layers may fill together, so it also serves
    files for one environment; what the words of one app say about each other is left to `rocksolid render`.
    """
    definitions = _app_definitions()
    app = definitions["App"]["properties"]
    apps = {"type": "object", "propertyNames": _scalar(Name), "additionalProperties": _ref("App")}
    return {
        "$schema": _DIALECT,
        "title": "rocksolid blueprint",
        **_closed({**{name: _ref("App", "properties", name) for name in app}, "apps": _described(apps, PARTS["apps"])}),
        "dependencies": {"apps": {"properties": dict.fromkeys(FIXED, False)}},
        "definitions": definitions,
    }


def platform_schema() -> Schema:
    """Return the schema of a platform file."""
    definitions = _app_definitions()
    environment = _ref("Environment")
    words = _Writer(_shared(Platform), definitions).words(Platform, platform_defaults())
    parts = {
        "defaults": environment,
        "environments": {"type": "object", "propertyNames": _scalar(Name), "additionalProperties": environment},
        "always": _closed({name: _ref("Environment", *_path(_HELD.get(name, name))) for name in ALWAYS}),
    }
    return {
        "$schema": _DIALECT,
        "title": "rocksolid platform file",
        **_closed({**words, **{part: _described(schema, PARTS[part]) for part, schema in parts.items()}}),
        "definitions": definitions,
    }


def text(schema: Schema) -> str:
    """Return a schema as the text of a file."""
    return json.dumps(schema, indent=2) + "\n"


def _app_definitions() -> dict[str, Schema]:
    """Return the definitions of an app, of what may differ between its environments, and of the tables that they share."""
    definitions: dict[str, Schema] = {}
    words = _Writer(_shared(Blueprint), definitions).words(Blueprint, app_defaults())
    unset = _described({"type": "array", "items": {"type": "string"}}, PARTS["unset"])
    environment = {**{name: said for name, said in words.items() if name not in FIXED}, "unset": unset}
    environments = {"type": "object", "propertyNames": _scalar(Name), "additionalProperties": _ref("Environment")}
    app = {**{name: words[name] for name in FIXED}, **{name: _ref("Environment", "properties", name) for name in environment}}
    definitions["Environment"] = _closed(environment)
    definitions["App"] = _closed({**app, "environments": _described(environments, PARTS["environments"])})
    return definitions


@attrs.frozen(eq=False)
class _Writer:
    """Writes schemas of types; tables that occur in several places become definitions."""

    shared: frozenset[type]
    definitions: dict[str, Schema]

    def words(self, model: type, lowest: Any, *, whole: bool = False) -> dict[str, Schema]:
        """Return the schema of each word of a table; `lowest` are its built-in defaults, by word."""
        meaning = meanings(model)
        found = {}
        for attribute in attrs.fields(model):
            name = word(attribute.name)
            below = lowest.get(name) if isinstance(lowest, dict) else None
            schema = self.of(attribute.type, below, whole=whole)
            found[name] = _described(schema, meaning[name], **self._default(attribute, below))
        return found

    def of(self, kind: Any, lowest: Any = None, *, whole: bool = False) -> Schema:
        """Return the schema of a type, short forms included; in a list a table is `whole`, else layers may fill it together."""
        schema = self._plain(kind, lowest, whole=whole)
        short = SHORTHANDS.get(kind)
        return {"anyOf": [self.of(short.kind), schema]} if short else schema

    def _plain(self, kind: Any, lowest: Any, *, whole: bool) -> Schema:
        inner = get_args(kind)
        if kind in SCALARS:
            return _scalar(kind)
        if get_origin(kind) is Literal:
            return {"enum": list(inner)}
        if get_origin(kind) is tuple:
            return {"type": "array", "items": self.of(inner[0], whole=True)}
        if get_origin(kind) is Mapping:
            return self._mapping(inner[0], inner[1], lowest)
        if type(None) in inner:
            return self.of(inner[0], lowest, whole=whole)
        return self._table(kind, lowest, whole=whole) if attrs.has(kind) else {}

    def _mapping(self, key: Any, value: Any, lowest: Any) -> Schema:
        names = {} if key is str else {"propertyNames": self.of(key)}
        every = lowest.get("*") if isinstance(lowest, dict) else None
        return {"type": "object", **names, "additionalProperties": self.of(value, every)}

    def _table(self, model: type, lowest: Any, *, whole: bool) -> Schema:
        """Return the schema of a table, or a reference to its definition."""
        if model not in self.shared:
            return self._definition(model, lowest, whole=whole)
        if model.__name__ not in self.definitions:
            self.definitions[model.__name__] = {}  # A table may hold itself.
            self.definitions[model.__name__] = _described(self._definition(model, None, whole=whole), summary(model))
        return _ref(model.__name__)

    def _definition(self, model: type, lowest: Any, *, whole: bool) -> Schema:
        forms = FORMS.get(model)
        schema = _closed(self.words(model, lowest, whole=whole))
        if forms:
            variants = {name: sorted({name, *beside}) for name, beside in forms.companions.items()}
            needed = {name: {"required": [name]} if whole else {} for name in variants}
            schema["anyOf"] = [{**needed[name], "propertyNames": {"enum": words}} for name, words in variants.items()]
        elif whole:
            required = [word(attribute.name) for attribute in attrs.fields(model) if attribute.default is attrs.NOTHING]
            schema |= {"required": required} if required else {}
        return schema

    def _default(self, attribute: Any, lowest: Any) -> Schema:
        """Return the default of a word: the built-in one, or else that of the model, where it can be written down."""
        if isinstance(lowest, dict):
            lowest = {name: value for name, value in lowest.items() if name != "*"}
            kinds = set(_tables_in(attribute.type))
            return {"default": lowest} if lowest and (kinds <= self.shared or get_origin(attribute.type) is Mapping) else {}
        written = attribute.default if lowest is None else lowest
        return {"default": written} if isinstance(written, (bool, int, str, list)) else {}


def _scalar(kind: Any) -> Schema:
    return dict(SCALARS[kind].schema)


def _closed(properties: Mapping[str, Any]) -> Schema:
    """Return the schema of a table with these words and no others."""
    return {"type": "object", "properties": dict(properties), "additionalProperties": False}


def _described(schema: Schema, meaning: str, **more: Any) -> Schema:
    """Return a schema with its meaning; in draft-07 nothing that stands beside a reference counts."""
    return {"description": meaning, **more, **({"allOf": [schema]} if "$ref" in schema else schema)}


def _ref(*steps: str) -> Schema:
    return {"$ref": "/".join(["#/definitions", *steps])}


def _path(words: str) -> Iterator[str]:
    """Yield the steps to a dotted word in a definition."""
    for name in words.split("."):
        yield from ("properties", name)


def _shared(root: type) -> frozenset[type]:
    """Return the tables that occur in more than one place below a table."""
    uses: Counter[type] = Counter()
    ahead = [root]
    while ahead:
        for attribute in attrs.fields(ahead.pop()):
            for table in _tables_in(attribute.type):
                ahead += [table] if table not in uses else []
                uses[table] += 1
    return frozenset(table for table, times in uses.items() if times > 1)


def _tables_in(kind: Any) -> Iterator[type]:
    """Yield the tables that a type is made of."""
    if attrs.has(kind):
        yield kind
    for inner in get_args(kind):
        yield from _tables_in(inner)
