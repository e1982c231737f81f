"""Scalars of YAML as Kubernetes reads them: YAML 1.1 by the rules of its own reader, which are not those of PyYAML."""

import base64
import binascii
import math
import re
from collections.abc import Mapping
from typing import Any

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
}
NOT_JSON = frozenset({f"{sign}.{word}" for sign in ("", "+", "-") for word in ("inf", "Inf", "INF")} | {".nan", ".NaN", ".NAN"})
"""Numbers of YAML for which JSON, and so the server, has no word: here they are text."""
_NUMERIC = re.compile(r"[-+.0-9][-+.0-9A-Fa-f_xXoO]*")
_INTEGER = re.compile(r"[-+]?(?:0[bB][01]+|0[oO][0-7]+|0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)")
_OCTAL = re.compile(r"[-+]?0[0-7]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")

_LONGEST = len("-0b") + 64
"""The longest number that fits 64 bits; what is longer is a number with a fraction, or text."""
_WHOLE = 1e21
"""From here on JSON, which the server makes of YAML, writes a whole number with an exponent."""

_TAG = "tag:yaml.org,2002:"
_BINARY = f"{_TAG}binary"
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    f"{_TAG}null": type(None),
    f"{_TAG}bool": bool,
    f"{_TAG}int": int,
    f"{_TAG}float": (int, float),
}
KNOWN_TAGS = frozenset({"!", *_TYPES, *(f"{_TAG}{name}" for name in ("str", "timestamp", "binary", "map", "seq", "set", "omap", "pairs"))})
"""The tags that mean something to Kubernetes, or nothing but what is there anyway."""


def plain(text: str) -> str | bool | float | None:
    """Return what a scalar without quotes and tag is: dates and base 60 are text, a number without a fraction is whole."""
    if text in _WORDS:
        return _WORDS[text]
    return _number(text) if _NUMERIC.fullmatch(text) else text


def _number(text: str) -> str | float:
    digits = text if text[0] == "." else text.replace("_", "")
    if len(digits) <= _LONGEST and _INTEGER.fullmatch(digits):
        whole = int(digits, 8 if _OCTAL.fullmatch(digits) else 0)
        if -(2**63) <= whole < 2**64:
            return whole
    if not _FLOAT.fullmatch(digits) or math.isinf(value := float(digits)):
        return text
    return int(value) if value.is_integer() and abs(value) < _WHOLE else value


def tagged(tag: str, text: str) -> str | bool | float | None:
    """Return what a scalar with a tag is; a tag that Kubernetes does not know is passed over, as it does.

    Raises ValueError where the text is not what its tag says.
    """
    if tag == _BINARY:
        return _binary(text)
    if tag not in _TYPES:
        return text
    value = plain(text)
    wanted = _TYPES[tag]
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise ValueError(f'"{text}" is no !!{tag.removeprefix(_TAG)}')
    return value


def _binary(text: str) -> str:
    try:
        return base64.b64decode(text.replace("\n", ""), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise ValueError("what stands behind !!binary is not base64") from None


def name(text: str) -> str:
    """Return what a key without quotes and tag is called: keys are text for Kubernetes, so that `on` is "true"."""
    return as_name(plain(text))


def as_name(value: Any) -> str:
    """Return a scalar as a key, as JSON writes it."""
    if isinstance(value, str):
        return value
    return "null" if value is None else str(value).lower()
