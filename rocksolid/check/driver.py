"""The driver of `rocksolid check`: blueprints, their YAML, what an independent reader says about that, and what is proven."""

import attrs

from rocksolid.check.promises import Promise, promises
from rocksolid.check.proof import Proof, proof
from rocksolid.check.rendered import Rendered
from rocksolid.compiler import Compiled, compile_gathered
from rocksolid.emit import yaml
from rocksolid.finding import Finding, Severity
from rocksolid.language.gather import Request, gather
from rocksolid.system.agreement import agreement
from rocksolid.system.cycles import critical_cycles
from rocksolid.system.resolve import System
from rocksolid.verify.cluster import Premises
from rocksolid.verify.document import Text
from rocksolid.verify.verdict import Verdict, verify

_STRICTER: dict[str, Severity] = {"mutable-image": "error"}
"""What `render` only warns of, because a single app can live with it for a day."""
_SAID_ALREADY = frozenset({"pod-security", "no-budget", "peer-matches-nothing"})
"""Warnings and notes of the verifier that are said about the blueprint itself, or were waived there: of peers, whether somebody is called so."""


@attrs.frozen(eq=False)
class Checked:
    """A system, its proof, what was promised and what of that holds, and all that is to be said about it."""

    compiled: Compiled
    verdict: Verdict
    proof: Proof
    promises: tuple[Promise, ...]
    findings: tuple[Finding, ...]


def check(request: Request) -> Checked:
    """Return what is proven about blueprints as one system; raise RefusedError where they do not compile."""
    report: list[Finding] = []
    compiled = compile_gathered(gather(attrs.evolve(request, closed=True), report), report)
    system = compiled.system
    rendered = _rendered(compiled)
    verdict = verify(rendered.objects, _premises(system))
    proven = proof(system, verdict.cluster, rendered)
    said = [finding for finding in verdict.findings if finding.severity == "error" or finding.code not in _SAID_ALREADY]
    findings = (
        *(attrs.evolve(one, severity=_STRICTER.get(one.code, one.severity)) for one in compiled.findings),
        *agreement(system),
        *critical_cycles(system),
        *map(rendered.blamed, said),
        *proven.findings,
    )
    return Checked(compiled, verdict, proven, promises(system, verdict.cluster, rendered, proven, findings), findings)


def _premises(system: System) -> Premises:
    """Return the version that the apps are meant for: of several the oldest, which reads the least."""
    return Premises(f"1.{min(platform.kubernetes for platform in system.platforms)}")


def _rendered(compiled: Compiled) -> Rendered:
    """Return every object as a text of its own, named as a reader would look for it."""
    owners = {(w.namespace or "", w.name): w for w in compiled.system.workloads}
    texts = {Text(f"{one.ref.kind}/{one.content['metadata']['name']}", yaml.dump(one.content)): one for one in compiled.manifests}
    return Rendered(texts, {text: owners.get((one.ref.owner.namespace, one.ref.owner.name)) for text, one in texts.items()})
