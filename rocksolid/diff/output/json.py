"""Differences as JSON, for programs."""

import json
from collections import Counter
from collections.abc import Sequence

import attrs

from rocksolid.diff.change import EFFECTS, Change


def dump(changes: Sequence[Change], old: str, new: str) -> str:
    """Return `{"old", "new", "summary", "changes"}` in which every key is always there.

    `old` and `new` are what the two sides are called, `summary` the number of differences by effect without those of plain fields,
    which are counted under `fields`. A change has the texts `topic`, `effect`, `subject`, `message`, `hint` and `path` (empty: none).
    """
    numbers = Counter(change.effect for change in changes if change.topic != "fields")
    counted: dict[str, int] = {effect: numbers[effect] for effect in EFFECTS}
    counted["fields"] = len(changes) - numbers.total()
    told = {"old": old, "new": new, "summary": counted, "changes": [attrs.asdict(change) for change in changes]}
    return f"{json.dumps(told, indent=2)}\n"
