"""The driver: from paths of blueprints to Kubernetes objects, stage by stage."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.language.contents import read_contents
from rocksolid.language.drafts import structure
from rocksolid.language.gather import Gathered, Request, gather
from rocksolid.language.platforms import PlatformFile
from rocksolid.manifest.assemble import Object, Said, assemble, named
from rocksolid.manifest.shared import own
from rocksolid.rules import RULES, Rule
from rocksolid.system.advice import ADVICE, Advice
from rocksolid.system.clashes import same_names, same_objects
from rocksolid.system.constraints import CONSTRAINTS, PLATFORM_CONSTRAINTS
from rocksolid.system.extra import passed_twice
from rocksolid.system.neighbours import Neighbours
from rocksolid.system.resolve import System, among, resolve
from rocksolid.system.workload import Workload


class RefusedError(Exception):
    """What an author wrote cannot be compiled; `findings` say what is wrong, where, and how to mend it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        """Remember what to say."""
        super().__init__(findings)
        self.findings = findings

    def __str__(self) -> str:
        """Return the errors and warnings as they are printed on a terminal."""
        from rocksolid.report.text import render, sorted_findings

        return "\n".join(render(finding) for finding in sorted_findings(self.findings) if finding.severity != "note")


@attrs.frozen(eq=False, repr=False)
class Compiled:
    """What blueprints become: the system, its objects in the order in which they can be applied, and what is to be said about it."""

    system: System
    manifests: tuple[Object, ...]
    findings: tuple[Finding, ...]

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The objects as plain dictionaries, copied: change them as you like."""
        return [own(one.content) for one in self.manifests]

    def yaml(self) -> str:
        """Return the objects as a YAML stream."""
        from rocksolid.emit import yaml

        return yaml.dump_all([one.content for one in self.manifests])


def compile_request(request: Request) -> Compiled:
    """Return what blueprints become, or raise RefusedError with all errors of the first stage that has any."""
    report: list[Finding] = []
    return compile_gathered(gather(request, report), report)


def compile_gathered(gathered: Gathered, report: list[Finding]) -> Compiled:
    """Return what drafts of blueprints become; what is still read are the files that they mount, and neighbours when one is asked for."""
    workloads = decided(gathered, report)
    report += contradictions(gathered.platforms, workloads)
    report += same_names(workloads)
    gathered.request.watch("applying rules")
    return compile_system(resolved(workloads, gathered, report), gathered.request, report)


def decided(gathered: Gathered, report: list[Finding]) -> list[Workload]:
    """Return the apps of drafts with every word decided; raise RefusedError where one has no meaning."""
    _stop_at_errors(report)
    structured = [
        (draft, structure(draft, gathered.request.environment, report)) for draft in gathered.request.watch("compiling", gathered.drafts)
    ]
    gathered.check_other_environments(report)
    _stop_at_errors(report)
    return [
        Workload(*decided, draft.platform.platform, read_contents(draft, decided, report), draft.platform.source)
        for draft, decided in structured
        if decided
    ]


def contradictions(platforms: Iterable[PlatformFile], workloads: Iterable[Workload]) -> Iterator[Finding]:
    """Yield what the words of each platform file say about each other, and those of each app, constraint by constraint."""
    yield from (finding for constraint in PLATFORM_CONSTRAINTS for platform in platforms for finding in constraint(platform))
    yield from (finding for constraint in CONSTRAINTS for w in workloads for finding in constraint(w))


def resolved(workloads: Sequence[Workload], gathered: Gathered, report: list[Finding]) -> System:
    """Return the apps as a system, with all their neighbours where the world is closed."""
    neighbours = Neighbours(gathered, report)
    system = resolve(workloads, among(workloads, neighbours), report)
    if not gathered.request.closed:
        return system
    from rocksolid.system.closed import closed

    return closed(system, neighbours.every(), report)


def compile_system(system: System, request: Request, report: list[Finding], advice: Iterable[Advice] = ADVICE) -> Compiled:
    """Return what a system becomes, or raise RefusedError where it, or what was said before, has errors."""
    if request.platform_objects:
        from rocksolid.system.constraints.premises import premises

        report += premises(system)
    _stop_at_errors(report)
    objects = _objects(system, request, report)
    report += [finding for advise in advice for finding in advise(system)]
    return Compiled(system, tuple(objects), tuple(report))


def _objects(system: System, request: Request, report: list[Finding]) -> list[Object]:
    """Return what rules write about a system, ours and others', with what its authors write over that."""
    said = [(rule.__name__, part) for rule in (*_of_the_platform(request), *RULES) for part in rule(system)]
    report += same_objects({id(part.ref): part.ref for _, part in said}.values(), system)
    report += passed_twice(said, system)
    said += _said_by_users(system, said, report, closed=request.closed)
    _stop_at_errors(report)
    objects = _overridden(assemble(said), system, report)
    _stop_at_errors(report)
    report += _judged(objects, system)
    _stop_at_errors(report)
    return [named(one) for one in objects]


def _of_the_platform(request: Request) -> tuple[Rule, ...]:
    """Return the rules of what belongs to no app, where that is asked for."""
    if not request.platform_objects:
        return ()
    from rocksolid.rules.platform import PLATFORM_RULES

    return PLATFORM_RULES


def _said_by_users(system: System, said: Sequence[Said], report: list[Finding], *, closed: bool) -> Sequence[Said]:
    """Return what the rules say that platform files name."""
    if not any(w.platform.rules for w in system.workloads):
        return ()
    from rocksolid.user_rules.driver import parts

    return parts(system, said, report, closed=closed)


def _overridden(objects: list[Object], system: System, report: list[Finding]) -> list[Object]:
    """Return the objects with what their authors write over them."""
    if not any(w.app.override or w.app.remove for w in system.workloads):
        return objects
    from rocksolid.system.overriding import overridden

    return overridden(objects, system, report)


def _judged(objects: Sequence[Object], system: System) -> Iterable[Finding]:
    """Return what is to be said about objects that are more than what our rules make of words, and about waivers that they need."""
    if not any(w.app.waivers or w.app.override or w.app.remove or w.app.extra or w.platform.rules for w in system.workloads):
        return ()
    from rocksolid.system.finished import finished
    from rocksolid.system.relaxations import judged

    return (*judged(objects, system), *finished(objects, system))


def _stop_at_errors(report: Sequence[Finding]) -> None:
    """Raise RefusedError if the stages so far found an error."""
    if any(finding.severity == "error" for finding in report):
        raise RefusedError(tuple(report))
