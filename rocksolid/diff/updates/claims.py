"""The size of a claim, and what becomes of claims and of the data in them."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.fields import Difference
from rocksolid.diff.sides import title
from rocksolid.diff.updates.refusals import refused
from rocksolid.manifest.paths import text
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.document import get, table, tables
from rocksolid.verify.quantities import quantity
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
        message = (
            f"{found.told()}: its volume grows, where its StorageClass says `allowVolumeExpansion: true` and the claim is bound; "
            "else the server refuses it"
        )
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


def owner(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield that a container which mounts a claim runs as another user than the one that wrote the files there."""
    path = TEMPLATES.get((new.group, new.kind))
    if path is None or not held(new):
        return
    before, after = _users(old, *path), _users(new, *path)
    for name in after:
        if name in before and before[name] != after[name]:
            message = f'container "{name}" ran as user {before[name]}, now runs as {after[name]}: the files on its claims stay those of {before[name]}'
            hint = "hand them over first, with a chown in an init container or by hand; databases refuse to start on files of another user"
            yield Change("updates", "disrupts", title(new), message, hint, text((*path, "spec")))


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


def held(one: Resource) -> set[str]:
    """Return the names of the claims that a workload keeps its data in, its first pod's where each has its own; a claim is its own."""
    if (one.group, one.kind) == ("", "PersistentVolumeClaim"):
        return {one.name}
    path = TEMPLATES.get((one.group, one.kind))
    own = {f"{get(template, 'metadata', 'name')}-{one.name}-0" for _, template in tables(one.spec, "volumeClaimTemplates")}
    return own | mounted(one, *path) if path is not None else set()


def _users(one: Resource, *path: str | int) -> dict[str, int]:
    """Return the users that containers run as, by their names, as far as it is written."""
    spec = (*path, "spec")
    shared = get(one.content, *spec, "securityContext", "runAsUser")
    found = {str(each.get("name")): get(each, "securityContext", "runAsUser") for _, each in tables(one.content, *spec, "containers")}
    return {name: user for name, own in found.items() if type(user := shared if own is None else own) is int}


def mounted(one: Resource, *path: str | int) -> set[str]:
    """Return the names of the claims that the pods of a workload mount."""
    volumes = tables(one.content, *path, "spec", "volumes")
    return {str(name) for _, volume in volumes if (name := get(volume, "persistentVolumeClaim", "claimName"))}
