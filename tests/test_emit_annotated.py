from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from rocksolid.emit import annotated, yaml

from hostile import all_read, texts, values

LONG = "k" * 2000


@given(values, texts)
@settings(max_examples=250, deadline=None)
@example({LONG: "a\nb\n", "x": {LONG: [1, "a\nb"]}, "z": [["a\nb\n\n"], [[["? x"]]]], "": {}, "y": [[], {}]}, "b: |\n# c")
def test_every_reader_gets_what_was_written(value: Any, comment: str) -> None:
    """Whatever the data and whatever the comments, YAML 1.1 and 1.2 read the document as that data."""
    all_read(annotated.dump(value, lambda _: comment), [value])


@given(values)
@settings(max_examples=100, deadline=None)
def test_without_comments_it_is_plain(value: Any) -> None:
    """What has no comment is written as ever."""
    assert annotated.dump(value, lambda _: "") == yaml.dump(value)


@given(values)
@settings(max_examples=100, deadline=None)
def test_a_comment_stands_behind_every_leaf(value: Any) -> None:
    """Everything with nothing below it is asked about, once and by its path, and nothing else."""
    asked: list[tuple[str | int, ...]] = []

    def ask(path: tuple[str | int, ...]) -> str:
        asked.append(path)
        return ""

    annotated.dump(value, ask)
    assert asked == [path for path, _ in leaves(value, ())]


def leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    """Return the paths of scalars and empty collections."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [leaf for step, inner in inside for leaf in leaves(inner, (*path, step))] if value and inside else [(path, value)]


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_a_comment_is_one_line(text: str) -> None:
    """A comment has no character that ends a line, and one that is plain text stays as it is."""
    assert annotated.one_line(text).isprintable()
    assert annotated.one_line("billing.toml:3 image") == "billing.toml:3 image"
    assert annotated.one_line("a\nb\u2028c") == "a\\nb\\u2028c"
