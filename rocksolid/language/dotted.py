"""Dotted paths of words, like `resources.cpu_limit`: what they lead to in a model, and which of them lead to nothing."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args, get_origin

import attrs

from rocksolid.language.table import word


class UnknownWordError(Exception):
    """A step of a path is no word of the table that it stands in; `known` are those that it has."""

    def __init__(self, step: str, known: Iterable[str]) -> None:
        """Remember the step, and what there is instead."""
        super().__init__(step)
        self.step, self.known = step, tuple(known)


def type_at(model: Any, path: Iterable[str]) -> Any:
    """Return the type of what is at a path of a model; raise UnknownWordError where the path leads to nothing."""
    for step in path:
        inner = _inside(model)
        if inner is None or (isinstance(inner, dict) and step not in inner):
            raise UnknownWordError(step, inner or ())
        model = inner[step] if isinstance(inner, dict) else inner
    return model


def _inside(kind: Any) -> Any:
    """Return the types below a type: by word for a table, one for a table of own keys, None where nothing has a name."""
    if attrs.has(kind):
        return {word(attribute.name): attribute.type for attribute in attrs.fields(kind)}
    if get_origin(kind) is Mapping:
        return get_args(kind)[1]
    return _inside(get_args(kind)[0]) if type(None) in get_args(kind) else kind if kind is Any else None
