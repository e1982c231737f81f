"""Many apps as one text: a few at a time are decided, written and forgotten, by every core that there is."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, groupby

import attrs

from rocksolid.cli.workers import shared_out
from rocksolid.compiler import Compiled, RefusedError, compile_gathered, compile_system, contradictions, decided
from rocksolid.emit import yaml
from rocksolid.finding import Finding
from rocksolid.language.drafts import Draft
from rocksolid.language.gather import Gathered
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.part import Identity, Owner
from rocksolid.progress import unwatched
from rocksolid.sharing import cut
from rocksolid.system.advice import WARNINGS, Advice
from rocksolid.system.clashes import same_names
from rocksolid.system.constraints import CONSTRAINTS
from rocksolid.system.neighbours import Neighbours
from rocksolid.system.resolve import Named, System, resolve
from rocksolid.system.workload import Workload

_GROUP = 16
"""Apps that go from stage to stage together: so the code of a stage is in the processor's cache, and what it works on still is as well."""
_PIECES = 128
"""So many that all processes end at about the same time."""

Written = tuple[tuple[str, str], str, list[Identity]]
"""An app's namespace and name, its manifests, and what a cluster tells these objects apart by."""


def yaml_of(gathered: Gathered, report: list[Finding]) -> str:
    """Return the manifests of a fleet; report warnings, and raise RefusedError where there are errors.

    Apps of which nothing is to be said are written a few at a time; the others together, as if there were none but them.
    Findings, their order and the text are those of the driver, which has its say where anything is wrong.
    """
    so_far = list(report)
    gathered.request.watch("compiling")
    with suppress(RefusedError):
        if written := _written(attrs.evolve(gathered, request=attrs.evolve(gathered.request, watch=unwatched)), report):
            return "".join(text for _, text, _ in sorted(written))
    report[:] = so_far
    return compile_gathered(gathered, report).yaml()


def _written(gathered: Gathered, report: list[Finding]) -> list[Written]:
    """Return the manifests of each app; none where only all of them together can be written, or are refused."""
    needs_all = gathered.request.platform_objects or any(file.platform.rules for file in gathered.platforms)
    if needs_all or any(one.severity == "error" for one in report):
        return []
    fleet, drafts = _Fleet(gathered), gathered.drafts
    groups = [drafts[:1], *(drafts[start : start + _GROUP] for start in range(1, len(drafts), _GROUP))]
    first = fleet.quiet(groups.pop(0))  # What is made or loaded at its first use is there before there are several processes.
    pieces = cut(groups, _PIECES)
    others = shared_out(len(pieces), lambda piece: [one for group in pieces[piece] for one in fleet.quiet(group)])
    found = [*first, *chain.from_iterable(others)]
    loud = tuple(draft for draft, one in zip(drafts, found, strict=True) if not one)
    written = [*filter(None, found), *(fleet.loud(loud, report) if loud else ())]
    return written if _all_differ(written) else []


class _Fleet:
    """Apps that find each other by name: each is decided when it, or one that depends on it, has its turn."""

    def __init__(self, gathered: Gathered) -> None:
        """Begin with nothing decided."""
        self._gathered = gathered
        self._beside: list[Finding] = []
        self._callees = partial(self._named, Neighbours(gathered, self._beside))
        self._decided: dict[Draft, Workload] = {}
        self._by_name: dict[str | None, list[Draft]] = {}
        for draft in gathered.drafts:
            self._by_name.setdefault(draft.name, []).append(draft)

    def quiet(self, drafts: Sequence[Draft]) -> list[Written | None]:
        """Return the manifests of some apps, in their order; None for each of which something is to be said."""
        said: list[Finding] = []
        with suppress(RefusedError):
            workloads = self._workloads(drafts)
            resolve(workloads, self._callees, said)
            said += (*self._beside, *same_names(workloads))
            loud = {w.owner for ask in _QUESTIONS for w in workloads if any(ask(w))}
            calm = System(tuple(w for w in workloads if w.owner not in loud))
            written = _by_owner(compile_system(calm, self._gathered.request, said, ()))
            if not said:
                return [written.get(w.owner) for w in workloads]
        return [one for draft in drafts for one in self.quiet((draft,))] if drafts[1:] else [None]

    def loud(self, drafts: tuple[Draft, ...], report: list[Finding]) -> list[Written]:
        """Return the manifests of apps of which something is to be said; report that, and what is to be said of platforms."""
        workloads, said = decided(attrs.evolve(self._gathered, drafts=drafts), report), list[Finding]()
        system = resolve(workloads, partial(self._named, Neighbours(self._gathered, said)), said)
        report += [*contradictions(self._gathered.platforms, workloads), *said]
        return list(_by_owner(compile_system(system, self._gathered.request, report, WARNINGS)).values())

    def _workloads(self, drafts: Sequence[Draft]) -> list[Workload]:
        """Return apps with every word decided; raise RefusedError where one has no meaning."""
        unknown = tuple(draft for draft in drafts if draft not in self._decided)
        if unknown:
            self._decided |= zip(unknown, decided(attrs.evolve(self._gathered, drafts=unknown), []), strict=True)
        return [self._decided[draft] for draft in drafts]

    def _named(self, neighbours: Named, namespace: str | None, name: str) -> Sequence[Workload]:
        """Return the apps of a namespace and name: those of the fleet, else neighbours."""
        found = [w for w in self._workloads(self._by_name.get(name, ())) if w.namespace == namespace]
        return sorted(found, key=lambda w: w.name) or neighbours(namespace, name)


def _about(advise: Advice, w: Workload) -> Iterable[Finding]:
    return advise(System((w,)))


_QUESTIONS: tuple[Callable[[Workload], Iterable[Finding]], ...] = (*CONSTRAINTS, *(partial(_about, advise) for advise in WARNINGS))
"""What finds out whether something is to be said of an app, one by one."""


def _by_owner(compiled: Compiled) -> dict[Owner, Written]:
    """Return the manifests of each app; those of one app stand together."""
    return {owner: _written_as(owner, list(objects)) for owner, objects in groupby(compiled.manifests, lambda one: one.ref.owner)}


def _written_as(owner: Owner, objects: list[Object]) -> Written:
    """Return the manifests of one app."""
    place = owner.namespace, owner.name
    return place, yaml.dump_all([one.content for one in objects]), [one.ref.identity for one in objects]


def _all_differ(written: Sequence[Written]) -> bool:
    """Return whether no two apps have one name, or make the same object."""
    made = [*(place for place, *_ in written), *chain.from_iterable(identities for *_, identities in written)]
    return len(set(made)) == len(made)
