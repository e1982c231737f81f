"""Which calls a change opens and closes as far as NetworkPolicies decide: what is the same for many is said once."""

from collections.abc import Iterator

import attrs

from rocksolid.diff.calls.arrivals import arrivals
from rocksolid.diff.calls.outside import outside
from rocksolid.diff.calls.reach import ARROW, MANY, Common, Turn, ports_text, turns
from rocksolid.diff.calls.wishes import told_apart
from rocksolid.diff.change import Change
from rocksolid.diff.sides import Sides, title
from rocksolid.diff.words import crowd, listed
from rocksolid.verify.engines import TRAFFIC
from rocksolid.verify.selectors import Bits

Groups = dict[Turn, Bits]
"""Clients of one server, by what was and is open to them."""


@attrs.frozen(cache_hash=True)
class Cut:
    """What turns for some clients; for many of them also those that had some of it where it opens, and keep some where it closes."""

    turn: Turn
    clients: Bits
    beside: tuple[tuple[Turn, Bits], ...] = ()


def calls(sides: Sides) -> Iterator[Change]:
    """Yield the calls between workloads and those with the outside; a workload that comes or goes has one line for all of its own."""
    common = Common(sides)
    yield from _between(common)
    yield from outside(common)
    yield from arrivals(common)
    yield from _not_computed(sides)


def _between(common: Common) -> Iterator[Change]:
    """Yield the differences between workloads, the same ones of several servers together."""
    found: dict[Cut, Bits] = {}
    cluster = common.sides.new
    for server, was, old, new in common.servers():
        groups = turns(old, new).items()
        parted = dict(one for turn, clients in groups for one in told_apart(turn, clients, server, was, cluster))
        for cut in _cuts(parted):
            found[cut] = found.get(cut, 0) | 1 << server
    for cut, servers in found.items():
        yield from _said(cut, common.named(cut.clients), common.named(servers), common)


def _cuts(groups: Groups) -> Iterator[Cut]:
    """Yield the turns of a server, but for those that are said beside one of many clients."""
    crowds = {turn: _beside(turn, groups) for turn, clients in groups.items() if clients.bit_count() > MANY and turn.is_whole}
    said = {other for beside in crowds.values() for other, _ in beside}
    for turn, clients in groups.items():
        if turn.was != turn.now and turn not in said:
            yield Cut(turn, clients, crowds.get(turn, ()))


def _beside(turn: Turn, groups: Groups) -> tuple[tuple[Turn, Bits], ...]:
    """Return those to whom it was open before all of it opened, or stays open after all of it closed."""
    return tuple(
        (other, clients)
        for other, clients in groups.items()
        if other.harms == "nobody" and ((other.now == turn.now and other.was) if turn.now else (other.was == turn.was and other.now))
    )


def _said(cut: Cut, clients: list[str], servers: list[str], common: Common) -> Iterator[Change]:
    if len(clients) * len(servers) <= MANY:
        yield from (cut.turn.change(client + ARROW + server) for client in clients for server in servers)
        return
    ends = [f"{word} {listed(names)}" for word, names in (("from", clients), ("to", servers)) if len(names) > 1]
    beside = [_kept(cut.turn, other, common.named(some)) for other, some in cut.beside]
    yield cut.turn.change(crowd(clients) + ARROW + crowd(servers), "".join([f" ({' '.join(ends)})", *beside]))


def _kept(turn: Turn, other: Turn, names: list[str]) -> str:
    verb, ports = ("had", other.was) if turn.now else ("keeps" if len(names) == 1 else "keep", other.now)
    return f"; {listed(names)} {verb} {ports_text(ports)}"


def _not_computed(sides: Sides) -> Iterator[Change]:
    """Yield the policies of network plugins that are not the same on both sides."""
    changed = [(new, "changes") for old, new in sides.both if old.content != new.content]
    for one, verb in (*((one, "is gone") for one in sides.gone), *((one, "is new") for one in sides.come), *changed):
        if (one.group, one.kind) in TRAFFIC:
            yield Change("calls", "changes", title(one), f"{verb}; which calls it opens or closes is not computed")
