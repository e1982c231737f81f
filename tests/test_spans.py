import json
import re
import tomllib
from collections.abc import Iterator
from random import Random
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.language import python_spans
from rocksolid.language.spans import Path, Span, find, scan


def _without_marks(drawn: str) -> str:
    return "".join(line for line in drawn.splitlines(keepends=True) if line.strip(" ^=-\n"))


def _draw(text: str, key: Span, value: Span) -> str:
    """Write `^` under the key, `-` under the value and `=` under what is both."""
    drawn = ""
    under_key, under_value = ({(span.line, span.column + at) for at in range(span.length)} for span in (key, value))
    for number, line in enumerate(text.splitlines(), start=1):
        marks = "".join(" ^-="[((number, at) in under_key) + 2 * ((number, at) in under_value)] for at in range(1, 100)).rstrip()
        drawn += f"{line}\n{marks}\n" if marks else f"{line}\n"
    return drawn


@pytest.mark.parametrize(
    ("path", "drawn"),
    [
        (("port",), "port = 8080  # the only one\n^^^^   ----\n"),
        (("größe", 1), 'image = "a"\n"größe" = ["ü", "ä"]\n                ===\n'),
        (("größe",), '"größe" = ["ü", "ä"]\n^^^^^^^   ----------\n'),
        (("a b", "c"), "'a b' . c = 1\n        ^   -\n"),
        (("a b",), "'a b' . c = 1\n=====\n"),
        (("8080",), "8080 = 1979-05-27 07:32:00.5Z  # a date\n^^^^   ----------------------\n"),
        (("on",), "on = 1979-05-27 # 07:32:00\n^^   ----------\n"),
        (("x",), 'x = "\\" # \\\\"  # a comment\n^   ---------\n'),
        (("x",), "x = 'C:\\' # a comment\n^   -----\n"),
        (("x", 1), 'x = [\'\'\'\' \'\'\'\'\', """"\\"""""", 1]\n                 ===========\n'),
        (("text",), 'text = """  # no comment\n^^^^   -----------------\n[no.header]"""\n'),
        (("after",), 'text = """\n[no.header] \\"""\nafter = 1"""\nafter = 2\n^^^^^   -\n'),
        (("list",), "list = [  # [\n^^^^   ------\n  1, # ]\n]\n"),
        (("list", 2), "list = [\n  1, # ]\n  [2,\n  ],\n  3,\n  =\n]\nlast = true\n"),
        (("list", 1, 0), "list = [\n  1, # ]\n  [2,\n   =\n  ],\n]\n"),
        (("table", "inner", "deep"), "table = { a = 1, inner.deep = [{}] }\n                       ^^^^   ----\n"),
        (("table", "inner"), "table = { a = 1, inner.deep = [{}] }\n                 =====\n"),
        (("table", "inner", "deep", 0), "table = { a = 1, inner.deep = [{}] }\n                               ==\n"),
        (("a", "b c"), '[ a . "b c" ]\n  ----=====\n'),
        (("a",), '[ a . "b c" ]\n  =\n'),
        (("a",), "[a.b]\n[a]\n =\n"),
        (("a", "b"), "[a]\nx = 1\n[ a.b ]\n  --=\n[a.b.c]\n"),
        (("a", "b", "x"), "[a]\nb.y = 1\nb.x = 2\n  ^   -\n"),
        (("extra",), "[[extra]]\n  =====\n[[extra]]\n"),
        (("extra", 0), "[[extra]]\n  =====\n[[extra]]\n"),
        (("extra", 1), "[[extra]]\n[[ extra ]]\n   =====\n"),
        (("extra", 1, "spec", "x"), "[[extra]]\n[extra.spec]\nx = 1\n[[extra]]\n[extra.spec]\nx = 2\n^   -\n"),
        (("extra", 1, "spec", 0), "[[extra]]\n[[extra.spec]]\n[[extra]]\n[[extra.spec]]\n  ------====\n"),
    ],
)
def test_a_toml_path_has_its_place(path: Path, drawn: str) -> None:
    """Keys and values are found where a reader would point, to the character."""
    text = _without_marks(drawn)
    tomllib.loads(text)

    assert _draw(text, *scan(text)[path]) == drawn


def test_the_end_of_a_line_is_no_part_of_a_span() -> None:
    """A value over several lines is cut before the end of its first line, also where that is CR LF."""
    spans = scan("a = [\r\n  1,\r\n]\r\n")

    assert spans["a",] == (Span(1, 1, 1), Span(1, 5, 1))
    assert spans["a", 0] == (Span(2, 3, 1), Span(2, 3, 1))


