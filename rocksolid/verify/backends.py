"""Where Ingresses and Gateway routes lead: the Services, and their ports, that they name."""

from collections.abc import Iterator
from typing import Any

import attrs

from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Path, get, table, tables
from rocksolid.verify.resource import Resource

ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute")
"""The routes of the Gateway API, all of which name their backends alike."""


@attrs.frozen(eq=False)
class Backend:
    """A Service that an Ingress or a route leads to: who says so and where, and the Service's port, by number or name."""

    route: Resource
    path: Path
    namespace: str
    service: str
    port: Any
    port_path: Path


def backends(cluster: Cluster) -> Iterator[Backend]:
    """Yield every backend that is a Service of Kubernetes' own, in the order of the objects."""
    for ingress in cluster.of_kind("Ingress"):
        yield from _of_ingress(ingress)
    for route in cluster.of_kind(*ROUTES):
        yield from _of_route(route)


def _of_ingress(ingress: Resource) -> Iterator[Backend]:
    paths: list[Path] = [("spec", "defaultBackend", "service")]
    for i, rule in tables(ingress.spec, "rules"):
        paths += [("spec", "rules", i, "http", "paths", j, "backend", "service") for j, _ in tables(rule, "http", "paths")]
    for path in paths:
        if service := table(ingress.content, *path):
            port = "name" if get(service, "port", "name") else "number"
            named = str(service.get("name"))
            yield Backend(ingress, (*path, "name"), ingress.namespace, named, get(service, "port", port), (*path, "port", port))


def _of_route(route: Resource) -> Iterator[Backend]:
    for i, rule in tables(route.spec, "rules"):
        for j, backend in tables(rule, "backendRefs"):
            path = ("spec", "rules", i, "backendRefs", j)
            if backend.get("kind", "Service") == "Service" and not backend.get("group"):
                namespace = str(backend.get("namespace") or route.namespace)
                yield Backend(route, (*path, "name"), namespace, str(backend.get("name")), backend.get("port"), (*path, "port"))
