"""A descheduler may look at the cluster and evict, never delete, and reaches nothing but the API server."""

from collections.abc import Iterator

from rocksolid.manifest.part import Part
from rocksolid.system.calls import Call
from rocksolid.system.descheduler import NAME, RIGHTS, SELECTOR, descheduler_ref
from rocksolid.system.holes import cilium_holes, hole
from rocksolid.system.resolve import System
from rocksolid.system.sides import cluster_part

_RBAC = "rbac.authorization.k8s.io"
_MODE = "platform.descheduler.mode"
_NAMESPACE = "platform.descheduler.namespace"
_API = (_MODE, "platform.network")


def descheduler_access(system: System) -> Iterator[Part]:
    """Yield the account, its rights, and where the platform file says where the API server is, a policy that lets through nothing else."""
    for platform in system.platforms:
        wanted = platform.descheduler
        if not wanted or wanted.mode == "policy-only":
            continue
        yield Part(descheduler_ref(platform, wanted, "v1", "ServiceAccount"), {"automountServiceAccountToken": False}, (_MODE,))
        yield Part(descheduler_ref(platform, wanted, f"{_RBAC}/v1", "ClusterRole"), {"rules": RIGHTS}, (_MODE,))
        role = {"apiGroup": _RBAC, "kind": "ClusterRole", "name": NAME}
        bound = {"roleRef": role, "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": wanted.namespace}]}
        yield Part(descheduler_ref(platform, wanted, f"{_RBAC}/v1", "ClusterRoleBinding"), bound, (_MODE, _NAMESPACE))
        # Its clients get the API server's address from the kubelet: they ask no name server.
        calls = [Call((side,), ports, (), _API) for side, ports in cluster_part(platform.network, "api")]
        selector = {"matchLabels": SELECTOR}
        if calls:
            holes = [rule for call in calls for rule in hole("egress", call)]
            spec = {"podSelector": selector, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": holes}
            yield Part(descheduler_ref(platform, wanted, "networking.k8s.io/v1", "NetworkPolicy"), {"spec": spec}, _API)
        named = [rule for call in calls for rule in cilium_holes("egress", call)]
        if named:
            spec = {"endpointSelector": selector, "egress": named}
            yield Part(descheduler_ref(platform, wanted, "cilium.io/v2", "CiliumNetworkPolicy"), {"spec": spec}, _API)
