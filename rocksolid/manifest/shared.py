"""Tables that stand in many objects as they are: made once, and written once."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from typing import Any, NoReturn, ParamSpec, cast

Arguments = ParamSpec("Arguments")

_MOST = 1024
"""Tables that one function keeps: apps that follow each other repeat the same ones."""


class Shared(dict[str, Any]):
    """A table that nobody changes, as nobody changes what a part says; `lines` are how it was written, by what stood before it."""

    __slots__ = ("lines",)

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Hold what a table holds."""
        super().__init__(table)
        self.lines: dict[tuple[str, str], list[str]] = {}

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a table that stands in several objects does not support item assignment")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Return a table of its own, to be changed by whoever asked for it."""
        return {key: deepcopy(value, memo) for key, value in self.items()}


def shared(make: Callable[Arguments, Mapping[str, Any]]) -> Callable[Arguments, Shared]:
    """Return a function that makes each table once, by its arguments."""

    def made(*args: Arguments.args, **words: Arguments.kwargs) -> Shared:
        return Shared(make(*args, **words))

    return cast("Callable[Arguments, Shared]", lru_cache(_MOST)(made))