def test_the_nearest_place_of_what_is_missing_is_that_of_its_table() -> None:
    """A path that is not there is found at the longest part of it that is."""
    spans = scan("[apps.web]\nports = [{}]")

    assert find(spans, ("apps", "web", "ports", 0, "port")) == spans["apps", "web", "ports", 0]
    assert find(spans, ("apps", "web", "image")) == spans["apps", "web"]
    assert find(spans, ("image",)) == spans[()] == (Span(1, 1, 1), Span(1, 1, 1))


@pytest.mark.parametrize("text", ["= 1", "a = [1", "a = {", "[a", "a = "])
def test_a_text_that_breaks_off_is_an_error_and_no_endless_search(text: str) -> None:
    """Whoever scans a text that tomllib refuses is told so."""
    with pytest.raises(ValueError, match="not a text that tomllib accepts"):
        scan(text)


KEYS = st.sampled_from(["a", "b", "8080", "a-b", "a.b", "", '"', "'", "\\"]) | st.text(max_size=4)
TEXTS = st.text() | st.text(alphabet="ab\n\"' \\#")
SCALARS = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS, st.dates(), st.times(), st.datetimes())
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12)


@attrs.frozen
class _Writer:
    """Writes data as TOML, each part in any of the styles that TOML has for it."""

    dice: Random

    def text(self, data: dict[str, Any]) -> str:
        ends = ["\n", "\n\n", "  # [no] = 1\n", " # \"''' \n"]
        return "".join(line + self.dice.choice(ends) for line in self.table((), data)).replace("\n", self.dice.choice(["\n", "\r\n"]))

    def table(self, path: tuple[str, ...], table: dict[str, Any], brackets: str = "") -> list[str]:
        sections = {name: value for name, value in table.items() if _is_section(value) and self.dice.choice([True, False])}
        words = list(self.pairs((), {name: value for name, value in table.items() if name not in sections}))
        below = [line for name, value in sections.items() for line in self.section((*path, name), value)]
        header = [f"{brackets}{self.key(path)}{brackets.replace('[', ']')}"] if path else []
        own_first, own_last = [*header, *words, *below], [*below, *header, *words]
        own_left_out = below if below and not words else own_last
        return self.dice.choice([own_first, own_last, own_left_out] if brackets == "[" else [own_first])

    def section(self, path: tuple[str, ...], value: Any) -> Iterator[str]:
        for table in value if isinstance(value, list) else [value]:
            yield from self.table(path, table, "[[" if isinstance(value, list) else "[")

    def pairs(self, above: tuple[str, ...], table: dict[str, Any]) -> Iterator[str]:
        for name, value in table.items():
            if value and isinstance(value, dict) and self.dice.choice([True, False]):
                yield from self.pairs((*above, name), value)
            else:
                yield f"{self.key((*above, name))}{self.dice.choice(['=', ' = '])}{self.value(value)}"

    def key(self, path: tuple[str, ...]) -> str:
        return self.dice.choice([".", " . "]).join(self.dice.choice(list(_names(part))) for part in path)

    def value(self, value: Any) -> str:
        match value:
            case dict():
                return "{ " + ", ".join(self.pairs((), value)) + " }"
            case list():
                gap = self.dice.choice(["", " ", "\n", "\n  # a ] or ' comment\n  "])
                last = self.dice.choice(["", f"{gap},"]) if value else ""
                return f"[{gap}{f'{gap},{gap}'.join(map(self.value, value))}{last}{gap}]"
            case str():
                return self.dice.choice(list(_strings(value)))
            case bool() | float():
                return str(value).lower()
            case int():
                return self.dice.choice([f"{value}", f"{value:_}", f"{value:#x}" if value >= 0 else f"{value}"])
        return str(value).replace(" ", self.dice.choice([" ", "T"]))


def _is_section(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and value != [] and all(isinstance(item, dict) for item in value))


def _names(name: str) -> Iterator[str]:
    yield _basic(name)
    if re.fullmatch(r"[A-Za-z0-9_-]+", name):
        yield name
    if not re.search(r"['\x00-\x08\x0a-\x1f\x7f]", name):
        yield f"'{name}'"


def _strings(text: str) -> Iterator[str]:
    yield from (style for style in _names(text) if style != text)
    body = "\n".join(_basic(line)[1:-1] for line in text.split("\n"))
    body = f'{body[:-2]}"' if text.endswith('"') else body
    yield f'"""\n{body}"""'
    if text == text.lstrip(" \t\n"):
        yield from (f'"""{body}"""', f'"""\\\n   {body}"""')
    if not re.search(r"'''|[\x00-\x08\x0b-\x1f\x7f]", text):
        yield f"'''\n{text}'''"


