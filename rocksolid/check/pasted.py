"""Hints about Kubernetes' fields, as they can be pasted where an author wrote over these."""

import re

from rocksolid.emit.yaml import quoted
from rocksolid.finding import Spot
from rocksolid.language.layers import DecidedSpot
from rocksolid.language.source import SourceSpot
from rocksolid.manifest.paths import dotted

_FIELD = re.compile(r"(?P<key>[\w./-]+): (?P<value>\"[^\"\\]*\"|[\w./-][^\s\"'{}\[\]#]*)(?P<why> +#.*)?")
"""One line of YAML: a field and a scalar, and perhaps a remark."""
_SAME_IN_TOML = re.compile(r'".*"|-?(0|[1-9]\d*)|true|false')
_WRITING = frozenset({"override", "extra"})
"""The words below which an author writes Kubernetes' own fields."""


def pasted(hint: str, spot: Spot) -> str:
    """Return a hint for a line of an author: a field in YAML as TOML, where he wrote fields himself, and not in Python."""
    line = _FIELD.fullmatch(hint)
    words = spot.path if isinstance(spot, SourceSpot | DecidedSpot) else ()
    if not line or _WRITING.isdisjoint(words) or spot.place().file.endswith(".py"):
        return hint
    key, value, why = line.group("key", "value", "why")
    return f"{dotted((key,))} = {value if _SAME_IN_TOML.fullmatch(value) else quoted(value)}{why or ''}"
