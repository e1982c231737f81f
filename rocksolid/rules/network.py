"""Pods can reach each other where a call is declared, and nowhere else: each end writes its own hole from its own words."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.holes import hole
from rocksolid.system.resolve import System


def network(system: System) -> Iterator[Part]:
    """Yield one policy an app; both directions are named, so that an empty list denies."""
    for w in system.workloads:
        policy = w.ref("networking.k8s.io/v1", "NetworkPolicy")
        closed = {"podSelector": w.label_selector, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}
        yield Part(policy, {"spec": closed}, ("name", "instance"))
        for call in w.inbound:
            for rule in hole("ingress", call):
                yield Part(policy, {"spec": {"ingress": [rule]}}, call.because)
        for call in w.outbound:
            for rule in hole("egress", call):
                yield Part(policy, {"spec": {"egress": [rule]}}, call.because)
