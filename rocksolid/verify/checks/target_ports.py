"""Every port of a Service leads to a port of the pods behind it: what is sent to a name that they do not give is lost."""

from collections.abc import Iterator

from rocksolid.finding import Finding, Severity
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.declared import Declared, meant, protocol, spoken
from rocksolid.verify.document import tables
from rocksolid.verify.selectors import members
from rocksolid.verify.server.formats import port_name
from rocksolid.verify.services import selector_of


def target_ports(cluster: Cluster) -> Iterator[Finding]:
    """Look for each target port, by default the port itself, among the declared ports of all pods that the Service selects.

    Where only some pods lack a name, these get no calls: a warning. A number need not be declared: a note where nobody does.
    What cannot be a name, the server refuses.
    """
    for service in cluster.of_kind("Service"):
        selector = selector_of(service)
        selected = cluster.index.labelled(selector) & cluster.inside(service.namespace) if selector else 0
        for index, port in tables(service.spec, "ports"):
            target = port.get("targetPort") or port.get("port")
            lacking = selected & ~cluster.once(Declared).by(target, protocol(port)) if isinstance(target, str | int) else 0
            if not lacking or (isinstance(target, int) and lacking != selected) or (isinstance(target, str) and port_name(target)):
                continue
            severity: Severity = "note" if isinstance(target, int) else "error" if lacking == selected else "warning"
            w = cluster.workloads[next(members(lacking))]
            said = "targetPort" if "targetPort" in port else "port"
            yield Finding(
                "target-port-unknown",
                severity,
                f"{service.title} sends its port {port.get('port')} to port {spoken(target)}, which {w.resource.title} does not declare",
                service.at("spec", "ports", index, said),
                meant(target, w.ports),
            )
