"""What an author does who only listens: takes away what is complained about."""

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import attrs
from rocksolid.finding import Finding
from rocksolid.language.layers import DecidedSpot
from rocksolid.language.source import SourceSpot

from .worlds import World

NEEDED = ("name", "image", "apps")
"""What every app needs, and the table of all apps."""
Where = tuple[str, tuple[Any, ...]]
"""A file, and a path in it."""


def mended(world: World, findings: Iterable[Finding]) -> World | None:
    """Return the world without what errors are about; None where none of it can be taken away."""
    trees = copy.deepcopy(dict(world.trees))
    found = {where for finding in findings if finding.severity == "error" for where in _about(finding)}
    taken = [_take(trees, *where) for where in sorted(found, key=lambda where: [str(step).zfill(9) for step in where[1]], reverse=True)]
    return attrs.evolve(world, trees=trees) if any(taken) else None


def _about(finding: Finding) -> Iterator[Where]:
    """Yield the file and the path that a finding is about."""
    spot = finding.spot.found() if isinstance(finding.spot, DecidedSpot) else finding.spot
    if isinstance(spot, SourceSpot):
        yield spot.source.name.rpartition("/")[2], spot.path


def _take(trees: dict[str, Any], file: str, path: tuple[Any, ...]) -> bool:
    """Take away what is at a path, or the nearest table around it that is there; return whether something was."""
    outer: Any = None
    inner, step = trees.get(file), None
    for step_below in path:
        if not isinstance(inner, (dict, list)) or step_below not in (inner if isinstance(inner, dict) else range(len(inner))):
            break
        outer, inner, step = inner, inner[step_below], step_below
    if outer is None or step in NEEDED:
        return False
    del outer[step]
    return True
