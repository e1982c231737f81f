"""Names inside of pods that name nothing: of accounts, ports, volumes, variables, labels and contents."""

import re
from collections.abc import Callable, Iterator

from .objects import Container, Pod, Tree, World, at, matches, name

PROBES = (
    ("livenessProbe", "httpGet"),
    ("livenessProbe", "tcpSocket"),
    ("readinessProbe", "httpGet"),
    ("readinessProbe", "tcpSocket"),
    ("startupProbe", "httpGet"),
    ("startupProbe", "tcpSocket"),
    ("lifecycle", "postStart", "httpGet"),
    ("lifecycle", "postStart", "tcpSocket"),
    ("lifecycle", "preStop", "httpGet"),
    ("lifecycle", "preStop", "tcpSocket"),
)
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
REFERENCE = re.compile(r"(?<!\$)\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)")
"""`$(NAME)` in the value of a variable; `$$(NAME)` is text."""
METADATA = re.compile(r"metadata\.(labels|annotations)\['(.*)'\]")

Source = tuple[str, Tree, list[str]]
"""What a volume or a variable is filled from: kind, reference, and the keys that it names."""


def account(pod: Pod, world: World) -> Iterator[str]:
    """A pod runs under an account, and pulls images with Secrets."""
    yield from world.missing("ServiceAccount", pod.namespace, pod.spec.get("serviceAccountName") or "default")
    for secret in pod.spec.get("imagePullSecrets") or []:
        yield from world.missing("Secret", pod.namespace, secret["name"])


def handler_ports(pod: Pod, _: World) -> Iterator[str]:
    """A port that a probe or a hook names is a port of the same container."""
    for container in pod.containers:
        declared = {port.get("name") for port in container.tree.get("ports") or []}
        for path in PROBES:
            port = at(container.tree, *path, "port")
            if isinstance(port, str) and port not in declared:
                yield f"{container.path}.{'.'.join(path)}: the container has no port {port}"


def mounts(pod: Pod, _: World) -> Iterator[str]:
    """Every mount has its volume, and every volume is mounted."""
    claims = at(pod.workload, "spec", "volumeClaimTemplates") or []
    volumes = {volume["name"] for volume in pod.spec.get("volumes") or []} | {name(claim) for claim in claims}
    mounted = {each: container.name for container in pod.containers for each in _mounts(container)}
    yield from (f'container "{mounted[each]}" mounts {each}, which is no volume' for each in sorted(mounted.keys() - volumes))
    yield from (f"the volume {each} is not mounted" for each in sorted(volumes - mounted.keys()))


def _mounts(container: Container) -> list[str]:
    tree = container.tree
    return [each["name"] for each in [*(tree.get("volumeMounts") or []), *(tree.get("volumeDevices") or [])]]


def placement(pod: Pod, _: World) -> Iterator[str]:
    """Spread and anti-affinity keep a pod away from its own kind, so they select it."""
    for index, constraint in enumerate(pod.spec.get("topologySpreadConstraints") or []):
        if not _own(constraint, pod):
            yield f"topologySpreadConstraints[{index}] does not select its own pod"
    terms = at(pod.spec, "affinity", "podAntiAffinity") or {}
    for term in [*(terms.get(REQUIRED) or []), *(each["podAffinityTerm"] for each in terms.get(PREFERRED) or [])]:
        if not _own(term, pod):
            yield f"the anti-affinity over {term['topologyKey']} does not select its own pod"


def _own(term: Tree, pod: Pod) -> bool:
    """Here, unlike elsewhere, a missing selector selects nothing."""
    return "labelSelector" in term and matches(term["labelSelector"], pod.labels)


def variables(pod: Pod, _: World) -> Iterator[str]:
    """A variable is made of what is there: earlier variables, the labels and annotations of its pod, a container of its pod."""
    for container in pod.containers:
        later = [each["name"] for each in container.tree.get("env") or []]
        for variable in container.tree.get("env") or []:
            where = f"{container.path}.env {later.pop(0)}"
            yield from (f"{where}: {each} comes later" for each in REFERENCE.findall(variable.get("value") or "") if each in later)
            if told := METADATA.fullmatch(at(variable, "valueFrom", "fieldRef", "fieldPath") or ""):
                field, key = told.groups()
                if key not in (pod.metadata.get(field) or {}):
                    yield f"{where}: the pod has no {key} among its {field}"
            wanted = at(variable, "valueFrom", "resourceFieldRef", "containerName")
            if wanted and wanted not in {each.name for each in pod.containers}:
                yield f"{where}: the pod has no container {wanted}"


def contents(pod: Pod, world: World) -> Iterator[str]:
    """Every ConfigMap, Secret and claim that a pod needs exists, with the keys that it names."""
    for kind, told, keys in [*_in_volumes(pod), *_in_variables(pod)]:
        wanted = str(told.get("name") or told.get("secretName") or told.get("claimName"))
        if told.get("optional"):
            continue
        yield from world.missing(kind, pod.namespace, wanted)
        if found := world.find(kind, pod.namespace, wanted):
            held = {key for field in ("data", "binaryData", "stringData") for key in found.get(field) or {}}
            yield from (f"{kind} {pod.namespace}/{wanted} has no key {key}" for key in keys if key not in held)


def _in_volumes(pod: Pod) -> Iterator[Source]:
    for volume in pod.spec.get("volumes") or []:
        if claim := volume.get("persistentVolumeClaim"):
            yield "PersistentVolumeClaim", claim, []
        for source in [volume, *(at(volume, "projected", "sources") or [])]:
            for kind, field in (("ConfigMap", "configMap"), ("Secret", "secret")):
                if told := source.get(field):
                    yield kind, told, [item["key"] for item in told.get("items") or []]


def _in_variables(pod: Pod) -> Iterator[Source]:
    for container in pod.containers:
        for kind, one, whole in (("ConfigMap", "configMapKeyRef", "configMapRef"), ("Secret", "secretKeyRef", "secretRef")):
            named = [at(variable, "valueFrom", one) for variable in container.tree.get("env") or []]
            yield from ((kind, told, [told["key"]]) for told in named if told)
            yield from ((kind, told[whole], []) for told in container.tree.get("envFrom") or [] if whole in told)


POD: tuple[Callable[[Pod, World], Iterator[str]], ...] = (account, handler_ports, mounts, placement, variables, contents)
