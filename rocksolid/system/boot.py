"""What does not start again: apps whose new pods are not ready before a lost neighbour is back, and those that never are."""

import re
from collections.abc import Iterable, Iterator

import attrs

from rocksolid.system.links import Link, Links
from rocksolid.system.outage import Outage
from rocksolid.system.workload import Workload


@attrs.frozen(eq=False)
class Stalled:
    """An app that is not ready after a restart while neighbours are lost, and the links to these.

    `container` is the init container that asks for them; None where the app itself needs them.
    """

    node: int
    because: tuple[Link, ...]
    container: str | None = None


@attrs.frozen(eq=False)
class Deadlock:
    """Lost apps that are not ready again even when all that failed is back, and a circle of critical dependencies that holds them."""

    nodes: tuple[int, ...]
    circle: tuple[Link, ...]


def stalled(outage: Outage) -> Iterator[Stalled]:
    """Yield the apps that are unready, and of the degraded ones each whose init containers name what is lost."""
    for node, state in sorted(outage.states.items()):
        missing = [link for link in outage.links.callees[node] if link.callee in outage.lost]
        if state == "unready":
            yield Stalled(node, tuple(link for link in missing if link.critical))
        elif state == "degraded":
            yield from _waiting(outage.links, node, missing)


def deadlock(outage: Outage) -> Deadlock | None:
    """Return the apps that wait for each other for ever once they are lost; None where all come back with what failed."""
    waiting = {node: {link.callee for link in _needed(outage, node)} for node in outage.lost}
    back = [node for node, needed in waiting.items() if not needed]
    for node in back:  # It grows while it is read.
        for link in outage.links.callers[node]:
            if link.critical and link.caller in waiting:
                waiting[link.caller].discard(node)
                if not waiting[link.caller]:
                    back.append(link.caller)
    held = outage.lost.difference(back)
    return Deadlock(tuple(sorted(held)), _circle(outage, held)) if held else None


def _needed(outage: Outage, node: int) -> Iterator[Link]:
    """Yield the links to lost nodes that a node cannot be ready without."""
    yield from (link for link in outage.links.callees[node] if link.critical and link.callee in outage.lost)


def _circle(outage: Outage, held: frozenset[int]) -> tuple[Link, ...]:
    """Return the first circle on the way from the first of some nodes, each of which needs another one of them."""
    way: dict[int, Link] = {}
    node = min(held)
    while node not in way:
        way[node] = next(link for link in _needed(outage, node) if link.callee in held)
        node = way[node].callee
    circle = [way[node]]
    while circle[-1].callee != node:
        circle.append(way[circle[-1].callee])
    return tuple(circle)


def _waiting(links: Links, node: int, missing: Iterable[Link]) -> Iterator[Stalled]:
    """Yield each init container of an app that names lost neighbours: by a variable with their address, or by their Service."""
    w = links.nodes[node].workload
    for name, container in w.app.containers.items() if w else ():
        values = (text for variable in container.env.values() for text in (variable.value, variable.template) if text)
        said = "\n".join((*container.command, *container.args, *values))
        asked = tuple(link for link in missing if w and _names(said, w, link, links))
        if container.when == "before" and asked:
            yield Stalled(node, asked, name)


def _names(said: str, w: Workload, link: Link, links: Links) -> bool:
    """Return whether a text names the callee of a link as a whole word."""
    callee = links.nodes[link.callee]
    variables = (variable for position in link.positions for variable in w.app.dependencies[position].env)
    service = callee.workload.service_name if callee.workload else callee.name
    return any(re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said) for word in (*variables, service))
