"""Plain data as the block YAML of `emit.yaml`, with a comment at the end of each line that says something."""

from collections.abc import Callable, Iterator
from typing import Any

from rocksolid.emit.yaml import entries
from rocksolid.wording import one_line

Path = tuple[str | int, ...]
"""Keys and indexes from the root of a document."""


def dump(value: Any, comment: Callable[[Path], str]) -> str:
    """Return what `yaml.dump` does, and behind every scalar and empty collection what `comment` says of its path (empty: nothing).

    A comment stands on one line: characters that would break it, or change how it is shown, are escaped.
    """
    places = zip(entries(value), _places(value, ()), strict=True)
    lines = (_noted(text, one_line(comment(path)) if is_leaf else "") for text, (path, is_leaf) in places)
    return "\n".join(lines) + "\n"


def _places(value: Any, path: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the path of each entry of a document, and whether nothing is below it."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            below = bool(inner) and isinstance(inner, (dict, list))
            yield (*path, key), not below
            if below:
                yield from _places(inner, (*path, key))
    elif isinstance(value, list) and value:
        for position, item in enumerate(value):
            yield from _places(item, (*path, position))
    else:
        yield path, True


def _noted(text: str, comment: str) -> str:
    """Return an entry with a comment behind its first line, or behind the second one, where the key has the first for itself."""
    if not comment:
        return text
    head, *body = text.split("\n")
    if head.lstrip(" -").startswith("? "):
        head, *body = f"{head}\n{body[0]}", *body[1:]
    return "\n".join([f"{head}  # {comment}", *body])
