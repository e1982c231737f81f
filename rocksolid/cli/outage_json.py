"""Answers about outages as JSON, for programs: every field is described in `docs/how-to/outage.md`, and stays as it is."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from rocksolid.system.boot import Deadlock, deadlock, stalled
from rocksolid.system.failures import Impact, Threats
from rocksolid.system.links import Link, Links
from rocksolid.system.outage import Outage
from rocksolid.system.readiness import SEES, unseen

Json = dict[str, Any]


def dump(links: Links, outage: Outage | None, threats: Threats | None, ranking: Sequence[Impact] | None) -> str:
    """Return one object with a field for each question that was asked."""
    answers: Json = {}
    if outage:
        answers["outage"] = _outage(outage)
    if threats:
        answers["takes_down"] = _threats(links, threats)
    if ranking is not None:
        answers["ranking"] = [_impact(links, one) for one in ranking]
    return json.dumps(answers, indent=2) + "\n"


def _outage(outage: Outage) -> Json:
    links = outage.links
    ended = {state: sorted(node for node, found in outage.states.items() if found == state) for state in ("down", "unready", "degraded")}
    untouched = [number for number, node in enumerate(links.nodes) if node.kind == "app" and number not in outage.states]
    return {
        "failed": _names(links, outage.failed),
        "effects": [
            {"wave": one.wave, "app": _name(links, one.node), "state": one.state, "because": _links(links, one.because)}
            for one in outage.effects
        ],
        "ends": {state: _names(links, nodes) for state, nodes in {**ended, "untouched": untouched}.items()},
        "unseen": [
            {"app": _name(links, one.node), "readiness": one.readiness, "sees": SEES[one.readiness], "called": one.called}
            for one in unseen(outage)
        ],
        "stalled": [
            {"app": _name(links, one.node), "because": _links(links, one.because), "container": one.container} for one in stalled(outage)
        ],
        "deadlock": _deadlock(links, deadlock(outage)),
    }


def _deadlock(links: Links, held: Deadlock | None) -> Json | None:
    return {"apps": _names(links, held.nodes), "circle": _links(links, held.circle)} if held else None


def _threats(links: Links, threats: Threats) -> Json:
    found = {"unready": threats.unready, "degraded": threats.degraded}
    return {
        "app": _name(links, threats.app),
        **{
            state: [{"fails": _name(links, node), "chain": _links(links, threats.chain(node))} for node in nodes]
            for state, nodes in found.items()
        },
    }


def _impact(links: Links, one: Impact) -> Json:
    counts = {"unready": one.unready, "degraded": one.degraded, "replicas": one.replicas, "budget": one.budget}
    return {"fails": _name(links, one.node), "kind": links.nodes[one.node].kind, **counts}


def _links(links: Links, some: Iterable[Link]) -> list[Json]:
    return [_link(links, link) for link in some]


def _link(links: Links, link: Link) -> Json:
    place = link.spot.place()
    ends = {"from": _name(links, link.caller), "to": _name(links, link.callee), "critical": link.critical}
    return {**ends, "file": place.file, "line": place.line}


def _names(links: Links, nodes: Iterable[int]) -> list[str]:
    return [_name(links, node) for node in nodes]


def _name(links: Links, node: int) -> str:
    """Return the name that is the same whatever else is in the system."""
    return links.nodes[node].full_name
