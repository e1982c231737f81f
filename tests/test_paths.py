"""Paths of fields are read as people write them, and written as they are read."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.manifest.paths import PathError, Steps, dotted, located, parse, places, text

KEYS = st.text(st.characters(exclude_characters='"', codec="utf-8"), min_size=1)
PLAIN = st.text("abcXYZ019_$/-", min_size=1)
VALUES = st.text(st.characters(exclude_characters="]", codec="utf-8"))
STEPS = st.lists(st.one_of(KEYS, st.integers(0, 999_999_999), st.tuples(PLAIN, VALUES)), min_size=1).map(tuple)


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("spec", ("spec",)),
        ("spec.template.spec.containers[name=web].image", ("spec", "template", "spec", "containers", ("name", "web"), "image")),
        ('metadata.annotations."example.com/owner"', ("metadata", "annotations", "example.com/owner")),
        ("spec.egress[0].ports[1].port", ("spec", "egress", 0, "ports", 1, "port")),
        ("volumeMounts[mountPath=/etc/a.b[0].subPath", ("volumeMounts", ("mountPath", "/etc/a.b[0"), "subPath")),
        ('"".a', ("", "a")),
        ("[0]", (0,)),
    ],
)
def test_reads_a_path(path: str, steps: Steps) -> None:
    """Fields are joined by dots, items stand in brackets, and keys with dots in quotes."""
    assert parse(path) == steps
    assert text(steps) == path


@given(STEPS)
def test_reads_what_it_writes(steps: Steps) -> None:
    """Whatever keys an object has, its paths are read back."""
    assert parse(text(steps)) == steps


@pytest.mark.parametrize(
    ("path", "start"),
    [
        ("", 0),
        (".spec", 0),
        ("spec.", 4),
        ("spec..a", 4),
        ("spec.[0]", 4),
        ("spec[0", 4),
        ("spec[-1]", 4),
        ("a b", 1),
        ('a"b"', 1),
        ("a[=b]", 1),
    ],
)
def test_says_where_it_cannot_read(path: str, start: int) -> None:
    """What is no path is refused from the place on where it goes wrong."""
    with pytest.raises(PathError) as refused:
        parse(path)
    assert refused.value.start == start


CONTENT = {"ports": [{"port": 53, "name": "a"}, "text", {"port": 53, "name": "b"}], "key": {"a.b": 1}}


@pytest.mark.parametrize(
    ("steps", "place"),
    [
        (("ports", ("name", "b"), "port"), ("ports", 2, "port")),
        (("ports", ("port", "53")), ("ports", 0)),
        (("ports", 1), ("ports", 1)),
        (("key", "a.b"), ("key", "a.b")),
        ((), ()),
        (("ports", 3), None),
        (("ports", "name"), None),
        (("key", 0), None),
        (("key", ("a", "b")), None),
        (("key", "a.b", "c"), None),
    ],
)
def test_finds_what_a_path_leads_to(steps: Steps, place: tuple[str | int, ...] | None) -> None:
    """A path leads to keys and indexes, and to nothing where one of its steps does."""
    assert located(CONTENT, steps) == place


def test_tells_how_many_items_are_meant() -> None:
    """A key that several items have leads to all of them."""
    assert list(places(CONTENT["ports"], ("port", "53"))) == [0, 2]


@given(st.lists(st.one_of(st.text(st.characters(exclude_categories=("C", "Z"))), st.text('ab"\\.-')), min_size=1))
def test_words_are_written_as_toml_reads_them(words: list[str]) -> None:
    """The dotted form of any words is a key that TOML reads as these words."""
    tree: Any = tomllib.loads(f"{dotted(words)} = 1")
    for word in words:
        tree = tree[word]
    assert tree == 1


def test_an_item_is_written_by_its_index() -> None:
    """What stands in a list has its index in brackets, at every depth."""
    assert dotted(("remove", 0)) == "remove[0]"
    assert dotted(("override", "Deployment/web", "a.b", 1, "c")) == 'override."Deployment/web"."a.b"[1].c'
