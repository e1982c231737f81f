"""What raw trees hold at a path, and what they are without it."""

import re
from collections.abc import Iterable
from typing import Any

from rocksolid.language.source import KeyPath, Tree


def contains(tree: Any, path: KeyPath) -> bool:
    """Return whether a raw tree has something at a path; an entry of scratch space may be a path in a list."""
    for depth, step in enumerate(path, 1):
        if isinstance(tree, dict):
            if step not in tree:
                return False
        else:
            inside = isinstance(tree, (list, tuple))
            if not (inside and isinstance(step, int) and step < len(tree)):
                return inside and step in tree and depth == len(path)  # Such an entry says nothing of its own.
        tree = tree[step]
    return True


def steps(path: str) -> list[str]:
    """Return the steps of a dotted path; one that has dots of its own stands in quotes, as in a TOML key."""
    return path.split(".") if '"' not in path else [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|([^."]+)', path)]


def without(tree: Tree, words: Iterable[str]) -> Tree:
    """Return a tree without some dotted words, itself where it has none of them."""
    return lacking(tree, (tuple(steps(path)) for path in words))


def lacking(tree: Tree, paths: Iterable[KeyPath]) -> Tree:
    """Return a tree without what is at some paths, itself where it has none of them."""
    for path in paths:
        if contains(tree, path):
            tree = _cut(tree, path)
    return tree


def _cut(tree: Any, path: KeyPath) -> Any:
    """Return a tree without what is at a path that it has."""
    first, rest = path[0], path[1:]
    if not isinstance(tree, dict):
        return [entry for entry in tree if entry != first]
    return {**tree, first: _cut(tree[first], rest)} if rest else {word: value for word, value in tree.items() if word != first}
