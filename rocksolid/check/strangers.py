"""Pods that an author passes on: what is open between them and the apps is what the apps' own words describe."""

from collections.abc import Mapping

from rocksolid.check.outside import opened
from rocksolid.check.rendered import Rendered
from rocksolid.system.calls import EVERY_NAMESPACE, Call, Pods
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.cluster import Workload as RenderedWorkload
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import Connectivity
from rocksolid.verify.resource import DEFAULT_NAMESPACE

Names = Mapping[RenderedWorkload, str]


def strangers(cluster: Cluster, rendered: Rendered) -> dict[RenderedWorkload, str]:
    """Return the names of pods that some author has rendered and that are no app's; their kind keeps them apart from apps."""
    return {
        w: f"{w.namespace}/{w.resource.title}" for w in cluster.workloads if rendered.author(w.resource) and not rendered.owner(w.resource)
    }


def undescribed(
    found: Connectivity, apps: Mapping[RenderedWorkload, Workload], named: Names, others: Names
) -> dict[tuple[str, str], Ports]:
    """Return what is open between apps and strangers, and more than an app's words describe: by labels, not by the name of an app.

    Nobody declares what strangers may call among themselves.
    """
    more: dict[tuple[str, str], Ports] = {}
    for client, server, ports in found.between() if others else ():
        if client in apps and server in others:
            more[named[client], others[server]] = ports - _described(apps[client], apps[client].outbound, server)
        elif client in others and server in apps:
            more[others[client], named[server]] = ports - _described(apps[server], apps[server].inbound, client)
    return more


def _described(w: Workload, calls: tuple[Call, ...], other: RenderedWorkload) -> Ports:
    """Return the ports of the calls of an app whose other side some pods are."""
    meant = (call for call in calls if call.app is None and any(isinstance(side, Pods) and _is(w, side, other) for side in call.sides))
    return Ports.union(map(opened, meant))


def _is(w: Workload, side: Pods, other: RenderedWorkload) -> bool:
    namespace = side.namespace or w.namespace or DEFAULT_NAMESPACE
    return namespace in {EVERY_NAMESPACE, other.namespace} and side.labels.items() <= other.labels.items()
