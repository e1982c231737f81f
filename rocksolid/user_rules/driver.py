"""The rules that platform files name, run for the apps of these platforms: what they add to what ours say."""

from collections.abc import Sequence

from rocksolid.finding import Finding
from rocksolid.language.source import Source
from rocksolid.manifest.assemble import Said
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload
from rocksolid.user_rules.load import loaded
from rocksolid.user_rules.objects import Yielded, judged
from rocksolid.user_rules.run import run


def parts(system: System, said: Sequence[Said], report: list[Finding], *, closed: bool) -> list[Said]:
    """Return the parts that the rules of all platforms of a system yield, each after the name of its rule.

    Whatever is wrong with a rule, or with a part beside what ours have `said`, is reported at the platform file's entry. In a
    `closed` world, where all apps are known, so is a rule that writes nothing.
    """
    yielded: list[Yielded] = []
    for origin, workloads in _by_platform(system.workloads).items():
        own = System(workloads)
        whole = closed and all(w.platform_source is not origin for w in system.neighbours)
        for rule in loaded(workloads[0].platform.rules, origin, report):
            before = len(report)
            found = [(rule, part) for part in run(rule, own, report)]
            yielded += found
            if whole and not found and len(report) == before:
                report.append(Finding("rule-silent", "warning", "the rule writes nothing for any app", rule.spot))
    report += judged(yielded, said)
    return [(rule.name, part) for rule, part in yielded]


def _by_platform(workloads: Sequence[Workload]) -> dict[Source, tuple[Workload, ...]]:
    """Return the apps by the platform file that they stand on, as far as it names rules."""
    found: dict[Source, list[Workload]] = {}
    for w in workloads:
        if w.platform.rules and w.platform_source:
            found.setdefault(w.platform_source, []).append(w)
    return {origin: tuple(several) for origin, several in found.items()}
