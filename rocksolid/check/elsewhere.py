"""Which fields of an app's objects decide what the verifier says of another place: where an author wrote over them, he is told."""

from collections.abc import Mapping

from rocksolid.check.written import Area
from rocksolid.verify.cluster import CONTAINERS, TEMPLATES

Areas = Mapping[str, tuple[Area, ...]]
"""By kind of object: the areas in it."""


def _in_pods(*below: Area) -> Areas:
    """Return areas of the pod template, in every kind that has one."""
    return {kind: tuple((*path, *area) for area in below) for (_, kind), path in TEMPLATES.items()}


LABELS: tuple[Area, ...] = (("metadata", "labels"), ("spec", "hostNetwork"))
"""What decides in a pod template by whom its pods are selected: on the network of their node, policies do not select them."""
PORTS: tuple[Area, ...] = tuple(("spec", group, None, "ports") for group in CONTAINERS)
"""What decides in a pod template which ports its pods have."""
HARDENING: tuple[Area, ...] = (("spec", "securityContext"),)
"""What decides in a pod template what its containers inherit."""
_SPEC: tuple[Area, ...] = (("spec",),)
_SELECTED = _in_pods(*LABELS)
_HAVING_PORTS = _in_pods(*PORTS)
_INHERITING = _in_pods(*HARDENING)

ELSEWHERE: Mapping[str, Areas] = {
    "backend-unknown": {"Service": _SPEC},
    "budget-covers-nothing": _SELECTED,
    "hardening-lost": _INHERITING,
    "no-policy": {**_SELECTED, "NetworkPolicy": (("spec", "ingress"), ("spec", "egress"), ("spec", "policyTypes"))},
    "pod-security": _INHERITING,
    "policy-port-unknown": _HAVING_PORTS,
    "policy-selects-nothing": _SELECTED,
    "probe-port-unknown": _HAVING_PORTS,
    "service-selects-nothing": _SELECTED,
    "target-port-unknown": _HAVING_PORTS,
}
"""By code of a finding."""
