"""Overlapping sets, each with its ports, become sets without overlaps."""

from collections.abc import Iterable
from typing import TypeVar

from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.selectors import Bits

Members = TypeVar("Members", Bits, Addresses)
"""A set of workloads or of addresses; `-` takes away a part, which is a difference for bits as well."""


def disjoint(pieces: Iterable[tuple[Ports, Members]]) -> dict[Ports, Members]:
    """Return by ports who has exactly these: everybody's ports are those of all pieces that hold him."""
    found: dict[Ports, Members] = {}
    for ports, rest in pieces:
        split: dict[Ports, Members] = {}
        for known, members in found.items():
            common = members & rest
            _add(split, known | ports, common)
            _add(split, known, members - common)
            rest = rest - common  # noqa: PLW2901  What is left of the piece.
        _add(split, ports, rest)
        found = split
    return found


def _add(found: dict[Ports, Members], ports: Ports, members: Members) -> None:
    if ports and members:
        found[ports] = found[ports] | members if ports in found else members
