"""How long work tells how far it is: each stage walks what there is to do through a `Watch`."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Whoever wants to know what is being done, and how much of it is done."""

    def __call__(self, doing: str, over: Collection[T] = ()) -> Iterable[T]:
        """Return what there is to do, to be walked once; `doing` is what is done from now on, in words like "reading".

        Without anything to walk, what is done cannot be counted.
        """
        ...


def unwatched(doing: str, over: Collection[T] = ()) -> Iterable[T]:  # noqa: ARG001  As every watch.
    """Return what there is to do as it is: nobody watches."""
    return over
