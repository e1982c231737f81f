"""Which budgets block every drain, and which ones let a drain stop the app."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.disruption import allowed, taken
from rocksolid.system.workload import Workload


def disruption(w: Workload) -> Iterator[Finding]:
    """Yield an error for a budget of none, and for one of all."""
    pods = allowed(w)
    if pods is None:
        return
    spot, count = w.layers.at(("disruption", "max_unavailable")), taken(w, pods)
    if not count:
        message = "a budget of none blocks every drain for ever"
        yield Finding("budget-blocks", "error", message, spot, "max_unavailable = 1")
    elif count >= w.least_replicas:
        message = f"a drain could take all {w.least_replicas} replicas at once"
        word = ("scale", "min") if w.app.scale else ("replicas",)
        related = ((w.layers.at(word), "the replicas"),)
        yield Finding("budget-protects-nothing", "error", message, spot, f"max_unavailable = {w.least_replicas - 1}", related)
