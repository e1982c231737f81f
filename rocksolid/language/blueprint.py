"""The decided blueprint of one app: every word of the language that an app may use."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from rocksolid.language.container import Container, File, Health, Mount, Resources, Scratch, Security, Variable, VariableSource
from rocksolid.language.identity import Identity
from rocksolid.language.operation import Disruption, Expose, Job, Metrics, Placement, Rollout, Scale, Schedule, Shutdown
from rocksolid.language.peers import Dependency, Peer, Port
from rocksolid.language.table import NOTHING, table
from rocksolid.language.types import (
    AbsolutePath,
    Bytes,
    Component,
    Count,
    Field,
    Image,
    LabelKey,
    LabelValue,
    Manifest,
    Name,
    ObjectName,
    PortName,
    PortNumber,
    Target,
    VariableName,
)

Kind = Literal["service", "worker", "stateful", "daemon", "job", "cron"]
Access = Literal["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]


@table
class Volume(Mount):
    """Data that outlives the pod."""

    size: Bytes | None = None
    """The size of a claim that every replica gets for itself: the app is then stateful."""
    class_: ObjectName | None = None
    """The storage class of such a claim; without it, the cluster's default."""
    access: Access
    """How the volume may be mounted; without it `"ReadWriteOnce"`."""
    claim: ObjectName | None = None
    """An existing PersistentVolumeClaim that the pods share."""


@table
class ImagePull:
    """How images come to the node."""

    policy: Literal["Always", "IfNotPresent", "Never"] | None = None
    """When the registry is asked; without it, as Kubernetes decides."""
    secrets: tuple[ObjectName, ...] = ()
    """Secrets with the registry's credentials."""


@table
class Waiver:
    """A named exception from a rule, with its reason."""

    rule: str
    """The rule that is left, as the error names it that asks for a waiver."""
    reason: str
    """Why; it stands in the cluster, in an annotation of the workload."""
    until: dt.date | None = None
    """The last day on which it holds: later, `check` refuses the app. `render` looks at no date."""
    container: Name | None = None
    """The container that it is for; without it, the pod and all of its containers."""


@table
class Blueprint:
    """One app, as its layers decide it; a word without a default of its own is decided by `defaults.toml`."""

    name: Name
    """What peers select; half of the selector. Becomes the label `app.kubernetes.io/name`."""
    image: Image
    """The container image, with a tag or digest."""
    kind: Kind
    """The kind of workload; without it the other words tell."""
    instance: Name | None = None
    """Names every object, the other half of the selector; without it the name. Unique in a namespace."""
    component: Component | None = None
    """The group that the app belongs to; without it the name. Becomes the label `app.kubernetes.io/part-of`."""
    namespace: Name | None = None
    """The namespace; without it the platform's, or none in the manifests."""
    replicas: Count | None = None
    """Pods that run at the same time."""
    command: tuple[str, ...] = ()
    """Replaces the image's entry point."""
    args: tuple[str, ...] = ()
    """Replaces the image's arguments."""
    labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Labels of every object and pod; never in selectors."""
    annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of every object."""
    pod_labels: Mapping[LabelKey, LabelValue] = NOTHING
    """Labels of the pods alone."""
    pod_annotations: Mapping[LabelKey, str] = NOTHING
    """Annotations of the pods alone."""
    service_name: Name | None = None
    """The Service's name; without it the instance's, so by default the app's."""
    headless: bool = False
    """Whether the Service has no address of its own: its name then resolves to the pods."""
    callers: tuple[Peer, ...] = ()
    """Who may call the app."""
    dependencies: tuple[Dependency, ...] = ()
    """Whom the app calls."""
    port: PortNumber | None = None
    """Short for `ports.http`."""
    ports: Mapping[PortName, Port] = NOTHING
    """The ports that the app listens on, by name."""
    health: Health = Health()
    """Probes; without words readiness opens the first TCP port."""
    env: Mapping[VariableName, Variable] = NOTHING
    """Environment variables, in order."""
    env_from: tuple[VariableSource, ...] = ()
    """Secrets and ConfigMaps of which every key becomes a variable."""
    files: Mapping[AbsolutePath, File] = NOTHING
    """Files and directories to mount."""
    scratch: Mapping[AbsolutePath, Scratch] = NOTHING
    """Writable space beside `/tmp`: a list of paths, or a table."""
    volumes: Mapping[Name, Volume] = NOTHING
    """Data that outlives the pod."""
    resources: Resources = Resources()
    """Requests and limits."""
    scale: Scale | None = None
    """Replicas by load."""
    expose: Expose | None = None
    """Traffic from outside the cluster."""
    metrics: Metrics | None = None
    """Where metrics are scraped."""
    placement: Placement = Placement()
    """On which nodes the pods run."""
    disruption: Disruption | None = None
    """What a drain may take."""
    rollout: Rollout = Rollout()
    """How a new version replaces the old one."""
    shutdown: Shutdown
    """How a pod ends."""
    security: Security = Security()
    """What the container runs as."""
    identity: Identity = Identity()
    """Who the app is to the cluster and the cloud."""
    image_pull: ImagePull = ImagePull()
    """How images come to the node."""
    containers: Mapping[Name, Container] = NOTHING
    """Containers before and beside the app's own, started in this order."""
    schedule: Schedule | None = None
    """When a cron job runs."""
    job: Job | None = None
    """How a job runs."""
    waivers: tuple[Waiver, ...] = ()
    """Exceptions from hardening, each with its reason."""
    override: Mapping[Target, Mapping[str, Any]] = NOTHING
    """Fields that are written over the emitted objects, by `KIND` or `KIND/NAME`; merged as `kubectl patch` does."""
    remove: tuple[Field, ...] = ()
    """Fields that are taken away from the emitted objects, by `KIND/PATH` or `KIND/NAME/PATH`."""
    extra: tuple[Manifest, ...] = ()
    """Manifests that are passed on, with the app's labels and in its namespace."""
