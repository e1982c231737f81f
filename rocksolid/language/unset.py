"""What an `unset` takes away must be a word of the language: a misspelt one would take nothing, in silence."""

from collections.abc import Iterator
from typing import Any, get_args

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.diagnostics import did_you_mean
from rocksolid.language.dotted import UnknownWordError, type_at
from rocksolid.language.layers import Layers
from rocksolid.language.source import KeyPath, Tree
from rocksolid.language.table import word
from rocksolid.language.trees import lacking, steps


def wrong_unset(layers: Layers, model: type[Any]) -> Iterator[Finding]:
    """Yield the complaints about what is no word of a model in the `unset` of a layer, or one that must be there."""
    for layer in layers.layers:
        unset = layer.tree.get("unset", ())
        if not isinstance(unset, (list, tuple)):
            yield Finding("wrong-type", "error", "expected a list of words", layer.at(("unset",)), 'write it like ["resources.cpu_limit"]')
            continue
        for position, path in enumerate(unset):
            yield from _no_word(layers.tree, model, path, layer.at(("unset", position)))


def _no_word(tree: Tree, model: type[Any], path: Any, where: Spot) -> Iterator[Finding]:
    """Yield the complaint about one entry of an `unset`."""
    if not isinstance(path, str):
        yield Finding("wrong-type", "error", 'expected a word, like "resources.cpu_limit"', where)
        return
    *around, last = steps(path) or [""]
    try:
        table = type_at(model, around)
        type_at(table, (last,))
    except UnknownWordError as unknown:
        hint = did_you_mean(unknown.step, unknown.known) or "name a word that a lower layer says, like resources.cpu_limit"
        yield Finding("unknown-key", "error", f'there is no word "{path}"', where, hint)
        return
    if path == "name" and model is Blueprint:
        yield Finding("fixed-word", "error", "an app cannot be without a name", where)
    elif _required(table, last) and _gone(tree, tuple(steps(path))):
        hint = "say another value instead, or leave its default"
        yield Finding("required-word", "error", f'"{path}" must have a value: it cannot be taken away', where, hint)


def _required(table: Any, step: str) -> bool:
    """Return whether a table cannot be without a word."""
    classes = (one for one in (table, *get_args(table)) if attrs.has(one))
    return any(word(one.name) == step and one.default is attrs.NOTHING for found in classes for one in attrs.fields(found))


def _gone(tree: Tree, path: KeyPath) -> bool:
    """Return whether nothing is left at a path of a tree that has the table around it."""
    around = len(path) == 1 or lacking(tree, (path[:-1],)) is not tree
    return around and lacking(tree, (path,)) is tree
