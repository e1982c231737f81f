import datetime as dt
import enum
import json as stdlib_json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rocksolid.emit import json, kyaml, yaml

from hostile import MISREAD, SHAPES, SPECIAL, all_read, texts, values

VERDICTS = [stdlib_json.loads(line) for line in (Path(__file__).parent / "data/yaml-verdicts.jsonl").read_text().splitlines()]

#: Every scalar that a real API server was given bare, as a value or a key; two names only describe theirs.
JUDGED = sorted({case["name"].partition("-unquoted")[2][1:] for case in VERDICTS if "-unquoted" in case["name"]} - {"number", "date"})


@given(st.lists(values, max_size=3))
@settings(max_examples=250, deadline=None)
def test_every_reader_gets_what_was_written(documents: list[Any]) -> None:
    """Whatever the data, YAML 1.1 and 1.2 read the stream back as that data."""
    all_read(yaml.dump_all(documents), documents)


@given(values)
@settings(max_examples=100, deadline=None)
def test_one_document_has_no_marker(value: Any) -> None:
    """A document alone is its part of a stream, and ends with one line break of its own."""
    text = yaml.dump(value)
    assert yaml.dump_all([value, value]) == f"---\n{text}---\n{text}"
    all_read(text, [value])


@given(texts)
@settings(max_examples=250, deadline=None)
@example("a\n \nb")
@example("\n\na\n\n\n")
@example("a\n\tb \n  c\n")
def test_text_survives_wherever_it_stands(text: str) -> None:
    """A text is the same as a key, a value, an item, an inner key and the whole document."""
    documents = [{text: text, "a": [text, {text: [[text]]}], "b": {"c": {text: {"d": text}}}}, [text], text]
    all_read(yaml.dump_all(documents), documents)


@pytest.mark.parametrize("text", MISREAD)
def test_text_that_could_be_misread_is_quoted(text: str) -> None:
    """What a reader would take for something else stands in double quotes, as a value and as a key."""
    assert yaml.dump({text: text}) == f"{yaml.quoted(text)}: {yaml.quoted(text)}\n"
    all_read(yaml.dump({text: text}), [{text: text}])


@pytest.mark.parametrize("text", JUDGED)
def test_what_an_api_server_misreads_bare_comes_back(text: str) -> None:
    """A text that a real API server refused or changed when it stood bare is quoted, and is read as itself."""
    assert yaml.dump({text: text}) == f'"{text}": "{text}"\n'
    all_read(yaml.dump({text: text}), [{text: text}])


@pytest.mark.parametrize("case", [case for case in VERDICTS if case["accepted"]], ids=lambda case: case["name"])
def test_what_an_api_server_has_read_comes_back(case: dict[str, Any]) -> None:
    """What a real API server made of a manifest is written so that it is read as the same again."""
    all_read(yaml.dump(case["read_as"]), [case["read_as"]])


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_no_character_is_lost_in_any_place(shape: str) -> None:
    """Control characters, marks, white space and line breaks of all kinds come back from wherever they stand."""
    document = [shape.replace("{}", character) for character in SPECIAL]
    all_read(yaml.dump_all([document]), [document])


SHOWN = {
    "words and paths": (["web", "apps/v1", "/healthz", "app.kubernetes.io/name", "a b", "a=b"], "- web\n- apps/v1\n- /healthz\n- app.kubernetes.io/name\n- a b\n- a=b\n"),
    "an image": ("registry.example.com:5000/team/web:1.4.2@sha256:0a1b", "registry.example.com:5000/team/web:1.4.2@sha256:0a1b\n"),
    "quantities": ({"cpu": "100m", "memory": "128Mi", "maxSurge": "25%"}, "cpu: 100m\nmemory: 128Mi\nmaxSurge: 25%\n"),
    "addresses": ({"cidr": "10.0.0.0/8", "ip": "127.0.0.1"}, "cidr: 10.0.0.0/8\nip: 127.0.0.1\n"),
    "versions": (["1.36", "1.4.2", "v1"], '- "1.36"\n- "1.4.2"\n- v1\n'),
    "arguments": (["--port=8080", "$(HOST)"], '- "--port=8080"\n- "$(HOST)"\n'),
    "numbers": ([0, -5, 2**63, 0.5, 3.0, 1e21, 1.5e-7, 1e-7], "- 0\n- -5\n- 9223372036854775808\n- 0.5\n- 3.0\n- 1.0e+21\n- 1.5e-07\n- 1.0e-07\n"),
    "booleans and null": ({"a": True, "b": False, "c": None}, "a: true\nb: false\nc: null\n"),
    "switches as text": ({"on": "yes", "y": "n"}, '"on": "yes"\n"y": "n"\n'),
    "nothing": ({"a": {}, "b": [], "c": "", "d": [{}, []]}, 'a: {}\nb: []\nc: ""\nd:\n- {}\n- []\n'),
    "lists stand under their key": ({"a": [{"b": [1], "c": {"d": 2}}, 3]}, "a:\n- b:\n  - 1\n  c:\n    d: 2\n- 3\n"),
    "lists of lists": ([[1, [2]], [{"a": 3}]], "- - 1\n  - - 2\n- - a: 3\n"),
    "order": ({"b": 1, "a": 2}, "b: 1\na: 2\n"),
    "other scripts": ({"city": "Zürich 東京 😀"}, 'city: "Zürich 東京 😀"\n'),
    "what nobody sees": ("a\u202eb\x7f\ufeff\x1b", '"a\\u202eb\\u007f\\ufeff\\u001b"\n'),
    "what changes the order": ("\u061c\u200e\u200f\u202a\u2066\u2069\n", '"\\u061c\\u200e\\u200f\\u202a\\u2066\\u2069\\n"\n'),
    "a text of lines": ({"a": {"conf": "x {\n\ty;\n\n}\n"}}, "a:\n  conf: |\n    x {\n    \ty;\n\n    }\n"),
    "lines in a list": (["a\nb\n", {"k": "c\nd\n"}], "- |\n  a\n  b\n- k: |\n    c\n    d\n"),
    "no line break at the end": ({"a": "b\nc"}, "a: |-\n  b\n  c\n"),
    "line breaks at both ends": ({"a": "\nb\n\n\n", "c": 1}, "a: |+\n\n  b\n\n\nc: 1\n"),
    "lines as the document": ("---\na\n", "|\n  ---\n  a\n"),
    "lines that begin with white space": (["  a\nb\n", "\ta\nb"], '- "  a\\nb\\n"\n- "\\ta\\nb"\n'),
    "lines that end with white space": (["a\nb ", "a\n\t\n", "a \nb\n"], '- "a\\nb "\n- "a\\n\\t\\n"\n- |\n  a \n  b\n'),
    "nothing but line breaks": (["\n", "\n\n"], '- "\\n"\n- "\\n\\n"\n'),
    "lines of another system": (["a\r\nb\r\n"], '- "a\\r\\nb\\r\\n"\n'),
    "a key of lines": ({"a\nb": 1}, '"a\\nb": 1\n'),
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), SHOWN.values(), ids=SHOWN)
def test_shown(value: Any, text: str) -> None:
    """A person sees exactly this, and every reader gets the data."""
    assert yaml.dump(value) == text
    all_read(text, [value])


