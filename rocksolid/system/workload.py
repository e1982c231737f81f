"""An app placed in a system: every field decided, from its blueprint and its platform alone."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from rocksolid.language.blueprint import Blueprint, Kind
from rocksolid.language.contents import Contents
from rocksolid.language.layers import Layers
from rocksolid.language.platform import Platform
from rocksolid.language.source import Source
from rocksolid.language.table import NOTHING
from rocksolid.language.values import image_tag
from rocksolid.manifest.part import Owner, Ref
from rocksolid.manifest.shared import Shared
from rocksolid.system.calls import Call
from rocksolid.system.ports import PodPort, named, pod_ports
from rocksolid.system.remembered import remembered

CONTROLLERS: Mapping[Kind, tuple[str, str]] = {
    "service": ("apps/v1", "Deployment"),
    "worker": ("apps/v1", "Deployment"),
    "stateful": ("apps/v1", "StatefulSet"),
    "daemon": ("apps/v1", "DaemonSet"),
    "job": ("batch/v1", "Job"),
    "cron": ("batch/v1", "CronJob"),
}
"""The Kubernetes kind of each kind of app."""
REPLICATED = frozenset({"service", "worker", "stateful"})
"""The kinds that have replicas: Jobs and DaemonSets have no scale that a budget could count."""
LABEL = "app.kubernetes.io/"
NAMESPACE = ("namespace", "platform.namespace")
"""The words that decide an object's namespace: by them another namespace is the own one, or is not."""
METADATA = (
    "name",
    "instance",
    "component",
    *NAMESPACE,
    "kind",
    "labels",
    "annotations",
    "platform.labels",
    "platform.annotations",
)
"""The words that decide an object's identity, labels and annotations."""


