"""Critical dependencies that lead in a circle are refused, once for each group of apps, and everything else is not."""

import itertools
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.compiler import compile_request
from rocksolid.finding import Finding
from rocksolid.language.gather import Request
from rocksolid.system.cycles import critical_cycles

from build import compiled
from systems import PLAIN, Case

IMAGE = 'image = "registry.example.com/shop:1.0.0"\n'
Edges = Mapping[str, Iterable[str]]


def blueprint(critical: Edges, plain: Edges | None = None) -> str:
    """Apps, each with those that are critical to it, and those whose outage only degrades it."""
    both = ((critical, "true"), (plain or {}, "false"))
    apps = {
        name: [f'{{ app = "{other}", critical = {word} }}' for edges, word in both for other in edges.get(name, ())] for name in critical
    }
    return IMAGE + "".join(f"[apps.{name}]\nport = 80\ndependencies = [{', '.join(needs)}]\n" for name, needs in apps.items())


def circles(critical: Edges, plain: Edges | None = None) -> list[list[str]]:
    """The circles that are drawn."""
    return [drawn(finding) for finding in critical_cycles(compiled(blueprint(critical, plain), closed=True).system)]


def drawn(finding: Finding) -> list[str]:
    """The names in a drawn circle, the first one again at its end."""
    return finding.message.rpartition(": ")[2].split(" -> ")


@pytest.mark.parametrize(
    ("critical", "expected"),
    [
        ({"a": "b", "b": ""}, []),
        ({"a": "bc", "b": "d", "c": "d", "d": ""}, []),
        ({"a": "a"}, ["a a"]),
        ({"a": "b", "b": "a"}, ["a b a"]),
        ({"a": "b", "b": "c", "c": "a"}, ["a b c a"]),
        ({"a": "b", "b": "c", "c": "b"}, ["b c b"]),
        ({"a": "b", "b": "ac", "c": "d", "d": "c"}, ["a b a", "c d c"]),
        ({"a": "b", "b": "c", "c": "ad", "d": "c"}, ["a b c a"]),
        ({"a": "bd", "b": "c", "c": "a", "d": "a"}, ["a d a"]),
        ({"a": "ab", "b": "a"}, ["a a"]),
    ],
)
def test_each_group_is_drawn_once(critical: dict[str, str], expected: list[str]) -> None:
    """Apps that are all critical to each other are one mistake, drawn as a shortest circle from the first of them."""
    assert circles(critical) == [circle.split() for circle in expected]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_calls_in_a_circle_are_fine(case: Case) -> None:
    """In the systems that we show, no circle of calls holds up a start."""
    assert list(critical_cycles(compile_request(Request(paths=(str(case.folder),), closed=True)).system)) == []


def test_a_dependency_that_only_degrades_breaks_the_circle() -> None:
    """One link that is not critical, or that is never called, is where a start can begin."""
    assert circles({"a": "b", "b": "", "c": ""}, {"b": "a"}) == []
    told = blueprint({"a": "b", "b": "a"}).replace('app = "a", critical = true', 'app = "a", calls = false, critical = true')
    assert list(critical_cycles(compiled(told, closed=True).system)) == []


def test_every_link_has_its_place() -> None:
    """The error stands at the first link, and names where each of the others is declared."""
    (finding,) = critical_cycles(compiled(blueprint({"a": "b", "b": "c", "c": "a"}), closed=True).system)
    assert finding.spot
    assert [finding.spot.place().line, *(spot.place().line for spot, _ in finding.related)] == [4, 7, 10]
    assert [text for _, text in finding.related] == ['"b" needs "c" here', '"c" needs "a" here']


def test_apps_of_one_name_are_told_apart() -> None:
    """Apps of two namespaces are drawn with these where they share a name."""
    text = '[apps.{0}]\nname = "db"\nnamespace = "{0}"\nport = 80\ndependencies = [{{ app = "db", namespace = "{1}", critical = true }}]\n'
    (finding,) = critical_cycles(compiled(IMAGE + text.format("x", "y") + text.format("y", "x"), closed=True).system)
    assert drawn(finding) == ["x/db", "y/db", "x/db"]


def test_a_circle_through_a_neighbour_counts(tmp_path: Path) -> None:
    """A circle of which one app is rendered is refused there; one of neighbours alone is theirs."""
    for name, needs in {"a": "b", "b": "a", "c": "a"}.items():
        (tmp_path / f"{name}.toml").write_text(
            f'name = "{name}"\nport = 80\n{IMAGE}dependencies = [{{ app = "{needs}", critical = true }}]\n'
        )

    def alone(name: str) -> list[list[str]]:
        request = Request(paths=(str(tmp_path / f"{name}.toml"),), neighbours=(str(tmp_path),), closed=True)
        return [drawn(finding) for finding in critical_cycles(compile_request(request).system)]

    assert (alone("a"), alone("b"), alone("c")) == ([["a", "b", "a"]], [["b", "a", "b"]], [])


def test_a_large_ring_of_calls_is_no_circle_until_all_of_it_is_critical() -> None:
    """A thousand apps in a ring, too deep for a recursion, are drawn whole."""
    names = [f"a{number:04}" for number in range(1000)]
    ring = {name: [names[number - 1]] for number, name in enumerate(names)}
    (circle,) = circles(ring)
    assert len(circle) == 1001
    assert circles(ring | {"a0500": []}, {"a0500": ["a0499"]}) == []


NODES = "abcdef"
GRAPHS = st.fixed_dictionaries({node: st.sets(st.sampled_from(NODES), max_size=3).map(sorted) for node in NODES})


@settings(max_examples=150, deadline=None)
@given(GRAPHS)
def test_what_is_drawn_is_a_circle_and_all_are_found(critical: dict[str, list[str]]) -> None:
    """Every app that leads back to itself is in a group with a drawn circle; every drawn link is declared, and no way back is shorter."""
    ways = {node: reached(critical, node) for node in NODES}
    groups = {frozenset(other for other in NODES if node in ways[other] and other in ways[node]) for node in NODES if node in ways[node]}
    found = circles(critical)
    assert sorted(circle[0] for circle in found) == sorted(min(group) for group in groups)
    for circle in found:
        assert circle[0] == circle[-1]
        assert all(other in critical[node] for node, other in itertools.pairwise(circle))
        assert len(circle) - 1 == ways[circle[0]][circle[0]]


def reached(edges: Edges, start: str) -> dict[str, int]:
    """The nodes that one leads to, each with the number of links there."""
    found: dict[str, int] = {}
    ends = set(edges[start])
    while new := ends - found.keys():
        found |= dict.fromkeys(new, max(found.values(), default=0) + 1)
        ends = {other for node in new for other in edges[node]}
    return found
