"""One way to write down who can reach whom, so that the findings of two analysers can be laid side by side."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from ipaddress import IPv4Address, IPv6Address, summarize_address_range
from itertools import pairwise

Span = tuple[str, int, int]
"""A protocol, and its first and last port."""
Ports = tuple[Span, ...]
"""Spans in order, none of which touches another."""
Block = tuple[int, int, int]
"""A version of IP, and its first and last address as numbers."""
End = str | Block
"""One end of a call: a workload as "namespace/name", or addresses outside of the cluster."""
Flow = tuple[End, End, Ports]
"""A client, a server, and the server's ports that are open to the client."""

PROTOCOLS = ("SCTP", "TCP", "UDP")
"""The protocols that a NetworkPolicy can name."""
EVERYTHING: Ports = tuple((protocol, 1, 65535) for protocol in PROTOCOLS)


def merged(spans: Iterable[Span]) -> Ports:
    """Return spans of ports as few as possible."""
    found: list[Span] = []
    for protocol, first, last in sorted(spans):
        if found and found[-1][0] == protocol and first <= found[-1][2] + 1:
            found[-1] = (protocol, found[-1][1], max(found[-1][2], last))
        else:
            found.append((protocol, first, last))
    return tuple(found)


def rest(first: int, last: int, parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield what of a range lies between its parts."""
    for begin, end in sorted(parts):
        if first < begin:
            yield first, begin - 1
        first = end + 1
    if first <= last:
        yield first, last


def lines(flows: Iterable[Flow]) -> list[str]:
    """Return flows as sorted lines, equal for equal connectivity: "a/web => a/db : TCP 5432", "a/web => 10.0.0.0/8,::/0 : UDP 53"."""
    pairs: dict[tuple[str, str], set[Span]] = defaultdict(set)
    outward: dict[str, list[tuple[Block, Ports]]] = defaultdict(list)
    inward: dict[str, list[tuple[Block, Ports]]] = defaultdict(list)
    for client, server, ports in flows:
        if isinstance(client, str) and isinstance(server, str):
            pairs[client, server].update(ports)
        elif isinstance(client, str):
            outward[client].append((server, ports))
        elif isinstance(server, str):
            inward[server].append((client, ports))
    told = [
        *(((client, server), merged(spans)) for (client, server), spans in pairs.items()),
        *(((client, blocks), ports) for client, found in outward.items() for blocks, ports in _by_ports(found)),
        *(((blocks, server), ports) for server, found in inward.items() for blocks, ports in _by_ports(found)),
    ]
    return sorted(f"{client} => {server} : {_text(ports)}" for (client, server), ports in told)


def _text(ports: Ports) -> str:
    told = (f"{protocol} {first}" if first == last else f"{protocol} {first}-{last}" for protocol, first, last in ports)
    return "everything" if ports == EVERYTHING else ", ".join(told)


def _by_ports(blocks: Sequence[tuple[Block, Ports]]) -> Iterator[tuple[str, Ports]]:
    """Yield all addresses for which exactly the same ports are open, and these."""
    found: dict[Ports, list[Block]] = defaultdict(list)
    for block, ports in _split(blocks):
        before = found[ports][-1] if found[ports] else (0, 0, 0)
        touches = before[0] == block[0] and before[2] + 1 == block[1]
        found[ports][-1:] = [(block[0], before[1], block[2])] if touches else [*found[ports][-1:], block]
    return ((",".join(map(_addresses, same)), ports) for ports, same in found.items() if ports)


def _split(blocks: Sequence[tuple[Block, Ports]]) -> Iterator[tuple[Block, Ports]]:
    """Yield blocks that do not overlap, in order, each with the ports of all that hold it."""
    for version in (4, 6):
        told = [(low, high, ports) for (of, low, high), ports in blocks if of == version]
        for first, after in pairwise(sorted({edge for low, high, _ in told for edge in (low, high + 1)})):
            yield (version, first, after - 1), merged(span for low, high, spans in told if low <= first <= high for span in spans)


def _addresses(block: Block) -> str:
    version, *ends = block
    first, last = map({4: IPv4Address, 6: IPv6Address}[version], ends)
    networks = list(summarize_address_range(first, last))
    return str(networks[0]) if len(networks) == 1 else f"{first}-{last}"
