from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rocksolid.emit import kyaml

from hostile import MISREAD, SHAPES, SPECIAL, all_read, texts, values


@given(st.lists(values, max_size=3))
@settings(max_examples=250, deadline=None)
def test_every_reader_of_yaml_gets_what_was_written(documents: list[Any]) -> None:
    """KYAML is YAML: whatever the data, YAML 1.1 and 1.2 read the stream back as that data."""
    all_read(kyaml.dump_all(documents), documents)


@given(texts)
@settings(max_examples=250, deadline=None)
@example("a \n\tb\t\n\n c")
def test_text_survives_wherever_it_stands(text: str) -> None:
    """A text is the same as a key, a value, an item, an inner key and the whole document."""
    documents = [{text: text, "a": [text, {text: [[text]]}]}, [text], text]
    all_read(kyaml.dump_all(documents), documents)


@pytest.mark.parametrize("shape", SHAPES, ids=repr)
def test_no_character_is_lost_in_any_place(shape: str) -> None:
    """Control characters, marks, white space and line breaks of all kinds come back from wherever they stand."""
    document = [shape.replace("{}", character) for character in SPECIAL]
    all_read(kyaml.dump_all([document]), [document])


SHOWN = {
    "1: no documents": ([], ""),
    "1: every document has a marker": ([1, {}], "---\n1\n---\n{}\n"),
    "2 and 3: a mapping": ([{"b": {"c": {}}, "a": 1}], "---\n{\n  b: {\n    c: {},\n  },\n  a: 1,\n}\n"),
    "4: an empty sequence": ([{"a": []}], "---\n{\n  a: [],\n}\n"),
    "4: mappings are cuddled": ([{"a": [{"b": 1}, {}, {"c": 2}]}], "---\n{\n  a: [{\n    b: 1,\n  }, {}, {\n    c: 2,\n  }],\n}\n"),
    "4: sequences are cuddled": ([[[1], []]], "---\n[[\n  1,\n], []]\n"),
    "4: scalars stand on their own lines": ([{"a": ["b", 1]}], '---\n{\n  a: [\n    "b",\n    1,\n  ],\n}\n'),
    "4: so does a mixed sequence": ([[{"a": 1}, "b"]], '---\n[\n  {\n    a: 1,\n  },\n  "b",\n]\n'),
    "5: scalars": ([[1, -1.5, True, False, None, "text", ""]], '---\n[\n  1,\n  -1.5,\n  true,\n  false,\n  null,\n  "text",\n  "",\n]\n'),
    "7: escapes": (['"\\\0\a\b\x1b\f\r\v\x01\x1f'], '---\n"\\"\\\\\\0\\a\\b\\e\\f\\r\\v\\x01\\x1f"\n'),
    "7: what is printable is shown": (["/'<>& é 東京 😀"], "---\n\"/'<>& é 東京 😀\"\n"),
    "7: a tab in a value, a tab in a key": ([{"a\tb": "a\tb"}], '---\n{\n  "a\\tb": "a\tb",\n}\n'),
    "7: a line break in a key": ([{"a\nb": 1}], '---\n{\n  "a\\nb": 1,\n}\n'),
    "7: white space of other scripts": (["\xa0\u2028\u2029\u3000"], '---\n"\\_\\L\\P\\u3000"\n'),
    "7: what is not printable": (["\u200b\ufeff\ue000\U000e0001"], '---\n"\\u200b\\ufeff\\ue000\\U000e0001"\n'),
    "8: lines": (
        [{"multi": "line1\n  indented\n\nend\n"}],
        '---\n{\n  multi: "\\\n     line1\\n\\\n    \\  indented\\n\\\n     \\n\\\n     end\\n\\\n    ",\n}\n',
    ),
    "8: no line break at the end": ([["a\n\tb"]], '---\n[\n  "\\\n     a\\n\\\n    \\\tb\\\n    ",\n]\n'),
    "kubectl: no backslash before an escape": (["a\n\xa0b\n\vc"], '---\n"\\\n   a\\n\\\n   \\_b\\n\\\n   \\vc\\\n  "\n'),
    "kubectl: no lost NEL": (["a\x85b"], '---\n"a\\Nb"\n'),
    "kubectl: no character without a form": (["\x7f\x80\x9f\ufffe\uffff"], '---\n"\\x7f\\u0080\\u009f\\ufffe\\uffff"\n'),
    "kubectl: no number that YAML 1.1 reads as text": ([1e21], "---\n1.0e+21\n"),
}  # fmt: skip


@pytest.mark.parametrize(("documents", "text"), SHOWN.values(), ids=SHOWN)
def test_shown(documents: list[Any], text: str) -> None:
    """Each rule of the dialect shows like this, without the mistakes of kubectl 1.37, and every reader gets the data."""
    assert kyaml.dump_all(documents) == text
    all_read(text, documents)


@pytest.mark.parametrize("key", ["a", "Z9", "_x", "a-b", "x/y", "a.b", "app.kubernetes.io/name", "kubernetes.io/os", "e3", "null1", "tt"])
def test_a_key_that_is_obviously_text_is_bare(key: str) -> None:
    """Rule 6: letters, digits, `_`, and between them `-`, `.` and `/`; not quoted where kubectl does not quote either."""
    assert kyaml.dump_all([{key: 1}]) == f"---\n{{\n  {key}: 1,\n}}\n"


WORDS = ("null", "True", "FALSE", "y", "Y", "yes", "n", "no", "on", "Off", "t", "T", "f", "F", "inf", "Infinity", "NaN", "_inf")
NUMBERS = ("8", "08", "1.5", "5.", "1e3", "0x1p4", "_1", "0xffffffffffffffff", "1e400", "0b_", "0x_")
DATES = ("2020-01-01", "2020-13-01", "2021-02-29")
FORMS = ("", "~", "<<", ".dockerconfigjson", "a-", "a.", "-a", "a b", "a:b", "1a", "é")


@pytest.mark.parametrize("key", [*WORDS, *NUMBERS, *DATES, *FORMS])
def test_every_other_key_is_quoted(key: str) -> None:
    """Rule 6, and stricter than kubectl: no key is bare that begins like a number or a date."""
    text = kyaml.dump_all([{key: 1}])
    assert text == f'---\n{{\n  "{key}": 1,\n}}\n'
    all_read(text, [{key: 1}])


@pytest.mark.parametrize("key", MISREAD)
def test_no_key_is_misread(key: str) -> None:
    """What a reader would take for something else when it is bare stands in quotes."""
    assert kyaml.dump_all([{key: 1}]).splitlines()[2].startswith('  "')


@pytest.mark.parametrize("length", [1022, 1023, 1024, 1025, 3000])
@pytest.mark.parametrize("letter", ["k", "8"])
def test_a_long_key_is_found(letter: str, length: int) -> None:
    """A key longer than readers look for before a colon is written with `?`, whatever its value."""
    key = letter * length
    document = {key: "x\ny\n", "a": [{key: [1]}]}
    all_read(kyaml.dump_all([document]), [document])
    assert ("? " in kyaml.dump_all([document])) is (length + 2 * (letter == "8") > 1024)
