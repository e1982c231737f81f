"""Every hook that sleeps ends within the grace period of its pod: the server refuses a longer sleep."""

from collections.abc import Iterator
from itertools import product

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.document import Path, get

GRACE = 30
"""The seconds that a pod has to end where it says nothing: what the server sets."""
_GRACE = "terminationGracePeriodSeconds"
_HOOKS = ("postStart", "preStop")


def hooks(cluster: Cluster) -> Iterator[Finding]:
    """Yield an error for each hook that sleeps longer than its pod may take to end."""
    for w in cluster.workloads:
        said = w.spec.get(_GRACE)
        grace = GRACE if said is None else said
        for (path, container), hook in product(w.containers, _HOOKS):
            below = (*path, "lifecycle", hook, "sleep", "seconds")
            seconds = get(w.spec, *below)
            if type(seconds) is type(grace) is int and seconds > grace:
                who = f'the {hook} hook of container "{container.get("name")}" in {w.resource.title}'
                yield _too_long(w, below, f"{who} sleeps {seconds} s, and its pod has {grace} s to end", seconds)


def _too_long(w: Workload, below: Path, message: str, seconds: int) -> Finding:
    related = ((w.at("spec", _GRACE), "it has so long to end"),) if _GRACE in w.spec else ()
    hint = f"{_GRACE}: {seconds + GRACE}    # the sleep is a part of it"
    return Finding("sleep-over-grace", "error", message, w.at("spec", *below), hint, related)
