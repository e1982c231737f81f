"""Single failures: what each one would take with it, and which of them take a given app down."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from rocksolid.system.circles import groups
from rocksolid.system.disruption import allowed
from rocksolid.system.links import Link, Links, Node
from rocksolid.system.workload import REPLICATED


@attrs.frozen
class Impact:
    """How many apps the failure of one node makes unready, how many others it degrades, and what makes it less likely.

    `replicas` are the fewest that there are, and `budget` says whether drains are held back from the last of them; both
    are None for what has no number of replicas: jobs, daemons, and what is no app.
    """

    node: int
    unready: int
    degraded: int
    replicas: int | None
    budget: bool | None


@attrs.frozen(eq=False)
class Threats:
    """The nodes whose failure alone makes an app unready, and those that only degrade it, the nearest first.

    Each has the last link of a shortest chain from the app to it.
    """

    app: int
    unready: Mapping[int, Link]
    degraded: Mapping[int, Link]

    def chain(self, node: int) -> tuple[Link, ...]:
        """Return the links that lead from the app to one of the nodes."""
        ways = self.unready if node in self.unready else self.degraded
        chain = [ways[node]]
        while chain[-1].caller != self.app:
            chain.append(ways[chain[-1].caller])
        return tuple(reversed(chain))


def impacts(links: Links) -> tuple[Impact, ...]:
    """Return the impact of every single failure, the greatest first: by unready apps, then degraded ones, then names.

    A circle of critical dependencies counts as one node, and sets of nodes are the bits of whole numbers: a link costs as
    many machine words as there are nodes, divided by 64.
    """
    dying = [[link.caller for link in callers if link.critical] for callers in links.callers]
    limping = [_bits(link.caller for link in callers if not link.critical) for callers in links.callers]
    lost, degraded = [0] * len(links.nodes), [0] * len(links.nodes)
    for group in groups(dying):
        dead, hurt = _bits(group), 0
        for node in group:
            hurt |= limping[node]
            for caller in dying[node]:
                dead |= lost[caller]
                hurt |= degraded[caller]
        for node in group:
            lost[node], degraded[node] = dead, hurt
    found = (
        Impact(number, lost[number].bit_count() - 1, (degraded[number] & ~lost[number]).bit_count(), *_care(node))
        for number, node in enumerate(links.nodes)
    )
    return tuple(sorted(found, key=lambda one: (-one.unready, -one.degraded, links.nodes[one.node].full_name)))


def threats(links: Links, app: int) -> Threats:
    """Return which single failures other than its own an app does not stand without harm; each link is looked at once."""
    deadly = dict(_reached(links, (link for link in links.callees[app] if link.critical), {app}))
    harmful = _reached(links, (link for link in links.callees[app] if not link.critical), {app, *deadly})
    return Threats(app, deadly, dict(harmful))


def _reached(links: Links, first: Iterable[Link], known: set[int]) -> Iterator[tuple[int, Link]]:
    """Yield the nodes, but for those known, that first links lead to, and critical ones from there on; each with the link to it."""
    front = list(first)
    while front:
        further = []
        for link in front:
            if link.callee not in known:
                known.add(link.callee)
                further += [ahead for ahead in links.callees[link.callee] if ahead.critical]
                yield link.callee, link
        front = further


def _care(node: Node) -> tuple[int | None, bool | None]:
    """Return how many replicas an app has at least, and whether a budget protects them."""
    w = node.workload
    return (w.least_replicas, allowed(w) is not None) if w and w.kind in REPLICATED else (None, None)


def _bits(nodes: Iterable[int]) -> int:
    """Return a set of nodes as the bits of a whole number."""
    bits = 0
    for node in nodes:
        bits |= 1 << node
    return bits
