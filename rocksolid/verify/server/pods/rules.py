"""The rules about pods: the table of contents of what is refused in one."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.server.pods.annotations import annotations
from rocksolid.verify.server.pods.claims import claims
from rocksolid.verify.server.pods.containers import containers, made_images
from rocksolid.verify.server.pods.names import fields, gates, host_aliases, name_servers
from rocksolid.verify.server.pods.placement import affinity, node_selector, tolerations
from rocksolid.verify.server.pods.pod import Pod, PodRule
from rocksolid.verify.server.pods.ports import host_network, host_ports, made_host_ports
from rocksolid.verify.server.pods.resources import overhead
from rocksolid.verify.server.pods.security import of_pod
from rocksolid.verify.server.pods.spread import made_keys, spread
from rocksolid.verify.server.pods.systems import host_processes, system
from rocksolid.verify.server.pods.together import made_together, together
from rocksolid.verify.server.pods.volumes import volumes
from rocksolid.verify.server.refusal import Refusal

RULES: tuple[PodRule, ...] = (
    affinity,
    claims,
    containers,
    fields,
    gates,
    host_aliases,
    host_network,
    host_ports,
    host_processes,
    name_servers,
    node_selector,
    of_pod,
    overhead,
    spread,
    system,
    together,
    tolerations,
    volumes,
)
"""What holds for every spec of a pod; the order has no meaning."""
MADE: tuple[PodRule, ...] = (made_host_ports, made_images, made_keys, made_together)
"""What holds only for pods: a template that does not hold it is taken, and no pod is ever made of it."""


def pod_template(template: Any, path: Path, minor: int, claims: frozenset[str] | None = None) -> Iterator[Refusal]:
    """Yield what is refused in a pod template, whatever it is; `path` is where the template stands in its object.

    Of its metadata, only the annotations that Kubernetes reads are looked at. `minor` is the minor version of Kubernetes. `claims` are
    the names of volumes that a StatefulSet adds, given where the server reads the spec of such a one only when the pods are made.
    """
    one = Pod(table(template, "spec"), (*path, "spec"), minor, table(template, "metadata"), claims or frozenset())
    yield from annotations(one)
    if claims is None:
        yield from _found(one, RULES)
        yield from _of_pods(_found(one, MADE), one.path)
    else:
        yield from _of_pods(_found(one, (*RULES, *MADE)), one.path)


def pod(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in the spec and the annotations of a Pod."""
    yield from _found(Pod(table(one, "spec"), ("spec",), minor, table(one, "metadata")), (annotations, *RULES, *MADE))


def _found(one: Pod, rules: tuple[PodRule, ...]) -> Iterator[Refusal]:
    return chain.from_iterable(rule(one) for rule in rules) if one.spec else iter(())


def _of_pods(refusals: Iterator[Refusal], path: Path) -> Iterator[Refusal]:
    """Yield refusals as the server says them of a pod, whose spec stands at its root."""
    for one in refusals:
        yield Refusal(("spec", *one.path[len(path) :]), one.problem, one.hint, "pod", one.path if one.spot is None else one.spot)
