"""Which words, and which forms of them, a raw tree says: what there is in all, and what an example has."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import attrs
from rocksolid.language.forms import FORMS, SHORTHANDS
from rocksolid.language.table import word
from rocksolid.language.types import SCALARS

Met = tuple[str, ...]
"""A word of a table, said or unsaid, or a form: of a table, of a choice, of a small type."""
JSON = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
"""The types of raw values, as the JSON Schema of small types names them."""


def every(kind: Any) -> set[Met]:
    """Return everything that there is in a type and below it."""
    return {one for each in kinds(kind) for one in own(each)}


def kinds(kind: Any) -> list[Any]:
    """Return a type and all types that it is made of, each once."""
    found, ahead = {kind: None}, [kind]
    while ahead:
        for one in _inside(ahead.pop()):
            if one not in found:
                found[one] = None
                ahead.append(one)
    return list(found)


def _inside(kind: Any) -> Iterator[Any]:
    """Yield the types that a type is made of."""
    if kind in SHORTHANDS:
        yield SHORTHANDS[kind].kind
    if attrs.has(kind):
        yield from (one.type for one in attrs.fields(kind))
    elif kind not in SCALARS and get_origin(kind) is not Literal:
        yield from (one for one in get_args(kind) if one not in {Ellipsis, type(None), Any})


def own(kind: Any) -> Iterator[Met]:
    """Yield what there is in a type itself: its words, its choices, its forms."""
    if kind in SHORTHANDS:
        yield str(kind), "short"
    if kind in SCALARS:
        yield from ((str(kind), form) for form in _forms(SCALARS[kind].schema))
    elif get_origin(kind) is Literal:
        yield from ((str(kind), str(choice)) for choice in get_args(kind))
    elif attrs.has(kind):
        yield from ((kind.__name__, "as", variant) for variant in FORMS[kind].companions) if kind in FORMS else ()
        for one in attrs.fields(kind):
            yield kind.__name__, word(one.name), "said"
            if one.default is not attrs.NOTHING:
                yield kind.__name__, word(one.name), "unsaid"


def _forms(schema: Mapping[str, Any]) -> Iterator[str]:
    """Yield the types of raw values that a small type may be written as."""
    for one in schema.get("anyOf", ()):
        yield from _forms(one)
    yield from (JSON[type(choice)] for choice in (*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())))
    named = schema.get("type", ())
    yield from [named] if isinstance(named, str) else named


def met(kind: Any, raw: Any) -> Iterator[Met]:
    """Yield what of it a raw value of the type says."""
    inner = get_args(kind)
    if type(None) in inner and kind not in SCALARS:
        yield from met(inner[0], raw)
    elif kind in SHORTHANDS and not isinstance(raw, dict):
        yield str(kind), "short"
        yield from met(SHORTHANDS[kind].kind, raw)
    elif kind in SCALARS:
        yield str(kind), JSON.get(type(raw), "string")  # A date is described as text.
    elif get_origin(kind) is Literal:
        yield str(kind), str(raw)
    elif attrs.has(kind):
        yield from _table(kind, raw)
    elif isinstance(raw, dict) and inner:
        yield from (one for key, value in raw.items() for part, of in zip((key, value), inner, strict=True) for one in met(of, part))
    elif isinstance(raw, list) and inner:
        yield from (one for value in raw for one in met(inner[0], value))


def _table(kind: type, raw: Mapping[str, Any]) -> Iterator[Met]:
    if kind in FORMS:
        yield kind.__name__, "as", str(FORMS[kind].variant(raw))
    for one in attrs.fields(kind):
        name = word(one.name)
        yield kind.__name__, name, "said" if name in raw else "unsaid"
        if name in raw:
            yield from met(one.type, raw[name])
