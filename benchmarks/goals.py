"""What was measured, as numbers to compare, and what they were to be."""

from collections.abc import Callable
from math import inf
from statistics import median
from typing import Any

import attrs
from rows import BASE, CHECK, CONNECTIVITY, FILES, FLOOR, RENDER


@attrs.frozen
class Measured:
    """The results of one run."""

    results: dict[str, Any]

    def rows(self, size: int) -> dict[str, Any]:
        """Return what was measured over fleets of a size, by row."""
        found: dict[str, Any] = self.results["sizes"].get(str(size), {})
        return found

    def seconds(self, key: str, size: int) -> float:
        """Return the median time; raise KeyError where there is none."""
        return float(median(self.rows(size)[key]["seconds"]))

    def memory(self, key: str, size: int) -> float:
        """Return the MiB that were held at most; raise KeyError where nothing was measured."""
        return float(self.rows(size)[key]["memory"])


Number = Callable[[Measured], float]


@attrs.frozen
class Goal:
    """A number that is to be small: at most `limit`, and best at most `aim`."""

    what: str
    number: Number
    limit: float | None = None
    aim: float | None = None

    def reached(self, measured: Measured) -> tuple[str, str]:
        """Return the number, and what became of the goal: what was ended because it took too long has missed it."""
        try:
            number = self.number(measured)
        except KeyError:
            number = inf
        names = (("limit", self.limit), ("aim", self.aim))
        said = [f"{name} {'reached' if number <= most else 'missed'}" for name, most in names if most is not None]
        return f"{number:.2f}" if number < inf else "ended", ", ".join(said)


def _time(key: str, size: int, base: str = BASE) -> Number:
    return lambda measured: measured.seconds(key, size) / measured.seconds(base, size)


def _memory(key: str, size: int) -> Number:
    return lambda measured: measured.memory(key, size) / measured.memory(BASE, size)


def _more_time(key: str) -> Number:
    return lambda measured: _steepness([measured.seconds(key, size) for size in (100, 1000, 5000)])


def _more_memory(key: str) -> Number:
    return lambda measured: _steepness([measured.memory(key, size) for size in (100, 1000, 5000)])


def _steepness(numbers: list[float]) -> float:
    """Return what one app more costs from 1000 to 5000 apps, as a multiple of what it costs from 100 to 1000."""
    small, middle, large = numbers
    return ((large - middle) / 4000) / ((middle - small) / 900)


_STEADY = 1.2
"""What grows in proportion to the apps has a steepness of 1; more than this is no matter of chance."""
_GROWING = (RENDER, CHECK, CONNECTIVITY)

GOALS = (
    Goal("time of `render`, 1000 apps in one file / helm", _time(RENDER, 1000), 0.5, 0.3),
    Goal("time of `render`, 1000 apps in 1000 files / helm", _time(FILES, 1000), 0.5, 0.3),
    Goal("memory of `render`, 1000 apps / helm", _memory(RENDER, 1000), 1.5),
    Goal("time of `check`, 1000 apps / helm", _time(CHECK, 1000), 5, 2),
    Goal("time of `render`, one app / the floor", _time(RENDER, 1, FLOOR), 1.3),
    Goal("time of `render`, one app / helm", _time(RENDER, 1), aim=2),
    *(Goal(f"time of `{key}` for one app more, from 1000 to 5000 / from 100 to 1000", _more_time(key), _STEADY) for key in _GROWING),
    *(Goal(f"memory of `{key}` for one app more, from 1000 to 5000 / from 100 to 1000", _more_memory(key), _STEADY) for key in _GROWING),
)
