"""Who depends on whom: apps and all that they call, as nodes, and their dependencies as links between these."""

from collections.abc import Iterable
from functools import cached_property
from typing import Literal

import attrs

from rocksolid.finding import Spot
from rocksolid.language.peers import Dependency
from rocksolid.system.known import Known
from rocksolid.system.workload import Workload

NodeKind = Literal["app", "neighbour", "host", "network", "pods", "kubernetes"]


@attrs.frozen
class Node:
    """One end of a link.

    An `app` was given (its `workload` is there), a `neighbour` is an app of which only the name is known. The others are
    outside: a `host` by its DNS name, a `network` by its addresses, `pods` by their labels (written as kubectl takes
    them), a part of the cluster as `kubernetes:api`, `kubernetes:node` or `kubernetes:identity`.
    """

    kind: NodeKind
    namespace: str | None
    name: str
    workload: Workload | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def full_name(self) -> str:
        """Its name, after its namespace where that is known."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@attrs.frozen(eq=False)
class Link:
    """One node that calls another: both as positions in `Links.nodes`.

    `positions` are those of the dependencies in the caller's list that say so, critical ones first, and `spot` is that of
    the first. The link is critical if one of them is.
    """

    caller: int
    callee: int
    critical: bool
    positions: tuple[int, ...]
    spot: Spot


@attrs.frozen(eq=False, slots=False)
class Links:
    """All nodes, the apps first in the order of namespaces and names, and all links, each pair of nodes once."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    @cached_property
    def callers(self) -> tuple[tuple[Link, ...], ...]:
        """The links to each node."""
        return _by_end(len(self.nodes), ((link.callee, link) for link in self.links))

    @cached_property
    def callees(self) -> tuple[tuple[Link, ...], ...]:
        """The links from each node."""
        return _by_end(len(self.nodes), ((link.caller, link) for link in self.links))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each node is called: its name alone, or its full name where others have the same."""
        count: dict[str, int] = {}
        for node in self.nodes:
            count[node.name] = count.get(node.name, 0) + 1
        return tuple(node.name if count[node.name] == 1 else node.full_name for node in self.nodes)

    def called(self, word: str) -> tuple[int, ...]:
        """Return the nodes that a word names: by name or full name, else apps by what others call them where an instance is named otherwise."""
        exact = tuple(number for number, node in enumerate(self.nodes) if word in {node.name, node.full_name})
        return exact or tuple(number for number, node in enumerate(self.nodes) if word in _as_callers_say(node))


def linked(workloads: Iterable[Workload]) -> Links:
    """Return the nodes and links of some apps.

    A dependency that may mean several apps (by a name that several instances share, or by labels) is a link to each of
    them. One with `calls = false` is none: what is never called is not missed.
    """
    known = Known(tuple(sorted(workloads, key=lambda w: (w.namespace or "", w.name))))
    numbers = {_app(w): number for number, w in enumerate(known.workloads)}
    found: dict[tuple[int, int], list[int]] = {}
    for caller, w in enumerate(known.workloads):
        for position, dependency in enumerate(w.app.dependencies):
            if dependency.calls:
                for node in _meant(w, dependency, known):
                    found.setdefault((caller, numbers.setdefault(node, len(numbers))), []).append(position)
    return Links(tuple(numbers), tuple(_link(known.workloads[ends[0]], ends, positions) for ends, positions in found.items()))


def _link(w: Workload, ends: tuple[int, int], positions: Iterable[int]) -> Link:
    critical_first = tuple(sorted(positions, key=lambda position: not w.app.dependencies[position].critical))
    spot = w.layers.at(("dependencies", critical_first[0]))
    return Link(*ends, w.app.dependencies[critical_first[0]].critical, critical_first, spot)


def _meant(w: Workload, dependency: Dependency, known: Known) -> Iterable[Node]:
    """Return the nodes that a dependency of an app means, at least one."""
    if dependency.host:
        return [Node("host", None, dependency.host)]
    if dependency.kubernetes:
        return [Node("kubernetes", None, f"kubernetes:{dependency.kubernetes}")]
    if dependency.cidr:
        return [Node("network", None, ",".join(dependency.cidr))]
    namespace = dependency.namespace or w.namespace
    if dependency.app:
        place = (namespace, str(dependency.app))
        meant = [w] if place == (w.namespace, w.app.name) else known.apps.get(place, ())
        return [*map(_app, meant)] or [Node("neighbour", *place)]
    labels = ",".join(f"{key}={value}" for key, value in dependency.labels.items())
    return [*map(_app, known.selected(namespace, dependency.labels))] or [Node("pods", namespace, labels or "*")]


def _app(w: Workload) -> Node:
    return Node("app", w.namespace, w.name, w)


def _as_callers_say(node: Node) -> set[str]:
    """Return the names by which dependencies mean an app: that of the blueprint, alone or after the namespace."""
    if not node.workload:
        return set()
    name = node.workload.app.name
    return {name, f"{node.namespace}/{name}"}


def _by_end(count: int, links: Iterable[tuple[int, Link]]) -> tuple[tuple[Link, ...], ...]:
    ends: list[list[Link]] = [[] for _ in range(count)]
    for end, link in links:
        ends[end].append(link)
    return tuple(map(tuple, ends))
