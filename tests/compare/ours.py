"""What rocksolid says of objects of Kubernetes, written down like the findings of the other analyser."""

import json
import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network

from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.outside import Outside
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.connectivity.routes import targets
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read

from compare.normal import Block, Flow, lines, rest
from judges.objects import Tree

_PIECE = re.compile(r"([^,( ]+)(?: except \(([^)]*)\))?")


def found(documents: Sequence[Tree]) -> list[str]:
    """Return the lines of what is open between different workloads, and from and to addresses."""
    return lines(_flows(cluster(documents)))


def routed(documents: Sequence[Tree], controller: str) -> list[str]:
    """Return the lines of what Ingresses lead a controller to, as far as policies let it through."""
    there = cluster(documents)
    let_through = {server.name: ports for client, server, ports in connectivity(there).between() if client.name == controller}
    return lines(
        (controller, server.name, both.ranges)
        for backend, server, ports in targets(there)
        if backend.route.kind == "Ingress" and (both := ports & let_through.get(server.name, Ports()))
    )


def open_ports(documents: Sequence[Tree]) -> set[tuple[str, str, str, int]]:
    """Return the declared ports that are open between different workloads: client, server, protocol and number."""
    return {
        (client.name, server.name, port.protocol, port.number)
        for client, server, ports in connectivity(cluster(documents)).between()
        for port in server.ports
        if client is not server and ports & Ports.of(port.protocol, port.number, port.number)
    }


def cluster(documents: Sequence[Tree]) -> Cluster:
    """Return objects as one cluster, read from text as those of anybody are."""
    return Cluster(tuple(read([Text("objects", "\n---\n".join(map(json.dumps, documents)))], [])))


def _flows(there: Cluster) -> Iterator[Flow]:
    open_to = connectivity(there)
    yield from ((client.name, server.name, ports.ranges) for client, server, ports in open_to.between() if client is not server)
    yield from ((client.name, block, ports.ranges) for client, outside, ports in open_to.to_outside() for block in _blocks(outside))
    yield from ((block, server.name, ports.ranges) for outside, server, ports in open_to.from_outside() for block in _blocks(outside))


def _blocks(outside: Outside) -> Iterator[Block]:
    """Yield the addresses in "10.0.0.0/8,192.0.2.1-192.0.2.9" and "0.0.0.0/0 except (10.0.0.0/8)"."""
    for whole, parts in _PIECE.findall(outside.name) if outside.kind == "Addresses" else ():
        version, first, last = _block(whole)
        yield from ((version, *span) for span in rest(first, last, (_block(part)[1:] for part in parts.split(",") if part)))


def _block(text: str) -> Block:
    first, _, last = text.partition("-")
    network = ip_network(first)
    return network.version, int(network[0]), int(ip_address(last)) if last else int(network[-1])
