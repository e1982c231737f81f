"""A waiver leaves a rule that there is, for a container that there is, and says why."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.hardening import WAIVABLE
from rocksolid.system.workload import Workload


def waivers(w: Workload) -> Iterator[Finding]:
    """Yield an error for each waiver that would silence nothing, or that does not say why."""
    known = {"rule": WAIVABLE, "container": (w.main, *w.app.containers)}
    for position, waiver in enumerate(w.app.waivers):
        for word, names in known.items():
            name = getattr(waiver, word)
            if name is not None and name not in names:
                from rocksolid.language.diagnostics import did_you_mean

                message, hint = f'there is no {word} "{name}"', did_you_mean(name, names) or f"known are {', '.join(names)}"
                yield Finding(f"no-such-{word}", "error", message, w.layers.at(("waivers", position, word)), hint)
        if not waiver.reason.strip():
            spot = w.layers.at(("waivers", position, "reason"))
            yield Finding("empty-reason", "error", "a waiver says why the rule is left", spot, 'reason = "..."')
