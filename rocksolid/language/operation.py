"""The tables that say how an app runs over time: replicas, ways in, nodes, rollouts, ends and schedules."""

from collections.abc import Mapping
from typing import Any, Literal

from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import (
    Architectures,
    Cidr,
    Count,
    CountOrPercent,
    Cron,
    HostPattern,
    LabelKey,
    LabelValue,
    ObjectName,
    Percent,
    PortRefs,
    Positive,
    Seconds,
    TimeZone,
    UrlPath,
)

Via = Literal["gateway", "ingress", "load-balancer", "node-port"]


@table
class Scale:
    """Replicas by load: with this table an autoscaler owns `replicas`."""

    min: Count
    """The fewest replicas; never more than `max` where nobody wrote it."""
    max: Positive
    """The most replicas."""
    cpu: Percent | None = None
    """The cpu use to hold, in per cent of the request."""
    memory: Percent | None = None
    """The memory use to hold, in per cent of the request."""
    metrics: tuple[Mapping[str, Any], ...] = ()
    """Further metrics, as Kubernetes writes them."""
    behavior: Mapping[str, Any] = NOTHING
    """Policies for scaling up and down, as Kubernetes writes them."""


@table
class Expose:
    """How traffic from outside the cluster reaches the app."""

    host: HostPattern | None = None
    """The host name."""
    hosts: tuple[HostPattern, ...] = ()
    """Several host names."""
    path: UrlPath
    """The path prefix; without it `"/"`."""
    paths: tuple[UrlPath, ...] = ()
    """Several path prefixes."""
    port: PortRefs = PortRefs(())
    """The port that is exposed; without it `http`, or the only one."""
    tls: bool
    """Whether clients speak TLS with the ingress controller or gateway; without it they do."""
    class_: ObjectName | None = None
    """The ingress class, instead of the platform's."""
    annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of the Ingress, the routes or the external Service."""
    via: Via | None = None
    """The way in; without it, the one that the platform file configures."""
    from_: tuple[Cidr, ...] = ()
    """Who may come in through a load balancer or node port."""


@table
class Metrics:
    """Where the app's metrics are scraped."""

    port: PortRefs = PortRefs(())
    """The port; without it `metrics`, or the only one."""
    path: UrlPath | None = None
    """The path; without it `"/metrics"`."""
    interval: Seconds | None = None
    """Time between two scrapes; without it, the scraper's own."""


@table
class Toleration:
    """A taint that pods of the app put up with."""

    key: LabelKey | None = None
    """The taint's key; without it, every taint."""
    operator: Literal["Exists", "Equal"] | None = None
    """How the value is compared; without it Equal where there is a value, else Exists."""
    value: LabelValue | None = None
    """The taint's value."""
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None = None
    """The taint's effect; without it, every effect."""
    seconds: Count | None = None
    """How long a NoExecute taint is put up with."""


@table
class Placement:
    """On which nodes the pods run."""

    spread: tuple[Literal["host", "zone"], ...] = ()
    """Over what the replicas are spread."""
    required: bool = False
    """Whether a pod that would break the spread waits instead."""
    node_selector: Mapping[LabelKey, LabelValue] = NOTHING
    """Labels that a node must have."""
    arch: Architectures = Architectures(())
    """Processor architectures that the image supports."""
    tolerations: tuple[Toleration, ...] = ()
    """Taints that the pods put up with."""
    priority: ObjectName | None = None
    """The PriorityClass."""


@table
class Disruption:
    """What a drain may take."""

    max_unavailable: CountOrPercent
    """Replicas that voluntary disruptions may take at once."""


@table
class Rollout:
    """How a new version replaces the old one."""

    strategy: Literal["RollingUpdate", "Recreate", "OnDelete"] | None = None
    """Without it RollingUpdate; Recreate where two pods could not share a claim."""
    max_surge: CountOrPercent | None = None
    """Pods beyond `replicas` during a rollout."""
    max_unavailable: CountOrPercent | None = None
    """Pods short of `replicas` during a rollout."""
    deadline: Seconds | None = None
    """Time after which a rollout counts as stuck; without it long enough for `[health.startup]`."""
    history: Count | None = None
    """Old versions that are kept to go back to."""
    min_ready: Seconds | None = None
    """Time that a new pod must be ready before the next is replaced."""
    ordered: bool | None = None
    """Whether replicas start one after the other."""


@table
class Shutdown:
    """How a pod ends."""

    grace: Seconds
    """Time from the request to end until the process is killed, `drain` included."""
    drain: Seconds = Seconds(0)
    """Time that a pod still serves after it was taken out of load balancing."""


@table
class Schedule:
    """When a cron job runs."""

    cron: Cron
    """Minute, hour, day of month, month, day of week."""
    timezone: TimeZone | None = None
    """The time zone; without it the controller's, as a rule UTC."""
    concurrency: Literal["Allow", "Forbid", "Replace"] | None = None
    """What happens when the last run has not ended."""
    deadline: Seconds | None = None
    """How late a run may start."""
    history: Count | None = None
    """Ended runs that are kept, of each outcome."""


@table
class Job:
    """How a job runs, once or on a schedule."""

    backoff: Count | None = None
    """Retries before the job counts as failed."""
    deadline: Seconds | None = None
    """Time after which the job is stopped."""
    ttl: Seconds | None = None
    """Time after which an ended job is deleted."""
    completions: Positive | None = None
    """Pods that must succeed."""
    parallelism: Positive | None = None
    """Pods that run at the same time."""
    hook: Literal["argocd", "helm"] | None = None
    """The deployer that runs the job during a release; the job then keeps its name."""
