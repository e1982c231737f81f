"""Every HorizontalPodAutoscaler scales something that there is."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import TEMPLATES, Cluster
from rocksolid.verify.document import table
from rocksolid.verify.names import Names

KINDS = {kind for _, kind in TEMPLATES}


def scaling(cluster: Cluster) -> Iterator[Finding]:
    """Look up every target of a kind of Kubernetes' own, where the files hold workloads of its namespace."""
    known: dict[tuple[str, str], set[str]] = {}
    for w in cluster.workloads:
        known.setdefault((w.namespace, w.resource.kind), set()).add(w.resource.name)
    for one in cluster.of_kind("HorizontalPodAutoscaler"):
        target = table(one.spec, "scaleTargetRef")
        kind, name = str(target.get("kind")), str(target.get("name"))
        names = known.get((one.namespace, kind), set())
        if kind in KINDS and cluster.inside(one.namespace) and name not in names:
            yield Finding(
                "scale-target-unknown",
                "warning",
                f'{one.title} scales {kind}/{name}, which is not in namespace "{one.namespace}"',
                one.at("spec", "scaleTargetRef", "name"),
                Names(names).did_you_mean(name),
            )
