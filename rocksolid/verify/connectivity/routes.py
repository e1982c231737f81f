"""Which ports of which workloads an Ingress or a route of the Gateway API leads to, and who may be the controller that obeys it."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.backends import Backend, backends
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.ports import Ports, RulePorts
from rocksolid.verify.declared import protocol
from rocksolid.verify.document import tables
from rocksolid.verify.resource import Resource
from rocksolid.verify.selectors import Bits
from rocksolid.verify.services import Services, selector_of

CONTROLLERS = frozenset(
    {
        "apisix",
        "contour",
        "emissary-ingress",
        "envoy",
        "haproxy-ingress",
        "ingress-nginx",
        "istio-ingressgateway",
        "kong",
        "kubernetes-ingress",
        "nginx-gateway-fabric",
        "nginx-ingress",
        "traefik",
    }
)
"""What the Helm charts of ingress and gateway controllers put into the label below."""
CONTROLLER_LABEL = "app.kubernetes.io/name"
CONTROLLER_SERVICE = "ingress-nginx"
"""What stands in the name of a Service whose pods are a controller, however they are labelled."""


def targets(cluster: Cluster) -> Iterator[tuple[Backend, Workload, Ports]]:
    """Yield every backend with each workload behind its Service, and its ports there; whether a ReferenceGrant allows it is not asked."""
    services = Services(cluster)
    for backend in backends(cluster):
        if service := services.get(backend.namespace, backend.service):
            pods = cluster.labelled(service.namespace, selector_of(service))
            yield from ((backend, w, ports) for port in _named(service, backend.port) for w in pods if (ports := leads_to(w, port)))


def _named(service: Resource, wanted: Any) -> list[Mapping[str, Any]]:
    """Return the ports of a Service that a backend means, by number or by name."""
    return [port for _, port in tables(service.spec, "ports") if wanted is not None and wanted in (port.get("port"), port.get("name"))]


def leads_to(w: Workload, port: Mapping[str, Any]) -> Ports:
    """Return where a port of a Service leads on the pods of a workload; without `targetPort` to its own number."""
    target, spoken = port.get("targetPort") or port.get("port"), protocol(port)
    if isinstance(target, str):
        return RulePorts(Ports(), frozenset({(spoken, target)})).on(w)
    return Ports.of(spoken, target, target) if isinstance(target, int) else Ports()


def controllers(cluster: Cluster) -> Bits:
    """Return the workloads that are a known controller of Ingresses or Gateways."""
    known = {w for w in cluster.workloads if w.labels.get(CONTROLLER_LABEL) in CONTROLLERS}
    for service in cluster.of_kind("Service"):
        if CONTROLLER_SERVICE in service.name:
            known.update(cluster.labelled(service.namespace, selector_of(service)))
    return sum(1 << position for position, w in enumerate(cluster.workloads) if w in known)
