"""The apps that are known, and which of them a word of a blueprint means."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from rocksolid.system.workload import Workload

Place = tuple[str | None, str]
"""A namespace (None: the manifests name none), and a name in it."""


@attrs.frozen(eq=False, slots=False)
class Known:
    """Some apps, to be found by what others call them."""

    workloads: tuple[Workload, ...]

    @cached_property
    def apps(self) -> Mapping[Place, Sequence[Workload]]:
        """The apps of each name: several where instances share it."""
        found: dict[Place, list[Workload]] = {}
        for w in self.workloads:
            found.setdefault((w.namespace, w.app.name), []).append(w)
        return found

    @cached_property
    def components(self) -> Mapping[Place, Sequence[Workload]]:
        """The apps of each component."""
        found: dict[Place, list[Workload]] = {}
        for w in self.workloads:
            found.setdefault((w.namespace, w.component), []).append(w)
        return found

    def selected(self, namespace: str | None, labels: Mapping[Any, str]) -> list[Workload]:
        """Return the apps of a namespace whose pods have all of some labels; without labels, all of them."""
        having = [self._labelled.get((namespace, *label), set()) for label in labels.items()] or [self._inside.get(namespace, set())]
        return [self.workloads[position] for position in sorted(set.intersection(*having))]

    @cached_property
    def _inside(self) -> Mapping[str | None, set[int]]:
        """The positions of the apps of a namespace."""
        found: dict[str | None, set[int]] = {}
        for position, w in enumerate(self.workloads):
            found.setdefault(w.namespace, set()).add(position)
        return found

    @cached_property
    def _labelled(self) -> Mapping[tuple[str | None, str, str], set[int]]:
        """The positions of the apps of a namespace whose pods have a label."""
        found: dict[tuple[str | None, str, str], set[int]] = {}
        for position, w in enumerate(self.workloads):
            for label in w.pod_labels.items():
                found.setdefault((w.namespace, *label), set()).add(position)
        return found
