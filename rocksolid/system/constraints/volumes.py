"""Containers mount volumes that the app has, and a claim has room."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.language.amounts import thousandths
from rocksolid.system.workload import Workload


def volumes(w: Workload) -> Iterator[Finding]:
    """Yield an error for each volume of a container that is none of the app's, and for each claim of no size."""
    for name, volume in w.app.volumes.items():
        if volume.size and not thousandths(volume.size):
            yield Finding("claim-without-room", "error", "a claim has a size", w.layers.at(("volumes", name, "size")), 'size = "1Gi"')
    for container, words in w.app.containers.items():
        for name in (name for name in words.volumes if name not in w.app.volumes):
            hint = _near(name, w.app.volumes)
            spot = w.layers.at(("containers", container, "volumes", name), key=True)
            yield Finding("no-such-volume", "error", f'the app has no volume "{name}"', spot, hint)


def _near(name: str, known: Iterable[str]) -> str:
    """Suggest the volume that is meant."""
    from rocksolid.language.diagnostics import did_you_mean

    return did_you_mean(name, known) or f"its volumes are {', '.join(known) or 'none'}"
