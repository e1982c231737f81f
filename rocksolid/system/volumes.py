"""Data that outlives the pod: the claims of a workload, and where its containers see them."""

from typing import Any

from rocksolid.system.containers import words
from rocksolid.system.workload import Workload

READ_ONLY = "ReadOnlyMany"


def templates(w: Workload) -> list[dict[str, Any]]:
    """Return the claims that every replica gets for itself, as Kubernetes writes them.

    The controller adds the selector's labels to each claim; others would be immutable, so there are none.
    """
    return [
        {
            # The server adds these two; without them GitOps tools see a difference for ever.
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": name},
            "spec": {
                "accessModes": [volume.access],
                **({"storageClassName": volume.class_} if volume.class_ else {}),
                "resources": {"requests": {"storage": volume.size}},
            },
        }
        for name, volume in w.app.volumes.items()
        if volume.size
    ]


def existing(w: Workload) -> list[dict[str, Any]]:
    """Return the volumes of claims that are there already, as Kubernetes writes them."""
    return [
        {"name": name, "persistentVolumeClaim": {"claimName": volume.claim, **_read_only(volume.access)}}
        for name, volume in w.app.volumes.items()
        if volume.claim
    ]


def mounts(w: Workload, container: str) -> list[dict[str, Any]]:
    """Return where a container sees the app's volumes, as Kubernetes writes it."""
    return [
        {
            "name": name,
            "mountPath": mount.path,
            **({"subPath": mount.sub_path} if mount.sub_path else {}),
            **_read_only(w.app.volumes[name].access),
        }
        for name, mount in words(w, container).volumes.items()
    ]


def _read_only(access: str) -> dict[str, bool]:
    return {"readOnly": True} if access == READ_ONLY else {}
