"""Words that are read and checked, but have no effect yet: nobody shall believe that they have."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System


def not_yet(system: System) -> Iterator[Finding]:
    """Yield a warning for each such word that an app or its platform file says."""
    for platform, origin in {w.platform: w.platform_source for w in system.workloads}.items():
        if platform.rules and origin:
            message = '"rules" has no effect yet: no rule of your own is run'
            yield Finding("not-yet", "warning", message, origin.at(("rules",), key=True))
