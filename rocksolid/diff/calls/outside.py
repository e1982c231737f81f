"""What opens and closes between workloads and what no file holds: addresses, pods of others, and those who obey Ingresses and routes."""

from collections.abc import Iterable, Iterator
from functools import cache

import attrs

from rocksolid.diff.calls.reach import ARROW, MANY, Common, Turn, turns
from rocksolid.diff.calls.wishes import moved, visited
from rocksolid.diff.change import Change
from rocksolid.diff.words import crowd, listed
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.elsewhere import ANY_POD, Elsewhere
from rocksolid.verify.connectivity.outside import Outside
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.selectors import Bits

Open = tuple[tuple[Outside, Ports], ...]
"""What is open between one workload and the outside, in one direction."""


def into(cluster: Cluster) -> dict[Workload, Open]:
    """Return what the outside reaches of each workload."""
    return _by_workload((server, one, ports) for one, server, ports in connectivity(cluster).from_outside())


def out_of(cluster: Cluster) -> dict[Workload, Open]:
    """Return what each workload reaches of the outside."""
    return _by_workload(connectivity(cluster).to_outside())


def outside(common: Common) -> Iterator[Change]:
    """Yield the differences, the same ones of several workloads together."""
    found: dict[tuple[bool, str, Turn], Bits] = {}
    turned, led = cache(_turned), visited(common.sides.new)
    for inward, ask in ((True, into), (False, out_of)):
        old, new = common.sides.old.once(ask), common.sides.new.once(ask)
        for before, after in common.workloads:
            for name, turn in turned(old.get(before, ()), new.get(after, ())):
                key = inward, name, _harming(turn, before, after, led(name, after)) if inward else turn
                found[key] = found.get(key, 0) | common.bit(after)
    for (inward, name, turn), some in found.items():
        yield from _said(common.named(some), name, turn, inward=inward)


def _harming(turn: Turn, before: Workload, after: Workload, led: Ports) -> Turn:
    """Return a turn with whom it harms: visitors where they are still led to what closes."""
    return attrs.evolve(turn, harms="visitors") if led & (turn.was - turn.now) else moved(turn, before, after)


def _said(workloads: list[str], name: str, turn: Turn, *, inward: bool) -> Iterator[Change]:
    lines = [(w, "") for w in workloads] if len(workloads) <= MANY else [(crowd(workloads), f" ({listed(workloads)})")]
    for end, said in lines:
        yield turn.change(name + ARROW + end if inward else end + ARROW + name, said)


def is_anybody(some: Iterable[Outside]) -> bool:
    """Return whether some outsides are all addresses and all pods."""
    return {Addresses.ALL, ANY_POD} <= {one.who for one in some}


def _by_workload(triples: Iterable[tuple[Workload, Outside, Ports]]) -> dict[Workload, Open]:
    found: dict[Workload, list[tuple[Outside, Ports]]] = {}
    for w, one, ports in triples:
        found.setdefault(w, []).append((one, ports))
    return {w: tuple(several) for w, several in found.items()}


def _turned(old: Open, new: Open) -> tuple[tuple[str, Turn], ...]:
    """Return what is not open as it was, by name: addresses to the last one, pods by every description of them."""
    if old == new:
        return ()
    blocks = turns(_addresses(old), _addresses(new))
    return (*((block.text(), turn) for turn, block in blocks.items() if turn.was != turn.now), *_others(old, new))


def _addresses(some: Open) -> dict[Ports, Addresses]:
    return {ports: one.who for one, ports in some if isinstance(one.who, Addresses)}


def _others(old: Open, new: Open) -> Iterator[tuple[str, Turn]]:
    """Yield the turns of pods and controllers, without those of a description that a wider one has as well."""
    known = dict.fromkeys(one for one, _ in (*old, *new) if not isinstance(one.who, Addresses))
    found = {one: Turn(_open_to(one, old), _open_to(one, new)) for one in known}
    for one, turn in found.items():
        wider = any(other != one and _covers(other, one) and found[other] == turn for other in known)
        if turn.was != turn.now and not wider:
            yield one.name, turn


def _open_to(one: Outside, some: Open) -> Ports:
    return Ports.union(ports for other, ports in some if _covers(other, one))


def _covers(one: Outside, other: Outside) -> bool:
    if isinstance(one.who, Elsewhere) and isinstance(other.who, Elsewhere):
        return one.who.covers(other.who)
    return one == other
