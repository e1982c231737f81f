"""The policies of network plugins, and those of Kubernetes' administrators, which open and close ways beside the NetworkPolicies."""

from rocksolid.verify.cluster import Cluster
from rocksolid.verify.selectors import Bits

OF_NAMESPACES = frozenset(
    {
        ("cilium.io", "CiliumNetworkPolicy"),
        ("crd.antrea.io", "NetworkPolicy"),
        ("crd.projectcalico.org", "NetworkPolicy"),
        ("projectcalico.org", "NetworkPolicy"),
    }
)
OF_CLUSTERS = frozenset(
    {
        ("cilium.io", "CiliumClusterwideNetworkPolicy"),
        ("crd.antrea.io", "ClusterNetworkPolicy"),
        ("crd.projectcalico.org", "GlobalNetworkPolicy"),
        ("policy.networking.k8s.io", "AdminNetworkPolicy"),
        ("policy.networking.k8s.io", "BaselineAdminNetworkPolicy"),
        ("policy.networking.k8s.io", "ClusterNetworkPolicy"),
        ("projectcalico.org", "GlobalNetworkPolicy"),
    }
)
TRAFFIC = OF_NAMESPACES | OF_CLUSTERS
"""Their kinds, each with its group: what they say is not computed."""


def under_others(cluster: Cluster) -> Bits:
    """Return the workloads for which such a policy may open or close something, as a set of indexes."""
    found: Bits = 0
    for one in cluster.resources:
        if (one.group, one.kind) in TRAFFIC:
            found |= cluster.inside(one.namespace) if (one.group, one.kind) in OF_NAMESPACES else cluster.index.everyone
    return found
