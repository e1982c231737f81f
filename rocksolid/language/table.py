"""How a table of the language is declared: a frozen class whose attributes are its words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar, dataclass_transform

import attrs

Table = TypeVar("Table")

NOTHING: Mapping[Any, Any] = MappingProxyType({})
"""The default of a word that holds a table of the author's own keys."""


@dataclass_transform(frozen_default=True, kw_only_default=True, eq_default=False, field_specifiers=(attrs.field,))
def table(cls: type[Table]) -> type[Table]:
    """Return the class as a table: nobody compares or prints tables, so nothing is generated for it at every start."""
    return attrs.frozen(cls, kw_only=True, eq=False, repr=False, slots=False, match_args=False)


def word(attribute: str) -> str:
    """Return the word that an attribute stands for: Python keeps `from` and `except` for itself."""
    return attribute.removesuffix("_")