@attrs.define(eq=False, slots=False, repr=False)
class Workload:
    """One app in its place: what a rule reads, and how it names the objects that it writes into.

    Rules of your own may rely on `app` (the decided words), `platform` (those of the platform file), `name`, `kind`,
    `namespace`, `component`, `selector`, `labels`, `pod_labels`, `ports`, `service_ports`, `service_name`,
    `least_replicas`, `most_replicas` and `main`, and on the methods `ref`, `controller`, `template`, `pod`, `containers`
    and `annotated`. The rest serves our own rules, and may change with them.

    `contents` is what the files of its project hold that it mounts, `platform_source` is the text of its platform file,
    `callees` are the apps behind its dependencies, by position, as far as their blueprints are known, and `addresses` the
    variables that say where its dependencies are.
    """

    app: Blueprint
    layers: Layers
    platform: Platform
    contents: Contents = NOTHING
    platform_source: Source | None = None
    callees: "Mapping[int, Workload]" = NOTHING
    addresses: Mapping[str, str] = NOTHING
    inbound: tuple[Call, ...] = ()
    outbound: tuple[Call, ...] = ()

    @remembered
    def answers(self) -> dict[tuple[Any, ...], Any]:
        """What was asked of it already, by question: `system.once` keeps it."""
        return {}

    @remembered
    def name(self) -> str:
        """What its objects are called."""
        return self.app.instance or self.app.name

    @remembered
    def kind(self) -> Kind:
        """The kind of app."""
        return self.app.kind

    @remembered
    def namespace(self) -> str | None:
        """Its namespace; None where the manifests name none."""
        return self.app.namespace or self.platform.namespace.name

    @remembered
    def selector(self) -> Mapping[str, str]:
        """The labels that select its pods: immutable in Kubernetes, so nothing that may ever change is in them."""
        return Shared({f"{LABEL}name": self.app.name, f"{LABEL}instance": self.name})

    @remembered
    def label_selector(self) -> Mapping[str, Mapping[str, str]]:
        """The `selector` as a LabelSelector, `{"matchLabels": ...}`: one table for all the places that ask for its pods."""
        return Shared({"matchLabels": self.selector})

    @property
    def component(self) -> str:
        """The component that it belongs to: its own name where it says none."""
        return self.app.component or self.app.name

    @remembered
    def labels(self) -> Mapping[str, str]:
        """The labels of all its objects, sorted by key."""
        ours: dict[str, str] = {**self.selector, f"{LABEL}part-of": self.component, f"{LABEL}managed-by": "rocksolid"}
        labels: dict[Any, str] = {**self.platform.labels, **self.app.labels, **ours}
        return MappingProxyType(dict(sorted(labels.items())))

    @remembered
    def version(self) -> dict[str, str]:
        """The label with the image's version, for the workload and its pods alone; empty where the image tells none."""
        tag, digest = image_tag(self.app.image)
        value = (tag or digest.partition(":")[2][:12])[:63].rstrip("_.-").lstrip("_.-")
        return {f"{LABEL}version": value} if value else {}

    @property
    def pod_labels(self) -> Mapping[str, str]:
        """The labels of its pods, sorted by key."""
        return MappingProxyType(dict(sorted({**self.labels, **dict[Any, str](self.app.pod_labels), **self.version}.items())))

    @remembered
    def ports(self) -> tuple[PodPort, ...]:
        """All ports of its pods."""
        return pod_ports(self.app)

    @remembered
    def scraped(self) -> tuple[PodPort, ...]:
        """The port that metrics are scraped from: the one that `[metrics]` names, else `metrics`, else the only one."""
        if not self.app.metrics:
            return ()
        if self.app.metrics.port:
            return tuple(named(self.ports, self.app.metrics.port))[:1]
        return tuple(named(self.ports, ("metrics",))) or (self.ports if len(self.ports) == 1 else ())

    @remembered
    def service_ports(self) -> tuple[PodPort, ...]:
        """The ports of its Service; none where its kind has no Service."""
        if self.kind not in {"service", "stateful", "daemon"}:
            return ()
        return tuple(port for port in self.ports if port.service is not None)

    @remembered
    def service_name(self) -> str:
        """What its Service is called."""
        return self.app.service_name or self.name

    @property
    def peers(self) -> str:
        """What the Service is called by which the replicas of a stateful app find each other."""
        return f"{self.name}-peers"

    @property
    def external(self) -> str:
        """What the Service is called by which clients outside the cluster come straight to the pods."""
        return f"{self.name}-external"

    @remembered
    def least_replicas(self) -> int:
        """The fewest replicas that count: under `[scale]` its `min`, else `replicas`; 0 for kinds without any."""
        scale = self.app.scale
        if self.kind not in REPLICATED:
            return 0
        if scale:
            return min(scale.min, scale.max)
        return self.app.replicas or 0

    @remembered
    def most_replicas(self) -> int:
        """The most replicas that there can be; 0 for kinds without any."""
        if self.kind not in REPLICATED:
            return 0
        return self.app.scale.max if self.app.scale else self.app.replicas or 0

    @remembered
    def _metadata(self) -> Mapping[str, Mapping[str, str]]:
        annotations = {**self.platform.annotations, **self.app.annotations}
        said: dict[str, Mapping[str, str]] = {"labels": Shared(self.labels)}
        if annotations:
            said["annotations"] = Shared(dict[Any, str](sorted(annotations.items())))
        return MappingProxyType(said)

    @remembered
    def _metadata_of_pod(self) -> Mapping[str, Mapping[str, str]]:
        """What a pod begins with that is none of its replicas: Services and policies select those by labels that it must not have."""
        others = {key: value for key, value in self.labels.items() if key not in self.selector}
        return MappingProxyType({**self._metadata, "labels": Shared(others)})

    @remembered
    def owner(self) -> Owner:
        """Whose its objects are."""
        return Owner(self.namespace or "", self.name)

    def ref(self, api_version: str, kind: str, name: str | None = None) -> Ref:
        """Return one of its objects; without a name, the one that is called as the workload."""
        metadata = self._metadata_of_pod if (api_version, kind) == ("v1", "Pod") else self._metadata
        return Ref(api_version, kind, name or self.name, self.namespace, self.owner, metadata, METADATA)

    @remembered
    def controller(self) -> Ref:
        """The object that makes its pods. A Job's name ends in a hash of its template, unless a deployer runs it as a hook."""
        ref = self.ref(*CONTROLLERS[self.kind])
        if self.kind != "job":
            return ref
        return attrs.evolve(ref, hashed=not (self.app.job and self.app.job.hook), because=(*METADATA, "job.hook"))

    def template(self, template: Mapping[str, Any]) -> dict[str, Any]:
        """Return a piece of the pod template as a piece of the controller."""
        if self.kind == "cron":
            return {"spec": {"jobTemplate": {"spec": {"template": template}}}}
        return {"spec": {"template": template}}

    def pod(self, spec: Mapping[str, Any]) -> dict[str, Any]:
        """Return a piece of the pod's spec as a piece of the controller."""
        return self.template({"spec": spec})

    def annotated(self, annotations: Mapping[str, str]) -> dict[str, Any] | None:
        """Return annotations of the pod as a piece of the controller; those that the author wrote keep the author's value."""
        ours = {key: value for key, value in annotations.items() if key not in self.app.pod_annotations}
        return self.template({"metadata": {"annotations": ours}}) if ours else None

    def containers(self, say: Callable[[str], Mapping[str, Any]]) -> dict[str, Any]:
        """Return what a rule says of each container (by name, "" for the app's own) as a piece of the controller.

        Every container is listed, in the order in which they start, also one that nothing is said of.
        """
        spec = {"containers": [{"name": self.main, **say("")}]}
        if self.app.containers:
            spec = {"initContainers": [{"name": name, **say(name)} for name in self.app.containers], **spec}
        return self.pod(spec)

    @remembered
    def main(self) -> str:
        """The name of the app's own container."""
        return self.app.name
