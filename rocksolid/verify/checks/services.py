"""Every Service selects pods: nobody would answer to its name otherwise."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.labels import Labels, listed
from rocksolid.verify.resource import strings
from rocksolid.verify.services import selector_of


def services(cluster: Cluster) -> Iterator[Finding]:
    """Look at every Service with a selector, where the files hold workloads of its namespace at all."""
    for service in cluster.of_kind("Service"):
        selector, namespace = selector_of(service), service.namespace
        if selector and cluster.inside(namespace) and not cluster.labelled(namespace, selector):
            wrong, hint = cluster.once(Labels).wrong(namespace, strings(selector))
            yield Finding(
                "service-selects-nothing",
                "warning",
                f'{service.title} selects pods with {listed(selector)}: no pods of namespace "{namespace}" are such',
                service.at("spec", "selector", wrong) if wrong else service.at("spec", "selector", key=True),
                hint,
            )
