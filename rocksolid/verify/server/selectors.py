"""Label selectors: every requirement has a key and an operator that are some, and values where the operator asks for them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from rocksolid.verify.document import Path, get, items, table
from rocksolid.verify.server.formats import label_key, label_value
from rocksolid.verify.server.refusal import Refusal

WITH_VALUES = ("In", "NotIn")
WITHOUT_VALUES = ("Exists", "DoesNotExist")


def selector(content: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is wrong with the LabelSelector at a path of an object, nothing where there is none."""
    yield from chosen(table(content, *path), path)


def chosen(said: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is wrong with a LabelSelector; `path` is where it stands in its object."""
    if "matchLabels" in said:
        yield from pairs(said["matchLabels"], (*path, "matchLabels"))
    if "matchExpressions" in said:
        for index, one in items(said, "matchExpressions"):
            yield from _requirement(one, (*path, "matchExpressions", index))


def pairs(labels: Any, path: Path, within: Path | None = None) -> Iterator[Refusal]:
    """Yield what is wrong with some labels; the server names the field of them all, by default `path` itself.

    `within` is where they stand, where the server calls that otherwise.
    """
    if labels is None or not isinstance(labels, dict | Mapping):
        return
    for key, value in labels.items():
        if isinstance(key, str) and isinstance(value, str) and is_label(key, value):
            continue
        spot = (*(within or path), key)
        if problem := label_key(key) if isinstance(key, str) else "":
            yield Refusal(path, problem, spot=spot, key=True)
        elif problem := label_value(value) if isinstance(value, str) else "":
            yield Refusal(path, problem, spot=spot)


@cache
def is_label(key: str, value: str) -> bool:
    """Return whether a key and a value are a label."""
    return not (label_key(key) or label_value(value))


def operation(operator: Any, values: Any) -> Iterator[tuple[str, str]]:
    """Yield the field that is wrong of an operator and its values, with the problem."""
    if operator in WITH_VALUES and not values:
        yield "values", f"must not be empty: {operator} asks for at least one"
    elif operator in WITHOUT_VALUES and values:
        yield "values", f"must be left out: {operator} asks for none"
    elif isinstance(operator, str) and operator not in (*WITH_VALUES, *WITHOUT_VALUES):
        yield "operator", f'"{operator}" must be one of {", ".join((*WITH_VALUES, *WITHOUT_VALUES))}'


def _requirement(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    key, operator, values = one.get("key"), one.get("operator"), one.get("values")
    if isinstance(key, str) and (problem := label_key(key)):
        yield Refusal((*path, "key"), problem)
    yield from (Refusal((*path, name), problem) for name, problem in operation(operator, values))
    if operator in WITH_VALUES:
        yield from _texts(get(values), label_value, (*path, "values"))


def _texts(values: Any, format_of: Callable[[str], str], path: Path) -> Iterator[Refusal]:
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str) and (problem := format_of(value)):
            yield Refusal((*path, index), problem)
