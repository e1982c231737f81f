"""Workloads become a system: every name that was given is a workload, and every call has its two sides."""

from collections.abc import Callable, Iterable, Sequence

import attrs

from rocksolid.finding import Finding
from rocksolid.language.peers import Dependency
from rocksolid.language.platform import Platform
from rocksolid.system.addresses import addresses
from rocksolid.system.ambiguity import ambiguous
from rocksolid.system.inbound import inbound
from rocksolid.system.outbound import outbound
from rocksolid.system.workload import Workload

Named = Callable[[str | None, str], Sequence[Workload]]
"""Gives the apps of a namespace (None: without one) and name, as far as their blueprints can be read; several are several instances."""


@attrs.frozen(eq=False, repr=False)
class System:
    """All workloads that are compiled together; in a closed world, with all `neighbours` that are not rendered.

    A rule is given one, and walks its `workloads`: those of its own platform, in the order of namespaces and names.
    """

    workloads: tuple[Workload, ...]
    neighbours: tuple[Workload, ...] = ()

    @property
    def platforms(self) -> tuple[Platform, ...]:
        """The platforms of the workloads, each once."""
        return tuple(dict.fromkeys(w.platform for w in self.workloads))


def resolve(workloads: Iterable[Workload], named: Named, report: list[Finding]) -> System:
    """Return the system with every call resolved, in the order of namespaces and names; report what cannot be known."""
    ordered = tuple(sorted(workloads, key=lambda w: (w.namespace or "", w.name)))

    def meant(w: Workload, dependency: Dependency) -> Sequence[Workload]:
        place = (dependency.namespace or w.namespace, str(dependency.app))
        return [w] if place == (w.namespace, w.app.name) else named(*place)

    for w in ordered:
        found = [(position, meant(w, one)) for position, one in enumerate(w.app.dependencies) if one.app]
        report += [finding for position, apps in found for finding in ambiguous(w, position, apps)]
        w.callees = {position: apps[0] for position, apps in found if apps}
        w.addresses = addresses(w, report)
        w.inbound = tuple(inbound(w, report))
        w.outbound = tuple(outbound(w, report))
    return System(ordered)


def among(workloads: Iterable[Workload], others: Named) -> Named:
    """Return what gives the apps of some workloads, in the order of their names, and where there are none what gives others."""
    given: dict[tuple[str | None, str], list[Workload]] = {}
    for w in sorted(workloads, key=lambda w: w.name):
        given.setdefault((w.namespace, w.app.name), []).append(w)
    return lambda namespace, name: given.get((namespace, name)) or others(namespace, name)
