"""Restarts next door: whether the rendered probes that kill a container ask what readiness asks, in apps that need others."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.check.elsewhere import PORTS
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.verify.cluster import CONTAINERS, Cluster, Workload
from rocksolid.verify.document import get, table

_KILLING = ("livenessProbe", "startupProbe")
_PROBES = (*(("spec", group, None, probe) for group in CONTAINERS for probe in (*_KILLING, "readinessProbe")), *PORTS)


def restarted(cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each app with critical dependencies that an outage of one would restart."""
    for pods in cluster.workloads:
        w = rendered.owner(pods.resource)
        if w and any(one.critical for one in w.app.dependencies) and _asks_the_same(pods):
            message = f'a probe that restarts "{w.name}" asks what readiness asks: an outage of a critical dependency would restart it'
            hint = "let liveness and startup ask the process alone"
            finding = Finding("restarted-by-outage", "error", message, w.layers.at(("health",), key=True), hint)
            text = pods.resource.document.text
            yield rendered.blamed(finding, ((text, (*pods.path, *area)) for area in _PROBES))


def _asks_the_same(pods: Workload) -> bool:
    """Return whether some probe that kills a container is also what makes a container of the pod unready."""
    ready = [_question(pods, container, "readinessProbe") for _, container in pods.containers]
    killing = [_question(pods, container, probe) for _, container in pods.containers for probe in _KILLING]
    return any(question and question in ready for question in killing)


def _question(pods: Workload, container: Mapping[str, Any], probe: str) -> tuple[Any, ...]:
    """Return what a probe asks, whether its port has a name or a number, and without a query; nothing where it opens a port, or is not there."""
    asked = table(container, probe)
    if "exec" in asked:
        return "exec", *(get(asked, "exec", "command") or ())
    if "grpc" in asked:
        return "grpc", get(asked, "grpc", "port"), get(asked, "grpc", "service") or ""
    if "httpGet" in asked:
        port = get(asked, "httpGet", "port")
        number = next((one.number for one in pods.ports if one.name == port), port)
        return "http", number, str(get(asked, "httpGet", "path") or "/").partition("?")[0]
    return ()
