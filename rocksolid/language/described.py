"""What the words of the language mean, and what they are where nobody says them: the model and `defaults.toml` as data."""

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

import attrs

from rocksolid.language.layers import merge
from rocksolid.language.platforms import builtin_defaults
from rocksolid.language.source import Tree
from rocksolid.language.table import word

PARTS = {
    "unset": "Words of lower layers that are taken away, like `resources.cpu_limit`.",
    "environments": "By environment, the words that differ in it.",
    "apps": "Several apps by their names; what stands above this table holds for all of them.",
    "defaults": "Words of every app, unless it says otherwise.",
    "always": "What is added to every app, instead of being replaced by it.",
}
"""The words that hold or change words of apps, and are decided before there is a model."""


def meanings(model: type) -> dict[str, str]:
    """Return what each word of a table means, in the order of the model."""
    said = [_strings(base.__module__).get(base.__name__, {}) for base in reversed(model.__mro__) if attrs.has(base)]
    known = {name: meaning for strings in said for name, meaning in strings.items()}
    return {word(attribute.name): known[attribute.name] for attribute in attrs.fields(model)}


def summary(model: type) -> str:
    """Return what a table is about, as its class says it."""
    return inspect.cleandoc(model.__doc__ or "")


def app_defaults() -> Tree:
    """Return the built-in words of every app; what holds for every entry of a table stands under `*`."""
    return _with_tables({name: words for name, words in builtin_defaults()[1].items() if name not in {"kinds", "platform"}})


def kind_defaults() -> dict[str, Tree]:
    """Return the further built-in words of each kind of app."""
    found: dict[str, Tree] = builtin_defaults()[1]["kinds"]
    return found


def platform_defaults() -> Tree:
    """Return the built-in words of the platform."""
    return _with_tables(builtin_defaults()[1]["platform"])


def _with_tables(defaults: Tree) -> Tree:
    """Return built-in words with those that hold where there is a table at all."""
    tree = {name: words for name, words in defaults.items() if name != "tables"}
    for pattern, words in defaults["tables"].items():
        inside = words
        for step in reversed(pattern.split(".")):
            inside = {step: inside}
        tree = merge(tree, inside)
    return tree


@cache
def _strings(module: str) -> dict[str, dict[str, str]]:
    """Return the strings below the attributes of each class of a module."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {node.name: dict(_below(node.body)) for node in tree.body if isinstance(node, ast.ClassDef)}


def _below(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Yield each attribute of a class that has a string below it, with the string."""
    for attribute, below in pairwise(body):
        match attribute, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(said))):
                yield name, inspect.cleandoc(said)
