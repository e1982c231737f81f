"""Plain data that readers of YAML trip over, and the readers."""

from collections.abc import Callable
from typing import Any

import yaml as pyyaml
from hypothesis import strategies as st
from ruamel.yaml import YAML

#: What some reader of YAML takes for something else than the same text when it stands bare, as a value or as a key.
MISREAD = (
    *("y", "Y", "n", "N", "yes", "Yes", "no", "NO", "on", "On", "off", "Off", "OFF", "true", "True", "false", "FALSE"),
    *("null", "Null", "NULL", "~", "", "<<", "=", "?", "-", "!", "nan", "Inf", "infinity", ".inf", "-.INF", "+.Inf", ".nan", ".NaN"),
    *("0", "-1", "+1", "08", "010", "0777", "0o10", "0b11", "0xFF", "1_000", "1.0", "1.", ".5", "1e3", "12e03", "1E+5", "-1.5e-7"),
    *("12:30", "190:20:30", "1:2.5", "2024-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2024-13-45"),
    *("a: b", "a:", ": a", " a", "a ", " ", "   ", "\t", "a\t", "a #b", "#a", "- a", "-", "--- a", "---", "...", "? a", ":"),
    *("&a x", "*a", "!!str 1", "!a", "|", "|2-", ">", "> a", "'a'", '"a"', "%a", "@a", "`a`", ",a", "[a]", "]", "{a: b}", "}"),
    *("\n", "\n\n", "\r", "a\r\nb", "\x00", "\x07", "\x1b", "\x7f", "\x80", "\x85", "\u2028", "\u2029", "\ufeff", "\ufffe", "\uffff"),
)

_LINES = (
    *("", " ", "\t", "a", " a", "\ta", "a ", "a\t", "---", "...", "# a", "a: b", "- a", "\\", '"', "'"),
    *("\x85", "\xa0", "\u2028a", "\u3000a"),
)
_pieces = st.sampled_from([*MISREAD, *_LINES, "a", "Z", "_", "/", ".", ",", "\\", "\\n", "é", "日本", "\U0001f600", "\U0010ffff"])
_text = st.text(max_size=12) | st.lists(_pieces, max_size=4).map("".join)
texts = _text | st.lists(st.sampled_from(_LINES) | _text, max_size=6).map("\n".join)
_leaves = texts | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()

#: Dicts with text keys, lists, and everything that stands in them.
values = st.recursive(_leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8)


#: Every character that some reader, or some writer, treats unlike a letter: at either end and in the middle of one line and of several.
SPECIAL = [chr(code) for part in (range(0x250), range(0x2000, 0x2070), range(0x3000, 0x3003), range(0xFDD0, 0x10010)) for code in part]
SHAPES = ("{}", "{}a", "a{}", "a{}b", "{}\na", "a\n{}", "a{}\n{}b\n", "a\n{}\n\n")


def _ruamel(text: str) -> list[Any]:
    return list(YAML(typ="safe", pure=True).load_all(text))


def _pyyaml(text: str) -> list[Any]:
    return list(pyyaml.load_all(text, pyyaml.SafeLoader))


def _libyaml(text: str) -> list[Any]:
    return list(pyyaml.load_all(text, pyyaml.CSafeLoader))


#: All documents of a stream, as YAML 1.2 (ruamel.yaml) and as YAML 1.1 (PyYAML in Python, and libyaml) read them.
READERS: tuple[Callable[[str], list[Any]], ...] = (_ruamel, _pyyaml, _libyaml)


def all_read(text: str, documents: list[Any]) -> None:
    """Assert that every reader gets these documents: same values, same types, same order of keys."""
    for reader in READERS:
        assert repr(reader(text)) == repr(documents), reader.__name__
