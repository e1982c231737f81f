"""Hardening: a pod is below "restricted" only where words of its own blueprint say so."""

from collections.abc import Iterator, Mapping

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.rendered import Rendered
from rocksolid.finding import Finding
from rocksolid.system.hardening import given_up
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.podsecurity import Violation, violations

_RULES: Mapping[str, str] = {
    "Running as Non-root": "run-as-non-root",
    "Running as Non-root user": "run-as-non-root",
    "Capabilities": "capabilities",
    "Seccomp": "seccomp",
}
"""By control of the Pod Security Standards: the rule of ours that a word relaxes."""


def lowered(cluster: Cluster) -> dict[Workload, list[Violation]]:
    """Return the workloads whose pods are not "restricted", each with what breaks that; ask for it by `Cluster.once`."""
    found = {w: violations(w, cluster.premises.kubernetes) for w in cluster.workloads}
    return {w: broken for w, broken in found.items() if broken}


def lost(cluster: Cluster, rendered: Rendered) -> Iterator[Finding]:
    """Yield an error for each field that breaks "restricted" although no word of the app gives its rule up."""
    for pods, broken in cluster.once(lowered).items():
        w = rendered.owner(pods.resource)
        relaxed = given_up(w) if w else frozenset[str]()
        for one in broken:
            if _RULES.get(one.control) not in relaxed:
                message = f'{pods.resource.title} is not "restricted", and no word gives that up: {one.message}'
                yield rendered.blamed(Finding("hardening-lost", "error", message, pods.at(*one.path), OUR_MISTAKE))
