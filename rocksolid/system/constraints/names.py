"""An app takes over no object that the cluster makes for itself."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload


def names(w: Workload) -> Iterator[Finding]:
    """Yield an error for an app called as the ServiceAccount of every namespace, or as the Service of the API server."""
    word = "instance" if w.app.instance else "name"
    if w.name == "default" and not w.app.identity.account:
        message = '"default" is the ServiceAccount of all pods in a namespace that name none: the app would take it over'
        yield Finding("reserved-name", "error", message, w.layers.at((word,)), 'instance = "default-app"')
    if w.service_name == "kubernetes" and w.ports and w.namespace in {None, "default"}:
        said = "service_name" if w.app.service_name else word
        message = 'in the namespace "default" the Service "kubernetes" is the API server: the app would take it over'
        yield Finding("reserved-name", "error", message, w.layers.at((said,)), 'namespace = "..."    # or another name')
