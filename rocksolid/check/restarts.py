"""Restarts next door: whether the rendered probes that kill a container ask what readiness asks, in apps that need others."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.check.rendered import Rendered
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import table

_KILLING = ("livenessProbe", "startupProbe")
_LOOKS_FURTHER = ("httpGet", "grpc", "exec")
"""Questions whose answer may depend on a neighbour; an open port is the process's own."""


def restarted(cluster: Cluster, rendered: Rendered) -> Iterator[Workload]:
    """Yield the workloads with critical dependencies that an outage of one would restart."""
    for w in cluster.workloads:
        owner = rendered.owner(w.resource)
        if owner and any(one.critical for one in owner.app.dependencies) and _asks_the_same(w):
            yield w


def _asks_the_same(w: Workload) -> bool:
    """Return whether some probe that kills a container is also what makes a container of the pod unready."""
    ready = [_question(container, "readinessProbe") for _, container in w.containers]
    killing = [_question(container, probe) for _, container in w.containers for probe in _KILLING]
    return any(question and question in ready for question in killing)


def _question(container: Mapping[str, Any], probe: str) -> Mapping[str, Any]:
    """Return what a probe asks, without how often; nothing where it opens a port, or is not there."""
    return {kind: asked for kind, asked in table(container, probe).items() if kind in _LOOKS_FURTHER}
