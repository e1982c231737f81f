"""Tables that stand in many objects as they are: made once, and written once."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NoReturn, ParamSpec, cast

Arguments = ParamSpec("Arguments")

_MOST = 1024
"""Tables that one function keeps: apps that follow each other repeat the same ones."""


class Shared(dict[str, Any]):
    """A table that nobody changes, as nobody changes what a part says: at its own level it refuses.

    Its copies are plain tables. `lines` are how it was written, by what stood before it.
    """

    __slots__ = ("lines",)

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Hold what a table holds."""
        super().__init__(table)
        self.lines: dict[tuple[str, str], list[str]] = {}

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("a table that stands in several objects does not support item assignment")

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        """Say how it is copied and pickled: as a plain table."""
        return dict, (dict(self),)

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse


def own(value: Any) -> Any:
    """Return a value whose tables and lists stand nowhere else, not even twice in itself: whoever asked for it may change them."""
    if isinstance(value, Mapping):
        return {key: own(one) for key, one in value.items()}
    return [own(one) for one in value] if isinstance(value, list) else value


def shared(make: Callable[Arguments, Mapping[str, Any]]) -> Callable[Arguments, Shared]:
    """Return a function that makes each table once, by its arguments."""

    def made(*args: Arguments.args, **words: Arguments.kwargs) -> Shared:
        return Shared(make(*args, **words))

    return cast("Callable[Arguments, Shared]", lru_cache(_MOST)(made))
