"""What is closed in a namespace unless a policy opens it: a policy for all of its pods closes it for those that are to come as well."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import listed
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.policies import policies
from rocksolid.verify.resource import Resource
from rocksolid.verify.selectors import is_empty

Closed = dict[tuple[str, str], Resource]
"""By namespace and type of policy (`Ingress`, `Egress`), the last policy by its name that selects all pods."""


def isolation(sides: Sides) -> Iterator[Change]:
    """Yield the directions in which the pods of a namespace are no longer isolated by default, and those in which they are now."""
    old, new = _closed(sides.old), _closed(sides.new)
    stayed = sides.old.namespaces.keys() & sides.new.namespaces.keys()
    for policy, directions in _only(old, new, stayed):
        said = f"no longer isolates all pods of its namespace ({directions}): those that no other policy selects are open to everybody"
        yield Change("calls", "weakens", title(policy), said)
    for policy, directions in _only(new, old, stayed):
        yield Change("calls", "strengthens", title(policy), f"now isolates all pods of its namespace ({directions}), those to come as well")


def _only(some: Closed, others: Closed, stayed: AbstractSet[str]) -> Iterator[tuple[Resource, str]]:
    """Yield the policies of one side that close what the other side does not, each with its directions, in namespaces of both sides."""
    found: dict[Resource, list[str]] = {}
    for (namespace, direction), policy in some.items():
        if namespace in stayed and (namespace, direction) not in others:
            found.setdefault(policy, []).append(direction.lower())
    return ((policy, listed(directions)) for policy, directions in found.items())


def _closed(cluster: Cluster) -> Closed:
    return {
        (policy.resource.namespace, direction.policy_type): policy.resource
        for policy in sorted(policies(cluster), key=lambda policy: policy.resource.name)
        if is_empty(policy.resource.spec.get("podSelector"))
        for direction in policy.directions
    }
