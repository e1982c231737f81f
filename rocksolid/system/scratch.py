"""Scratch space: which volume each piece of it is, how large, and whether its content matters."""

from collections.abc import Mapping
from typing import Any

import attrs

from rocksolid.language.amounts import thousandths
from rocksolid.language.container import Scratch
from rocksolid.system.containers import containers, words, wrote
from rocksolid.system.mounts import TMP, mount, normal, taken
from rocksolid.system.naming import VOLUME_LIMIT, allotted, authors_volumes, slug
from rocksolid.system.workload import Workload

SAFE_TO_EVICT = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
"""Names the local volumes that do not keep the cluster autoscaler from removing a node; it would take any other for data."""
PREFER_NO_EVICTION = "descheduler.alpha.kubernetes.io/prefer-no-eviction"
"""Keeps the descheduler from a pod; that it is there counts, not its value."""


@attrs.frozen(eq=False, repr=False)
class Space:
    """A piece of scratch space: the container that sees it, and where."""

    container: str
    path: str
    words: Scratch


def volumes(w: Workload) -> dict[str, list[Space]]:
    """Return the scratch volumes of a workload by name, each with the pieces that it is mounted as."""
    spaces = [
        Space(container, path, scratch)
        for container in containers(w)
        for path, scratch in words(w, container).scratch.items()
        if normal(path) not in taken(w, container)
    ]
    wanted = (((space.container, space.path), _wanted(space)) for space in spaces if not space.words.name)
    names = allotted(wanted, VOLUME_LIMIT, authors_volumes(w))
    found: dict[str, list[Space]] = {}
    for space in spaces:
        found.setdefault(space.words.name or names[space.container, space.path], []).append(space)
    return found


def empty_dir(w: Workload, spaces: list[Space]) -> dict[str, str]:
    """Return a scratch volume as Kubernetes writes it.

    Its size is the one that the app wrote for any of its pieces, else the largest of their defaults.
    """
    written = len(spaces) > 1 and [space for space in spaces if wrote(w, space.container, "scratch", space.path, "size")]
    sizes = [space.words.size for space in written or spaces if space.words.size]
    size = {"sizeLimit": max(sizes, key=thousandths)} if sizes else {}
    return {**({"medium": "Memory"} if any(space.words.memory for space in spaces) else {}), **size}


def mounts(found: Mapping[str, list[Space]], container: str) -> list[dict[str, Any]]:
    """Return where a container sees its scratch space, as Kubernetes writes it."""
    seen = ((name, space) for name, spaces in found.items() for space in spaces if space.container == container)
    return [mount(name, space.path, space.words.sub_path) for name, space in seen]


def evictable(found: Mapping[str, list[Space]]) -> dict[str, str]:
    """Return the annotations that tell what may move the pod: only space whose content matters keeps it where it is."""
    kept = {name for name, spaces in found.items() if any(space.words.keep for space in spaces)}
    safe = [name for name in found if name not in kept]
    told = {SAFE_TO_EVICT: ",".join(safe), PREFER_NO_EVICTION: "true" if kept else ""}
    return {key: value for key, value in told.items() if value}


def _wanted(space: Space) -> str:
    """Return the name that a scratch volume has if nothing else is called so."""
    if normal(space.path) == TMP:
        return f"tmp-{space.container}" if space.container else "tmp"
    return "-".join(part for part in ("scratch", space.container, slug(space.path)) if part)
