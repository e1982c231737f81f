"""Every port that a NetworkPolicy calls by name is one of the pods that it is about: a name that none of them gives opens nothing."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.policies import DIRECTIONS, INGRESS, Policy, Rule, policies
from rocksolid.verify.declared import Declared, meant, protocol
from rocksolid.verify.document import get, items
from rocksolid.verify.selectors import Bits, members


def policy_ports(cluster: Cluster) -> Iterator[Finding]:
    """Look up every name among the ports of the servers: the pods that an ingress rule opens, those that an egress rule opens them to."""
    for policy in policies(cluster):
        for direction in DIRECTIONS:
            for rule in policy.in_effect(direction):
                servers = policy.subjects if direction == INGRESS else 0 if rule.elsewhere else rule.pods
                if servers and rule.ports.names:
                    yield from _names(cluster, policy, rule, servers)


def _names(cluster: Cluster, policy: Policy, rule: Rule, servers: Bits) -> Iterator[Finding]:
    for index, port in items(get(policy.resource.content, *rule.path), "ports"):
        name = port.get("port")
        if isinstance(name, str) and not cluster.once(Declared).by(name, protocol(port)) & servers:
            w = cluster.workloads[next(members(servers))]
            yield Finding(
                "policy-port-unknown",
                "warning",
                f'{policy.resource.title} opens the port "{name}" of pods that do not declare it, such as those of {w.resource.title}',
                policy.resource.at(*rule.path, "ports", index, "port"),
                meant(name, w.ports),
            )
