"""Raw Kubernetes words, which are passed on as they stand: only what no manifest can hold is refused."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from rocksolid.language.values import WrongValueError, at, below, found, number, sound, wrong_type

DEEPEST = 64
"""How deep tables and lists may stand in one another where Kubernetes is told them as they are: its own objects never come near it."""


def manifest(value: Any) -> Mapping[str, Any]:
    """Return a Kubernetes object: what every one must say is there, the rest is passed through."""
    for path in (("apiVersion",), ("kind",), ("metadata", "name")):
        inside = value
        for depth, step in enumerate(path):
            if not isinstance(inside, dict):
                raise below(wrong_type("a manifest" if not depth else "a table", inside), *path[:depth])
            if step not in inside:
                raise WrongValueError("missing-word", f'a manifest needs "{".".join(path)}"', path=path[:depth], key=True)
            inside = inside[step]
        if type(inside) is not str:
            raise below(wrong_type("text", inside), *path)
        if not inside:
            raise WrongValueError("missing-word", f'a manifest needs "{".".join(path)}", and here it is empty', path=path)
    metadata = value["metadata"]
    for word, kind, expected in (("namespace", str, "text"), ("labels", dict, "a table"), ("annotations", dict, "a table")):
        if word in metadata and not isinstance(metadata[word], kind):
            raise below(wrong_type(expected, metadata[word]), "metadata", word)
    whole: Mapping[str, Any] = data(value)
    return whole


def data(value: Any, depth: int = 0) -> Any:
    """Return what Kubernetes is told as it stands: tables, lists, text, numbers and booleans, at most DEEPEST in one another."""
    if depth > DEEPEST:
        raise WrongValueError("too-deep", f"the tables and lists are nested more than {DEEPEST} deep")
    inside = partial(data, depth=depth + 1)
    if isinstance(value, (dict, MappingProxyType)):
        return {_key(key): at(key, inside, one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [at(position, inside, one) for position, one in enumerate(value)]
    if type(value) not in _LEAVES:
        hint = f'write it in quotes: "{value.isoformat()}"' if isinstance(value, (dt.date, dt.time)) else ""
        raise WrongValueError("not-plain", f"Kubernetes has text, numbers, booleans, lists and tables, not {found(value)}", hint)
    return _LEAVES[type(value)](value)


def _key(key: Any) -> str:
    """Return the key of a table that Kubernetes is told."""
    if type(key) is not str:
        raise below(wrong_type("text for a key", key), key)
    return sound(key)


_LEAVES: Mapping[type, Callable[[Any], Any]] = {str: sound, bool: bool, int: number, float: number}
