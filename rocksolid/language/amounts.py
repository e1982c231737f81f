"""How amounts are read: durations, quantities, counts and shares, each refused where Kubernetes would refuse it much later."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from rocksolid.language.values import MOST, Scalar, WrongValueError, integer, text, wrong_type

_DURATION = r"(?:([0-9]{1,10})h)?(?:([0-9]{1,10})m)?(?:([0-9]{1,10})s)?"
LARGEST = 2**63 - 1
"""The largest quantity of Kubernetes: a larger one would be taken for this one, in silence."""
_POWERS = {unit: power for power, unit in enumerate("kMGTPE", 1)}
_DURATION_HINT = 'write "30s", "5m", "1h30m", or whole seconds'


def seconds(value: Any) -> int:
    """Return a duration, "90s", "5m", "1h30m" or whole seconds, in seconds."""
    if type(value) is int:
        return int(integer("a duration", 0).parse(value))
    if type(value) is not str:
        raise wrong_type("a duration", value, _DURATION_HINT)
    match = re.fullmatch(_DURATION, value)
    if not match or not any(match.groups()):
        raise WrongValueError("duration", f'"{value}" is not a duration', _DURATION_HINT)
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return int(integer("a duration", 0).parse(hours * 3600 + minutes * 60 + seconds))


def count_or_percent(value: Any) -> int | str:
    """Return a count of pods, or a percentage such as "25%"."""
    if type(value) is int:
        return int(integer("a count of pods", 0).parse(value))
    if type(value) is not str:
        raise wrong_type('a count of pods, or a percentage like "25%"', value)
    if not re.fullmatch(r"(100|[1-9]?[0-9])%", value):
        raise WrongValueError("percentage", f'"{value}" is not a percentage from "0%" to "100%"', _whole(value))
    return value


def cpu() -> Scalar:
    """Return the type of amounts of cpu, in cores or thousandths of one."""
    return _quantity("an amount of cpu", r"[0-9]{1,19}m?|[0-9]{0,19}\.[0-9]{1,3}", '"250m" or "1.5"', _cpu_hint)


def size() -> Scalar:
    """Return the type of amounts of bytes."""
    return _quantity(
        "an amount of bytes", r"[0-9]{1,19}(\.[0-9]{1,9})?([KMGTPE]i|[kMGTPE])?|[0-9]{1,19}e[0-9]{1,2}", '"128Mi" or "1Gi"', _size_hint
    )


def _quantity(what: str, pattern: str, example: str, hint: Callable[[str], str]) -> Scalar:
    """Return a type of quantities; whole numbers may stand without quotes, as in Kubernetes."""
    quoted, whole = text(what, pattern, "quantity", f"write it like {example}", hint=hint), integer(what, 0, LARGEST)

    def parse(value: Any) -> str:
        if type(value) is float:
            raise wrong_type(what, value, f'write it as text: "{value}"')
        read = str((whole if type(value) is int else quoted).parse(value))
        if thousandths(read) > LARGEST * 1000:
            raise WrongValueError("out-of-range", f'"{read}" is out of range: {what} is at most {LARGEST}')
        return read

    return Scalar(what, parse, {"anyOf": [dict(quoted.schema), {"type": "integer", "minimum": 0}]})


@lru_cache(1024)  # The apps of a fleet ask for the same few amounts.
def thousandths(quantity: str) -> int:
    """Return a quantity ("1.5", "250m", "128Mi", "1e6") in thousandths of its unit, rounded down."""
    match = re.fullmatch(r"([0-9]*)\.?([0-9]*)(?:(m)|([kKMGTPE])(i?)|e([0-9]+))?", quantity)
    if not match:
        raise ValueError(f"{quantity!r} is no quantity that a blueprint can hold")
    whole, decimals, milli, unit, binary, exponent = match.groups()
    base = 1024 if binary else 1000
    factor: int = 1 if milli else 1000 * base ** _POWERS.get("k" if unit == "K" else unit or "", 0) * 10 ** int(exponent or 0)
    divisor: int = 10 ** len(decimals)
    return int(whole + decimals) * factor // divisor


def _whole(value: str) -> str:
    """Suggest the count that a text is."""
    count = re.fullmatch("[0-9]{1,10}", value)
    return f"a count stands without quotes: {value}" if count and int(value) <= MOST else ""


def _cpu_hint(value: str) -> str:
    """Suggest how an amount of cpu is written."""
    match = re.fullmatch(r"([0-9]{0,19})[.,]?([0-9]*) ?(?:(m)(?:illi)?)?(?:v?cpus?|cores?)?", value.lower())
    if not match or not (match[1] or match[2]):
        return ""
    return f'use "{match[1]}{"." if match[2] else ""}{match[2][:3]}{(match[3] or "") if not match[2] else ""}"'


def _size_hint(value: str) -> str:
    """Suggest the Kubernetes spelling of an amount of bytes in another dialect's units."""
    match = re.fullmatch(r"([0-9]{1,19}(?:\.[0-9]{1,9})?) ?([kKmMgGtT])(i?)[bB]?", value)
    if not match:
        return ""
    unit = match[2].upper()
    return f'use "{match[1]}{unit}i"' if match[3] or unit == "K" else f'use "{match[1]}{unit}i" (or "{match[1]}{unit}", in powers of ten)'
