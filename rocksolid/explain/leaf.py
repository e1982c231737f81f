"""One field of an object that has nothing below it, and what its path tells."""

from collections.abc import Iterator
from typing import Any

import attrs

from rocksolid.explain.words import Words
from rocksolid.language.source import KeyPath
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.paths import Step, Steps
from rocksolid.manifest.shape import MERGED_BY

_CONTAINERS = ("containers", "initContainers")
_BY_NAME = frozenset({"env", "ports"})
"""Lists that one rule fills, but whose items people call by their names."""


@attrs.frozen(eq=False)
class Leaf:
    """A field by its path in the object, the rule that wrote it, and the words that may decide it."""

    one: Object
    path: KeyPath
    value: Any
    rule: str
    words: Words

    def item(self, *lists: str) -> Any:
        """Return the item of a list, called as one of `lists`, that the field stands in; None where it stands in none."""
        content: Any = self.one.content
        for above, step in zip((None, *self.path), self.path, strict=False):
            content = content[step]
            if isinstance(step, int) and above in lists:
                return content
        return None

    @property
    def container(self) -> str | None:
        """The name of the container that the field stands in, "" for the app's own; None where it stands in none."""
        item = self.item(*_CONTAINERS)
        if not isinstance(item, dict) or "name" not in item or not self.words.w:
            return None
        return "" if item["name"] == self.words.w.main else str(item["name"])

    @property
    def field(self) -> str:
        """The field of its container that it is, or is in; empty where it is in none."""
        after = next((position + 2 for position, step in enumerate(self.path) if step in _CONTAINERS), len(self.path))
        return str(self.path[after]) if after < len(self.path) else ""


def leaves(content: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the path and the value of everything in an object that has nothing below it: scalars, empty tables and lists."""
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    if not inside or not content:
        yield path, content
        return
    for step, inner in inside:
        yield from leaves(inner, (*path, step))


def spoken(content: Any, path: KeyPath) -> Steps:
    """Return a path as people say it: items of lists by the key that tells them apart, where they have it."""
    said: list[Step] = []
    keys: tuple[str, ...] = ()
    for step in path:
        content = content[step]
        keys = (*keys, step) if isinstance(step, str) else keys
        key = MERGED_BY.get(keys, "name" if keys[-1] in _BY_NAME else "")
        name = content.get(key) if isinstance(step, int) and isinstance(content, dict) else None
        said.append((key, name) if isinstance(name, str) and "]" not in name else step)
    return tuple(said)
