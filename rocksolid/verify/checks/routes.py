"""Every Ingress and every Gateway route leads to a Service and a port that it has: the controller answers with an error otherwise."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.backends import Backend, backends
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.names import Names
from rocksolid.verify.resource import Resource
from rocksolid.verify.services import Services, has_port, listed_ports


def routes(cluster: Cluster) -> Iterator[Finding]:
    """Look up every backend; a Service that is missing is a warning, because it may be described elsewhere."""
    services = cluster.once(Services)
    for backend in backends(cluster):
        service = services.get(backend.namespace, backend.service)
        if service is None and services.lacks(backend.namespace, backend.service):
            yield _no_service(backend, services.names(backend.namespace))
        elif service is not None and isinstance(backend.port, int | str) and not has_port(service, backend.port):
            yield _no_port(backend, service)


def _no_service(backend: Backend, known: Names) -> Finding:
    return Finding(
        "backend-unknown",
        "warning",
        f'{backend.route.title} leads to Service "{backend.service}", which is not in namespace "{backend.namespace}"',
        backend.route.at(*backend.path),
        known.did_you_mean(backend.service),
    )


def _no_port(backend: Backend, service: Resource) -> Finding:
    said = f'"{backend.port}"' if isinstance(backend.port, str) else f"{backend.port}"
    return Finding(
        "backend-unknown",
        "error",
        f"{backend.route.title} leads to port {said} of {service.title}, which has no such port",
        backend.route.at(*backend.port_path),
        f"ports of {service.title}: {listed_ports(service)}",
        ((service.at("spec", "ports", key=True), "its ports are listed here"),),
    )
