"""One declared end of a call: the other side, the ports, and where it was declared."""

from collections.abc import Mapping
from typing import Any

import attrs

from rocksolid.language.table import NOTHING

EVERY_NAMESPACE = "*"
Ports = tuple[tuple[str, int], ...]
"""What a policy compares: protocol and the pod's number; none where every port is meant."""


@attrs.frozen(eq=False, repr=False)
class Pods:
    """Pods by their labels, in a namespace (None: the workload's own, `*`: all of them)."""

    namespace: str | None = None
    labels: Mapping[Any, str] = NOTHING


@attrs.frozen(eq=False, repr=False)
class Addresses:
    """A network outside the cluster, without some networks inside it."""

    cidr: str
    without: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Host:
    """A host by its DNS name, which only Cilium can enforce."""

    name: str


@attrs.frozen(eq=False, repr=False)
class Entity:
    """Something that only Cilium can name, like `kube-apiserver`."""

    name: str


Side = Pods | Addresses | Host | Entity


@attrs.frozen(eq=False, repr=False)
class Call:
    """One declared end of a call.

    `sides` are the other side in all its forms, `ports` what is opened (empty: every port),
    `path` where the app (or, beginning with "platform.", its platform) declares it, `because` the inputs that decide it.
    `app` is the neighbour meant, as (namespace or None for the own, name), where the call names one.
    """

    sides: tuple[Side, ...]
    ports: Ports
    path: tuple[str | int, ...]
    because: tuple[str, ...]
    app: tuple[str | None, str] | None = None
    critical: bool = False
    exact: bool = True
    """Whether the hole is no wider than the declaration."""
