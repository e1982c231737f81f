"""Critical dependencies never lead in a circle: each app of it would wait for the next, and none could ever start again."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from rocksolid.finding import Finding
from rocksolid.system.circles import groups
from rocksolid.system.links import Link, Links, linked
from rocksolid.system.resolve import System

_HINT = "remove critical = true from one of these dependencies: its app then starts without the other, and is degraded while that is away"


def critical_cycles(system: System) -> Iterator[Finding]:
    """Yield an error for each group of apps that are all critical to each other, with a shortest circle through the first that is rendered.

    Neighbours whose blueprints are known are part of it. An app of several instances is each of them. Costs time in
    proportion to the dependencies.
    """
    links, given = linked((*system.workloads, *system.neighbours)), set(system.workloads)
    needs = [[link for link in found if link.critical] for found in links.callees]
    for group in sorted(sorted(group) for group in groups([[link.callee for link in found] for found in needs])):
        start = next((node for node in group if links.nodes[node].workload in given), None)
        circle = [] if start is None else _circle(start, set(group), needs)
        if circle:
            yield _refused(links, circle)


def _circle(start: int, group: set[int], needs: Sequence[Iterable[Link]]) -> list[Link]:
    """Return the links of a shortest way from a node of a group back to it; none where there is no such way."""
    came: dict[int, Link] = {}
    reached = deque([start])
    while reached:
        for link in needs[reached.popleft()]:
            if link.callee in group and link.callee not in came:
                came[link.callee] = link
                reached.append(link.callee)
    way = [came[start]] if start in came else []
    while way and way[-1].caller != start:
        way.append(came[way[-1].caller])
    return way[::-1]


def _refused(links: Links, circle: Sequence[Link]) -> Finding:
    """Return the error about a circle, at its first link."""
    drawn = " -> ".join(links.names[node] for node in (circle[0].caller, *(link.callee for link in circle)))
    declared = [(w.layers.at(("dependencies", link.positions[0])), link) for link in circle if (w := links.nodes[link.caller].workload)]
    related = tuple((spot, f'"{links.names[link.caller]}" needs "{links.names[link.callee]}" here') for spot, link in declared[1:])
    message = f"critical dependencies lead in a circle, and none of these apps could start again: {drawn}"
    return Finding("critical-cycle", "error", message, declared[0][0], _HINT, related)
