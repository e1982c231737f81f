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
_RISK = "server-side apply by another field manager than before would be refused: what goes would stay beside what comes"
"""Said where two things must not stand together: whether somebody else wrote the old one, no manifest says."""
_HAND_OVER = "apply under the manager that wrote it, with --field-manager: `kubectl get -o yaml --show-managed-fields` names it"
_OWNERS: Mapping[Manager, str] = {"same": "the server filled it in, and nobody took it away", "other": "it is not of the one who applies"}


def leftovers(old: Resource, new: Resource, manager: Manager) -> Iterator[Change]:
    """Yield what server-side apply refuses because something stays beside what is written instead."""
    yield from _of_types(old, new, manager)
    found = list(collisions(old, new))
    if found and manager == "other":
        yield from (_collided(new, one) for one in found)
    elif found:
        yield Change("updates", "changes", title(new), _RISK, _HAND_OVER, text(found[0].steps))


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
    return refused(new, [found], f"{text(one.stays)} of the other field manager stays beside it", _HAND_OVER)
