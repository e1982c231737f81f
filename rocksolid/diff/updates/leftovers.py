"""What stays in an object when a manifest no longer says it: what the server filled in, and what another field manager wrote."""

import json
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Literal

from rocksolid.diff.change import Change
from rocksolid.diff.fields import MISSING, Difference
from rocksolid.diff.sides import title
from rocksolid.diff.updates.collisions import Collision, collisions
from rocksolid.diff.updates.refusals import command, refused
from rocksolid.manifest.paths import text
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

Manager = Literal["same", "other"]
"""Who wrote the old state for server-side apply: the one who applies the new one, or somebody under another name."""
_VARIANTS: Mapping[tuple[str, str], tuple[str, str]] = {
    ("apps", "Deployment"): ("strategy", "Recreate"),
    ("apps", "StatefulSet"): ("updateStrategy", "OnDelete"),
}
"""By group and kind: the field that says how pods are replaced, and the type beside which the server refuses a `rollingUpdate`."""
_OWNERS: Mapping[Manager, str] = {"same": "the server filled it in, and nobody took it away", "other": "it is not of the one who applies"}


def leftovers(old: Resource, new: Resource, manager: Manager) -> Iterator[Change]:
    """Yield what server-side apply refuses because something stays beside what is written instead."""
    yield from _of_types(old, new, manager)
    found = list(collisions(old, new))
    if found and manager == "other":
        yield from (_collided(new, one) for one in found)
    elif found:
        yield _warned(new, found)


def _of_types(old: Resource, new: Resource, manager: Manager) -> Iterator[Change]:
    """Yield that a `rollingUpdate` stays beside a type that takes none.

    Whoever applied any field of it takes all of it away by not writing it any more. Where nobody did, the server filled it in, and it stays.
    """
    field, without = _VARIANTS.get((new.group, new.kind), ("", ""))
    was, now = (get(one.content, "spec", field) for one in (old, new))
    if not field or get(now, "type") != without or get(was, "type") == without or get(now, "rollingUpdate") is not None:
        return
    if manager == "other" or get(was, "rollingUpdate") is None:
        path = f"spec.{field}.rollingUpdate"
        message = f"{path} stays beside the type {without}: {_OWNERS[manager]}; the server refuses both under server-side apply"
        patch = json.dumps({"spec": {field: {"$retainKeys": ["type"], "type": without}}})
        hint = (
            f"once, before it is applied: {command('patch', new, '-p', quote(patch))}\n`kubectl apply` without --server-side needs nothing"
        )
        yield Change("updates", "refused", title(new), message, hint, path)


def _collided(new: Resource, one: Collision) -> Change:
    found = Difference(one.steps, MISSING, one.value)
    return refused(new, [found], f"{text(one.stays)} of the other field manager stays beside it", _hand_over(new))


def _warned(new: Resource, found: list[Collision]) -> Change:
    """Return one warning for all: whether somebody else wrote that, no manifest says."""
    first, others = found[0], f", and {len(found) - 1} more like it" if found[1:] else ""
    message = (
        f"{text(first.steps)} comes for {text(first.stays)}{others}: what goes stays under server-side apply "
        "where another field manager wrote it, and the server refuses both together"
    )
    return Change("updates", "changes", title(new), message, _hand_over(new), text(first.steps))


def _hand_over(one: Resource) -> str:
    return (
        f"apply under the manager that wrote it, with --field-manager; who that is: {command('get', one, '-o yaml --show-managed-fields')}"
    )
