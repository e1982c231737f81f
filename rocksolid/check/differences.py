"""Calls that are open though nobody declares them, or closed though both ends do: said once for each line that decides them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.elsewhere import LABELS
from rocksolid.check.rendered import Deciding, Rendered
from rocksolid.finding import Finding, Place
from rocksolid.system.workload import Workload
from rocksolid.verify import cluster as rendered_cluster
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.policies import DIRECTIONS, Policy, policies
from rocksolid.verify.connectivity.ports import Ports

Pair = tuple[str, str]
"""The names of client and server."""
Open = Mapping[Pair, Ports]
"""What is open, by client and server."""
_NAMED = 3  # As many calls of one line are named; more are counted.
_SAYS = {
    "call-undeclared": (
        "the rendered policies let it through, and no blueprint declares it",
        "the rendered policies let them through, and no blueprint declares them",
    ),
    "call-cut": ("it is declared, and the rendered policies cut it", "they are declared, and the rendered policies cut them"),
}
"""By code: what is wrong with one call, and with several."""


@attrs.frozen(eq=False, slots=False)
class Ends:
    """Who is at the ends of calls, by name: apps, and rendered pods, of apps and of others."""

    cluster: Cluster
    rendered: Rendered
    apps: Mapping[str, Workload]
    pods: Mapping[str, rendered_cluster.Workload]

    def deciding(self, pair: Pair) -> Iterator[Deciding]:
        """Yield what decides whether a call is open: the policies on both ends, and what these are selected by."""
        for name, direction in zip(pair, reversed(DIRECTIONS), strict=True):
            if pods := self.pods.get(name):
                for policy in self._on(name, pods):
                    yield from ((policy.resource.document.text, ("spec", word)) for word in (direction.rules, "policyTypes"))
                yield from ((pods.resource.document.text, (*pods.path, *area)) for area in LABELS)

    def _on(self, name: str, pods: rendered_cluster.Workload) -> Iterator[Policy]:
        """Yield the policies that select pods, and those that are meant to."""
        for policy in policies(self.cluster):
            if policy.subjects >> self._positions[pods] & 1 or self.rendered.owner(policy.resource) is self.apps.get(name, policy):
                yield policy

    @cached_property
    def _positions(self) -> Mapping[rendered_cluster.Workload, int]:
        return {w: position for position, w in enumerate(self.cluster.workloads)}


def differences(compared: Sequence[tuple[Open, Open]], ends: Ends) -> Iterator[Finding]:
    """Yield an error for what is declared and not allowed, or the other way round: one a call, or one for all that one author's line decides."""
    decided: dict[tuple[str, Place], list[tuple[Finding, str]]] = {}
    for code, pair, ports in (one for declared, allowed in compared for one in _unequal(declared, allowed)):
        call = f"{pair[0]} => {pair[1]} : {ports.text()}"
        w = ends.apps.get(pair[1]) or ends.apps[pair[0]]
        finding = Finding(code, "error", f"{call}: {_SAYS[code][0]}", w.layers.at(("name",)), OUR_MISTAKE)
        blamed = ends.rendered.blamed(finding, ends.deciding(pair))
        if blamed is finding or blamed.spot is None:
            yield finding
        else:
            decided.setdefault((code, blamed.spot.place()), []).append((blamed, call))
    for (code, _), several in decided.items():
        first, calls = several[0][0], [call for _, call in several]
        more = f" and {len(calls) - _NAMED} more" if len(calls) > _NAMED else ""
        yield first if len(calls) == 1 else attrs.evolve(first, message=f"{'; '.join(calls[:_NAMED])}{more}: {_SAYS[code][1]}")


def _unequal(declared: Open, allowed: Open) -> Iterator[tuple[str, Pair, Ports]]:
    """Yield every difference of two computations, with the code of it."""
    for pair in sorted({*declared, *allowed}):
        wanted, found = declared.get(pair, Ports()), allowed.get(pair, Ports())
        for code, ports in (("call-undeclared", found - wanted), ("call-cut", wanted - found)):
            if ports:
                yield code, pair, ports
