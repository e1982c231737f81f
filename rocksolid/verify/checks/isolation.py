"""Every workload is selected by a NetworkPolicy in both directions: without one, anybody may call it, and it may call anybody."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.policies import DIRECTIONS, Direction, isolated
from rocksolid.verify.engines import under_others

OPEN = {"Ingress": "anybody may call them", "Egress": "they may call anybody"}
"""What it means that no policy isolates pods in a direction."""


def isolation(cluster: Cluster) -> Iterator[Finding]:
    """Look at every workload that makes pods; to pods on the network of their node no policy applies.

    Pods that policies of other engines may isolate are left to these.
    """
    closed = {direction: isolated(cluster, direction) | cluster.once(under_others) for direction in DIRECTIONS}
    for position, w in enumerate(cluster.workloads):
        unnamed = [direction for direction in DIRECTIONS if not closed[direction] >> position & 1]
        if unnamed and w.containers and not w.on_host_network:
            yield _open(w, unnamed)


def _open(w: Workload, directions: list[Direction]) -> Finding:
    types = [direction.policy_type for direction in directions]
    return Finding(
        "no-policy",
        "warning",
        f"no NetworkPolicy isolates the pods of {w.resource.title} for {' and '.join(types)}: {', and '.join(map(OPEN.__getitem__, types))}",
        w.resource.at("metadata", "name"),
        f"a policy with `podSelector: {{}}` and `policyTypes: [{', '.join(types)}]` closes all pods of its namespace",
    )
