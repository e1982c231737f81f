"""Paths of fields in objects, as people write and read them: `spec.template.spec.containers[name=web].image`."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

Step = str | int | tuple[str, str]
"""A field of a table, the index of an item, or an item by one of its fields: `("name", "web")`."""
Steps = tuple[Step, ...]
"""A path from the root of an object."""

_PLAIN = r"[A-Za-z0-9_$/-]+"
_BARE = r"[A-Za-z0-9_-]+"
_STEP = rf'(?P<plain>{_PLAIN})|"(?P<quoted>[^"]*)"|\[(?P<index>\d{{1,9}})\]|\[(?P<key>{_PLAIN})=(?P<value>[^\]]*)\]'


class PathError(ValueError):
    """A text is no path; `start` is the offset of what cannot be read."""

    def __init__(self, start: int) -> None:
        """Remember where."""
        super().__init__("a path is written like spec.template.spec.containers[name=web].image, a key that has dots in quotes")
        self.start = start


def parse(path: str) -> Steps:
    """Return the steps of a path; raise PathError where it is none."""
    return tuple(_steps(path))


def _steps(path: str) -> Iterator[Step]:
    position, step = 0, re.compile(_STEP)
    while position < len(path) or not path:
        dotted = position > 0 and path[position] == "."
        found = step.match(path, position + dotted)
        if not found or dotted is (position == 0 or found[0][0] == "["):
            raise PathError(position)
        plain, quoted, index, key, value = found.group("plain", "quoted", "index", "key", "value")
        yield (key, value) if key is not None else int(index) if index is not None else quoted if plain is None else plain
        position = found.end()


def text(steps: Steps) -> str:
    """Return a path as `parse` reads it."""
    return "".join(_text(step) for step in steps).removeprefix(".")


def _text(step: Step) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if isinstance(step, tuple):
        key, value = step
        return f"[{key}={value}]"
    return f".{step}" if re.fullmatch(_PLAIN, step) else f'."{step}"'


def dotted(words: Iterable[str | int]) -> str:
    """Return words of the language as TOML has them: with dots, keys in quotes where it asks for them, items of lists by their index."""
    return "".join(f"[{word}]" if isinstance(word, int) else f".{_key(word)}" for word in words).removeprefix(".")


def _key(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return word if re.fullmatch(_BARE, word) else f'"{escaped}"'


def located(content: Any, steps: Steps) -> tuple[str | int, ...] | None:
    """Return the keys and indexes that a path leads along in an object, None where it leads to nothing.

    Of several items that a step means, it is the first one.
    """
    found: list[str | int] = []
    for step in steps:
        place = next(places(content, step), None)
        if place is None:
            return None
        found.append(place)
        content = content[place]
    return tuple(found)


def places(content: Any, step: Step) -> Iterator[str | int]:
    """Yield the keys or indexes that a step leads to in a table or list: several where items have the same key."""
    match step, content:
        case str(), dict() if step in content:
            yield step
        case int(), list() if step < len(content):
            yield step
        case (key, value), list():
            yield from (index for index, item in enumerate(content) if isinstance(item, dict) and str(item.get(key)) == value)


def meet(content: Any, steps: Steps, place: tuple[str | int | None, ...]) -> bool:
    """Return whether one of two paths in an object leads along the other; None in a place stands for every item of a list."""
    for step, here in zip(steps, place, strict=False):
        inside = isinstance(content, list) and isinstance(here, int) and here < len(content)
        content = content[here] if inside else content.get(here) if isinstance(content, dict) else None
        if isinstance(step, tuple):
            if isinstance(content, dict) and str(content.get(step[0])) != step[1]:
                return False
        elif here is not None and step != here:
            return False
    return True
