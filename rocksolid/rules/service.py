"""An app with ports is found by its name: one Service for its callers, one more for the replicas of a stateful app."""

from collections.abc import Iterator
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.ports import PORTS
from rocksolid.system.resolve import System

_BECAUSE = ("name", "instance", "service_name", "headless", *PORTS)


def service(system: System) -> Iterator[Part]:
    """Yield the Services inside the cluster."""
    for w in system.workloads:
        if not w.service_ports:
            continue
        address: dict[str, Any] = {"clusterIP": "None"} if w.app.headless else {"type": "ClusterIP"}
        ports = [port.in_service for port in w.service_ports]
        yield Part(w.ref("v1", "Service", w.service_name), {"spec": {**address, "selector": w.selector, "ports": ports}}, _BECAUSE)
        if w.kind == "stateful":
            yield Part(w.controller, {"spec": {"serviceName": w.peers}}, ("name", "instance", *PORTS))
            # Members of a cluster look for each other before they are ready, and by their own addresses.
            own = [{**port.in_service, "port": port.number} for port in w.service_ports]
            among = {"clusterIP": "None", "publishNotReadyAddresses": True, "selector": w.selector, "ports": own}
            yield Part(w.ref("v1", "Service", w.peers), {"spec": among}, _BECAUSE)
