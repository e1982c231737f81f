"""Rules of a platform team's own."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.resolve import System


def payers(system: System) -> Iterator[Part]:
    """Every workload says who pays for it."""
    for w in system.workloads:
        yield Part(w.controller, {"metadata": {"annotations": {"acme.example/payer": w.component}}}, ("component",))


def monitored(system: System) -> Iterator[Part]:
    """Monitoring sees every port."""
    for w in system.workloads:
        monitoring = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
        spec = {"podSelector": {"matchLabels": w.selector}, "policyTypes": ["Ingress"], "ingress": [{"from": [monitoring]}]}
        ref = w.ref("networking.k8s.io/v1", "NetworkPolicy", f"{w.name}-monitored")
        yield Part(ref, {"spec": spec}, ("name", "instance"))
