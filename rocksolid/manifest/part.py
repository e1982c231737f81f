"""A piece of one Kubernetes object, shaped like its YAML, with the inputs that caused it."""

from collections.abc import Mapping
from typing import Any

import attrs

Content = Mapping[str, Any]
"""A piece of an object, as plain data; it is shared, so nobody changes it."""

Identity = tuple[str, str, str, str | None]
"""What a cluster tells objects apart by: the group of the API (and not its version), kind, name and namespace."""


@attrs.frozen(repr=False)
class Owner:
    """Whose object something is: an app by namespace and name, or the platform (no name)."""

    namespace: str
    name: str


PLATFORM = Owner("", "")
"""The owner of objects that belong to no app."""


@attrs.frozen
class Ref:
    """One object by its identity; what else is said here is the same for every part of it.

    `metadata` holds the labels and annotations that all objects of the owner have (what a part says of one counts more),
    `because` the inputs that decide them and the identity. `hashed` marks an object whose name ends in a hash of its pod
    template, because that template is immutable.
    """

    api_version: str
    kind: str
    name: str
    namespace: str | None
    owner: Owner = attrs.field(default=PLATFORM, eq=False)
    metadata: Mapping[str, Content] = attrs.field(factory=dict, eq=False)
    because: tuple[str, ...] = attrs.field(default=(), eq=False)
    hashed: bool = attrs.field(default=False, eq=False)

    @property
    def identity(self) -> Identity:
        """What a cluster tells it apart by."""
        return self.api_version.rpartition("/")[0], self.kind, self.name, self.namespace


@attrs.frozen(eq=False)
class Part:
    """What one rule says about one object.

    `because` names the inputs as dotted paths of the owner's blueprint (`"replicas"`, `"disruption.max_unavailable"`);
    those of the platform file begin with `platform.`, those of a dependency's blueprint with `callee.`.
    """

    ref: Ref
    content: Content
    because: tuple[str, ...]
