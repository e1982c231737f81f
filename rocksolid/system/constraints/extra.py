"""What an app passes on is its own: the namespace around it is the platform's, and says how hardened all pods in it are."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload


def extra(w: Workload) -> Iterator[Finding]:
    """Yield an error for each namespace that an app passes on."""
    for position, manifest in enumerate(w.app.extra):
        if (manifest["apiVersion"], manifest["kind"]) == ("v1", "Namespace"):
            spot = w.layers.at(("extra", position, "kind"))
            hint = "leave it out: the platform file says what it is, and rocksolid render --platform-objects writes it"
            yield Finding(
                "extra-namespace", "error", "a namespace is no app's to make: it holds others, and lowers the guard for all", spot, hint
            )
