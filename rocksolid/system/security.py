"""What the containers of a workload run as: ids, groups, profiles, and what of the hardening they keep."""

from functools import lru_cache
from typing import Any

from rocksolid.language.container import Security
from rocksolid.system.containers import containers, words
from rocksolid.system.workload import Workload

Ids = tuple[int | None, int | None]
"""User and group; None leaves them to the image."""


def of_image(security: Security) -> bool:
    """Return whether user and group are left to the image."""
    return security.user == "image"


def root(security: Security) -> bool:
    """Return whether these words make a container run as root."""
    return security.user == 0


def ids(w: Workload, container: str) -> Ids:
    """Return what a container runs as: what it says itself, else what the app says."""
    return _ids(words(w, container).security, w.app.security)


@lru_cache(1024)  # Equal tables of a fleet are one.
def _ids(own: Security, app: Security) -> Ids:
    user = app.user if own.user is None else own.user
    group = app.group if own.group is None else own.group
    return (None, None) if user is None or user == "image" else (user, group)


def pod_ids(w: Workload) -> Ids:
    """Return what the pod says for all its containers: the app's ids, unless a container leaves them to its image."""
    return (None, None) if any(ids(w, container)[0] is None for container in containers(w)) else ids(w, "")


def own_ids(w: Workload, container: str) -> dict[str, int]:
    """Return the ids that a container must say itself, because the pod says others or none."""
    pairs = zip(("runAsUser", "runAsGroup"), ids(w, container), pod_ids(w), strict=True)
    return {field: own for field, own, pods in pairs if own is not None and own != pods}


def non_root(w: Workload, container: str) -> bool:
    """Return whether a container may not run as root."""
    return ids(w, container)[0] != 0


def has_fs_group(w: Workload, *, owned: bool) -> bool:
    """Return whether the pod has a group for its files: one that is written, or the app's where it has files to be `owned`."""
    return w.app.security.fs_group is not None or (owned and not of_image(w.app.security))


def fs_group(w: Workload) -> int | None:
    """Return the group that owns claims and secret files: the one that is written, else the app's where the pod has such."""
    security = w.app.security
    secrets = any(file.secret for container in containers(w) for file in words(w, container).files.values())
    if not has_fs_group(w, owned=secrets or bool(w.app.volumes)):
        return None
    return security.group if security.fs_group is None else security.fs_group


def seccomp(profile: str) -> dict[str, Any]:
    """Return a seccomp profile as Kubernetes writes it."""
    return {"type": profile} if profile in {"RuntimeDefault", "Unconfined"} else {"type": "Localhost", "localhostProfile": profile}
