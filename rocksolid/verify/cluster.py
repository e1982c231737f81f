"""What some objects would be in a cluster: namespaces with their labels, workloads with their pods, and who is selected by what."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, TypeVar, cast

import attrs

from rocksolid.verify.document import Path, YamlSpot, get, table, tables
from rocksolid.verify.resource import Resource, strings
from rocksolid.verify.selectors import Bits, Index, members

TEMPLATES: Mapping[tuple[str, str], Path] = {
    ("", "Pod"): (),
    ("", "ReplicationController"): ("spec", "template"),
    ("apps", "Deployment"): ("spec", "template"),
    ("apps", "ReplicaSet"): ("spec", "template"),
    ("apps", "StatefulSet"): ("spec", "template"),
    ("apps", "DaemonSet"): ("spec", "template"),
    ("batch", "Job"): ("spec", "template"),
    ("batch", "CronJob"): ("spec", "jobTemplate", "spec", "template"),
}
"""Where each kind of workload, by group and kind, keeps its pod."""
Level = Literal["privileged", "baseline", "restricted"]
"""The levels of the Pod Security Standards, from lax to strict."""
CONTAINERS = ("initContainers", "containers", "ephemeralContainers")
NAME_LABEL = "kubernetes.io/metadata.name"
"""The label that the server gives to every namespace."""
Answer = TypeVar("Answer")


@attrs.frozen
class ContainerPort:
    """A port that a container declares."""

    name: str | None
    number: int
    protocol: str


def container_ports(container: Mapping[str, Any]) -> Iterator[ContainerPort]:
    """Yield the ports that one container declares."""
    for _, port in tables(container, "ports"):
        name, number = port.get("name"), port.get("containerPort")
        if isinstance(number, int):
            yield ContainerPort(name if isinstance(name, str) else None, number, str(port.get("protocol") or "TCP"))


@attrs.frozen(eq=False, slots=False)
class Workload:
    """One object that makes pods, all of them alike: the object, and where its pod template stands in it."""

    resource: Resource
    path: Path

    @property
    def namespace(self) -> str:
        """The namespace of its pods."""
        return self.resource.namespace

    @property
    def name(self) -> str:
        """Its name, with the namespace: `shop/web`."""
        return f"{self.resource.namespace}/{self.resource.name}"

    @cached_property
    def labels(self) -> dict[str, str]:
        """The labels of its pods."""
        return strings(get(self.resource.content, *self.path, "metadata", "labels"))

    @cached_property
    def spec(self) -> Mapping[str, Any]:
        """The spec of its pods."""
        return table(self.resource.content, *self.path, "spec")

    @cached_property
    def containers(self) -> list[tuple[Path, Mapping[str, Any]]]:
        """Its containers of all sorts, each with its path below the pod's spec: `("containers", 0)`."""
        return [((group, index), container) for group in CONTAINERS for index, container in tables(self.spec, group)]

    @cached_property
    def ports(self) -> tuple[ContainerPort, ...]:
        """The ports that its containers declare; those of init containers only where these go on running."""
        return tuple(
            port
            for path, container in self.containers
            if path[0] != "initContainers" or container.get("restartPolicy") == "Always"
            for port in container_ports(container)
        )

    @property
    def on_host_network(self) -> bool:
        """Whether its pods use the network of their node, where no policy is defined to reach them."""
        return self.spec.get("hostNetwork") is True

    def at(self, *path: str | int, key: bool = False) -> YamlSpot:
        """Return the spot of a field of the pod template, or of its key: `at("spec", "containers", 0)`."""
        return self.resource.at(*self.path, *path, key=key)


@attrs.frozen
class Premises:
    """What is taken for granted about the cluster that the objects are meant for.

    `kubernetes` is its version, by default the newest whose schemas are known; `pod_security` is what a pod must hold where no
    Namespace object says it: by default the strictest level, which rocksolid's own output holds.
    """

    kubernetes: str = "1.37"
    pod_security: Level = "restricted"


@attrs.frozen(eq=False, slots=False)
class Cluster:
    """Some objects, as one cluster would hold them."""

    resources: tuple[Resource, ...]
    premises: Premises = Premises()

    @cached_property
    def workloads(self) -> tuple[Workload, ...]:
        """Every workload, in the order of the objects; what another object of the cluster owns is that one's."""
        made = tuple(one for one in self.resources if (one.group, one.kind) in TEMPLATES)
        known = {(one.kind, one.namespace, one.name) for one in made}
        return tuple(Workload(one, TEMPLATES[one.group, one.kind]) for one in made if not any(owner in known for owner in _owners(one)))

    @cached_property
    def namespaces(self) -> dict[str, dict[str, str]]:
        """The labels of every namespace that an object names or is."""
        spaces: dict[str, dict[str, str]] = {one.namespace: {} for one in self.resources if one.kind != "Namespace"}
        spaces |= {one.name: strings(get(one.content, "metadata", "labels")) for one in self.of_kind("Namespace")}
        return {name: {**labels, NAME_LABEL: name} for name, labels in spaces.items()}

    def of_kind(self, *kinds: str) -> list[Resource]:
        """Return the objects of Kubernetes' own of some kinds, in their order."""
        return [one for kind in kinds for one in self._by_kind.get(kind, ())]

    def selected(self, namespace: str, selector: Any) -> list[Workload]:
        """Return the workloads of a namespace whose pods a label selector selects: `{}` selects all, None nobody."""
        return self.among(self.index.selected(selector) & self.inside(namespace))

    def labelled(self, namespace: str, labels: Any) -> list[Workload]:
        """Return the workloads of a namespace whose pods have all of some labels, as a Service's selector asks; none where it asks nothing."""
        return self.among(self.index.labelled(labels) & self.inside(namespace)) if labels else []

    def among(self, bits: Bits) -> list[Workload]:
        """Return the workloads in a set of indexes into `workloads`."""
        return [self.workloads[position] for position in members(bits)]

    def inside(self, namespace: str) -> Bits:
        """Return the workloads of a namespace, as a set of indexes."""
        return self._by_namespace.get(namespace, 0)

    def once(self, question: Callable[["Cluster"], Answer]) -> Answer:
        """Return what a function of the cluster returns, asked the first time only."""
        if question not in self._answers:
            self._answers[question] = question(self)
        return cast("Answer", self._answers[question])

    @cached_property
    def _answers(self) -> dict[Callable[["Cluster"], Any], Any]:
        return {}

    @cached_property
    def index(self) -> Index:
        """The labels of all pods, prepared for selectors; positions are those in `workloads`."""
        return Index([w.labels for w in self.workloads])

    @cached_property
    def _by_namespace(self) -> dict[str, Bits]:
        found: dict[str, Bits] = {}
        for position, w in enumerate(self.workloads):
            found[w.namespace] = found.get(w.namespace, 0) | 1 << position
        return found

    @cached_property
    def _by_kind(self) -> dict[str, list[Resource]]:
        found: dict[str, list[Resource]] = {}
        for one in self.resources:
            if one.is_native:
                found.setdefault(one.kind, []).append(one)
        return found


def _owners(one: Resource) -> Iterator[tuple[str, str, str]]:
    for _, owner in tables(one.content, "metadata", "ownerReferences"):
        yield str(owner.get("kind")), one.namespace, str(owner.get("name"))
