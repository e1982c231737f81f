"""Services and routes: each leads to the pods of its own app, on the port that the app listens on."""

from collections.abc import Iterator, Mapping

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.elsewhere import LABELS, PORTS
from rocksolid.check.rendered import Deciding, Rendered
from rocksolid.finding import Finding
from rocksolid.system.exposure import entrance, exposed
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.cluster import Workload as RenderedWorkload
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.routes import leads_to, targets
from rocksolid.verify.document import tables
from rocksolid.verify.resource import DEFAULT_NAMESPACE, Resource
from rocksolid.verify.services import Services, selector_of

_ROUTES = frozenset({"GRPCRoute", "HTTPRoute", "Ingress"})


def misled(system: System, cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each rendered Service and route that does not lead to the ports of its app, and of that app alone."""
    services, pods = Services(cluster), {w: one for one, w in rendered.apps(cluster).items()}
    for w in system.workloads:
        service = services.get(w.namespace or DEFAULT_NAMESPACE, w.service_name)
        wrong = _wrong(w, service, cluster, rendered) if w.service_ports else ""
        if wrong:
            finding = Finding("service-misled", "error", f'the Service of "{w.name}" {wrong}', w.layers.at(("name",)), OUR_MISTAKE)
            yield rendered.blamed(finding, _deciding(service, pods.get(w), cluster))
    yield from _routes(system, cluster, rendered, pods)


def _deciding(service: Resource | None, pods: RenderedWorkload | None, cluster: Cluster) -> Iterator[Deciding]:
    """Yield what decides where a Service leads that is meant for some pods."""
    if service:
        yield service.document.text, ("spec",)
    behind = cluster.labelled(service.namespace, selector_of(service)) if service else []
    for one in (*behind, *((pods,) if pods else ())):
        yield from ((one.resource.document.text, (*one.path, *area)) for area in (*LABELS, *PORTS))


def _wrong(w: Workload, service: Resource | None, cluster: Cluster, rendered: Rendered) -> str:
    """Return what is wrong with the Service by which an app is found, nothing where all is right."""
    if service is None:
        return "is not rendered"
    behind = cluster.labelled(service.namespace, selector_of(service))
    if [rendered.owner(pods.resource) for pods in behind] != [w]:
        return "does not lead to its pods alone"
    listed = {port.get("name"): port for _, port in tables(service.spec, "ports")}
    for port in w.service_ports:
        found = listed.get(port.name)
        if (
            not found
            or found.get("port") != port.service
            or leads_to(behind[0], found) != Ports.of(port.protocol, port.number, port.number)
        ):
            return f'does not lead from {port.service} to its port "{port.name}" ({port.number})'
    return ""


def _routes(system: System, cluster: Cluster, rendered: Rendered, pods: Mapping[Workload, RenderedWorkload]) -> Iterator[Finding]:
    """Yield an error for each exposed app that its own Ingress or route does not lead to, or leads elsewhere from."""
    led: dict[Workload, set[tuple[Workload | None, Ports]]] = {}
    for backend, behind, ports in targets(cluster):
        owner = rendered.owner(backend.route)
        if owner:
            led.setdefault(owner, set()).add((rendered.owner(behind.resource), ports))
    services = Services(cluster)
    for w in system.workloads:
        declared = {(w, Ports.of(port.protocol, port.number, port.number)) for port in exposed(w)} if entrance(w) else set()
        if led.get(w, set()) != declared:
            message = f'the route of "{w.name}" does not lead to its ports alone'
            finding = Finding("route-misled", "error", message, w.layers.at(("expose",)), OUR_MISTAKE)
            routes = ((text, ("spec",)) for text in rendered.touched(w) if rendered.objects[text].ref.kind in _ROUTES)
            service = services.get(w.namespace or DEFAULT_NAMESPACE, w.service_name)
            yield rendered.blamed(finding, (*routes, *_deciding(service, pods.get(w), cluster)))
