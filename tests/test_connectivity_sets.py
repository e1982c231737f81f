import itertools
import re
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from operator import and_, or_, sub
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.verify.connectivity.addresses import Addresses
from rocksolid.verify.connectivity.disjoint import disjoint
from rocksolid.verify.connectivity.intervals import Intervals
from rocksolid.verify.connectivity.ports import Ports

OPERATORS: list[Callable[[Any, Any], Any]] = [or_, and_, sub]
each_operator = pytest.mark.parametrize("operator", OPERATORS)
NUMBERS = st.sets(st.integers(0, 20))

PROTOCOLS = ("SCTP", "TCP", "UDP")
PORTS = (0, 1, 2, 3, 79, 80, 81, 65534, 65535, 65536)
Port = tuple[str, int]
ranges = st.lists(st.tuples(st.sampled_from((*PROTOCOLS, "ICMP")), st.sampled_from(PORTS), st.sampled_from(PORTS)), max_size=5)

CIDRS = (
    *("0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "10.1.2.3/24", "128.0.0.0/1", "255.255.255.255/32"),
    *("::/0", "::/96", "::a01:203/128", "fd00::/8", "fd00::/127", "ffff::/16"),
)
NO_CIDRS = (
    "",
    "10.0.0.1",
    "10.0.0.0/33",
    "::/129",
    "fd00::/8/8",
    "fe80::1%eth0/64",
    "10.0.0.0/255.0.0.0",
    "house/8",
    "/",
    5,
    None,
    True,
    [],
    {},
)
SAMPLES = tuple(
    sorted(
        {
            str(type(edge)(number))
            for cidr in CIDRS
            for edge in (ip_network(cidr, strict=False)[0], ip_network(cidr, strict=False)[-1])
            for number in (int(edge) - 1, int(edge), int(edge) + 1)
            if 0 <= number < 2 ** (32 if edge.version == 4 else 128)
        }
    )
)
blocks = st.tuples(st.sampled_from(CIDRS), st.lists(st.sampled_from(CIDRS), max_size=2))


def intervals(numbers: set[int]) -> Intervals:
    """The set of some numbers."""
    return Intervals.union(Intervals(((number, number),)) for number in numbers)


def ports(said: list[tuple[str, int, int]]) -> Ports:
    """The ports in some ranges."""
    return Ports.union(Ports.of(*one) for one in said)


def port_members(some: Ports) -> set[Port]:
    """Those of the sampled ports that are in a set."""
    return {(name, number) for name, first, last in some.ranges for number in PORTS if first <= number <= last}


def addresses(said: list[tuple[str, list[str]]]) -> Addresses:
    """The addresses of some blocks."""
    return Addresses.union(Addresses.block(cidr, exceptions) for cidr, exceptions in said)


def address_members(text: str, samples: Iterable[str] = SAMPLES) -> set[str]:
    """Those of some addresses that a text names: CIDRs, ranges and addresses, or CIDRs with what they leave out."""
    found: set[str] = set()
    for part, left_out in re.findall(r"([^,( ]+)(?: except \(([^)]*)\))?", text):
        found |= {one for one in samples if _is_in(ip_address(one), part)} - address_members(left_out, samples)
    return found


def _is_in(one: IPv4Address | IPv6Address, part: str) -> bool:
    if "-" in part:
        first, last = map(ip_address, part.split("-"))
        return first.version == one.version and int(first) <= int(one) <= int(last)
    return one in ip_network(part)


@each_operator
@given(left=NUMBERS, right=NUMBERS)
def test_intervals_are_sets(operator: Callable[[Any, Any], Any], left: set[int], right: set[int]) -> None:
    """Union, intersection and difference are those of sets, and equal sets are equal."""
    assert operator(intervals(left), intervals(right)) == intervals(operator(left, right))
    assert bool(intervals(left)) == bool(left)


@given(numbers=NUMBERS)
def test_intervals_are_as_few_as_can_be(numbers: set[int]) -> None:
    """No range touches the next."""
    spans = intervals(numbers).spans

    assert all(last + 1 < first for (_, last), (first, _) in itertools.pairwise(spans))
    assert {number for first, last in spans for number in range(first, last + 1)} == numbers


@each_operator
@given(left=ranges, right=ranges)
def test_ports_are_sets(operator: Callable[[Any, Any], Any], left: list[tuple[str, int, int]], right: list[tuple[str, int, int]]) -> None:
    """Ports are combined by protocol, and there are those from 1 to 65535 alone."""
    naive = [
        {
            (name, number)
            for name, first, last in said
            for number in PORTS
            if name in PROTOCOLS and max(first, 1) <= number <= min(last, 65535)
        }
        for said in (left, right)
    ]
    found = operator(ports(left), ports(right))

    assert port_members(found) == operator(*naive)
    assert ports(list(found.ranges)) == found
    assert hash(ports(list(found.ranges))) == hash(found)


@pytest.mark.parametrize(
    ("some", "text"),
    [
        (Ports.ALL, "All Connections"),
        (Ports(), ""),
        (Ports.of("TCP"), "TCP 1-65535"),
        (Ports.of("TCP", 80, 80), "TCP 80"),
        (ports([("UDP", 53, 53), ("TCP", 8000, 8100), ("TCP", 80, 80), ("TCP", 81, 81), ("TCP", 53, 53)]), "TCP 53,80-81,8000-8100,UDP 53"),
        (Ports.ALL - Ports.of("UDP", 53, 53), "SCTP 1-65535,TCP 1-65535,UDP 1-52,54-65535"),
        (Ports.of("UDP") | Ports.of("TCP") | Ports.of("SCTP"), "All Connections"),
    ],
)
def test_ports_in_words(some: Ports, text: str) -> None:
    """Protocols and numbers are in order; what can be one range is one."""
    assert some.text() == text


@each_operator
@given(left=st.lists(blocks, max_size=3), right=st.lists(blocks, max_size=3))
def test_addresses_are_sets(
    operator: Callable[[Any, Any], Any], left: list[tuple[str, list[str]]], right: list[tuple[str, list[str]]]
) -> None:
    """Blocks without their exceptions are combined exactly, IPv4 and IPv6 apart, and their text says the same."""
    naive = [
        {
            one
            for one in SAMPLES
            for cidr, exceptions in said
            if ip_address(one) in ip_network(cidr, strict=False)
            and not any(ip_address(one) in ip_network(exception, strict=False) for exception in exceptions)
        }
        for said in (left, right)
    ]

    assert address_members(operator(addresses(left), addresses(right)).text()) == operator(*naive)


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Addresses.ALL, "0.0.0.0/0,::/0"),
        (Addresses.block("10.1.2.3/8"), "10.0.0.0/8"),
        (Addresses.block("10.1.2.3/32"), "10.1.2.3"),
        (Addresses.block("10.0.0.0/8", ["10.1.0.0/16"]), "10.0.0.0/16,10.2.0.0-10.255.255.255"),
        (Addresses.block("10.0.0.0/8", ["10.0.0.0/8"]), ""),
        (Addresses.block("0.0.0.0/0", ["10.0.0.0/8", "192.168.0.0/16"]), "0.0.0.0/0 except (10.0.0.0/8,192.168.0.0/16)"),
        (Addresses.block("::/0", ["fd00::/8"]), "::/0 except (fd00::/8)"),
        (Addresses.block("::/0", ["10.0.0.0/8"]), "::/0"),
        (Addresses.block("0.0.0.0/1") | Addresses.block("128.0.0.0/1") | Addresses.block("fd00::1/128"), "0.0.0.0/0,fd00::1"),
        (Addresses.ALL - Addresses.block("255.255.255.255/32"), "0.0.0.0-255.255.255.254,::/0"),
    ],
)
def test_addresses_in_words(block: Addresses, text: str) -> None:
    """Addresses are CIDRs and ranges, or all but those that are left out, whatever is shorter."""
    assert block.text() == text


