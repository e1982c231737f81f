"""Work in pieces that do not need each other: whoever starts it says who does them."""

from collections.abc import Callable
from typing import Any

Work = Callable[[int], Any]
"""Does one piece, by its number; the result is made of what `marshal` can write. It changes nothing that another piece reads."""
Share = Callable[[int, Work], list[Any]]
"""Returns the results of so many pieces of work, in their order."""


def alone(pieces: int, work: Work) -> list[Any]:
    """Do all pieces here, one after the other."""
    return [work(piece) for piece in range(pieces)]
