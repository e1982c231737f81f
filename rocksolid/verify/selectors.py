"""Label selectors over many sets of labels at once: each answer is a number whose bit i says whether set i is selected."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rocksolid.verify.document import get, table, tables

Bits = int
"""A set of indexes as the bits of a number: and, or and complement of a thousand members are one operation."""


class Index:
    """Sets of labels, prepared so that a selector costs as many operations as it has requirements, not as there are sets."""

    def __init__(self, labels: Sequence[Mapping[str, str]]) -> None:
        """Remember who has which label."""
        self.everyone: Bits = (1 << len(labels)) - 1
        self._pairs: dict[tuple[str, str], Bits] = {}
        self._keys: dict[str, Bits] = {}
        for position, one in enumerate(labels):
            for pair in one.items():
                self._pairs[pair] = self._pairs.get(pair, 0) | 1 << position
                self._keys[pair[0]] = self._keys.get(pair[0], 0) | 1 << position

    def selected(self, selector: Any) -> Bits:
        """Return those that a selector selects: an empty one selects everyone, one that is no selector nobody."""
        if not isinstance(selector, Mapping):
            return 0
        found = self.labelled(selector.get("matchLabels") or {})
        for _, requirement in tables(selector, "matchExpressions"):
            found &= self._meeting(requirement)
        return found

    def labelled(self, labels: Any) -> Bits:
        """Return those that have all of some labels; what is no text, the server refuses: nobody has it."""
        if not isinstance(labels, Mapping):
            return 0
        found = self.everyone
        for key, value in labels.items():
            found &= self._pairs.get((key, value), 0) if isinstance(value, str) else 0
        return found

    def _meeting(self, requirement: Mapping[str, Any]) -> Bits:
        """Return those that meet one of the `matchExpressions`: `NotIn` is met as well where the label is missing."""
        key, operator = str(requirement.get("key")), requirement.get("operator")
        values = requirement.get("values")
        among = 0
        for value in values if isinstance(values, list) else ():
            among |= self._pairs.get((key, str(value)), 0)
        having = self._keys.get(key, 0)
        answers = {"In": among, "NotIn": self.everyone & ~among, "Exists": having, "DoesNotExist": self.everyone & ~having}
        return answers.get(str(operator), 0)


def members(bits: Bits) -> Iterator[int]:
    """Yield the indexes in a set, in order."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def is_empty(selector: Any) -> bool:
    """Return whether a selector requires nothing."""
    return not table(selector, "matchLabels") and not get(selector, "matchExpressions")
