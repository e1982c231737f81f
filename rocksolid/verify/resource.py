"""One Kubernetes object as it stands in a document."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from rocksolid.verify.document import Document, Path, YamlSpot, get, table

DEFAULT_NAMESPACE = "default"
"""Where kubectl puts what names no namespace."""


@attrs.frozen(eq=False, slots=False)
class Resource:
    """One object: the document that it stands in, its path there (an item of a List has one), and what it says.

    Whatever an author wrote may stand in `content`: use `get`, `table` and `tables` of `document` to look at it.
    """

    document: Document
    path: Path
    content: Mapping[str, Any] = attrs.field(repr=False)

    @cached_property
    def kind(self) -> str:
        """Its kind."""
        return str(self.content.get("kind") or "")

    @cached_property
    def group(self) -> str:
        """The group of its API, empty for the core."""
        return str(self.content.get("apiVersion") or "").rpartition("/")[0]

    @cached_property
    def name(self) -> str:
        """Its name."""
        return str(get(self.content, "metadata", "name") or get(self.content, "metadata", "generateName") or "")

    @cached_property
    def namespace(self) -> str:
        """Its namespace, `default` where it names none."""
        return str(get(self.content, "metadata", "namespace") or DEFAULT_NAMESPACE)

    @property
    def is_native(self) -> bool:
        """Whether its API is one of Kubernetes' own, whose groups have no dot, or end as reserved for the project."""
        return "." not in self.group or self.group.endswith(".k8s.io")

    @property
    def title(self) -> str:
        """What it is called in a sentence: `Deployment/web`."""
        return f"{self.kind}/{self.name}"

    @property
    def spec(self) -> Mapping[str, Any]:
        """Its spec, empty where it has none."""
        return table(self.content, "spec")

    def at(self, *path: str | int, key: bool = False) -> YamlSpot:
        """Return the spot of a field, or of its key; the nearest thing around it where it is not there."""
        return self.document.at((*self.path, *path), key=key)


def strings(content: Any) -> dict[str, str]:
    """Return a mapping as labels: what is no text is left out, because the server refuses it."""
    return (
        {key: value for key, value in content.items() if isinstance(key, str) and isinstance(value, str)}
        if isinstance(content, Mapping)
        else {}
    )
