"""Every workload behind an Ingress or a Gateway route lets the controller in: visitors would wait in vain."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.backends import Backend
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.connectivity.routes import targets
from rocksolid.verify.engines import under_others

HINT = """let the controller in, by the namespace that it runs in:
ingress:
  - from:
      - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } }
    ports: [{ %s }]"""


def entrances(cluster: Cluster) -> Iterator[Finding]:
    """Look at every port that is led to: it must be open to pods or addresses that no file holds, or to a known controller of the files.

    What policies of other engines open is not known.
    """
    found: dict[Workload, Ports] = dict.fromkeys(cluster.among(cluster.once(under_others)), Ports.ALL)
    for backend, w, ports in targets(cluster):
        if w not in found:
            found[w] = connectivity(cluster).open_to_controllers(w)
        if closed := ports - found[w]:
            yield _cut(backend, w, closed)


def _cut(backend: Backend, w: Workload, ports: Ports) -> Finding:
    protocol, first, _ = ports.ranges[0]
    return Finding(
        "ingress-cut",
        "warning",
        f"{backend.route.title} leads to {ports.text()} of {w.resource.title}, which no policy opens to anybody who could be the controller",
        backend.route.at(*backend.path),
        HINT % f"protocol: {protocol}, port: {first}",
        ((w.resource.at("metadata", "name"), "this workload is led to"),),
    )
