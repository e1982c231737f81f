"""What rocksolid promises about a system, and what of that was proven on its YAML: the summary for people."""

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from rocksolid.check.proof import Proof
from rocksolid.check.rendered import Rendered
from rocksolid.check.restarts import restarted
from rocksolid.finding import Finding
from rocksolid.system.resolve import System
from rocksolid.verify.budgets import coverage, drainable
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.podsecurity import level_of

State = Literal["proven", "partly", "broken"]
"""`partly`: what can be proven holds, but some of it cannot be, or was given up by name in a blueprint."""


_UNCHECKED = {
    "schema-unchecked": "the schemas are not installed",
    "schema-unknown": "kinds of others are not checked",
    "unknown-kind": "kinds of others are not checked",
}
"""By the code of a note: why the fields of some objects were not compared with a schema."""


@attrs.frozen
class Promise:
    """One promise: what it says, whether it holds, and over what it was asked."""

    says: str
    state: State
    over: str


@attrs.frozen(eq=False)
class _Known:
    """All that the promises are asked of."""

    system: System
    cluster: Cluster
    rendered: Rendered
    proof: Proof
    errors: frozenset[str]
    notes: frozenset[str]

    def state(self, *codes: str, partly: bool = False) -> State:
        """Return whether a promise holds that some errors break."""
        return "broken" if self.errors & {*codes} else "partly" if partly else "proven"


def promises(system: System, cluster: Cluster, rendered: Rendered, proof: Proof, findings: Iterable[Finding]) -> tuple[Promise, ...]:
    """Return every promise with its state, in the order in which a reader asks."""
    said = list(findings)
    codes = {severity: frozenset(one.code for one in said if one.severity == severity) for severity in ("error", "note")}
    known = _Known(system, cluster, rendered, proof, codes["error"], codes["note"])
    return tuple(promise for each in _PROMISES for promise in each(known))


def _calls(known: _Known) -> Iterator[Promise]:
    proof = known.proof
    over = f"{proof.open} of {proof.pairs} pairs of workloads are open, {proof.outside} holes lead outside"
    wider = f"; {proof.unproven} cannot be proven" if proof.unproven else ""
    state = known.state("call-undeclared", "call-cut", "app-missing", partly=bool(proof.unproven))
    yield Promise("calls allowed = calls declared", state, over + wider)
    state = known.state("caller-not-allowed", "unknown-app", "unknown-component")
    yield Promise("every dependency is admitted by its callee", state, f"{_counted(proof.entries, 'dependency')} on apps")


def _pods(known: _Known) -> Iterator[Promise]:
    workloads, kubernetes = known.cluster.workloads, known.cluster.premises.kubernetes
    lower = [w.name for w in workloads if level_of(w, kubernetes) != "restricted"]
    over = f"{len(workloads) - len(lower)} of {_counted(len(workloads), 'workload')}"
    but = f"; given up by {', '.join(lower)}" if lower else ""
    yield Promise('every pod is "restricted"', known.state("pod-security", partly=bool(lower)), over + but)


def _drains(known: _Known) -> Iterator[Promise]:
    drains = drainable(known.cluster)
    troubled = [f"{one.w.name}: {one.trouble}" for one in drains if not one.safe]
    over = f"{len(drains) - len(troubled)} of {_counted(len(drains), 'workload')} with more than one replica"
    yield Promise("no drain stops an app of two or more replicas", "broken" if troubled else "proven", "; ".join((over, *troubled)))
    budgets = coverage(known.cluster).budgets
    state = known.state("budget-blocks", "budgets-overlap", "budget-without-scale")
    yield Promise("no budget blocks for ever", state, _counted(len(budgets), "budget"))


def _outages(known: _Known) -> Iterator[Promise]:
    critical = [one for w in known.system.workloads for one in w.app.dependencies if one.critical]
    waiting = sum(any(one.critical for one in w.app.dependencies) for w in known.system.workloads)
    over = _counted(len(critical), "critical dependency")
    yield Promise("no circle of critical dependencies", known.state("critical-cycle"), over)
    broken = [w.name for w in restarted(known.cluster, known.rendered)]
    over = "; ".join((f"{_counted(waiting, 'app')} with critical dependencies", *broken))
    yield Promise("no restart because a neighbour is down", "broken" if broken else "proven", over)


def _schemas(known: _Known) -> Iterator[Promise]:
    unchecked = [why for code, why in _UNCHECKED.items() if code in known.notes]
    over = "; ".join((_counted(len(known.cluster.resources), "object"), *dict.fromkeys(unchecked)))
    says = f"every object is one of Kubernetes {known.cluster.premises.kubernetes}"
    yield Promise(says, known.state("schema", "api-removed", partly=bool(unchecked)), over)


_PROMISES = (_calls, _pods, _drains, _outages, _schemas)


def _counted(number: int, thing: str) -> str:
    """Return "1 budget", "2 budgets", "no critical dependencies"."""
    several = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number or 'no'} {thing if number == 1 else several}"
