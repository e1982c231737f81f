"""The rules about pods: the table of contents of what is refused in one."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.server.pods.annotations import annotations
from rocksolid.verify.server.pods.claims import claims
from rocksolid.verify.server.pods.containers import containers, made_images
from rocksolid.verify.server.pods.names import FIELDS, fields, gates, host_aliases, name_servers
from rocksolid.verify.server.pods.placement import affinity, node_selector, tolerations
from rocksolid.verify.server.pods.ports import host_network, host_ports, made_host_ports
from rocksolid.verify.server.pods.resources import overhead
from rocksolid.verify.server.pods.security import of_pod
from rocksolid.verify.server.pods.spec import Pod, PodRule
from rocksolid.verify.server.pods.spread import made_keys, spread
from rocksolid.verify.server.pods.systems import host_processes, system
from rocksolid.verify.server.pods.together import made_together, together
from rocksolid.verify.server.pods.volumes import volumes
from rocksolid.verify.server.refusal import Refusal

_CONTAINERS = ("containers", "ephemeralContainers", "initContainers")
RULES: tuple[tuple[PodRule, tuple[str, ...]], ...] = (
    (affinity, ("affinity",)),
    (claims, ("resourceClaims",)),
    (containers, _CONTAINERS),
    (fields, FIELDS),
    (gates, ("readinessGates", "schedulingGates")),
    (host_aliases, ("hostAliases",)),
    (host_network, ("hostNetwork",)),
    (host_ports, _CONTAINERS),
    (host_processes, _CONTAINERS),
    (name_servers, ("dnsConfig", "dnsPolicy")),
    (node_selector, ("nodeSelector",)),
    (of_pod, ("hostUsers", "securityContext", "shareProcessNamespace")),
    (overhead, ("overhead",)),
    (spread, ("topologySpreadConstraints",)),
    (system, ("os",)),
    (together, ("resources",)),
    (tolerations, ("tolerations",)),
    (volumes, ("volumes",)),
)
"""What holds for every spec of a pod, each with the fields of the spec of which one must be there to break it; the order has no meaning."""
MADE: tuple[tuple[PodRule, tuple[str, ...]], ...] = (
    (made_host_ports, ("hostNetwork",)),
    (made_images, _CONTAINERS),
    (made_keys, ("affinity", "topologySpreadConstraints")),
    (made_together, ("resources",)),
)
"""What holds only for pods: a template that does not hold it is taken, and no pod is ever made of it."""


def pod_template(template: Any, path: Path, minor: int, claims: frozenset[str] | None = None) -> Iterator[Refusal]:
    """Yield what is refused in a pod template, whatever it is; `path` is where the template stands in its object.

    Of its metadata, only the annotations that Kubernetes reads are looked at. `minor` is the minor version of Kubernetes. `claims` are
    the names of volumes that a StatefulSet adds, given where the server reads the spec of such a one only when the pods are made.
    """
    if isinstance(template, Mapping) and template.get("spec") is None:
        yield Refusal((*path, "spec", "containers"), "must be set, and so must all of the spec", spot=path)
        return
    one = Pod(table(template, "spec"), (*path, "spec"), minor, table(template, "metadata"), claims or frozenset())
    yield from annotations(one)
    keys = frozenset(one.spec)
    if claims is None:
        yield from _found(one, _asked(keys))
        yield from _of_pods(_found(one, _asked_of_pods(keys)), one.path)
    else:
        yield from _of_pods(_found(one, (*_asked(keys), *_asked_of_pods(keys))), one.path)


def pod(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the spec and the annotations of a Pod."""
    if one.get("spec") is None:
        yield Refusal(("spec", "containers"), "must be set, and so must all of the spec", spot=())
    found = Pod(table(one, "spec"), ("spec",), minor, table(one, "metadata"))
    keys = frozenset(found.spec)
    yield from _found(found, (annotations, *_asked(keys), *_asked_of_pods(keys)))


def _found(one: Pod, rules: tuple[PodRule, ...]) -> Iterator[Refusal]:
    return chain.from_iterable(rule(one) for rule in rules)


@lru_cache(maxsize=1024)  # Pods mostly have the same fields as others.
def _asked(keys: frozenset[str]) -> tuple[PodRule, ...]:
    """Return the rules that a spec with some fields could break."""
    return tuple(rule for rule, fields in RULES if not keys.isdisjoint(fields))


@lru_cache(maxsize=1024)
def _asked_of_pods(keys: frozenset[str]) -> tuple[PodRule, ...]:
    return tuple(rule for rule, fields in MADE if not keys.isdisjoint(fields))


def _of_pods(refusals: Iterator[Refusal], path: Path) -> Iterator[Refusal]:
    """Yield refusals as the server says them of a pod, whose spec stands at its root."""
    for one in refusals:
        yield Refusal(("spec", *one.path[len(path) :]), one.problem, one.hint, "pod", one.path if one.spot is None else one.spot)
