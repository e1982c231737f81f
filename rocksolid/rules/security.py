"""Every container passes Pod Security "restricted" and writes only where it was given room, unless its author relaxes it by name."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.manifest.shared import shared
from rocksolid.system.containers import words
from rocksolid.system.resolve import System
from rocksolid.system.security import fs_group, non_root, own_ids, pod_ids, seccomp
from rocksolid.system.workload import Workload

_POD = ("security.user", "security.group", "security.seccomp", "containers")
_FS_GROUP = ("security.user", "security.group", "security.fs_group", "files", "volumes", "containers")
_CONTAINER = ("security.user", "security.group", "security.writable_root", "security.capabilities", "security.seccomp", "containers")


def security(system: System) -> Iterator[Part]:
    """Yield the security contexts: what is the same for all containers stands on the pod, which also speaks for injected ones."""
    for w in system.workloads:
        yield Part(w.controller, w.pod({"securityContext": _pod(w)}), _POD)
        group = fs_group(w)
        if group is not None:
            owner = {"fsGroup": group, "fsGroupChangePolicy": "OnRootMismatch"}  # Changing all files at each start takes minutes.
            yield Part(w.controller, w.pod({"securityContext": owner}), _FS_GROUP)
        yield Part(w.controller, w.containers(partial(_container, w)), _CONTAINER)


def _pod(w: Workload) -> dict[str, Any]:
    return _pod_context(non_root(w, ""), *pod_ids(w), w.app.security.seccomp)


@shared
def _pod_context(non_root: bool, user: int | None, group: int | None, profile: str | None) -> dict[str, Any]:  # noqa: FBT001
    said = {"runAsNonRoot": non_root, "runAsUser": user, "runAsGroup": group, "seccompProfile": seccomp(profile) if profile else None}
    return {field: value for field, value in said.items() if value is not None}


def _container(w: Workload, container: str) -> dict[str, Any]:
    """Return a container's context: what is not said here is as the pod says."""
    own, others = words(w, container).security, non_root(w, container) != non_root(w, "")
    ids = {**({"runAsNonRoot": non_root(w, container)} if others else {}), **own_ids(w, container)}
    profile = own.seccomp if container else None
    return {"securityContext": _context(tuple(ids.items()), bool(own.writable_root), own.capabilities, profile)}


@shared
def _context(ids: tuple[tuple[str, int], ...], writable: bool, added: tuple[str, ...], profile: str | None) -> dict[str, Any]:  # noqa: FBT001
    return {
        **dict(ids),
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": not writable,
        "capabilities": {"drop": ["ALL"], **({"add": list(added)} if added else {})},
        **({"seccompProfile": seccomp(profile)} if profile else {}),
    }
