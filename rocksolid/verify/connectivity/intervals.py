"""Sets of whole numbers as the ranges that they consist of."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Self

import attrs

Span = tuple[int, int]
"""The first and the last number of a range."""
END = 1 << 130
"""Larger than every number in a set."""


@attrs.frozen
class Intervals:
    """A set of whole numbers from 0: its ranges in order, none of which touches the next; equal sets have equal ranges."""

    spans: tuple[Span, ...] = ()

    @classmethod
    def union(cls, many: Iterable[Self]) -> Self:
        """Return what is in any of some sets."""
        some = [one for one in many if one.spans]
        return some[0] if len(some) == 1 else cls(tuple(_merged(sorted(chain.from_iterable(one.spans for one in some)))))

    def __bool__(self) -> bool:
        """Return whether there is anything in it."""
        return bool(self.spans)

    def __or__(self, other: Self) -> Self:
        """Return what is in either."""
        return self.union((self, other))

    def __and__(self, other: Self) -> Self:
        """Return what is in both."""
        found: list[Span] = []
        mine, theirs = 0, 0
        while mine < len(self.spans) and theirs < len(other.spans):
            (first, last), (other_first, other_last) = self.spans[mine], other.spans[theirs]
            if max(first, other_first) <= min(last, other_last):
                found.append((max(first, other_first), min(last, other_last)))
            if last < other_last:
                mine += 1
            else:
                theirs += 1
        return type(self)(tuple(found))

    def __sub__(self, other: Self) -> Self:
        """Return what is in the first alone."""
        firsts = [0, *(last + 1 for _, last in other.spans)]
        lasts = [*(first - 1 for first, _ in other.spans), END]
        return self & type(self)(tuple(span for span in zip(firsts, lasts, strict=True) if span[0] <= span[1]))


def _merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Yield ranges without overlaps from ranges in order."""
    first, last = 0, -2
    for begin, end in spans:
        if begin > last + 1:
            if last >= first:
                yield first, last
            first, last = begin, end
        else:
            last = max(last, end)
    if last >= first:
        yield first, last
