"""The size of a claim, and what becomes of claims and of the data in them."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.fields import Difference
from rocksolid.diff.quantities import quantity
from rocksolid.diff.sides import title
from rocksolid.diff.updates.refusals import refused
from rocksolid.manifest.paths import text
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import get, table, tables
from rocksolid.verify.resource import Resource

_SIZE = ("spec", "resources", "requests", "storage")
_RETENTION = ("spec", "persistentVolumeClaimRetentionPolicy")


def size(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield that a claim shrinks, which nobody can, or grows, which its class must allow."""
    was, now = (get(one.content, *_SIZE) for one in (old, new))
    before, after = quantity(was), quantity(now)
    if (new.group, new.kind) != ("", "PersistentVolumeClaim") or before is None or after is None or before == after:
        return
    found = Difference(_SIZE, was, now)
    if after < before:
        yield refused(new, [found], "a claim never shrinks", "make a smaller claim under another name and copy the data")
    else:
        message = f"{found.told()}: its volume grows, where its StorageClass says `allowVolumeExpansion: true` and the claim is bound; else the server refuses it"
        yield Change("updates", "changes", title(new), message, path=text(_SIZE))


def left(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield every claim that pods no longer mount: its data stay, but the app no longer sees them."""
    path = TEMPLATES.get((new.group, new.kind))
    if path is None:
        return
    for name in sorted(mounted(old, *path) - mounted(new, *path)):
        message = f"its pods no longer mount the claim {name}: the data stay there, and the app starts without them"
        yield Change(
            "updates", "loses-data", title(new), message, "copy the data first, or keep the volume", text((*path, "spec", "volumes"))
        )


def retention(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield that the claims of a StatefulSet are deleted from now on where they were kept."""
    if (new.group, new.kind) != ("apps", "StatefulSet"):
        return
    for field, event in (("whenDeleted", "it is deleted"), ("whenScaled", "it is scaled down")):
        was, now = (get(one.content, *_RETENTION, field) for one in (old, new))
        if now == "Delete" != was:
            message = f"from now on its claims, and the data in them, are deleted when {event}"
            yield Change("updates", "loses-data", title(new), message, f"{field}: Retain keeps them", text((*_RETENTION, field)))
    before, after = (get(one.content, "spec", "replicas") for one in (old, new))
    deletes = get(new.content, *_RETENTION, "whenScaled") == "Delete" and table(new.content, "spec").get("volumeClaimTemplates")
    if type(before) is int and type(after) is int and after < before and deletes:
        message = (
            f"spec.replicas was {before}, is {after}, and whenScaled is Delete: the claims of the {before - after} last pods are deleted"
        )
        yield Change("updates", "loses-data", title(new), message, "whenScaled: Retain keeps them", "spec.replicas")


def mounted(one: Resource, *path: str | int) -> set[str]:
    """Return the names of the claims that the pods of a workload mount."""
    volumes = tables(one.content, *path, "spec", "volumes")
    return {str(name) for _, volume in volumes if (name := get(volume, "persistentVolumeClaim", "claimName"))}
