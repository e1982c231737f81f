"""The language as data for the reference: every table with its words, and every built-in default with its reason."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import attrs

from rocksolid.language import toml
from rocksolid.language.described import meanings, summary
from rocksolid.language.forms import FORMS, SHORTHANDS
from rocksolid.language.platforms import builtin_defaults
from rocksolid.language.source import Tree
from rocksolid.language.table import NOTHING, word
from rocksolid.language.types import SCALARS

_BARE = re.compile(r"[A-Za-z0-9_-]+")
"""A key that TOML reads without quotes."""

_ENTRY = "NAME"
"""Stands in a path for any key of the author's own."""


@attrs.frozen
class Word:
    """One word of a table: what may stand there, its default (empty: none of its own), and what it means; each in Markdown."""

    word: str
    kind: str
    default: str
    meaning: str


@attrs.frozen
class Table:
    """One table of the language, and the dotted paths at which it may stand (empty: at the top level).

    `variants` are the words one of which must be there, each with those that may stand beside it.
    """

    paths: tuple[str, ...]
    summary: str
    words: tuple[Word, ...]
    variants: Mapping[str, tuple[str, ...]]


@attrs.frozen
class Default:
    """One built-in default, as it stands in `defaults.toml`, with the reason that stands above it."""

    path: str
    value: str
    reason: str


def tables(root: type, lowest: Tree, kinds: Mapping[str, Tree] = NOTHING) -> list[Table]:
    """Return a table and all below it, each once, in the order in which they are met.

    `lowest` are the built-in words of the whole tree, `kinds` those that kinds of apps have besides.
    """
    paths: dict[type, list[str]] = {root: [""]}
    ahead = [(root, "")]
    for model, path in ahead:
        for attribute in attrs.fields(model):
            for inner, below in _below(attribute.type, f"{path}.{word(attribute.name)}".lstrip(".")):
                paths.setdefault(inner, []).append(below)
                ahead.append((inner, below))
    return [Table(tuple(at), summary(model), tuple(_words(model, at, lowest, kinds)), _variants(model)) for model, at in paths.items()]


def defaults() -> Iterator[Default]:
    """Yield the built-in defaults in the order of their file, each with the comment right above it."""
    table = ""
    above: list[str] = []
    for line in builtin_defaults()[0].text.splitlines():
        if line.startswith("#"):
            above.append(line.removeprefix("#").strip())
            continue
        if line.startswith("["):
            table = line.strip("[]")
        elif line:
            ((name, value),) = toml.loads(line).items()
            yield Default(f"{table}.{name}", literal(value), " ".join(above))
        above = []


def literal(value: Any) -> str:
    """Return a value as it is written in TOML."""
    if isinstance(value, dict):
        said = ", ".join(f"{name if _BARE.fullmatch(name) else json.dumps(name)} = {literal(one)}" for name, one in value.items())
        return f"{{ {said} }}" if said else "{}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(literal, value))}]"
    return json.dumps(value)


def _words(model: type, paths: list[str], lowest: Tree, kinds: Mapping[str, Tree]) -> Iterator[Word]:
    meaning = meanings(model)
    for attribute in attrs.fields(model):
        name, own = word(attribute.name), attribute.default
        at = [(*path.split("."), name) if path else (name,) for path in paths]
        general = {_shown(_find(lowest, path)) for path in at} - {""} or {_shown(own)}
        special = [f"{shown} for {kind}" for kind, words in kinds.items() for path in at if (shown := _shown(_find(words, path)))]
        default = general.pop() if len(general) == 1 else "[by place](defaults.md)"
        yield Word(f"`{name}`", said(attribute.type), ", ".join(filter(None, [default, *special])), meaning[name])


def _variants(model: type) -> dict[str, tuple[str, ...]]:
    forms = FORMS.get(model)
    return {name: tuple(sorted(beside)) for name, beside in forms.companions.items()} if forms else {}


def _find(tree: Any, path: tuple[str, ...]) -> Any:
    """Return the built-in word at a path, None where there is none."""
    for step in path:
        tree = tree.get("*" if step == _ENTRY else step) if isinstance(tree, dict) else None
    return tree


def _shown(value: Any) -> str:
    """Return a default as it is written; empty for what is no word of its own."""
    return f"`{literal(value)}`" if isinstance(value, (bool, int, list)) or (isinstance(value, str) and value) else ""


def said(kind: Any) -> str:
    """Return a type in words."""
    inner = get_args(kind)
    ways: tuple[tuple[bool, Callable[[], str]], ...] = (
        (kind in SHORTHANDS, lambda: _without_article(SHORTHANDS[kind].what)),
        (kind in SCALARS, lambda: _without_article(SCALARS[kind].what)),
        (get_origin(kind) is Literal, lambda: ", ".join(f"`{json.dumps(one)}`" for one in inner)),
        (get_origin(kind) is tuple, lambda: f"list of: {said(inner[0])}"),
        (get_origin(kind) is Mapping, lambda: f"table of: {said(inner[0])} = {said(inner[1])}"),
        (type(None) in inner, lambda: said(inner[0])),
        (attrs.has(kind), lambda: "table"),
    )
    return next((say() for applies, say in ways if applies), "anything")


def _without_article(what: str) -> str:
    return what.removeprefix("a ").removeprefix("an ")


def _below(kind: Any, path: str) -> Iterator[tuple[type, str]]:
    """Yield the tables in a type, each with its path."""
    if attrs.has(kind):
        yield kind, path
    elif get_origin(kind) is Mapping:
        yield from _below(get_args(kind)[1], f"{path}.{_ENTRY}")
    else:
        for inner in get_args(kind):
            yield from _below(inner, path)
