"""What an `unset` takes away must be a word of the language: a misspelt one would take nothing, in silence."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

import attrs

from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.diagnostics import did_you_mean
from rocksolid.language.layers import Layer, Layers, steps
from rocksolid.language.table import word


def wrong_unset(layers: Layers) -> Iterator[Finding]:
    """Yield the complaints about what is no word in the `unset` of a layer."""
    for layer in layers.layers:
        unset = layer.tree.get("unset", ())
        if not isinstance(unset, (list, tuple)):
            yield Finding("wrong-type", "error", "expected a list of words", layer.at(("unset",)), 'write it like ["resources.cpu_limit"]')
            continue
        for position, path in enumerate(unset):
            yield from _no_word(layer, position, path)


def _no_word(layer: Layer, position: int, path: Any) -> Iterator[Finding]:
    """Yield the complaint about one entry of an `unset`."""
    where = layer.at(("unset", position))
    if not isinstance(path, str):
        yield Finding("wrong-type", "error", 'expected a word, like "resources.cpu_limit"', where)
        return
    table: Any = Blueprint
    for step in steps(path):
        inner = _inside(table)
        if inner is None or (isinstance(inner, dict) and step not in inner):
            yield Finding("unknown-key", "error", f'there is no word "{path}"', where, did_you_mean(step, inner or ()))
            return
        table = inner[step] if isinstance(inner, dict) else inner
    if path == "name":
        yield Finding("fixed-word", "error", "an app cannot be without a name", where)


def _inside(kind: Any) -> Any:
    """Return the types below a type: by word for a table, one for a table of own keys, None where nothing has a name."""
    if attrs.has(kind):
        return {word(attribute.name): attribute.type for attribute in attrs.fields(kind)}
    if get_origin(kind) is Mapping:
        return get_args(kind)[1]
    return _inside(get_args(kind)[0]) if type(None) in get_args(kind) else kind if kind is Any else None
