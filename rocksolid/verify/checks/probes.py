"""Every probe and every hook asks a port that there is: for a name that its own container does not give, the kubelet knows no number."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from rocksolid.finding import Finding, Severity
from rocksolid.verify.cluster import Cluster, Workload, container_ports
from rocksolid.verify.declared import meant, spoken
from rocksolid.verify.document import Path, table
from rocksolid.verify.server.fields import PORT
from rocksolid.verify.server.formats import port_name

HANDLERS: Mapping[Path, str] = {
    ("startupProbe",): "startup probe",
    ("readinessProbe",): "readiness probe",
    ("livenessProbe",): "liveness probe",
    ("lifecycle", "postStart"): "postStart hook",
    ("lifecycle", "preStop"): "preStop hook",
}
WAYS = ("httpGet", "tcpSocket", "grpc")


def probes(cluster: Cluster) -> Iterator[Finding]:
    """Look at every port that is asked, in the container that asks; a number need not be declared: a note where others are."""
    for w in cluster.workloads:
        for path, container in w.containers:
            for (handler, called), way in product(HANDLERS.items(), WAYS):
                port = table(container, *handler, way).get("port")
                if severity := _severity(w, container, (*handler, way), port):
                    yield Finding(
                        "probe-port-unknown",
                        severity,
                        f'the {called} of container "{container.get("name")}" in {w.resource.title} asks port {spoken(port)}, '
                        "which is not declared there",
                        w.at("spec", *path, *handler, way, "port"),
                        _hint(w, container, port),
                    )


def _severity(w: Workload, container: Mapping[str, Any], handler: Path, port: Any) -> Severity | None:
    if isinstance(port, str):  # What cannot be a name at all, the server refuses.
        return "error" if port not in [one.name for one in container_ports(container)] and not port_name(port) else None
    is_elsewhere = "host" in table(container, *handler)
    is_unknown = bool(w.ports) and port not in [one.number for one in w.ports]
    return "note" if isinstance(port, int) and PORT[0] <= port <= PORT[1] and is_unknown and not is_elsewhere else None


def _hint(w: Workload, container: Mapping[str, Any], port: Any) -> str:
    others = [one.number for one in w.ports if one.name == port]
    return f"another container declares it: write its number, {others[0]}" if others else meant(port, container_ports(container))
