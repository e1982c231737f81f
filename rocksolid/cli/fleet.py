"""Many apps as one text: each is written as soon as it is decided, and forgotten, by every core that there is."""

from collections.abc import Mapping
from contextlib import suppress
from itertools import chain

from rocksolid.cli.workers import shared_out
from rocksolid.compiler import Compiled, RefusedError, compile_system, contradictions, decided, resolved
from rocksolid.emit import yaml
from rocksolid.finding import Finding
from rocksolid.language.gather import Gathered, Request
from rocksolid.manifest.part import Identity, Owner
from rocksolid.system.advice import WARNINGS
from rocksolid.system.clashes import same_names
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_PIECES = 64
"""So many that all processes end at about the same time."""

Written = tuple[str, list[Identity]]
"""The manifests of an app, and what a cluster tells these objects apart by."""


def yaml_of(gathered: Gathered, report: list[Finding]) -> str:
    """Return the manifests of a fleet; report warnings, and raise RefusedError where there are errors.

    Apps of which nothing is to be said are written one by one; the others together, as if there were none but them.
    Findings, their order and the text are those of the driver.
    """
    workloads, said = decided(gathered, report), list[Finding]()
    twice = list(same_names(workloads))
    gathered.request.watch("applying rules")
    alone = not (gathered.request.platform_objects or any(file.platform.rules for file in gathered.platforms))
    system = resolved(workloads, gathered, said)
    wrong = any(one.severity == "error" for one in (*report, *twice, *said))
    written = _quiet_apps(system, gathered.request) if alone and not wrong else {}
    report += [*contradictions(gathered.platforms, [w for w in workloads if w.owner not in written]), *twice, *said]
    if written:
        so_far = list(report)
        with suppress(RefusedError):
            others = System(tuple(w for w in system.workloads if w.owner not in written))
            written |= _by_owner(compile_system(others, gathered.request, report, WARNINGS))
            if _all_differ(written):
                return "".join(written[w.owner][0] for w in system.workloads)
        report[:] = so_far  # What is wrong with some of them is said of all of them together.
    return compile_system(system, gathered.request, report, WARNINGS).yaml()


def _quiet_apps(system: System, request: Request) -> dict[Owner, Written]:
    """Return the manifests of the apps of which nothing is to be said."""
    size = -(-len(system.workloads) // _PIECES)
    pieces = [system.workloads[start : start + size] for start in range(0, len(system.workloads), size)]
    written = chain.from_iterable(shared_out(len(pieces), lambda piece: [_quiet(w, request) for w in pieces[piece]]))
    return {w.owner: one for w, one in zip(system.workloads, written, strict=True) if one}


def _quiet(w: Workload, request: Request) -> Written | None:
    """Return the manifests of an app; None where something is to be said of it."""
    said: list[Finding] = []
    if any(contradictions((), (w,))):
        return None
    with suppress(RefusedError):
        compiled = compile_system(System((w,)), request, said, WARNINGS)
        if not said:
            return compiled.yaml(), [one.ref.identity for one in compiled.manifests]
    return None


def _by_owner(compiled: Compiled) -> dict[Owner, Written]:
    """Return the manifests of each of some apps."""
    found: dict[Owner, Written] = {w.owner: ("", []) for w in compiled.system.workloads}
    for one in compiled.manifests:
        text, identities = found[one.ref.owner]
        found[one.ref.owner] = text + yaml.dump_all([one.content]), [*identities, one.ref.identity]
    return found


def _all_differ(written: Mapping[Owner, Written]) -> bool:
    """Return whether no two apps make the same object."""
    identities = [identity for _, of_app in written.values() for identity in of_app]
    return len(set(identities)) == len(identities)
