"""Work in pieces that do not need each other: whoever starts it says who does them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

Item = TypeVar("Item")
Work = Callable[[int], Any]
"""Does one piece, by its number; the result is made of what `marshal` can write. It changes nothing that another piece reads."""
Share = Callable[[int, Work], list[Any]]
"""Returns the results of so many pieces of work, in their order."""


def cut(every: Sequence[Item], most: int) -> list[Sequence[Item]]:
    """Return a sequence in at most so many parts, in their order: all have one length but the last."""
    size = -(-len(every) // most) or 1
    return [every[start : start + size] for start in range(0, len(every), size)]


def alone(pieces: int, work: Work) -> list[Any]:
    """Do all pieces here, one after the other."""
    return [work(piece) for piece in range(pieces)]
