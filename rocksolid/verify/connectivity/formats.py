"""What is open in a cluster as sorted lines, JSON, CSV and a picture for Graphviz."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, reduce
from operator import or_

import attrs

from rocksolid.verify.cluster import Workload
from rocksolid.verify.connectivity.outside import Outside
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import Connectivity
from rocksolid.verify.selectors import Bits

ARROW = " => "
BLOCK = 30_000
"""How many links are in memory at a time, unless one client has more: with their lines some 10 MB as text and 40 MB as JSON."""


@attrs.frozen(order=True, cache_hash=True)
class Side:
    """One side of a link: what it is called (no two are called the same), its kind, and a workload's namespace and own name."""

    title: str
    kind: str
    namespace: str | None
    name: str


@attrs.frozen
class Link:
    """What is open from one side to another."""

    client: Side
    server: Side
    ports: Ports


def as_text(connectivity: Connectivity) -> Iterator[str]:
    """Yield a line a link, sorted: `shop/web => shop/api : TCP 8080`; characters that steer a terminal are escaped."""
    words = cache(Ports.text)
    for block in _Links(connectivity).blocks(ARROW):
        lines = {f"{link.client.title}{ARROW}{link.server.title} : {words(link.ports)}" for link in block}
        yield "".join(f"{_plain(line)}\n" for line in sorted(lines))


def as_json(connectivity: Connectivity) -> Iterator[str]:
    """Yield a list of objects, one a line, with `from`, `to` and `ports`.

    A side has a `kind` and a `name`, and a `namespace` where it is a workload; the kinds of the outside are Addresses, Pods,
    IngressController and Gateway. A port has a `protocol`, and its range is `from` and `to`.
    """
    side, ports = cache(_json_side), cache(_json_ports)
    before = "[\n"
    for block in filter(None, _Links(connectivity).in_order()):
        lines = (f'  {{"from": {side(link.client)}, "to": {side(link.server)}, "ports": {ports(link.ports)}}}' for link in block)
        yield before + ",\n".join(lines)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_csv(connectivity: Connectivity) -> Iterator[str]:
    """Yield a header and a row a link: both sides with their kinds, and the ports, in the words of the text."""
    words, name = cache(Ports.text), cache(_plain)
    yield _rows([("from", "from_kind", "to", "to_kind", "ports")])
    for block in _Links(connectivity).in_order():
        yield _rows(
            (name(link.client.title), link.client.kind, name(link.server.title), link.server.kind, words(link.ports)) for link in block
        )


def _plain(text: str) -> str:
    """Return a text with the characters escaped that steer a terminal."""
    return text if text.isprintable() else repr(text)[1:-1]


def dot(connectivity: Connectivity) -> Iterator[str]:
    """Yield a directed graph: a cluster a namespace, the outside in dashed lines, workloads without links as well."""
    found = _Links(connectivity)
    spaces: dict[str, list[Side]] = {}
    for side in sorted(found.inside):
        spaces.setdefault(str(side.namespace), []).append(side)
    outside = sorted({side for link in found.outside for side in (link.client, link.server) if side.namespace is None})
    lines = ["digraph connectivity {", "  rankdir=LR;", "  node [shape=box];"]
    for space, inside in sorted(spaces.items()):
        lines += [f"  subgraph {_quoted(f'cluster_{space}')} {{", f"    label={_quoted(space)};"]
        lines += [f"    {_quoted(side.title)} [label={_quoted(side.title.removeprefix(f'{space}/'))}];" for side in inside]
        lines.append("  }")
    lines += [f"  {_quoted(side.title)} [style=dashed];" for side in outside]
    yield "\n".join([*lines, ""])
    name, words = cache(_quoted), cache(Ports.text)
    for block in found.in_order():
        yield "".join(f"  {name(link.client.title)} -> {name(link.server.title)} [label={name(words(link.ports))}];\n" for link in block)
    yield "}\n"


STREAMS: Mapping[str, Callable[[Connectivity], Iterator[str]]] = {"text": as_text, "json": as_json, "csv": as_csv, "dot": dot}
"""Every way to write what is open, by its name, as at least one piece of text: the whole has the square of the cluster's size."""


