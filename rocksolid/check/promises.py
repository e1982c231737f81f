"""What rocksolid promises about a system, and what of that was proven on its YAML: the summary for people."""

from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from rocksolid.check.codes import REFUSED
from rocksolid.check.drains import replicated
from rocksolid.check.proof import Proof
from rocksolid.finding import Finding
from rocksolid.system.exposure import entrance
from rocksolid.system.resolve import System
from rocksolid.verify.budgets import coverage
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.podsecurity import lowered

State = Literal["proven", "partly", "broken"]
"""`partly`: what can be proven holds, but some of it cannot be, or a blueprint gives it up. Whatever is `broken` has an error of its own."""


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
    proof: Proof
    errors: frozenset[str]
    notes: frozenset[str]

    def state(self, *codes: str, partly: bool = False) -> State:
        """Return whether a promise holds that some errors break."""
        return "broken" if self.errors & {*codes} else "partly" if partly else "proven"


def promises(system: System, cluster: Cluster, proof: Proof, findings: Iterable[Finding]) -> tuple[Promise, ...]:
    """Return every promise with its state, in the order in which a reader asks."""
    said = list(findings)
    codes = {severity: frozenset(one.code for one in said if one.severity == severity) for severity in ("error", "note")}
    known = _Known(system, cluster, proof, codes["error"], codes["note"])
    return tuple(promise for each in _PROMISES for promise in each(known))


def _calls(known: _Known) -> Iterator[Promise]:
    proof = known.proof
    over = f"{proof.open} of {proof.pairs} pairs of workloads are open, {_counted(proof.outside, 'hole')} to and from outside"
    wider = f"; {proof.unproven} cannot be proven" if proof.unproven else ""
    state = known.state("call-undeclared", "call-cut", "app-missing", partly=bool(proof.unproven))
    yield Promise("calls allowed = calls declared", state, over + wider)
    state = known.state("caller-not-allowed", "unknown-app", "unknown-component")
    yield Promise("every dependency is admitted by its callee", state, f"{_counted(proof.entries, 'dependency')} on apps")


def _services(known: _Known) -> Iterator[Promise]:
    served = sum(bool(w.service_ports) for w in known.system.workloads)
    ways = sum(bool(entrance(w)) for w in known.system.workloads)
    over = f"{_counted(served, 'Service')}, {_counted(ways, 'exposed app')}"
    state = known.state("service-misled", "route-misled", "backend-unknown", "target-port-unknown")
    yield Promise("every Service and route leads to its own app", state, over)


def _pods(known: _Known) -> Iterator[Promise]:
    workloads = known.cluster.workloads
    lower = [w.name for w in known.cluster.once(lowered)]
    state = known.state("pod-security", "hardening-lost", partly=bool(lower))
    over = f"{len(workloads) - len(lower)} of {_counted(len(workloads), 'workload')}"
    but = f"; {'not' if state == 'broken' else 'given up by'} {', '.join(lower)}" if lower else ""
    yield Promise('every pod is "restricted"', state, over + but)


def _drains(known: _Known) -> Iterator[Promise]:
    over = f"{_counted(len(replicated(known.system)), 'app')} of two or more replicas"
    yield Promise("no drain stops an app of two or more replicas", known.state("drain-stops-app"), over)
    budgets = coverage(known.cluster).budgets
    refused = any(budget.refused for budget in budgets)
    state = "broken" if refused else known.state("budget-blocks", "budgets-overlap", "budget-without-scale")
    yield Promise("no budget blocks for ever", state, _counted(len(budgets), "budget"))


def _outages(known: _Known) -> Iterator[Promise]:
    critical = [one for w in known.system.workloads for one in w.app.dependencies if one.critical]
    waiting = sum(any(one.critical for one in w.app.dependencies) for w in known.system.workloads)
    yield Promise("no circle of critical dependencies", known.state("critical-cycle"), _counted(len(critical), "critical dependency"))
    over = f"{_counted(waiting, 'app')} with critical dependencies"
    yield Promise("no restart because a neighbour is down", known.state("restarted-by-outage"), over)


def _schemas(known: _Known) -> Iterator[Promise]:
    unchecked = [why for code, why in _UNCHECKED.items() if code in known.notes]
    over = "; ".join((_counted(len(known.cluster.resources), "object"), *dict.fromkeys(unchecked)))
    says = f"every object is one of Kubernetes {known.cluster.premises.kubernetes}"
    yield Promise(says, known.state("schema", "api-removed", *REFUSED, partly=bool(unchecked)), over)


_PROMISES = (_calls, _services, _pods, _drains, _outages, _schemas)


def _counted(number: int, thing: str) -> str:
    """Return "1 budget", "2 budgets", "no critical dependencies"."""
    several = f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{number or 'no'} {thing if number == 1 else several}"
