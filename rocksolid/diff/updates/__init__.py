"""What the API server does with an update that refuses it, loses data, interrupts the app, or is not what one expects."""

from collections.abc import Callable, Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides
from rocksolid.diff.updates import claims
from rocksolid.diff.updates.immutable import immutable
from rocksolid.diff.updates.labels import labels
from rocksolid.diff.updates.leftovers import Manager, leftovers
from rocksolid.diff.updates.replicas import replicas
from rocksolid.diff.updates.rolling import rolling
from rocksolid.diff.updates.sealed import sealed
from rocksolid.diff.updates.services import services
from rocksolid.verify.resource import Resource

RULES: tuple[Callable[[Resource, Resource], Iterator[Change]], ...] = (
    immutable,
    labels,
    sealed,
    services,
    claims.size,
    claims.left,
    claims.owner,
    claims.retention,
    replicas,
    rolling,
)
"""What is known of one object as it was and as it will be."""


def updates(sides: Sides) -> Iterator[Change]:
    """Yield what becomes of every object that is on both sides."""
    for old, new in sides.changed:
        yield from predicted(old, new)


def predicted(old: Resource, new: Resource, manager: Manager = "same") -> Iterator[Change]:
    """Yield what the server does when an object is applied over what it was; of one that it always refuses, only why.

    `manager` says who applied the old state with server-side apply: "same" for the field manager that applies the new one, "other"
    where it belongs to another one, whose fields stay (a conflict of values between the two is taken as forced).
    """
    found = [change for rule in RULES for change in rule(old, new)]
    refused = [change for change in found if change.effect == "refused"]
    yield from refused or found
    yield from leftovers(old, new, manager)  # Refused under server-side apply alone, so the rest may come about.
