"""Words that are read and checked, but have no effect yet: nobody shall believe that they have."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System


def not_yet(system: System) -> Iterator[Finding]:
    """Yield a warning for each such word that an app or its platform file says."""
    for w in system.workloads:
        said = {"override": w.app.override, "remove": w.app.remove, "extra": w.app.extra}
        for word in (word for word, value in said.items() if value):
            message = f'"{word}" has no effect yet: the manifests are without it'
            yield Finding("not-yet", "warning", message, w.layers.at((word,), key=True))
    for platform, origin in {w.platform: w.platform_source for w in system.workloads}.items():
        if platform.rules and origin:
            message = '"rules" has no effect yet: no rule of your own is run'
            yield Finding("not-yet", "warning", message, origin.at(("rules",), key=True))
