"""Differences in the order in which a reader takes them in: by what they do to the system, the plain fields last."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import attrs

from rocksolid.diff.change import EFFECTS, Change, Effect
from rocksolid.diff.words import plural

NONE = "no differences"
"""What is said of two states that are the same."""
HEADINGS: Mapping[Effect, str] = {
    "refused": "The server refuses",
    "loses-data": "Data is lost",
    "disrupts": "Interrupted",
    "weakens": "Weaker than before",
    "changes": "Other than before",
    "strengthens": "Stronger than before",
}
"""What stands above the differences with one effect."""
_FIELDS = "Field by field"
_COUNTED: Mapping[Effect, str] = {
    "refused": "refused",
    "loses-data": "losing data",
    "disrupts": "interrupting",
    "weakens": "weaker",
    "changes": "other",
    "strengthens": "stronger",
}


@attrs.frozen
class Group:
    """Differences of one kind, under a heading; `effect` is None for plain fields, which have none but those that other groups name."""

    heading: str
    effect: Effect | None
    changes: Sequence[Change]


def groups(changes: Sequence[Change]) -> Iterator[Group]:
    """Yield the differences by their effects, the worst first, and at last those of plain fields; only groups that hold some."""
    for effect in EFFECTS:
        some = [change for change in changes if change.effect == effect and change.topic != "fields"]
        if some:
            yield Group(HEADINGS[effect], effect, some)
    plain = [change for change in changes if change.topic == "fields"]
    if plain:
        yield Group(_FIELDS, None, plain)


def summary(changes: Sequence[Change]) -> str:
    """Return how many differences there are: `3 differences (1 refused, 2 weaker), 12 fields`."""
    numbers = Counter(change.effect for change in changes if change.topic != "fields")
    counted = ", ".join(f"{numbers[effect]} {_COUNTED[effect]}" for effect in EFFECTS if numbers[effect])
    fields = len(changes) - numbers.total()
    if not counted:
        return f"no differences but in {plural(fields, 'field')}" if fields else NONE
    return f"{plural(numbers.total(), 'difference')} ({counted})" + (f", {plural(fields, 'field')}" if fields else "")