def _basic(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _paths(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield from _paths(inner, (*path, name))


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.randoms(use_true_random=False))
def test_what_stands_at_a_span_is_what_its_path_says(data: dict[str, Any], dice: Random) -> None:
    """Whatever the data and the style, every path has a span, and the text there reads as its key and its value."""
    text = _Writer(dice).text(data)
    assert tomllib.loads(text) == data
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    spans = scan(text)

    assert spans.keys() == dict(_paths(data)).keys()
    for path, value in _paths(data):
        key, token = (lines[span.line - 1][span.column - 1 :][: span.length] for span in spans[path])
        if path and isinstance(path[-1], str):
            assert tomllib.loads(f"{key}=0") == {path[-1]: 0}
        if token[:3] in {'"""', "'''"} and (len(token) < 6 or not token.endswith(token[:3])):  # cut
            assert lines[spans[path][1].line - 1].endswith(token)
        elif not isinstance(value, dict | list):
            assert token == token.strip()
            assert tomllib.loads(f"x=[{token},{token}]") == {"x": [value, value]}


@pytest.mark.parametrize(
    ("line", "path", "drawn"),
    [
        (2, (), 'import rocksolid\nweb = rocksolid.App(name="web")\n      =============\n'),
        (1, ("name",), 'App(name="web")\n    ^^^^ -----\n'),
        (1, ("ports", "http", "port"), 'App(ports={"http": {"port": 80}})\n                    ^^^^^^  --\n'),
        (1, ("größe", 1), 'App(größe=("ü", "ä"))\n                ===\n'),
        (2, ("args", 0), 'x = 1\nApp(\n  args=[\n    "a",\n    ===\n  ],\n)\n'),
        (2, ("args",), 'x = 1\nApp(\n  args=[  # all\n  ^^^^ --------\n    "a",\n  ],\n)\n'),
        (1, ("env", "A"), 'App(env={**common, "A": f(b=1)})\n                   ^^^  ------\n'),
        (1, ("name",), 'App(**{"name": "web"}, **words)\n       ^^^^^^  -----\n'),
        (1, ("name",), 'register(App(name="web"), App(name="api"))\n             ^^^^ -----\n'),
        (1, ("name",), 'App(name="web").render(environment="test")\n    ^^^^ -----\n'),
        (1, ("port",), "App(port=int(text, base=10))\n    ^^^^ ------------------\n"),
        (3, ("name",), 'run(\n  rocksolid\n  .App(name="web"), fast=True\n       ^^^^ -----\n)\n'),
        (2, (), "App(\n===\n  **words\n)\n"),
    ],
)
def test_a_python_path_has_its_place(line: int, path: Path, drawn: str) -> None:
    """The words of a call are found where a reader would point, to the character."""
    text = _without_marks(drawn)

    assert _draw(text, *python_spans.scan(text, line)[path]) == drawn


def test_nothing_is_said_about_what_is_no_literal() -> None:
    """What a name, another call or an unpacked list holds is not known before the program runs."""
    text = 'App(command=["a", *rest, "b"], env=dict(A="x"), labels={key: {"a": 1}, 1: 2}, image=f"{name()}:1")'

    assert set(python_spans.scan(text, 1)) == {(), ("command",), ("command", 0), ("env",), ("labels",), ("image",)}


@pytest.mark.parametrize("text", ["x = 1\ny = 2\n", "App(name=\n", "\0", "\ud800", "a" + ".b" * 10_000])
def test_without_a_call_the_line_itself_is_the_place(text: str) -> None:
    """Where there is no call, or the file is no Python any more, the first column of the line is named."""
    assert python_spans.scan(text, 2) == {(): (Span(2, 1, 1), Span(2, 1, 1))}


def test_a_text_that_python_warns_about_is_read_in_silence() -> None:
    """Python has warned when it ran the text; to say it again would be noise."""
    assert python_spans.scan('App(args=["\\d"])', 1)["args", 0] == (Span(1, 11, 4), Span(1, 11, 4))


def test_a_name_that_python_reads_otherwise_is_found_at_its_start() -> None:
    """Python reads the ligature in a keyword as two letters; the column is the author's."""
    assert python_spans.scan("App(\ufb01=1)", 1)["fi",] == (Span(1, 5, 1), Span(1, 7, 1))
