"""What every judge asks of Kubernetes objects: their names, their pods, what a selector selects, and whether a name is known."""

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any

import attrs

Tree = dict[str, Any]

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "Pod": (),
    "ReplicationController": ("spec", "template"),
    "Deployment": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Where each kind of workload keeps its pod."""

CONTAINERS = ("initContainers", "containers", "ephemeralContainers")


@attrs.frozen
class Container:
    """One container of a pod: the list it stands in, its path below the workload's object, and its tree."""

    group: str
    path: str
    tree: Tree

    @property
    def name(self) -> str:
        """Its name, or its path where it has none."""
        return str(self.tree.get("name", self.path))

    @property
    def stays(self) -> bool:
        """Whether it runs as long as its pod: init containers do so only when they restart always."""
        return self.group == "containers" or self.tree.get("restartPolicy") == "Always"


@attrs.frozen
class Pod:
    """The pod of one workload: its metadata and spec, and where both stand in the workload's object ("spec.template")."""

    workload: Tree
    path: str
    metadata: Tree
    spec: Tree

    @property
    def namespace(self) -> str:
        """The namespace of its workload."""
        return namespace(self.workload)

    @property
    def name(self) -> str:
        """Its workload as "namespace/name"."""
        return f"{self.namespace}/{name(self.workload)}"

    @property
    def labels(self) -> dict[str, str]:
        """The labels that selectors see."""
        return dict(self.metadata.get("labels") or {})

    def below(self, path: str) -> str:
        """The path of a field of the pod in the workload's object."""
        return f"{self.path}.{path}".lstrip(".")

    @property
    def containers(self) -> list[Container]:
        """Init containers, containers and ephemeral containers."""
        return [
            Container(group, self.below(f"spec.{group}[{index}]"), tree)
            for group in CONTAINERS
            for index, tree in enumerate(self.spec.get(group) or [])
        ]

    def ports(self) -> Iterator[tuple[str, str | None, int]]:
        """Protocol, name and number of every port that a lasting container declares."""
        for container in self.containers:
            for port in container.tree.get("ports") or [] if container.stays else []:
                yield port.get("protocol", "TCP"), port.get("name"), port["containerPort"]


def name(document: Tree) -> str:
    """The name of an object; "" where it has none."""
    return str((document.get("metadata") or {}).get("name") or "")


def namespace(document: Tree) -> str:
    """The namespace of an object; "default" where none is given."""
    return str((document.get("metadata") or {}).get("namespace") or "default")


def title(document: Tree) -> str:
    """An object in words: "Deployment default/web"."""
    return f"{document.get('kind')} {namespace(document)}/{name(document)}"


def at(tree: Any, *path: str) -> Any:
    """What stands at a path of keys, or None."""
    for key in path:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree


def pods(documents: Sequence[Tree]) -> list[Pod]:
    """The pod of every workload, in the order of the documents."""
    found = []
    for document in documents:
        if (path := TEMPLATES.get(str(document.get("kind")))) is not None:
            template = at(document, *path) or {}
            found.append(Pod(document, ".".join(path), template.get("metadata") or {}, template.get("spec") or {}))
    return found


def matches(selector: Tree | None, labels: Mapping[str, str]) -> bool:
    """Whether labels satisfy a label selector; an empty or missing one selects everything.

    Raises:
        ValueError: an operator that Kubernetes does not know.
    """
    selector = selector or {}
    return all(labels.get(key) == value for key, value in (selector.get("matchLabels") or {}).items()) and all(
        _satisfies(expression, labels) for expression in selector.get("matchExpressions") or []
    )


def _satisfies(expression: Tree, labels: Mapping[str, str]) -> bool:
    key, operator = expression["key"], expression["operator"]
    match operator:
        case "In":
            return key in labels and labels[key] in expression["values"]
        case "NotIn":
            return key not in labels or labels[key] not in expression["values"]
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise ValueError(f"a selector has the operator {operator!r}")


@attrs.frozen
class World:
    """The documents, their pods, and the names of what exists elsewhere."""

    documents: Sequence[Tree]
    pods: Sequence[Pod]
    external: Sequence[str]

    def find(self, kind: str, space: str, wanted: str) -> Tree | None:
        """The object of a kind and name in a namespace, if the documents have it."""
        found = (each for each in self.documents if (each.get("kind"), namespace(each), name(each)) == (kind, space, wanted))
        return next(found, None)

    def missing(self, kind: str, space: str, wanted: str) -> Iterator[str]:
        """A complaint, unless the object exists here or elsewhere."""
        if self.find(kind, space, wanted) is None and not self.elsewhere(kind, wanted):
            yield f"there is no {kind} {space}/{wanted}"

    def elsewhere(self, kind: str, wanted: str) -> bool:
        """Whether the caller says that it exists outside the documents."""
        return any(fnmatchcase(f"{kind}/{wanted}", pattern) for pattern in self.external)

    def selected(self, selector: Tree, space: str) -> list[Pod]:
        """The pods of a namespace that a label selector selects."""
        return [pod for pod in self.pods if pod.namespace == space and matches(selector, pod.labels)]
