"""Every address inside the cluster that a container is given names a Service, and a port that it has."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.addresses import Address, addresses
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import get, tables
from rocksolid.verify.environment import Variable, variables
from rocksolid.verify.resource import Resource
from rocksolid.verify.services import Services, has_port, is_headless, listed_ports

RENAMED = " Kustomize's namePrefix and nameSuffix rename a Service, but not the addresses in env"


def service_addresses(cluster: Cluster) -> Iterator[Finding]:
    """Look up every address in the environment; in a namespace without Services in the files it may be described elsewhere."""
    services = cluster.once(Services)
    for variable in variables(cluster):
        for address in addresses(variable.name, variable.value):
            namespace = address.namespace or variable.workload.namespace
            service = services.get(namespace, address.service)
            if service is not None and _lacks_port(service, address):
                yield _no_port(service, variable, address)
            elif services.lacks(namespace, address.service) and _is_meant(services, variable.workload, address):
                yield _no_service(services, variable, address, namespace)


def _lacks_port(service: Resource, address: Address) -> bool:
    """Return whether a port is wrong: behind a headless Service are the pods themselves, with all their ports."""
    return address.is_certain and address.port is not None and not is_headless(service) and not has_port(service, address.port)


def _is_meant(services: Services, w: Workload, address: Address) -> bool:
    """Return whether a Service is meant: what may be something else is believed where one has nearly this name, or this port."""
    if address.namespace is None and address.service in _own_names(w):
        return False
    if address.is_certain:
        return True
    namespace = address.namespace or w.namespace
    is_pod = address.namespace is not None and services.get(w.namespace, address.namespace) is not None  # `db-0.db`.
    return not is_pod and (services.names(namespace).near(address.service) is not None or services.offer(namespace, address.port))


def _own_names(w: Workload) -> list[str]:
    """Return what a pod calls itself: the names of its containers, and those that it writes into its hosts file."""
    hosts = [get(alias, "hostnames") for _, alias in tables(w.spec, "hostAliases")]
    return [*(container.get("name") for _, container in w.containers), *(name for some in hosts if isinstance(some, list) for name in some)]


def _no_service(services: Services, variable: Variable, address: Address, namespace: str) -> Finding:
    names, where = services.names(namespace), f"{variable.name} of {variable.workload.resource.title}"
    return Finding(
        "address-unknown",
        "warning",
        f'{where} leads to "{address.text}", but namespace "{namespace}" has no Service "{address.service}"',
        variable.spot,
        names.did_you_mean(address.service) + (RENAMED if names.longer(address.service) else ""),
    )


def _no_port(service: Resource, variable: Variable, address: Address) -> Finding:
    where = f"{variable.name} of {variable.workload.resource.title}"
    return Finding(
        "address-port-unknown",
        "warning",
        f'{where} leads to "{address.text}", but {service.title} has no port {address.port}',
        variable.spot,
        f"ports of {service.title}: {listed_ports(service)}",
        ((service.at("spec", "ports", key=True), "its ports are listed here"),),
    )