@pytest.mark.parametrize("nothing", NO_CIDRS, ids=repr)
def test_what_is_no_block_holds_nothing(nothing: Any) -> None:
    """A block that the server would refuse opens nothing, and as an exception takes nothing away."""
    assert Addresses.block(nothing) == Addresses()
    assert Addresses.block("10.0.0.0/8", [nothing]) == Addresses.block("10.0.0.0/8", nothing) == Addresses.block("10.0.0.0/8")


@given(pieces=st.lists(st.tuples(ranges.map(ports), st.integers(0, 255)), max_size=6))
def test_disjoint_sets_give_everybody_all_of_his_ports(pieces: list[tuple[Ports, int]]) -> None:
    """Every member stands in one set alone, with the ports of all pieces that held it."""
    found = disjoint(pieces)
    by_member = {member: [some for some, members in found.items() if members >> member & 1] for member in range(8)}

    assert all(members and some for some, members in found.items())
    for member, several in by_member.items():
        all_of_it = Ports.union(some for some, members in pieces if members >> member & 1)
        assert several == ([all_of_it] if all_of_it else [])


def test_disjoint_sets_of_addresses() -> None:
    """Addresses are told apart where their ports differ, and only there."""
    web, dns = Ports.of("TCP", 443, 443), Ports.of("UDP", 53, 53)
    found = disjoint([(web, Addresses.block("10.0.0.0/8")), (dns, Addresses.block("10.1.0.0/16")), (web, Addresses.block("11.0.0.0/8"))])

    assert {some.text(): block.text() for some, block in found.items()} == {
        "TCP 443": "10.0.0.0/16,10.2.0.0-11.255.255.255",
        "TCP 443,UDP 53": "10.1.0.0/16",
    }


def test_sets_are_values() -> None:
    """A set cannot be changed."""
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Ports.ALL.spans = ()  # type: ignore[misc]
