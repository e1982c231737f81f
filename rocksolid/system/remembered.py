"""A property that is worked out when it is first read, and kept."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")


class remembered(Generic[Value]):  # noqa: N801  It is written as a decorator.
    """`functools.cached_property` as it is from Python 3.12 on: without a lock, which takes longer than what a fleet asks most often.

    The value stands in the instance's `__dict__`, where Python finds it before it asks here again.
    """

    def __init__(self, work_out: Callable[[Any], Value]) -> None:
        """Take the function that works it out."""
        self._work_out = work_out
        self.__doc__ = work_out.__doc__

    def __set_name__(self, _: type, name: str) -> None:
        """Take the name under which it is kept."""
        self._name = name

    def __get__(self, instance: object, _: type) -> Value:
        """Work it out, and keep it."""
        value = instance.__dict__[self._name] = self._work_out(instance)
        return value
