"""The Services of a cluster, as others name them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rocksolid.verify.cluster import Cluster
from rocksolid.verify.declared import described
from rocksolid.verify.document import table, tables
from rocksolid.verify.names import Names
from rocksolid.verify.resource import Resource

EVERYWHERE = frozenset({("default", "kubernetes"), ("kube-system", "kube-dns")})
"""The Services of the API server and of the name server, which clusters have and no file holds."""


class Services:
    """The Services of a cluster by namespace and name."""

    def __init__(self, cluster: Cluster) -> None:
        """Remember the Services."""
        self._found: dict[str, dict[str, Resource]] = {}
        for service in cluster.of_kind("Service"):
            self._found.setdefault(service.namespace, {})[service.name] = service
        self._names = {namespace: Names(found) for namespace, found in self._found.items()}
        self._numbers = {namespace: set(_numbers(found.values())) for namespace, found in self._found.items()}

    def get(self, namespace: str, name: str) -> Resource | None:
        """Return a Service, None where there is none of this name."""
        return self._found.get(namespace, {}).get(name)

    def lacks(self, namespace: str, name: str) -> bool:
        """Return whether a Service is missing: only where there are others of its namespace, else it may be described elsewhere."""
        return namespace in self._found and name not in self._found[namespace] and (namespace, name) not in EVERYWHERE

    def names(self, namespace: str) -> Names:
        """Return the names of the Services of a namespace."""
        return self._names.get(namespace, Names(()))

    def offer(self, namespace: str, port: int | None) -> bool:
        """Return whether some Service of a namespace has a port of a number."""
        return port in self._numbers.get(namespace, ())


def selector_of(service: Resource) -> Mapping[str, Any]:
    """Return the labels that a Service selects pods by, as they are written; none where it leads to something else."""
    return {} if service.spec.get("type") == "ExternalName" else table(service.spec, "selector")


def has_port(service: Resource, port: Any) -> bool:
    """Return whether a Service has a port of a name or number; what leads out of the cluster or lists no ports has any."""
    listed = tables(service.spec, "ports")
    return service.spec.get("type") == "ExternalName" or not listed or any(port in (one.get("port"), one.get("name")) for _, one in listed)


def listed_ports(service: Resource) -> str:
    """Return the ports of a Service for a sentence: `http (80), 9090`."""
    return described((one.get("name"), one.get("port")) for _, one in tables(service.spec, "ports"))


def is_headless(service: Resource) -> bool:
    """Return whether a Service has no address of its own, so that its name leads to the pods themselves."""
    return bool(service.spec.get("clusterIP") == "None")


def _numbers(services: Iterable[Resource]) -> Iterator[int]:
    for service in services:
        yield from (number for _, one in tables(service.spec, "ports") if isinstance(number := one.get("port"), int))
