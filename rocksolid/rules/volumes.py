"""Data outlives the pod: every replica of a stateful app has claims of its own, and existing claims are mounted as they are."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.containers import each
from rocksolid.system.resolve import System
from rocksolid.system.volumes import existing, mounts, templates


def volumes(system: System) -> Iterator[Part]:
    """Yield the claim templates, the volumes of existing claims, and their mounts."""
    for w in system.workloads:
        claims = templates(w)
        if claims:
            yield Part(w.controller, {"spec": {"volumeClaimTemplates": claims}}, ("volumes",))
        shared = existing(w)
        if shared:
            yield Part(w.controller, w.pod({"volumes": shared}), ("volumes",))
        mounted = each(w, "volumeMounts", mounts)
        if mounted:
            yield Part(w.controller, mounted, ("volumes", "containers"))
