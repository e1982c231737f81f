"""Every rule of a NetworkPolicy does what its words say: Kubernetes passes over some, and an empty list of peers means everybody."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.policies import DIRECTIONS, INGRESS, Direction, Policy, Rule, policies
from rocksolid.verify.document import table


def rules(cluster: Cluster) -> Iterator[Finding]:
    """Look at the rules of each direction: those that `policyTypes` leaves out, and those with an empty list of peers."""
    for policy in policies(cluster):
        for direction in DIRECTIONS:
            of_direction = [rule for rule in policy.rules if rule.direction == direction]
            if of_direction and direction not in policy.directions:
                yield _without_effect(policy, direction)
            for rule in policy.in_effect(direction):
                if rule.to_everyone and direction.peers in table(policy.resource.content, *rule.path):
                    yield _to_everyone(policy, rule)


def _without_effect(policy: Policy, direction: Direction) -> Finding:
    both = ", ".join(one.policy_type for one in DIRECTIONS if one in policy.directions or one == direction)
    return Finding(
        "rule-without-effect",
        "warning",
        f"{policy.resource.title} has {direction.rules} rules without effect: its policyTypes leave out {direction.policy_type}",
        policy.resource.at("spec", direction.rules, key=True),
        f"policyTypes: [{both}]",
        ((policy.resource.at("spec", "policyTypes", key=True), "what it isolates is said here"),),
    )


def _to_everyone(policy: Policy, rule: Rule) -> Finding:
    words = rule.direction
    does = "lets everybody in" if words == INGRESS else "lets its pods call everybody"
    return Finding(
        "opens-to-everyone",
        "warning",
        f"{policy.resource.title} {does}: an empty `{words.peers}` means everybody, not nobody",
        policy.resource.at(*rule.path, words.peers, key=True),
        f"to open nothing, write `{words.rules}: []`; where everybody is meant, leave `{words.peers}` out",
    )
