"""What containers ask for and may use, compared by value, and what more or less of it comes to over all replicas."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import Pair, Twin, pairs
from rocksolid.diff.quantities import spoken
from rocksolid.diff.sides import Sides
from rocksolid.verify.document import table
from rocksolid.verify.quantities import quantity
from rocksolid.verify.replicas import census

Amounts = Mapping[str, tuple[str, Fraction]]
"""By resource, an amount as it is written, and its value."""
WORDS = {"requests": "request", "limits": "limit"}
WITHOUT = {
    ("requests", "cpu"): "where others want the cores, it gets hardly any",
    ("requests", "memory"): "a full node evicts it among the first",
    ("limits", "memory"): "a leak in it takes the memory of its neighbours",
}
"""What it means that an amount is missing."""


def resources(sides: Sides) -> Iterator[Change]:
    """Yield the requests and limits that are not what they were; a request that is left out is what the limit says, as for the server."""
    replicas = sides.new.once(census).replicas
    for pair in sides.once(pairs):
        count = replicas[pair.new].least if pair.new in replicas else 1
        for twin in pair.containers:
            for field in WORDS:
                old, new = (_amounts(container, field) for container in (twin.old, twin.new))
                for resource in dict.fromkeys((*old, *new)):
                    yield from _turned(pair, twin, (field, resource), old.get(resource), new.get(resource), count)


def _turned(
    pair: Pair, twin: Twin, where: tuple[str, str], old: tuple[str, Fraction] | None, new: tuple[str, Fraction] | None, count: int
) -> Iterator[Change]:
    field, resource = where
    what, path = f"{twin.title}: the {resource} {WORDS[field]}", (*twin.path, "resources", *where)
    if old is None and new is not None:
        yield pair.change("resources", "strengthens" if where in WITHOUT else "changes", f"{what} was not set, is now {new[0]}", *path)
    elif new is None and old is not None:
        why = f": {WITHOUT[where]}" if where in WITHOUT else ""
        yield pair.change("resources", "weakens" if why else "changes", f"{what} was {old[0]}, is no longer set{why}", *path)
    elif old and new and old[1] != new[1]:
        said = f"{what} was {old[0]}, is now {new[0]}{_share(old[1], new[1])}{_sum(where, new[1] - old[1], count)}"
        yield pair.change("resources", _effect(where, old[1], new[1]), said, *path)


def _effect(where: tuple[str, str], old: Fraction, new: Fraction) -> Effect:
    """Return what another amount does: with less, the app may fall short; with more, the nodes may."""
    return "weakens" if new < old and where in WITHOUT else "changes"


def _share(old: Fraction, new: Fraction) -> str:
    return f" ({round((new - old) * 100 / old):+d} %)" if old > 0 else ""


def _sum(where: tuple[str, str], more: Fraction, count: int) -> str:
    """Return what a request comes to over the replicas: it is what the nodes must have room for."""
    field, resource = where
    if field != "requests" or count < 2:  # noqa: PLR2004  What one pod asks for has just been said.
        return ""
    return f": over {count} replicas {spoken(resource, abs(more) * count)} {'more' if more > 0 else 'less'}"


def _amounts(container: Mapping[str, object], field: str) -> Amounts:
    said = dict(table(container, "resources", field))
    if field == "requests":
        said = {**table(container, "resources", "limits"), **{name: value for name, value in said.items() if value is not None}}
    return {name: (str(value), amount) for name, value in said.items() if (amount := quantity(value)) is not None}
