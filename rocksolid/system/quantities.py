"""Kubernetes quantities as numbers, to be compared."""

import re

_POWERS = {unit: power for power, unit in enumerate("kMGTPE", 1)}


def thousandths(quantity: str) -> int:
    """Return a quantity ("1.5", "250m", "128Mi", "1e6") in thousandths of its unit, rounded down."""
    match = re.fullmatch(r"(\d*)\.?(\d*)(?:(m)|([kKMGTPE])(i?)|e(\d+))?", quantity)
    if not match:
        raise ValueError(f"{quantity!r} is no quantity that a blueprint can hold")
    whole, decimals, milli, unit, binary, exponent = match.groups()
    base = 1024 if binary else 1000
    factor: int = 1 if milli else 1000 * base ** _POWERS.get("k" if unit == "K" else unit or "", 0) * 10 ** int(exponent or 0)
    divisor: int = 10 ** len(decimals)
    return int(whole + decimals) * factor // divisor
