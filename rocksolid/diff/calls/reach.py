"""What was open and is open now, set by set: nothing is asked pair by pair."""

from collections.abc import Iterator, Mapping
from typing import Literal, TypeVar

import attrs

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.pairs import pairs
from rocksolid.diff.sides import Sides
from rocksolid.verify.cluster import Workload
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.selectors import Bits

Members = TypeVar("Members", Bits, Addresses)
"""A set of workloads or of addresses; `-` takes away a part, which is a difference for bits as well."""
NOTHING = Ports()
MANY = 8
"""Of more pairs than these the number is said, and not each: about what a reader takes in at a glance."""
ARROW = " => "
Harmed = Literal["nobody", "client", "server", "visitors", "rollout"]
WANTED = "a wanted call is cut"
HARMS: Mapping[Harmed, tuple[str, str]] = {
    "client": (
        f"; the client's policy lets it out: {WANTED}",
        "let the client in again, or take the call out of the client's policy as well",
    ),
    "server": (
        f"; the server's policy lets it in: {WANTED}",
        "let the client out again, or take it out of the server's policy as well",
    ),
    "visitors": (
        f"; an Ingress or a route leads there: {WANTED}",
        "let the controller in again, or take the route away as well",
    ),
    "rollout": (
        " at once, where pods listen until each of them is replaced",
        "keep the old port open beside the new one until the rollout is over",
    ),
}
"""By whom a call that closes harms: what is said of it, and the way out."""


@attrs.frozen(cache_hash=True)
class Turn:
    """The ports that were open from one side to another, those that are, and whom it harms that some are closed."""

    was: Ports
    now: Ports
    harms: Harmed = "nobody"

    @property
    def is_whole(self) -> bool:
        """Whether nothing was open, or nothing is."""
        return self.was != self.now and NOTHING in (self.was, self.now)

    def change(self, subject: str, said: str = "") -> Change:
        """Return the difference that it is: what opens weakens the isolation, what closes strengthens it unless somebody is harmed."""
        if self.harms != "nobody":
            why, hint = HARMS[self.harms]
            return Change("calls", "disrupts", subject, self.text() + said + why, hint)
        opened, closed = self.now - self.was, self.was - self.now
        effect: Effect = "changes" if opened and closed else "weakens" if opened else "strengthens"
        return Change("calls", effect, subject, self.text() + said)

    def text(self) -> str:
        """Return it in words: `TCP 80 closes`, `was open on every port, is now open on TCP 80`."""
        if self.was and self.now and Ports.ALL in (self.was, self.now):
            return f"was open on {ports_text(self.was)}, is now open on {ports_text(self.now)}"
        opened, closed = self.now - self.was, self.was - self.now
        parts = ((opened, "opens"), (closed, "closes"))
        return ", ".join(f"{ports_text(ports)} {verb}" for ports, verb in parts if ports)


def ports_text(ports: Ports) -> str:
    """Return ports in words; all of them as `every port`."""
    return "every port" if ports == Ports.ALL else ports.text()


class Common:
    """The workloads that are on both sides, whose sets are positions on the new one; and those that are `gone` or `come`, each on its own."""

    def __init__(self, sides: Sides) -> None:
        """Find the place of each on both sides."""
        self.sides = sides
        self.workloads = [(pair.old, pair.new) for pair in sides.once(pairs)]
        before, self._after = ({w: position for position, w in enumerate(side.workloads)} for side in (sides.old, sides.new))
        self._places = [(before[old], self._after[new]) for old, new in self.workloads]
        self._moves: dict[int, Bits] = {}
        for old, new in self._places:
            self._moves[new - old] = self._moves.get(new - old, 0) | 1 << old
        self._known: Bits = sum(1 << new for _, new in self._places)
        self.gone: Bits = sides.old.index.everyone & ~sum(self._moves.values())
        self.come: Bits = sides.new.index.everyone & ~self._known

    def bit(self, new: Workload) -> Bits:
        """Return the set of one."""
        return 1 << self._after[new]

    def named(self, some: Bits) -> list[str]:
        """Return the names of a set."""
        return [w.name for w in self.sides.new.among(some)]

    def servers(self) -> Iterator[tuple[int, Workload, dict[Ports, Bits], dict[Ports, Bits]]]:
        """Yield the place of each server, what it was, who reached exactly which ports of it, and who does; a bare Pod is not its own client."""
        before, after = (connectivity(side).clients for side in (self.sides.old, self.sides.new))
        for old, new in self._places:
            others = self._known & ~(1 << new if self.sides.new.workloads[new].resource.kind == "Pod" else 0)
            were = {ports: self._moved(clients) & others for ports, clients in before[old].items()}
            are = {ports: clients & others for ports, clients in after[new].items()}
            if were != are:
                yield new, self.sides.old.workloads[old], were, are

    def _moved(self, old: Bits) -> Bits:
        """Return a set of the old side as one of the new side, without those that are gone."""
        found: Bits = 0
        for steps, some in self._moves.items():
            found |= (old & some) << steps if steps >= 0 else (old & some) >> -steps
        return found


def turns(old: Mapping[Ports, Members], new: Mapping[Ports, Members]) -> dict[Turn, Members]:
    """Return from disjoint sets by their ports before and after the sets that are alike in both; whoever has no ports in neither is in none."""
    found: dict[Turn, Members] = {}
    for now, some in new.items():
        rest = some
        for was, others in old.items():
            _add(found, Turn(was, now), rest & others)
            rest = rest - (rest & others)
        _add(found, Turn(NOTHING, now), rest)
    for was, some in old.items():
        rest = some
        for others in new.values():
            rest = rest - (rest & others)
        _add(found, Turn(was, NOTHING), rest)
    return found


def _add(found: dict[Turn, Members], turn: Turn, some: Members) -> None:
    if some:
        found[turn] = found[turn] | some if turn in found else some
