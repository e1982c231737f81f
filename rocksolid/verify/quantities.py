"""Quantities of Kubernetes by their value: `1000m` is `1`, `1Gi` is `1024Mi`."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any

_QUANTITY = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?[0-9]{1,3}))?", re.ASCII)
UNITS = {
    **{unit: Fraction(1000) ** power for power, unit in enumerate("num", -3)},
    **{unit: Fraction(1000) ** power for power, unit in enumerate("kMGTPE", 1)},
    **{f"{unit}i": Fraction(1024) ** power for power, unit in enumerate("KMGTPE", 1)},
}
"""What each suffix of a quantity multiplies it by."""
_LONGEST = 40
"""More digits than any quantity that the server keeps: those who write more mean harm."""


def quantity(value: Any) -> Fraction | None:
    """Return the value of a quantity, as a text or a number; None where it is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(said := str(value)) > _LONGEST:
        return None
    return _read(said)


@lru_cache(maxsize=4096)  # Most amounts are said many times.
def _read(said: str) -> Fraction | None:
    match = _QUANTITY.fullmatch(said)
    if not match:
        return None
    number, unit, exponent = match.groups()
    return Fraction(number) * (UNITS[unit] if unit else 1) * Fraction(10) ** int(exponent or 0)
