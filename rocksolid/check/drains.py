"""Drains: the rendered budgets let the pods of an app go one by one, never all at once, and never none."""

from collections.abc import Iterator

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.elsewhere import LABELS
from rocksolid.check.rendered import Deciding, Rendered
from rocksolid.finding import Finding
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify.budgets import FEWEST, coverage, drainable
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.cluster import Workload as RenderedWorkload

_COUNTING = frozenset({"HorizontalPodAutoscaler", "PodDisruptionBudget"})


def replicated(system: System) -> list[Workload]:
    """Return the apps that have two or more replicas by their own words."""
    return [w for w in system.workloads if w.least_replicas >= FEWEST]


def stopped(system: System, cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each app of several replicas, by its words or as rendered, that a drain would stop, or never end at."""
    apps = rendered.apps(cluster)
    pods = {w: one for one, w in apps.items()}
    troubles = {apps[one.w]: one.trouble for one in drainable(cluster) if one.w in apps}
    for w, trouble in (dict.fromkeys(replicated(system), "fewer replicas are rendered than it has") | troubles).items():
        if trouble:
            message = f'a drain does not leave "{w.name}" running, or does not end: {trouble}'
            finding = Finding("drain-stops-app", "error", message, w.layers.at(("replicas",)), OUR_MISTAKE)
            yield rendered.blamed(finding, _deciding(w, pods.get(w), cluster, rendered))


def _deciding(w: Workload, pods: RenderedWorkload | None, cluster: Cluster, rendered: Rendered) -> Iterator[Deciding]:
    """Yield what decides how many pods of an app there are, and how many of them a drain may take."""
    for text in rendered.touched(w):
        if rendered.objects[text].ref.kind in _COUNTING:
            yield text, ("spec",)
    if pods:
        text, found = pods.resource.document.text, cluster.once(coverage)
        yield text, ("spec", "replicas")
        covering = [budget.resource for budget in found.budgets if pods in cluster.among(budget.covered)]
        autoscaler = (found.census.replicas[pods].autoscaler,) if pods in found.census.replicas else ()
        yield from ((one.document.text, ("spec",)) for one in (*covering, *autoscaler) if one)
        yield from ((text, (*pods.path, *area)) for area in LABELS)
