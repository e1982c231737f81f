"""Every StatefulSet names a Service that there is: its pods have names of their own in DNS only through it."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.services import Services


def governing(cluster: Cluster) -> Iterator[Finding]:
    """Look up the Service of every StatefulSet, where the files hold Services of its namespace."""
    services = cluster.once(Services)
    for one in cluster.of_kind("StatefulSet"):
        name = one.spec.get("serviceName")
        if isinstance(name, str) and name and services.lacks(one.namespace, name):
            yield Finding(
                "service-unknown",
                "warning",
                f'{one.title} names the Service "{name}", which is not in namespace "{one.namespace}": its pods get no names in DNS',
                one.at("spec", "serviceName"),
                services.names(one.namespace).did_you_mean(name),
            )
