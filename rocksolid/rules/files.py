"""Files come from Secrets, ConfigMaps or the project itself, and a pod never runs on with content that has changed."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.containers import each
from rocksolid.system.files import (
    CHECKSUM,
    FileVolume,
    MountedFile,
    checksum,
    config_map,
    data,
    mounted_files,
    mounts,
    own_name,
    volume,
    volume_names,
)
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_OWN = ("files", "containers")
_MOUNTED = (*_OWN, "name", "instance", "volumes", "scratch", "security.user", "security.fs_group")


def files(system: System) -> Iterator[Part]:
    """Yield the ConfigMap of an app's own files, and what every container sees of them and of others."""
    for w in system.workloads:
        held = data(w)
        if held:
            yield Part(w.ref("v1", "ConfigMap", own_name(w)), config_map(held), _OWN)
            rolls = {"annotations": {CHECKSUM: checksum(held)}}  # Single files are never updated in a running container.
            yield Part(w.controller, w.template({"metadata": rolls}), _OWN)
        mounted = mounted_files(w)
        names = volume_names(w, mounted)
        if mounted:
            volumes = [volume(name, of, mounted) for of, name in names.items()]
            yield Part(w.controller, w.pod({"volumes": volumes}), _MOUNTED)
        seen = each(w, "volumeMounts", partial(_mounts, mounted, names))
        if seen:
            yield Part(w.controller, seen, _MOUNTED)


def _mounts(mounted: tuple[MountedFile, ...], names: dict[FileVolume, str], _: Workload, container: str) -> list[dict[str, Any]]:
    return mounts(mounted, names, container)