def _whole(write: Callable[[Connectivity], Iterator[str]]) -> Callable[[Connectivity], str]:
    return lambda connectivity: "".join(write(connectivity))


FORMATS: Mapping[str, Callable[[Connectivity], str]] = {name: _whole(write) for name, write in STREAMS.items()}
"""The same, each as one text."""
text = FORMATS["text"]


class _Links:
    """All that is open, in blocks of clients: so many links that no memory is the place for them."""

    def __init__(self, connectivity: Connectivity) -> None:
        self._connectivity = connectivity
        self._sides = sides = _Sides(connectivity.cluster.workloads)
        self.inside = [sides.of(w) for w in connectivity.cluster.workloads]
        self.outside = [Link(sides.of(client), _outside(server), ports) for client, server, ports in connectivity.to_outside()]
        self.outside += [Link(_outside(client), sides.of(server), ports) for client, server, ports in connectivity.from_outside()]

    def in_order(self) -> Iterator[list[Link]]:
        """Yield the links by client and server, in blocks."""
        for block in self.blocks("\0"):  # No character sorts before it: titles with it stand in the order of titles without.
            block.sort(key=lambda link: (link.client.title, link.server.title))
            yield block

    def blocks(self, ending: str) -> Iterator[list[Link]]:
        """Yield the links in blocks, at least one: whatever begins with a client's title and this ending sorts before later blocks."""
        clients: dict[str, Bits] = {}
        for position, side in enumerate(self.inside):
            start = side.title + ending
            clients[start] = clients.get(start, 0) | 1 << position
        outside: dict[str, list[Link]] = {}
        for link in self.outside:
            outside.setdefault(link.client.title + ending, []).append(link)
        for families in self._halved(_families(sorted(clients.keys() | outside.keys())), clients):
            starts = [start for family in families for start in family]
            found = self._connectivity.between(_united(starts, clients))
            block = [Link(self._sides.of(client), self._sides.of(server), ports) for client, server, ports in found]
            yield block + [link for start in starts for link in outside.get(start, ())]

    def _halved(self, families: list[list[str]], clients: Mapping[str, Bits]) -> Iterator[list[list[str]]]:
        """Yield families in their order, cut in halves until each part has few links: as few parts as that takes, each asks every server."""
        some = _united((start for family in families for start in family), clients)
        if not families[1:] or self._connectivity.pairs(some) <= BLOCK:
            yield families
        else:
            middle = len(families) // 2
            yield from self._halved(families[:middle], clients)
            yield from self._halved(families[middle:], clients)


def _united(starts: Iterable[str], clients: Mapping[str, Bits]) -> Bits:
    """Return the clients whose titles begin so."""
    return reduce(or_, (clients.get(start, 0) for start in starts), 0)


def _families(starts: list[str]) -> list[list[str]]:
    """Return sorted beginnings, in families: what begins as another does is in its family, because they sort as one."""
    families: list[list[str]] = []
    for start in starts:
        if families and start.startswith(families[-1][0]):
            families[-1].append(start)
        else:
            families.append([start])
    return families


class _Sides:
    """The workloads as sides; their kinds are told where two of one namespace share a name."""

    def __init__(self, workloads: tuple[Workload, ...]) -> None:
        kinds: dict[str, set[str]] = {}
        for w in workloads:
            kinds.setdefault(w.name, set()).add(w.resource.kind)
        self._known = {w: _side(w, kinds[w.name]) for w in workloads}

    def of(self, w: Workload) -> Side:
        return self._known[w]


def _side(w: Workload, kinds: set[str]) -> Side:
    title = f"{w.name}[{w.resource.kind}]" if len(kinds) > 1 else w.name
    return Side(title, w.resource.kind, w.namespace, w.resource.name)


def _outside(one: Outside) -> Side:
    return Side(one.name, one.kind, None, one.name)


def _json_side(side: Side) -> str:
    namespace = {} if side.namespace is None else {"namespace": side.namespace}
    return json.dumps({"kind": side.kind, **namespace, "name": side.name})


def _json_ports(ports: Ports) -> str:
    return json.dumps([{"protocol": protocol, "from": first, "to": last} for protocol, first, last in ports.ranges])


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=not name.isprintable())
