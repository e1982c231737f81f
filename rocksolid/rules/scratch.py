"""Programs write where they were given room, with a limit, and that room keeps no pod on its node unless its content matters."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.resolve import System
from rocksolid.system.scratch import Space, empty_dir, evictable, mounts, volumes

_SPACE = ("scratch", "containers", "volumes", "files")


def scratch(system: System) -> Iterator[Part]:
    """Yield the scratch volumes, their mounts, and what these mean to those who move pods."""
    for w in system.workloads:
        found = volumes(w)
        if not found:
            continue
        empty = [{"name": name, "emptyDir": empty_dir(w, spaces)} for name, spaces in found.items()]
        yield Part(w.controller, w.pod({"volumes": empty}), _SPACE)
        yield Part(w.controller, w.containers(partial(_mounts, found)), _SPACE)
        annotations = w.annotated(evictable(found))
        if annotations:
            yield Part(w.controller, annotations, (*_SPACE, "pod_annotations"))


def _mounts(found: dict[str, list[Space]], container: str) -> dict[str, Any]:
    mounted = mounts(found, container)
    return {"volumeMounts": mounted} if mounted else {}
