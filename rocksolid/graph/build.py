"""From a system to its picture: every app is a box in the group of its component, and every declared call an arrow."""

from collections.abc import Iterable, Mapping

from rocksolid.graph.ends import End, Source, called_at, incoming
from rocksolid.graph.picture import Arrow, ArrowLook, Box, Group, Picture
from rocksolid.system.known import Known
from rocksolid.system.links import Link, Links, Node, linked
from rocksolid.system.naming import allotted, slug
from rocksolid.system.workload import Workload

_LONGEST_ID = 200
"""Characters: what is longer (many labels of one selector) is cut, and told apart by a hash."""
_PARTS = {"kubernetes:api": "Kubernetes API", "kubernetes:node": "nodes", "kubernetes:identity": "cloud login"}
"""Parts of the cluster as people call them."""

Place = tuple[str | None, str]
"""A namespace, and a component in it; an empty component is the namespace itself."""
Members = dict[str | None, dict[str, list[Node]]]
Ids = Mapping[End | Place, str]
Ways = dict[tuple[End, End], tuple[ArrowLook, str]]


def picture(workloads: Iterable[Workload]) -> Picture:
    """Return the picture of some apps that were resolved together.

    Name servers and what scrapes metrics are left out: every app would have the same arrows.
    """
    links = linked(workloads)
    ways, members = _ways(links), _members(links)
    ends = dict.fromkeys((*links.nodes, *(caller for caller, _ in ways)))
    ids, ports = _ids(ends, members), _ports(ways)
    called = {callee for _, callee in ways}
    outside = {end: _outside(end, ids[end], ports.get(end, ""), members) for end in ends if not _app(end)}
    boxes, groups = _placed(members, ids)
    return Picture(
        tuple(box for end, box in outside.items() if end not in called),
        boxes,
        groups,
        tuple(box for end, box in outside.items() if end in called),
        tuple(Arrow(ids[caller], ids[callee], look, "" if callee in ports else said) for (caller, callee), (look, said) in ways.items()),
    )


def _ways(links: Links) -> Ways:
    """Return the ways that calls take, first those that come from outside, each with what is to be said of it."""
    known = Known(tuple(node.workload for node in links.nodes if node.workload))
    ways: Ways = {}
    for node in links.nodes:
        for end, label in incoming(node.workload, known).items() if node.workload else ():
            ways[end, node] = ("incoming", label)
    ends = ((links.nodes[link.caller], links.nodes[link.callee], link) for link in links.links)
    called: Ways = {(caller, callee): _called(caller.workload, callee, link) for caller, callee, link in ends if caller.workload}
    return {**ways, **called}


def _called(w: Workload, callee: Node, link: Link) -> tuple[ArrowLook, str]:
    return ("critical" if link.critical else "ordinary", called_at(w, link, callee))


def _ports(ways: Ways) -> dict[End, str]:
    """Return the ports of what is called outside, where all callers say the same: they then stand in its box, and at no arrow."""
    said: dict[End, set[str]] = {}
    for (_, callee), (_, label) in ways.items():
        if not _app(callee):
            said.setdefault(callee, set()).add(label)
    return {end: labels.pop() for end, labels in said.items() if len(labels) == 1}


def _members(links: Links) -> Members:
    """Return the apps of each component of each namespace."""
    members: Members = {}
    for node in links.nodes:
        if node.workload:
            members.setdefault(node.namespace, {}).setdefault(node.workload.component, []).append(node)
    return members


def _ids(ends: Iterable[End], members: Members) -> Ids:
    """Return an id for everything that is drawn: letters, digits and "_", and never a word that a drawing language keeps for itself."""
    wanted: dict[End | Place, str] = {end: _wanted(end) for end in ends}
    for namespace, components in members.items():
        space = f"-{slug(namespace or '')}"
        wanted[namespace, ""] = f"namespace{space}"
        wanted |= {(namespace, name): f"component{space if len(members) > 1 else ''}-{slug(name)}" for name in components}
    return {thing: name.replace("-", "_") for thing, name in allotted(wanted.items(), _LONGEST_ID).items()}


def _wanted(end: End) -> str:
    """Return the id that something would have if no other wanted it."""
    if isinstance(end, Node) and end.kind in {"app", "neighbour"}:
        return f"app-{slug(end.name)}"
    return f"outside-{slug(end.full_name if isinstance(end, Node) else end.name)}"


def _placed(members: Members, ids: Ids) -> tuple[tuple[Box, ...], tuple[Group, ...]]:
    """Return the apps that stand alone, and the groups of the others: by component, and by namespace where there are several."""
    placed = {namespace: _inside(namespace, components, ids) for namespace, components in members.items()}
    if len(placed) == 1:
        return placed.popitem()[1]
    titles = {namespace: f"namespace {namespace}" if namespace else "no namespace" for namespace in placed}
    return (), tuple(Group(ids[namespace, ""], titles[namespace], *inner) for namespace, inner in placed.items())


def _inside(namespace: str | None, components: Mapping[str, Iterable[Node]], ids: Ids) -> tuple[tuple[Box, ...], tuple[Group, ...]]:
    """Return the apps of a namespace: those that are a component of their own, and those in groups."""
    alone: list[Box] = []
    groups: list[Group] = []
    for name, nodes in components.items():
        apps = [(node.workload, ids[node]) for node in nodes if node.workload]
        boxes = tuple(_box(w, identity) for w, identity in apps)
        if [w.app.name for w, _ in apps] == [name]:
            alone += boxes
        else:
            groups.append(Group(ids[namespace, name], name, boxes))
    return tuple(alone), tuple(groups)


def _box(w: Workload, identity: str) -> Box:
    """Return the box of an app: its name, its kind unless it is the usual one, and its ports."""
    ports = dict.fromkeys(port.number for port in w.ports)
    details = (*(() if w.kind == "service" else (w.kind,)), *(f":{number}" for number in ports))
    return Box(identity, w.kind, (w.name, *([" ".join(details)] if details else [])))


def _outside(end: End, identity: str, ports: str, members: Members) -> Box:
    """Return the box of what has no blueprint here; its namespace is named unless it is that of all apps."""
    if isinstance(end, Source):
        return Box(identity, "outside", (end.name,))
    name = _PARTS.get(end.name) or (end.name if members.keys() == {end.namespace} else end.full_name)
    if end.kind == "neighbour":
        return Box(identity, "assumed", (name, f"not given {ports}".rstrip()))
    return Box(identity, "outside", tuple(filter(None, ("pods" if end.kind == "pods" else "", name, ports))))


def _app(end: End) -> bool:
    return isinstance(end, Node) and end.workload is not None
