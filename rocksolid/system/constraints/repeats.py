"""What is listed once holds once: the same entry again is a slip, and would be written twice."""

from collections.abc import Iterator
from typing import Any

from rocksolid.finding import Finding
from rocksolid.language.source import KeyPath
from rocksolid.system.workload import Workload

_LISTS: tuple[KeyPath, ...] = (("dependencies",), ("callers",), ("expose", "hosts"), ("expose", "paths"))


def repeats(w: Workload) -> Iterator[Finding]:
    """Yield an error for each entry of the app's own that stands in one list again; the platform's may say the same."""
    for path in _LISTS:
        listed: Any = w.layers.tree
        for step in path:
            listed = listed.get(step, {})
        for position, entry in enumerate(listed):
            first = listed.index(entry)
            layer = w.layers.deciding((*path, position)) if first < position else None
            if layer and layer.own:
                related = ((w.layers.at((*path, first)), "the first one is here"),)
                message = f'"{".".join(map(str, path))}" has this twice'
                yield Finding("twice", "error", message, w.layers.at((*path, position)), "remove it", related)
