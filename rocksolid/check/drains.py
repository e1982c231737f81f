"""Drains: the rendered budgets let the pods of an app go one by one, never all at once, and never none."""

from collections.abc import Iterator, Mapping

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify.budgets import FEWEST, drainable
from rocksolid.verify.cluster import Cluster


def replicated(system: System) -> list[Workload]:
    """Return the apps that have two or more replicas by their own words."""
    return [w for w in system.workloads if w.least_replicas >= FEWEST]


def stopped(system: System, cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each app of several replicas that a drain would stop, or never end at."""
    troubles: Mapping[Workload | None, str] = {rendered.owner(one.w.resource): one.trouble for one in drainable(cluster)}
    for w in replicated(system):
        trouble = troubles.get(w, "fewer replicas are rendered than it has")
        if trouble:
            message = f'a drain does not leave "{w.name}" running, or does not end: {trouble}'
            yield Finding("drain-stops-app", "error", message, w.layers.at(("replicas",)), OUR_MISTAKE)
