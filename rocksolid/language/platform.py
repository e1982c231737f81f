"""The decided platform: what the platform team says once for every app."""

from collections.abc import Mapping
from typing import Literal

from rocksolid.language.peers import Peer
from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import (
    Cidr,
    Cron,
    GlobPattern,
    Image,
    LabelKey,
    LabelValue,
    Minor,
    Name,
    ObjectName,
    PortNumber,
    RuleName,
    Seconds,
)

Controller = Literal["ingress-nginx", "traefik", "haproxy", "envoy-gateway", "istio", "cilium"]
Level = Literal["privileged", "baseline", "restricted"]


@table
class Namespace:
    """The namespace of the platform's apps."""

    name: Name | None = None
    """The namespace of apps that name none; without it, none is written into the manifests."""
    default_deny: bool = False
    """Whether pods without a policy of their own may neither call nor be called."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Further labels of the Namespace."""


@table
class Entrance:
    """A way into the cluster: an ingress controller, or a gateway."""

    class_: ObjectName | None = None
    """The ingress class."""
    name: ObjectName | None = None
    """The Gateway that routes attach to."""
    namespace: Name | None = None
    """The Gateway's namespace; without it, the app's own."""
    section: str | None = None
    """The Gateway's listener for TLS."""
    from_: tuple[Peer, ...] = ()
    """Where the controller's traffic comes from."""
    controller: Controller | None = None
    """A well-known controller: stands for its usual `from`."""
    issuer: ObjectName | None = None
    """The cert-manager ClusterIssuer of certificates; at a gateway, which carries them itself, it opens the way for its challenges only."""
    annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of every Ingress or route."""
    drain: Seconds = Seconds(0)
    """Time that the balancer needs to take a pod out; pods serve at least as long after they were asked to end."""


@table
class Dns:
    """The cluster's name server."""

    namespace: Name
    """Its namespace."""
    labels: Mapping[LabelKey, LabelValue]
    """Labels of its pods."""
    port: PortNumber
    """The port that its pods listen on."""
    node_local: tuple[Cidr, ...] = ()
    """Addresses of a cache on each node."""


@table
class Scraping:
    """What collects metrics."""

    kind: Literal["pod-monitor", "service-monitor", "annotations", "none"]
    """How the scraper learns what to scrape."""
    scraper: tuple[Peer, ...] = ()
    """Where the scraper's traffic comes from."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Labels that the scraper selects monitors by."""


@table
class Endpoint:
    """A port at some addresses."""

    cidr: Cidr
    """The addresses."""
    port: PortNumber
    """The port."""


@table
class Network:
    """What a policy can name outside the pods of the cluster."""

    engine: Literal["kubernetes", "cilium"]
    """What enforces policies; Cilium can name hosts, the API, nodes and entities."""
    api_server: tuple[Endpoint, ...] = ()
    """The API server as packets reach it: the endpoints, not the Service."""
    nodes: tuple[Cidr, ...] = ()
    """The nodes' addresses."""
    identity: tuple[Endpoint, ...] = ()
    """The cloud's login address."""
    load_balancers: tuple[Cidr, ...] = ()
    """Where load balancers check and forward from."""
    private: tuple[Cidr, ...]
    """Addresses that a host on the internet never has."""
    deny: tuple[Cidr, ...] = ()
    """Addresses that no dependency may reach."""
    component_mesh: bool = False
    """Whether apps of one component may call each other undeclared."""


@table
class PodSecurity:
    """The Pod Security levels of the platform's namespaces."""

    enforce: Level
    """Pods below this level are refused."""
    audit: Level
    """Pods below this level are noted in the audit log."""
    warn: Level
    """Pods below this level are warned about."""
    version: str | None = None
    """The version of the levels, like `v1.36`; without it the target version's."""


@table
class Descheduler:
    """What moves pods when their placement has become bad."""

    mode: Literal["cronjob", "deployment", "policy-only"]
    """How it runs."""
    schedule: Cron
    """When a cron job runs."""
    namespace: Name
    """Its namespace."""
    image: Image
    """Its image."""
    utilisation: bool = False
    """Whether it also empties busy nodes; known to loop with soft spread."""


@table
class Platform:
    """Everything that the platform file decides, but the words of apps in it."""

    kubernetes: Minor
    """The Kubernetes version that manifests are for."""
    namespace: Namespace = Namespace()
    """The namespace: its name alone, or a table."""
    blueprints: tuple[GlobPattern, ...] = ()
    """Where the neighbours' blueprints are: glob patterns, relative to the platform file."""
    rules: tuple[RuleName, ...] = ()
    """Rules of the platform team's own, as `module:function`."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Labels of every object."""
    annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of every object."""
    ingress: Entrance | None = None
    """The ingress controller."""
    gateway: Entrance | None = None
    """The gateway; where both are there, apps use it."""
    dns: Dns
    """The cluster's name server."""
    metrics: Scraping
    """What collects metrics."""
    network: Network
    """What a policy can name outside the pods of the cluster."""
    pod_security: PodSecurity
    """The Pod Security levels."""
    descheduler: Descheduler | None = None
    """What moves pods when their placement has become bad."""
