"""The driver of `rocksolid check`: blueprints, their YAML, what an independent reader says about that, and what is proven."""

import datetime as dt

import attrs

from rocksolid.check.drains import stopped
from rocksolid.check.expiry import expired, today
from rocksolid.check.hardening import lost
from rocksolid.check.kept import given_away
from rocksolid.check.promises import Promise, promises
from rocksolid.check.proof import Proof, proof
from rocksolid.check.rendered import Rendered
from rocksolid.check.restarts import restarted
from rocksolid.check.services import misled
from rocksolid.check.together import together
from rocksolid.compiler import Compiled, compile_gathered
from rocksolid.emit import yaml
from rocksolid.finding import Finding, Severity
from rocksolid.language.gather import Request, gather
from rocksolid.progress import Watch
from rocksolid.system.agreement import agreement
from rocksolid.system.cycles import critical_cycles
from rocksolid.system.resolve import System
from rocksolid.verify.cluster import Cluster, Premises
from rocksolid.verify.document import Text, YamlSpot
from rocksolid.verify.verdict import verify

_STRICTER: dict[str, Severity] = {"mutable-image": "error"}
"""What `render` only warns of, because a single app can live with it for a day."""
_SAID_ALREADY = frozenset({"dns-closed", "ingress-cut", "no-budget", "peer-matches-nothing", "pod-security"})
"""Warnings and notes of the verifier about what is known better here: from the words, from the platform file, or by a proof.

Of what authors pass on nothing is known but whether its pods are hardened.
"""
_HARDENING = frozenset({"pod-security"})
_OF_NEIGHBOURS = frozenset({"address-unknown", "backend-unknown"})
"""What it says of Services that are not rendered, though the blueprints of their apps are known."""
_FOLLOWING = frozenset({"budget-covers-nothing", "no-policy", "policy-selects-nothing", "service-selects-nothing"})
"""What follows from an error, where both stand in one line: that of the labels of pods."""


@attrs.frozen(eq=False)
class Checked:
    """A system, its proof, what was promised and what of that holds, and all that is to be said about it."""

    compiled: Compiled
    proof: Proof
    promises: tuple[Promise, ...]
    findings: tuple[Finding, ...]


def check(request: Request, day: dt.date | None = None) -> Checked:
    """Return what is proven about blueprints as one system on a day (None: today); raise RefusedError where they do not compile."""
    report: list[Finding] = []
    compiled = compile_gathered(gather(attrs.evolve(request, closed=True), report), report)
    system = compiled.system
    rendered = _rendered(compiled, request.watch)
    cluster, said = _verified(system, rendered, request)
    request.watch("proving")
    proven = proof(system, cluster, rendered)
    findings = _without_consequences(
        *(attrs.evolve(one, severity=_STRICTER.get(one.code, one.severity)) for one in compiled.findings),
        *agreement(system),
        *critical_cycles(system),
        *proven.findings,
        *misled(system, cluster, rendered),
        *lost(cluster, rendered),
        *expired(system, day or today()),
        *stopped(system, cluster, rendered),
        *restarted(cluster, rendered),
        *given_away(cluster, rendered),
        *said,
    )
    return Checked(compiled, proven, promises(system, cluster, proven, findings), findings)


def _verified(system: System, rendered: Rendered, request: Request) -> tuple[Cluster, list[Finding]]:
    """Return the rendered objects as a cluster, with what the verifier says of them, at the blueprints' lines.

    Of several platforms the newest version counts: the rules leave out what an older one would not read. What is said of the
    platform's own objects is nothing that an author could change, unless it is an error.
    """
    premises = Premises(f"1.{max(platform.kubernetes for platform in system.platforms)}")
    verdict = verify(rendered.objects, premises, request.watch, request.share)
    silent = _SAID_ALREADY | (_OF_NEIGHBOURS if system.neighbours else frozenset[str]())
    said = (one for one in verdict.findings if one.severity == "error" or one.code not in _silenced(one, silent, rendered))
    blamed = (rendered.blamed(one) for one in said)
    return verdict.cluster, together(one for one in blamed if one.severity == "error" or not isinstance(one.spot, YamlSpot))


def _silenced(finding: Finding, silent: frozenset[str], rendered: Rendered) -> frozenset[str]:
    """Return the codes that are not said in a place."""
    return silent - _SAID_ALREADY | _HARDENING if isinstance(finding.spot, YamlSpot) and rendered.is_passed_on(finding.spot) else silent


def _without_consequences(*findings: Finding) -> tuple[Finding, ...]:
    """Return findings without those that follow from an error in the same line."""
    if not any(one.code in _FOLLOWING for one in findings):
        return findings
    wrong = {one.spot.place() for one in findings if one.severity == "error" and one.spot}
    return tuple(one for one in findings if one.code not in _FOLLOWING or not one.spot or one.spot.place() not in wrong)


def _rendered(compiled: Compiled, watch: Watch) -> Rendered:
    """Return every object as a text of its own, named as a reader would look for it."""
    owners = {(w.namespace or "", w.name): w for w in compiled.system.workloads}
    texts = {
        Text(f"{one.ref.kind}/{one.content['metadata']['name']}", yaml.dump(one.content)): one
        for one in watch("writing", compiled.manifests)
    }
    return Rendered(texts, {text: owners.get((one.ref.owner.namespace, one.ref.owner.name)) for text, one in texts.items()})
