"""Answers about outages as text for people."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from rocksolid.language.container import ProbeKind
from rocksolid.system.boot import deadlock, stalled
from rocksolid.system.failures import Impact, Threats
from rocksolid.system.links import Link, Links
from rocksolid.system.outage import Effect, Outage, State
from rocksolid.system.readiness import unseen

ARROWS = {True: "==>", False: "-.->"}
"""How a link is drawn, by whether it is critical: as in the pictures of `rocksolid graph`."""
_LEGEND = (
    "gone  with all replicas at once",
    "==>   critical: an app without it is unready, in every replica, and its own callers find it down",
    "-.->  ordinary: an app without it is degraded but serves, and its own callers are not affected",
)
_WIDTH = 120
"""Columns of text that a list of names may take: what is longer is cut, and whole in JSON."""
_STATES: tuple[State, ...] = ("down", "unready", "degraded")
_LOOKS_READY: Mapping[tuple[ProbeKind, bool], str] = {
    ("tcp", True): "readiness only opens a port, so calls keep coming",
    ("tcp", False): "readiness only opens a port",
    ("none", True): "nothing asks whether it is ready, so calls keep coming",
    ("none", False): "nothing asks whether it is ready",
    ("exec", True): "readiness runs a command: unless that looks further, calls keep coming",
    ("exec", False): "readiness runs a command, which may not look further",
}
"""Why an app that does not serve may look ready, by how it is asked and whether it is called."""
_RIGHT = frozenset({"wave", "unready", "degraded", "replicas"})
"""The columns that hold numbers."""

Row = tuple[str, ...]


def dump(links: Links, outage: Outage | None, threats: Threats | None, ranking: Sequence[Impact] | None) -> str:
    """Return the answers to the questions that were asked, one after the other."""
    asked: list[tuple[Any, Callable[..., Iterator[str]]]] = [(outage, _outage), (threats, _threats), (ranking, _ranking)]
    answers = ["\n".join(answer(links, about)) for about, answer in asked if about is not None]
    return "\n\n".join((*answers, "\n".join(_LEGEND))) + "\n"


def _outage(links: Links, outage: Outage) -> Iterator[str]:
    gone = f"{_listed(links, outage.failed)} {'is' if len(outage.failed) == 1 else 'are'} gone"
    yield f"When {gone}:"
    yield ""
    yield from _table(("wave", "state", "app", "because of", "declared at"), _effects(links, outage.effects))
    yield ""
    yield _summary(links, outage)
    looks = [(links.names[one.node], _LOOKS_READY[one.readiness, one.called]) for one in unseen(outage)]
    yield from _section("Kubernetes does not see that these are unready:", looks)
    waits = [(links.names[one.node], _waits(links, one.because, one.container)) for one in stalled(outage)]
    yield from _section(f"Not ready again after a restart, while {gone}:", waits)
    held = deadlock(outage)
    if held:
        heading = "Not ready again even after that, because critical dependencies form a circle:"
        yield from _section(heading, [(_listed(links, held.nodes), ""), (_drawn(links, held.circle), "")])


def _effects(links: Links, effects: Iterable[Effect]) -> Iterator[Row]:
    """Yield a row for each effect, and one more for each further reason."""
    for one in effects:
        reasons = [(_arrow(links, link), _place(link)) for link in one.because] or [("", "")]
        for number, reason in enumerate(reasons):
            yield (*(("", "", "") if number else (str(one.wave), one.state, links.names[one.node])), *reason)


def _summary(links: Links, outage: Outage) -> str:
    """Return how the apps end, in numbers, and by name those that nothing happens to."""
    ended = list(outage.states.values())
    counts = ", ".join(f"{ended.count(state)} {state}" for state in _STATES if state in ended)
    untouched = [number for number, node in enumerate(links.nodes) if node.kind == "app" and number not in outage.states]
    return _cut(f"{counts}; {len(untouched)} as before{': ' if untouched else ''}{', '.join(links.names[node] for node in untouched)}")


def _waits(links: Links, because: Iterable[Link], container: str | None) -> str:
    missing = _listed(links, [link.callee for link in because])
    return f'its init container "{container}" asks for {missing}' if container else f"needs {missing}"


def _threats(links: Links, threats: Threats) -> Iterator[str]:
    name = links.names[threats.app]
    if threats.unready:
        yield f"{name} is unready when one of these is gone:"
        yield from _chains(links, threats, threats.unready)
    else:
        yield f"Nothing but its own failure takes {name} down: it has no critical dependency."
    if threats.degraded:
        yield ""
        yield f"{name} is degraded when one of these is gone:"
        yield from _chains(links, threats, threats.degraded)


def _chains(links: Links, threats: Threats, nodes: Iterable[int]) -> Iterator[str]:
    yield from _table((), [(f"  {links.names[node]}", _drawn(links, threats.chain(node))) for node in nodes])


def _ranking(links: Links, ranking: Sequence[Impact]) -> Iterator[str]:
    felt = [one for one in ranking if one.unready or one.degraded]
    unfelt = [one.node for one in ranking if not (one.unready or one.degraded)]
    if felt:
        yield "What each failure would do to other apps, the worst first:"
        yield ""
        yield from _table(("gone", "unready", "degraded", "replicas", "budget"), [_impact(links, one) for one in felt])
    if unfelt:
        yield from [""] if felt else []
        yield _cut(f"No other app would notice: {', '.join(links.names[node] for node in unfelt)}")


def _impact(links: Links, one: Impact) -> Row:
    budget = {True: "yes", False: "no", None: "-"}[one.budget]
    return links.names[one.node], str(one.unready), str(one.degraded), "-" if one.replicas is None else str(one.replicas), budget


def _section(heading: str, rows: Sequence[Row]) -> Iterator[str]:
    """Yield a heading and rows under it; nothing without rows."""
    if rows:
        yield ""
        yield heading
        yield from _table((), [(f"  {first}", *rest) for first, *rest in rows])


def _table(heads: Row, rows: Iterable[Row]) -> Iterator[str]:
    """Yield rows, under heads if there are any, as lines whose columns are aligned."""
    lines = [*([heads] if heads else []), *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    right = [head in _RIGHT for head in heads or ("",) * len(widths)]
    for line in lines:
        cells = (cell.rjust(width) if number else cell.ljust(width) for cell, width, number in zip(line, widths, right, strict=True))
        yield "  ".join(cells).rstrip()


def _listed(links: Links, nodes: Sequence[int]) -> str:
    """Return names as a sentence lists them."""
    names = [links.names[node] for node in nodes]
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _cut(line: str) -> str:
    return shorten(line, _WIDTH, placeholder=" ...")


def _drawn(links: Links, chain: Sequence[Link]) -> str:
    return " ".join((links.names[chain[0].caller], *(_arrow(links, link) for link in chain)))


def _arrow(links: Links, link: Link) -> str:
    return f"{ARROWS[link.critical]} {links.names[link.callee]}"


def _place(link: Link) -> str:
    place = link.spot.place()
    return f"{place.file}:{place.line}"
