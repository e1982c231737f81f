"""What a server refuses in a PodDisruptionBudget: it says in one way how many pods may go."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.budgets import ALWAYS, FIELDS
from rocksolid.verify.document import table
from rocksolid.verify.server.fields import required, share, words
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import selector

_WORDS = {"unhealthyPodEvictionPolicy": ("IfHealthyBudget", ALWAYS)}


def budget(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a PodDisruptionBudget."""
    spec = table(one, "spec")
    found = [field for field in FIELDS if spec.get(field) is not None]
    if len(found) > 1:
        yield Refusal(SPEC, f"must not set {' and '.join(found)} at once", "maxUnavailable: 1", spot=(*SPEC, found[-1]))
    for field in found:
        yield from share(spec[field], (*SPEC, field))
    yield from words(spec, SPEC, _WORDS)
    yield from required(spec, SPEC, _WORDS)
    yield from selector(one, (*SPEC, "selector"))
