"""Containers mount volumes that the app has."""

from collections.abc import Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload


def volumes(w: Workload) -> Iterator[Finding]:
    """Yield an error for each volume of a container that is none of the app's."""
    for container, words in w.app.containers.items():
        for name in words.volumes.keys() - w.app.volumes.keys():
            hint = _near(name, w.app.volumes)
            spot = w.layers.at(("containers", container, "volumes", name), key=True)
            yield Finding("no-such-volume", "error", f'the app has no volume "{name}"', spot, hint)


def _near(name: str, known: Iterable[str]) -> str:
    """Suggest the volume that is meant."""
    from rocksolid.language.diagnostics import did_you_mean

    return did_you_mean(name, known) or f"its volumes are {', '.join(known) or 'none'}"
