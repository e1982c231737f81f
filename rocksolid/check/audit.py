"""All waivers of some blueprints, as an audit asks for them: each once, with the environments in which it holds."""

import datetime as dt
from collections.abc import Iterator

import attrs

from rocksolid.finding import Finding, Place
from rocksolid.language.drafts import structure
from rocksolid.language.gather import Gathered
from rocksolid.system.constraints.waivers import waivers
from rocksolid.system.workload import Workload


@attrs.frozen
class Held:
    """A waiver of one app, and where it stands; empty texts for no namespace, and for all containers.

    `environments` are those in which it holds, None among them for the words of none; `everywhere` says that there are no others.
    """

    namespace: str
    app: str
    rule: str
    container: str
    place: Place
    until: dt.date | None
    reason: str
    environments: tuple[str | None, ...] = ()
    everywhere: bool = False

    def expired(self, day: dt.date) -> bool:
        """Return whether its last day lies before another."""
        return self.until is not None and self.until < day


def audit(gathered: Gathered, report: list[Finding]) -> list[Held]:
    """Return the waivers of all apps, sorted by app, rule and container; report what is wrong with the words of these apps.

    Where no environment is asked for, all of them are, and the words of none.
    """
    asked = [gathered] if gathered.request.environment is not None else [gathered, *gathered.in_turn()]
    found: dict[Held, list[str | None]] = {}
    for one in asked:
        problems: list[Finding] = []
        for held in (held for w in _apps(one, problems) for held in _held(w)):
            found.setdefault(held, []).append(one.request.environment)
        if one is not gathered or len(asked) == 1:  # What each environment says itself, the words of none need not say.
            report += problems
    every = [one.request.environment for one in asked]
    whole = (attrs.evolve(held, environments=tuple(said), everywhere=said == every) for held, said in found.items())
    return sorted(whole, key=lambda held: (held.namespace, held.app, held.rule, held.container, held.place.file, held.place.line))


def _apps(gathered: Gathered, report: list[Finding]) -> Iterator[Workload]:
    """Yield the apps in one environment, as far as their words can be read; report what is wrong with these, and with their waivers."""
    for draft in gathered.request.watch("compiling", gathered.drafts):
        decided = structure(draft, gathered.request.environment, report)
        if decided:
            w = Workload(*decided, draft.platform.platform, platform_source=draft.platform.source)
            report.extend(waivers(w))
            yield w


def _held(w: Workload) -> Iterator[Held]:
    for position, waiver in enumerate(w.app.waivers):
        place = w.layers.at(("waivers", position)).place()
        yield Held(w.namespace or "", w.name, waiver.rule, waiver.container or "", place, waiver.until, waiver.reason)
