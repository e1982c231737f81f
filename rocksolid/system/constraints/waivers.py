"""Hardening is left only by name: a waiver says why, once, for a container that there is, and in a namespace that lets such pods in."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.hardening import relaxed
from rocksolid.system.waivers import WAIVABLE, forged, refused
from rocksolid.system.workload import Workload


def waivers(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the waivers of an app, and an error for each word that relaxes hardening without one."""
    for position, waiver in enumerate(w.app.waivers):
        for word, names in (("rule", WAIVABLE), ("container", (w.main, *w.app.containers))):
            name = getattr(waiver, word)
            if name is not None and name not in names:
                from rocksolid.language.diagnostics import nearest_or_all

                message, hint = f'there is no {word} "{name}"', nearest_or_all(name, names, "known are")
                yield Finding(f"no-such-{word}", "error", message, w.layers.at(("waivers", position, word)), hint)
        if not waiver.reason.strip():
            spot = w.layers.at(("waivers", position, "reason"))
            yield Finding("empty-reason", "error", "a waiver says why the rule is left", spot, 'reason = "..."')
    yield from _twice(w)
    yield from _forged(w)
    yield from refused(w, relaxed(w))


def _twice(w: Workload) -> Iterator[Finding]:
    """Yield an error for each waiver whose rule and container another one names already: only one reason can be the reason."""
    first: dict[tuple[str, str | None], int] = {}
    for position, waiver in enumerate(w.app.waivers):
        before = first.setdefault((waiver.rule, waiver.container), position)
        if before != position:
            who = f' for "{waiver.container}"' if waiver.container else ""
            related = ((w.layers.at(("waivers", before, "rule")), "the other one is here"),)
            spot = w.layers.at(("waivers", position, "rule"))
            yield Finding("waiver-twice", "error", f'two waivers leave "{waiver.rule}"{who}', spot, "keep one, with one reason", related)


def _forged(w: Workload) -> Iterator[Finding]:
    """Yield an error for each annotation that looks as if there were a waiver."""
    for key in w.app.annotations:
        yield from forged(w, key, w.layers.at(("annotations", key), key=True))