def test_shared_data_is_written_out() -> None:
    """Data that stands in two places is written twice: there are no anchors."""
    labels = {"app": "web"}
    assert yaml.dump([labels, labels]) == "- app: web\n- app: web\n"


@pytest.mark.parametrize("length", [128, 129, 1022, 1023, 1024, 1025, 3000])
@pytest.mark.parametrize("letter", ["k", "8"])
def test_a_long_key_is_found(letter: str, length: int) -> None:
    """A key longer than readers look for before a colon is written with `?`, whatever its value and place."""
    key = letter * length
    document = {key: 1, "a": [{key: "x\ny\n"}, {key: {"b": {key: [1, {key: {}}]}}}]}
    all_read(yaml.dump(document), [document])
    assert yaml.dump({key: 1}).startswith("? ") is (length + 2 * (letter == "8") > 1024)


def test_a_long_line_is_not_folded() -> None:
    """A text stands on one line however long it is."""
    text = "a sentence " * 500
    assert yaml.dump({"a": text}) == f'a: "{text}"\n'
    assert yaml.dump({"a": text.strip()}) == f"a: {text.strip()}\n"


def test_more_texts_than_are_remembered() -> None:
    """A fleet with more different texts than are remembered is written like a small one."""
    assert yaml.dump([f"app-{n}" for n in range(20_000)]) == "".join([f"- app-{n}\n" for n in range(20_000)])


class _Kind(enum.StrEnum):
    POD = "Pod"


ALIEN = {
    "tuple": (1, 2),
    "set": {1},
    "bytes": b"a",
    "date": dt.date(2024, 1, 1),
    "PosixPath": Path("/tmp"),  # noqa: S108
    "_Kind": _Kind.POD,
    "object": object(),
}


@pytest.mark.parametrize("dump_all", [yaml.dump_all, kyaml.dump_all, json.dump_all], ids=["yaml", "kyaml", "json"])
class TestRefusal:
    """Every format refuses the same data."""

    @pytest.mark.parametrize(("name", "alien"), ALIEN.items(), ids=ALIEN)
    @pytest.mark.parametrize(
        "place", [lambda alien: alien, lambda alien: [alien], lambda alien: {"a": alien}], ids=["top", "item", "value"]
    )
    def test_of_a_type_that_is_no_data(self, dump_all: Any, place: Any, name: str, alien: Any) -> None:
        """A value of another type is a mistake of ours, and named by its type."""
        with pytest.raises(TypeError, match=rf"\b{name}\b"):
            dump_all([place(alien)])

    @pytest.mark.parametrize("key", [1, True, None, 1.5, b"a"], ids=lambda key: type(key).__name__)
    def test_of_a_key_that_is_no_text(self, dump_all: Any, key: Any) -> None:
        """A key is text and nothing else: YAML would read `1` and `true` back as they stand."""
        with pytest.raises(TypeError, match=rf"a key must be text, not {type(key).__name__}\b"):
            dump_all([{"a": {key: 1}}])

    @pytest.mark.parametrize("number", ["nan", "inf", "-inf"])
    def test_of_a_number_that_kubernetes_does_not_have(self, dump_all: Any, number: str) -> None:
        """A number that is not finite has no JSON, and Kubernetes reads all YAML as JSON."""
        with pytest.raises(ValueError, match=rf"no number {number}$"):
            dump_all([{"a": float(number)}])

    @pytest.mark.parametrize("text", ["\ud800", "a\udfff", "a\n\udc80b\n", "\ud83d\ude00"], ids=ascii)
    @pytest.mark.parametrize("place", [lambda text: text, lambda text: [text], lambda text: {text: 1}], ids=["top", "item", "key"])
    def test_of_half_a_character(self, dump_all: Any, place: Any, text: str) -> None:
        """A lone surrogate has no UTF-8, so no file can hold it; two of them in a row are no character either."""
        with pytest.raises(ValueError, match="surrogates not allowed"):
            dump_all([place(text)])
