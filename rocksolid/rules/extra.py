"""Manifests of the author's own are passed on as they stand, with the labels that say whose they are."""

from collections.abc import Iterator
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.extra import header, passed
from rocksolid.system.resolve import System


def extra(system: System) -> Iterator[Part]:
    """Yield a part for each manifest that an app passes on."""
    for w in system.workloads:
        for manifest in w.app.extra:
            yield Part(passed(w, manifest), _content(manifest), ("extra",))


def _content(manifest: Any) -> dict[str, Any]:
    """Return a manifest without what its reference says already."""
    said = header(manifest)
    rest = {field: value for field, value in manifest.items() if field not in {"apiVersion", "kind", "metadata"}}
    return {"metadata": said, **rest} if said else rest
