"""What JSON has no types for, as Kubernetes reads it: points in time, and bytes."""

import re
from collections.abc import Callable, Mapping
from typing import Any

_TIME = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T\d{2}:[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII)
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_LINE_ENDS = str.maketrans("", "", "\r\n")


def _is_time(value: Any) -> bool:
    return not isinstance(value, str) or _TIME.fullmatch(value) is not None


def _is_base64(value: Any) -> bool:
    return not isinstance(value, str) or _BASE64.fullmatch(value.translate(_LINE_ENDS)) is not None


ENCODINGS: Mapping[str, Callable[[Any], bool]] = {"byte": _is_base64, "date-time": _is_time}
"""By the name that the schemas have for a format, whether a value has it; what has another type is another's to say."""
