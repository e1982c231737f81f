"""Raw Kubernetes words, which are passed on as they stand: only what no manifest can hold is refused."""

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from rocksolid.language.values import DNS_LABEL, Scalar, WrongValueError, at, below, found, number, quoted, sound, text, wrong_type

HEAD: Mapping[str, Scalar] = {
    "apiVersion": text("an apiVersion", r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?v[a-z0-9]+", "api-version", "write it like v1 or apps/v1", 253),
    "kind": text("a kind", r"[A-Z][A-Za-z0-9]*", "object-kind", "it is a word with a capital letter, like ConfigMap", 63),
    "name": text(
        "a name of an object",
        r"(?!\.{1,2}\Z)[ -$&-.0-~]+",
        "object-name",
        'it is of printable ASCII characters but "/" and "%", and not "." or ".."',
        253,
    ),
    "namespace": text("a namespace", DNS_LABEL, "object-namespace", 'it has lower-case letters, digits and "-"', 63),
}
"""What says which object is meant: in an URL of the server, and in the name of a file, each stands for itself."""
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
        try:
            HEAD[path[-1]].parse(inside)
        except WrongValueError as wrong:
            raise below(wrong, *path) from None
    at("metadata", _metadata, value["metadata"])
    whole: Mapping[str, Any] = data(value)
    return whole


def _metadata(metadata: Mapping[str, Any]) -> None:
    """Refuse what no object says of itself."""
    if "namespace" in metadata:
        at("namespace", HEAD["namespace"].parse, metadata["namespace"])
    for word in ("labels", "annotations"):
        said = metadata.get(word, {})
        if not isinstance(said, dict):
            raise below(wrong_type("a table", said), word)
        for key, one in said.items():
            if type(one) is not str:
                raise below(wrong_type("text", one, quoted(one)), word, key)


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
