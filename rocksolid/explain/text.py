"""Explanations as plain indented text, the same in every run: to be searched and compared."""

from collections.abc import Iterable, Iterator

from rocksolid.explain.select import Answer
from rocksolid.explain.told import title, told


def dump(answers: Iterable[Answer]) -> str:
    """Return the objects, below each its fields, and below those that are as they are for the same reasons, these."""
    return "\n".join("".join(f"{line}\n" for line in _lines(answer)) for answer in answers)


def _lines(answer: Answer) -> Iterator[str]:
    yield title(answer)
    for one in told(answer):
        yield from (f"  {field}" for field in one.fields)
        yield from (f"      {reason}" for reason in one.reasons)
