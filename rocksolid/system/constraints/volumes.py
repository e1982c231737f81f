"""Containers mount volumes that the app has."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload


def volumes(w: Workload) -> Iterator[Finding]:
    """Yield an error for each volume of a container that is none of the app's."""
    from rocksolid.language.diagnostics import did_you_mean

    for container, words in w.app.containers.items():
        for name in words.volumes.keys() - w.app.volumes.keys():
            hint = did_you_mean(name, w.app.volumes) or f"its volumes are {', '.join(w.app.volumes) or 'none'}"
            spot = w.layers.at(("containers", container, "volumes", name), key=True)
            yield Finding("no-such-volume", "error", f'the app has no volume "{name}"', spot, hint)
