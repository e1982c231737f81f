"""One pod as a server reads it before there is one: its spec, where that stands, and its containers of all sorts."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

import attrs

from rocksolid.verify.cluster import CONTAINERS
from rocksolid.verify.document import Path, items, tables
from rocksolid.verify.server.fields import is_number
from rocksolid.verify.server.refusal import Refusal

GRACE = 30
"""The seconds that a pod has to end where it says nothing: what the server sets."""
ALWAYS = "Always"
"""The restart policy of an init container that goes on running beside the others, and of pods where they say nothing."""


@attrs.frozen(eq=False)
class Container:
    """One container of a pod: the list that it stands in, its path in the object, and what it says."""

    group: str
    path: Path
    content: Mapping[str, Any]

    @property
    def goes_on(self) -> bool:
        """Whether it runs as long as the pod does, so that it may have probes and hooks."""
        return self.group == "containers" or (self.group == "initContainers" and self.content.get("restartPolicy") == ALWAYS)


@attrs.frozen(eq=False, slots=False)
class Pod:
    """The spec of a pod, its path in the object, and the minor version of Kubernetes; of `claims`, a controller adds volumes."""

    spec: Mapping[str, Any]
    path: Path
    minor: int
    metadata: Mapping[str, Any]
    claims: frozenset[str] = frozenset()

    @cached_property
    def containers(self) -> tuple[Container, ...]:
        """Its containers of all sorts."""
        spec = self.spec
        return tuple(
            Container(group, (*self.path, group, index), one) for group in CONTAINERS if group in spec for index, one in items(spec, group)
        )

    @cached_property
    def volumes(self) -> Mapping[str, Mapping[str, Any]]:
        """Its volumes by name; those that a controller adds are claims."""
        own = {one["name"]: one for _, one in tables(self.spec, "volumes") if isinstance(one.get("name"), str)}
        return {**own, **{name: {"persistentVolumeClaim": {}} for name in self.claims}}

    @property
    def grace(self) -> int | None:
        """The seconds that it has to end, None where what it says is no number."""
        said = self.spec.get("terminationGracePeriodSeconds")
        return GRACE if said is None else said if is_number(said) else None

    @property
    def has_own_users(self) -> bool:
        """Whether the users in it are not those of its node."""
        return self.spec.get("hostUsers") is False

    @property
    def on_host_network(self) -> bool:
        """Whether it uses the network of its node."""
        return self.spec.get("hostNetwork") is True


PodRule = Callable[[Pod], Iterator[Refusal]]
"""A rule about a pod: it yields what is refused, with paths in the object; what has another type than the field's is passed over."""
ContainerRule = Callable[[Pod, Container], Iterator[Refusal]]
"""A rule about one container of a pod."""
