"""Amounts of resources as a reader knows them."""

from fractions import Fraction

from rocksolid.verify.quantities import UNITS

_BINARY = [(UNITS[f"{unit}i"], f"{unit}i") for unit in "EPTGMK"]


def spoken(resource: str, amount: Fraction) -> str:
    """Return an amount as Kubernetes writes it: cores as `250m` or `1.5`, all others in the largest binary unit that leaves it whole."""
    if resource == "cpu":
        return str(amount) if amount.denominator == 1 else f"{_short(amount * 1000)}m"
    unit, suffix = next(((unit, suffix) for unit, suffix in _BINARY if amount and not amount % unit), (Fraction(1), ""))
    return f"{_short(amount / unit)}{suffix}"


def _short(amount: Fraction) -> str:
    return str(amount) if amount.denominator == 1 else f"{float(amount):.3g}"
