"""How a difference lists names and counts things."""

from collections.abc import Iterable, Sequence
from typing import Any

from rocksolid.wording import plural

LISTED = 3
"""How many names are listed where there are more of them: enough to know who is meant, few enough for a line."""


def listed(names: Iterable[str], most: int = LISTED) -> str:
    """Return names in the order of the alphabet: `a`, `a and b`, `a, b, c and 7 others`."""
    known = sorted(names)
    few = known if len(known) <= most + 1 else [*known[:most], f"{len(known) - most} others"]
    return " and ".join(filter(None, (", ".join(few[:-1]), few[-1]))) if few else ""


def in_words(seconds: int) -> str:
    """Return a time as `45 s`, or from two minutes on as `5 min` or `2 min 30 s`."""
    minutes, rest = divmod(seconds, 60)
    return " ".join([f"{minutes} min", *([f"{rest} s"] if rest else [])]) if minutes > 1 else f"{seconds} s"


def crowd(names: Sequence[str]) -> str:
    """Return the only one of some names, or how many workloads they are."""
    return names[0] if len(names) == 1 else plural(len(names), "workload")


def truth(value: Any, *, default: bool) -> bool:
    """Return what a field says, its default where it says neither true nor false."""
    return value if isinstance(value, bool) else default


def whole(value: Any, *, default: int) -> int:
    """Return what a field says, its default where it says no whole number."""
    return value if type(value) is int else default
