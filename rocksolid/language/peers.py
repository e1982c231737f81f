"""The tables that say who may call, whom an app calls, and where."""

from collections.abc import Mapping
from typing import Literal

from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import (
    AppProtocol,
    Cidr,
    Cidrs,
    Component,
    HostPattern,
    LabelKey,
    LabelValue,
    Name,
    PeerName,
    PortNumber,
    PortRefs,
    ServicePort,
    VariableName,
)

Protocol = Literal["TCP", "UDP", "SCTP"]
ClusterPart = Literal["api", "node", "identity"]
Entity = Literal[
    "all", "cluster", "health", "host", "ingress", "init", "kube-apiserver", "remote-node", "unmanaged", "world", "world-ipv4", "world-ipv6"
]


@table
class Peer:
    """One caller, or one source of traffic from outside the blueprints."""

    app: PeerName | None = None
    """The app that calls, by its name; `"*"` is every pod of the cluster."""
    component: Component | None = None
    """Every app of this component."""
    namespace: Name | None = None
    """The namespace of the other side; without it, the app's own."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Pods that have no blueprint, by their labels."""
    cidr: Cidr | None = None
    """Addresses outside the cluster."""
    except_: tuple[Cidr, ...] = ()
    """Addresses inside `cidr` that are not meant."""
    kubernetes: Literal["api", "node"] | None = None
    """The API server (it calls webhooks), or the nodes."""
    entity: Entity | None = None
    """What only the network plugin knows; needs `engine = "cilium"`."""
    port: PortRefs = PortRefs(())
    """The ports meant; without it, every port that has no `callers` of its own."""


@table
class Dependency:
    """One other side that an app calls."""

    app: Name | None = None
    """The app that is called, by its name."""
    host: HostPattern | None = None
    """A host outside the cluster, by its DNS name."""
    namespace: Name | None = None
    """The namespace of the other side; without it, the app's own."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Pods that have no blueprint, by their labels."""
    cidr: Cidrs = Cidrs(())
    """Addresses: of the host, or on their own."""
    except_: tuple[Cidr, ...] = ()
    """Addresses inside `cidr` that are not meant."""
    kubernetes: ClusterPart | None = None
    """The Kubernetes API, the nodes, or the cloud's login address."""
    port: PortRefs = PortRefs(())
    """The ports called; without it, all of an app's ports that have no `callers` of their own."""
    protocol: Protocol = "TCP"
    """The protocol of ports that are given by number."""
    critical: bool = False
    """Whether the app must report itself unready without it; otherwise an outage only degrades the app."""
    calls: bool = True
    """`false`: the address is known through `env`, but never called."""
    env: Mapping[VariableName, str] = NOTHING
    """Variables with the address: `{host}`, `{port}`, `{port:NAME}` and `{namespace}` are filled in."""


@table
class Port:
    """One port that the app listens on."""

    port: PortNumber
    """The number that the process listens on."""
    service: ServicePort | None = None
    """The Service's port where it differs; `false` leaves the port out of the Service."""
    protocol: Protocol = "TCP"
    """The transport protocol."""
    app_protocol: AppProtocol | None = None
    """The application protocol, a hint to gateways and meshes; becomes `appProtocol`."""
    callers: tuple[Peer, ...] | None = None
    """Who may call this port; it is then closed to the app's ordinary callers."""
