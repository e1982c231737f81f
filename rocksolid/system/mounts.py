"""The paths at which a container sees something that is not its image."""

import posixpath
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from rocksolid.language.source import KeyPath
from rocksolid.manifest.shared import shared
from rocksolid.system.containers import path_to, words
from rocksolid.system.once import once
from rocksolid.system.workload import Workload

TMP = "/tmp"  # noqa: S108  The directory in containers, not on this machine.


def volumes_and_files(w: Workload, container: str) -> Iterator[tuple[str, KeyPath]]:
    """Yield the path of each volume and file of a container, and where the blueprint says so."""
    for name, volume in words(w, container).volumes.items():
        yield volume.path, path_to(container, "volumes", name, "path")
    for path in words(w, container).files:
        yield path, path_to(container, "files", path)


@lru_cache(1024)  # The apps of a fleet mount at the same few paths.
def normal(path: str) -> str:
    """Return a path without steps that lead nowhere: `//` and `/./`."""
    return posixpath.normpath(f"/{path.lstrip('/')}")


@shared
def mount(volume: str, path: str, inside: str | None) -> dict[str, Any]:
    """Return where a container sees a volume, or what is `inside` it, as Kubernetes writes it."""
    return {"name": volume, "mountPath": path, **({"subPath": inside} if inside is not None else {})}


@once
def taken(w: Workload, container: str) -> set[str]:
    """Return the paths of a container's volumes and files: what is there by default gives way to them."""
    return {normal(path) for path, _ in volumes_and_files(w, container)}
