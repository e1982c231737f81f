"""What an outage does, wave by wave: who cannot serve without what is gone, and who serves on without it.

All replicas of a failed app are gone. Who has a critical dependency on something that is down or unready is unready in the
next wave: every replica has the same dependency, so more of them do not help, and its callers see it as down. Who has an
ordinary dependency on it is degraded, serves on, and degrades nobody.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

import attrs

from rocksolid.system.links import Link, Links

State = Literal["down", "unready", "degraded"]


@attrs.frozen(eq=False)
class Effect:
    """What happens to one node in one wave, and the links that are the reason, as its author ordered them; a failed node has none."""

    node: int
    state: State
    wave: int
    because: tuple[Link, ...] = ()


@attrs.frozen(eq=False, slots=False)
class Outage:
    """What happens when some nodes fail, in the order of waves, in each of them first who is unready.

    A node that is degraded first and unready later is there twice: the later effect counts.
    """

    links: Links
    failed: tuple[int, ...]
    effects: tuple[Effect, ...]

    @cached_property
    def states(self) -> Mapping[int, State]:
        """How each node that is hit ends."""
        return {effect.node: effect.state for effect in self.effects}

    @cached_property
    def lost(self) -> frozenset[int]:
        """The nodes that callers find dead: down or unready."""
        return frozenset(node for node, state in self.states.items() if state != "degraded")


def outage(links: Links, failed: Iterable[int]) -> Outage:
    """Return what happens when some nodes fail; each link is looked at once."""
    first = tuple(dict.fromkeys(failed))
    return Outage(links, first, (*(Effect(node, "down", 0) for node in first), *_waves(links, first)))


def _waves(links: Links, failed: tuple[int, ...]) -> Iterator[Effect]:
    lost, degraded = set(failed), set[int]()
    front, wave = failed, 1
    while front:
        hit: dict[int, list[Link]] = {}
        for node in front:
            for link in links.callers[node]:
                if link.caller not in lost:
                    hit.setdefault(link.caller, []).append(link)
        effects = sorted((_effect(node, hit[node], wave) for node in sorted(hit)), key=lambda effect: effect.state == "degraded")
        front = tuple(effect.node for effect in effects if effect.state == "unready")
        lost.update(front)
        yield from (effect for effect in effects if effect.state == "unready" or effect.node not in degraded)
        degraded.update(effect.node for effect in effects)
        wave += 1


def _effect(node: int, hit: list[Link], wave: int) -> Effect:
    ordered = sorted(hit, key=lambda link: link.positions)
    critical = tuple(link for link in ordered if link.critical)
    return Effect(node, "unready", wave, critical) if critical else Effect(node, "degraded", wave, tuple(ordered))
