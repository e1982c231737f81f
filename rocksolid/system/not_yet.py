"""Words that are read and checked, but have no effect yet: nobody shall believe that they have."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System


def not_yet(system: System) -> Iterator[Finding]:
    """Yield a warning for each such word that an app says."""
    for w in system.workloads:
        said = {"override": w.app.override, "remove": w.app.remove, "extra": w.app.extra}
        for word in (word for word, value in said.items() if value):
            message = f'"{word}" has no effect yet: the manifests are without it'
            yield Finding("not-yet", "warning", message, w.layers.at((word,), key=True))
