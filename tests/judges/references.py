"""Names in Kubernetes objects that name nothing, and names that name two things."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from .duplicates import duplicates
from .inside import POD
from .objects import Tree, World, at, matches, namespace, pods, title

ROUTES = {"HTTPRoute", "GRPCRoute"}
SELECTING = {"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"}


def dangling(documents: Sequence[Tree], external: Iterable[str] = ()) -> list[str]:
    """Every name that names nothing, or two things, with the object that says it.

    Args:
        documents: all objects of a system.
        external: what exists outside of them, as "Kind/name"; "*" stands for any text, as in "Secret/*".
    """
    world = World(documents, pods(documents), ("ServiceAccount/default", *external))
    found = [f"{title(document)}: {what}" for document in documents for check in OBJECT for what in check(document, world)]
    found += [f"{title(pod.workload)}: {what}" for pod in world.pods for check in POD for what in check(pod, world)]
    return [*found, *duplicates(documents)]


def selectors(document: Tree, world: World) -> Iterator[str]:
    """What selects pods selects at least one."""
    kind, spec = document.get("kind"), document.get("spec") or {}
    selector = {
        "Service": {"matchLabels": spec.get("selector")},
        "NetworkPolicy": spec.get("podSelector"),
        "PodDisruptionBudget": spec.get("selector"),
        "PodMonitor": spec.get("selector"),
        "CiliumNetworkPolicy": spec.get("endpointSelector"),
    }.get(str(kind))
    if selector and any(selector.values()) and not world.selected(selector, namespace(document)):
        yield f"its selector {selector} selects no pod"


def own_template(document: Tree, _: World) -> Iterator[str]:
    """A workload selects the pods that it makes."""
    labels = at(document, "spec", "template", "metadata", "labels") or {}
    if document.get("kind") in SELECTING and not matches(at(document, "spec", "selector"), labels):
        yield f"spec.selector does not select its own pods, which have the labels {labels}"


def service_ports(document: Tree, world: World) -> Iterator[str]:
    """Every port of a Service leads to a declared port of each pod behind it."""
    if document.get("kind") != "Service" or not (selector := at(document, "spec", "selector")):
        return
    for pod in world.selected({"matchLabels": selector}, namespace(document)):
        declared = list(pod.ports())
        for port in document["spec"].get("ports") or []:
            target, protocol = port.get("targetPort", port["port"]), port.get("protocol", "TCP")
            if not any(protocol == told and target in names for told, *names in declared):
                yield f"port {port['port']}: {pod.name} declares no {protocol} port {target}"


def policy_ports(document: Tree, world: World) -> Iterator[str]:
    """A port that a NetworkPolicy names for ingress is a port of every pod that it selects."""
    if document.get("kind") != "NetworkPolicy":
        return
    told = [port for rule in document["spec"].get("ingress") or [] for port in rule.get("ports") or [] if isinstance(port.get("port"), str)]
    for pod in world.selected(document["spec"].get("podSelector") or {}, namespace(document)):
        for port in told:
            if (port.get("protocol", "TCP"), port["port"]) not in {(protocol, called) for protocol, called, _ in pod.ports()}:
                yield f"ingress port {port['port']}: {pod.name} declares no such port"


def monitors(document: Tree, world: World) -> Iterator[str]:
    """A monitor finds what it scrapes, and the ports by their names."""
    spec = document.get("spec") or {}
    if document.get("kind") == "PodMonitor":
        declared = {called for pod in world.selected(spec["selector"], namespace(document)) for _, called, _ in pod.ports()}
        told = spec.get("podMetricsEndpoints") or []
    elif document.get("kind") == "ServiceMonitor":
        services = [each for each in world.documents if each.get("kind") == "Service" and namespace(each) == namespace(document)]
        found = [each for each in services if matches(spec["selector"], at(each, "metadata", "labels") or {})]
        declared = {port.get("name") for service in found for port in at(service, "spec", "ports") or []}
        told = spec["endpoints"]
    else:
        return
    for endpoint in told:
        if "port" in endpoint and endpoint["port"] not in declared:
            yield f"scrapes the port {endpoint['port']}, which nothing that it selects has"


def scaled(document: Tree, world: World) -> Iterator[str]:
    """An autoscaler scales something."""
    if target := at(document, "spec", "scaleTargetRef"):
        yield from world.missing(target["kind"], namespace(document), target["name"])


def governed(document: Tree, world: World) -> Iterator[str]:
    """A StatefulSet's pods get their names from a Service."""
    if document.get("kind") == "StatefulSet" and (service := at(document, "spec", "serviceName")):
        yield from world.missing("Service", namespace(document), service)


def ingress_backends(document: Tree, world: World) -> Iterator[str]:
    """What comes in by an Ingress arrives at a port of a Service, and its certificates are in Secrets."""
    if document.get("kind") != "Ingress":
        return
    spec = document["spec"]
    paths = [path for rule in spec.get("rules") or [] for path in at(rule, "http", "paths") or []]
    for backend in [path["backend"] for path in paths] + ([spec["defaultBackend"]] if "defaultBackend" in spec else []):
        if service := backend.get("service"):
            port = service.get("port") or {}
            yield from _backend(world, namespace(document), service["name"], port.get("name", port.get("number")))
    for tls in spec.get("tls") or []:
        if "secretName" in tls:
            yield from world.missing("Secret", namespace(document), tls["secretName"])


def route_backends(document: Tree, world: World) -> Iterator[str]:
    """What comes in by a route arrives at a port of a Service."""
    if document.get("kind") not in ROUTES:
        return
    for rule in document["spec"].get("rules") or []:
        mirrors = [at(each, "requestMirror", "backendRef") for each in rule.get("filters") or [] if "requestMirror" in each]
        for backend in [*(rule.get("backendRefs") or []), *mirrors]:
            if backend.get("kind", "Service") == "Service":
                yield from _backend(world, backend.get("namespace") or namespace(document), backend["name"], backend.get("port"))


def _backend(world: World, space: str, service: str, port: int | str | None) -> Iterator[str]:
    yield from world.missing("Service", space, service)
    found = world.find("Service", space, service)
    if found and not any(port in {told["port"], told.get("name")} for told in found["spec"].get("ports") or []):
        yield f"Service {space}/{service} has no port {port}"


def bindings(document: Tree, world: World) -> Iterator[str]:
    """A binding binds a role to accounts, and both exist."""
    if document.get("kind") not in {"RoleBinding", "ClusterRoleBinding"}:
        return
    role = document["roleRef"]
    # A ClusterRole has no namespace: `namespace` of it is the same "default" as here.
    yield from world.missing(role["kind"], namespace(document) if role["kind"] == "Role" else "default", role["name"])
    for subject in document.get("subjects") or []:
        if subject["kind"] == "ServiceAccount":
            yield from world.missing("ServiceAccount", subject.get("namespace") or namespace(document), subject["name"])


OBJECT: tuple[Callable[[Tree, World], Iterator[str]], ...] = (
    selectors,
    own_template,
    service_ports,
    policy_ports,
    monitors,
    scaled,
    governed,
    ingress_backends,
    route_backends,
    bindings,
)
