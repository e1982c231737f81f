"""What is open in a cluster as sorted lines, JSON, CSV and a picture for Graphviz."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from functools import cache

import attrs

from rocksolid.verify.cluster import Workload
from rocksolid.verify.connectivity.outside import Outside
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import Connectivity


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


def links(connectivity: Connectivity) -> list[Link]:
    """Return all that is open, by client and server."""
    sides = _Sides(connectivity.cluster.workloads)
    found = [Link(sides.of(client), sides.of(server), ports) for client, server, ports in connectivity.between()]
    found += [Link(sides.of(client), _outside(server), ports) for client, server, ports in connectivity.to_outside()]
    found += [Link(_outside(client), sides.of(server), ports) for client, server, ports in connectivity.from_outside()]
    return sorted(found, key=lambda link: (link.client.title, link.server.title))


def text(connectivity: Connectivity) -> str:
    """Return a line a link, sorted: `shop/web => shop/api : TCP 8080`; characters that steer a terminal are escaped."""
    words = cache(Ports.text)
    lines = {f"{link.client.title} => {link.server.title} : {words(link.ports)}" for link in links(connectivity)}
    return "".join(f"{line if line.isprintable() else repr(line)[1:-1]}\n" for line in sorted(lines))


def as_json(connectivity: Connectivity) -> str:
    """Return a list of objects, one a line, with `from`, `to` and `ports`.

    A side has a `kind` and a `name`, and a `namespace` where it is a workload; the kinds of the outside are Addresses, Pods,
    IngressController and Gateway. A port has a `protocol`, and its range is `from` and `to`.
    """
    side, ports = cache(_json_side), cache(_json_ports)
    lines = (f'  {{"from": {side(link.client)}, "to": {side(link.server)}, "ports": {ports(link.ports)}}}' for link in links(connectivity))
    content = ",\n".join(lines)
    return f"[\n{content}\n]\n" if content else "[]\n"


def as_csv(connectivity: Connectivity) -> str:
    """Return a header and a row a link: both sides with their kinds, and the ports in the words of the text."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("from", "from_kind", "to", "to_kind", "ports"))
    for link in links(connectivity):
        rows.writerow((link.client.title, link.client.kind, link.server.title, link.server.kind, link.ports.text()))
    return out.getvalue()


def dot(connectivity: Connectivity) -> str:
    """Return a directed graph: a cluster a namespace, the outside in dashed lines, workloads without links as well."""
    found = links(connectivity)
    sides = _Sides(connectivity.cluster.workloads)
    spaces: dict[str, list[Side]] = {}
    for side in sorted(map(sides.of, connectivity.cluster.workloads)):
        spaces.setdefault(str(side.namespace), []).append(side)
    outside = sorted({side for link in found for side in (link.client, link.server) if side.namespace is None})
    lines = ["digraph connectivity {", "  rankdir=LR;", "  node [shape=box];"]
    for space, inside in sorted(spaces.items()):
        lines += [f"  subgraph {_quoted(f'cluster_{space}')} {{", f"    label={_quoted(space)};"]
        lines += [f"    {_quoted(side.title)} [label={_quoted(side.title.removeprefix(f'{space}/'))}];" for side in inside]
        lines.append("  }")
    lines += [f"  {_quoted(side.title)} [style=dashed];" for side in outside]
    lines += [f"  {_quoted(link.client.title)} -> {_quoted(link.server.title)} [label={_quoted(link.ports.text())}];" for link in found]
    return "\n".join([*lines, "}", ""])


FORMATS: Mapping[str, Callable[[Connectivity], str]] = {"text": text, "json": as_json, "csv": as_csv, "dot": dot}
"""Every way to write what is open, by its name."""


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


def _quoted(name: str) -> str:
    return json.dumps(name, ensure_ascii=False)
