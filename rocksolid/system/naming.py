"""Names made from what authors wrote: readable, and never the same for two things."""

import re
from collections.abc import Hashable, Iterable
from functools import lru_cache
from typing import TypeVar

from rocksolid.digest import sha256
from rocksolid.system.containers import containers, words
from rocksolid.system.workload import Workload

Thing = TypeVar("Thing", bound=Hashable)

VOLUME_LIMIT = 63
"""A volume's name is a DNS label."""
_HASH = 8


@lru_cache(1024)  # The apps of a fleet mount at the same few paths.
def slug(text: str) -> str:
    """Return a text as it can stand in a DNS label."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def allotted(wanted: Iterable[tuple[Thing, str]], limit: int, taken: Iterable[str] = ()) -> dict[Thing, str]:
    """Return a name for each thing: the wanted one, or with 8 hexadecimal digits of its own where that is taken or too long."""
    names: dict[Thing, str] = {}
    used = set(taken)
    for thing, name in wanted:
        if thing not in names:
            free = len(name) <= limit and name not in used
            names[thing] = name if free else f"{name[: limit - _HASH - 1].rstrip('-.')}-{_digest(thing)}"
            used.add(names[thing])
    return names


def authors_volumes(w: Workload) -> set[str]:
    """Return the names of volumes that the author chose."""
    scratch = (space.name for container in containers(w) for space in words(w, container).scratch.values())
    return {*w.app.volumes, *(name for name in scratch if name)}


def _digest(thing: Hashable) -> str:
    """Return hexadecimal digits that tell a thing from others whose names would be the same."""
    return sha256(repr(thing).encode())[:_HASH]
