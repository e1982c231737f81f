"""What belongs to the platform and not to an app: its namespaces, and how its objects are labelled."""

from collections.abc import Iterable, Mapping
from typing import Any

from rocksolid.language.platform import Platform
from rocksolid.language.table import NOTHING
from rocksolid.manifest.part import Ref
from rocksolid.system.resolve import System
from rocksolid.system.workload import LABEL

_METADATA = ("platform.labels", "platform.annotations")


def namespaces(system: System) -> dict[str, Platform]:
    """Return the namespaces in use, by name, each with the platform that decides about it."""
    found: dict[str, Platform] = {platform.namespace.name: platform for platform in system.platforms if platform.namespace.name}
    for w in system.workloads:
        if w.namespace:
            found.setdefault(w.namespace, w.platform)
    return dict(sorted(found.items()))


def platform_ref(
    platform: Platform,
    api_version: str,
    kind: str,
    name: str,
    namespace: str | None = None,
    *,
    labels: Mapping[str, str] = NOTHING,
    because: Iterable[str] = (),
) -> Ref:
    """Return an object of the platform; `because` are the inputs that decide its place."""
    every: dict[Any, str] = {**platform.labels, f"{LABEL}managed-by": "rocksolid", **labels}
    annotations = dict[Any, str](sorted(platform.annotations.items()))
    metadata = {"labels": dict(sorted(every.items())), **({"annotations": annotations} if annotations else {})}
    return Ref(api_version, kind, name, namespace, metadata=metadata, because=(*_METADATA, *because))
