"""Whether Kubernetes can see that an app does not serve: as far as what readiness asks can tell."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.language.container import ProbeKind
from rocksolid.system.outage import Outage
from rocksolid.system.probes import questions
from rocksolid.system.workload import Workload

SEES: Mapping[ProbeKind, bool | None] = {"http": True, "grpc": True, "exec": None, "tcp": False, "none": False}
"""Whether an answer can tell of a neighbour's outage. Of http and grpc the author promises it by calling a dependency critical;
what a command looks at is not known; an open port says nothing of neighbours."""
_ENDS = frozenset({"job", "cron"})
"""The kinds that nobody calls, and whose failure is seen by how their pods end."""


@attrs.frozen(eq=False)
class Unseen:
    """An app that is unready, and that Kubernetes may take for ready: how it is asked, and whether it has a Service that brings calls."""

    node: int
    readiness: ProbeKind
    called: bool


def unseen(outage: Outage) -> Iterator[Unseen]:
    """Yield the unready apps of which Kubernetes does not see that, or may not."""
    for node, state in sorted(outage.states.items()):
        w = outage.links.nodes[node].workload
        if w and state == "unready" and w.kind not in _ENDS and not SEES[asked(w)]:
            yield Unseen(node, asked(w), bool(w.service_ports))


def asked(w: Workload) -> ProbeKind:
    """Return how readiness is asked: of several containers in the way that sees most, as one that is unready makes its pod unready."""
    kinds = {question.kind for question in questions(w, "readiness").values()}
    return next((kind for kind in SEES if kind in kinds), "none")
