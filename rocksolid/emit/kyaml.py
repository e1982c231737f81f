"""Plain data as KYAML, the strict dialect of YAML that `kubectl -o kyaml` prints, without the texts that kubectl gets wrong."""

import re
from collections.abc import Iterable
from typing import Any

from rocksolid.emit.yaml import LONGEST_KEY, TABLES, leaf

# Narrower than kubectl, which leaves keys like `1e400` and `2020-13-01` bare: readers take them for numbers and dates, or give up.
_PLAIN_KEY = re.compile(r"_*[A-Za-z](?:[A-Za-z0-9_./-]*[A-Za-z0-9_])?")
_WORDS = frozenset({"null", "true", "false", "y", "yes", "n", "no", "on", "off", "t", "f", "inf", "infinity", "nan"})
_ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\0": "\\0",
    "\a": "\\a",
    "\b": "\\b",
    "\x1b": "\\e",
    "\f": "\\f",
    "\r": "\\r",
    "\v": "\\v",
    "\x85": "\\N",
    "\xa0": "\\_",
    "\u2028": "\\L",
    "\u2029": "\\P",
}
_IN_VALUES = {**_ESCAPES, "\t": "\t"}
_IN_KEYS = {**_ESCAPES, "\t": "\\t", "\n": "\\n"}


def dump_all(documents: Iterable[Any]) -> str:
    """Return a stream in which a line `---` stands before every document, each of the types that `yaml.dump` takes.

    Raises TypeError for any other type, ValueError for a number that is not finite or a lone surrogate (it has no UTF-8).
    """
    return "".join([f"---\n{_node(document, '')}\n" for document in documents])


def _node(value: Any, indent: str) -> str:
    """Return a value that starts in a line indented by `indent`."""
    kind = type(value)
    if kind is str:
        return _folded(value, f"{indent}  ") if "\n" in value else f'"{_escaped(value, _IN_VALUES)}"'
    if kind in TABLES and value:
        return _mapping(value, indent)
    if kind is list and value:
        return _sequence(value, indent)
    return leaf(value)


def _mapping(entries: dict[str, Any], indent: str) -> str:
    deeper = f"{indent}  "
    lines = [f"{deeper}{_key(key, deeper)}: {_node(value, deeper)},\n" for key, value in entries.items()]
    return f"{{\n{''.join(lines)}{indent}}}"


def _sequence(items: list[Any], indent: str) -> str:
    if all(type(item) in {*TABLES, list} for item in items):
        return f"[{', '.join([_node(item, indent) for item in items])}]"
    deeper = f"{indent}  "
    lines = [f"{deeper}{_node(item, deeper)},\n" for item in items]
    return f"[\n{''.join(lines)}{indent}]"


def _key(key: str, indent: str) -> str:
    if type(key) is not str:
        raise TypeError(f"a key must be text, not {type(key).__name__}: {key!r}")
    plain = _PLAIN_KEY.fullmatch(key) and key.replace("_", "").lower() not in _WORDS
    text = key if plain else f'"{_escaped(key, _IN_KEYS)}"'
    return text if len(text) <= LONGEST_KEY else f"? {text}\n{indent}"


def _folded(text: str, margin: str) -> str:
    """Return text of several lines in quotes, a line of its own for each, and the closing quote at `margin`."""
    *lines, rest = text.split("\n")
    ended = [f"{margin}{_line(line)}\\n\\\n" for line in lines]
    if rest:
        ended.append(f"{margin}{_line(rest)}\\\n")
    return f'"\\\n{"".join(ended)}{margin}"'


def _line(line: str) -> str:
    # kubectl escapes other white space twice over: `\\_` is read as a backslash and an underscore.
    lead = "\\" if line.startswith((" ", "\t")) else " "
    return f"{lead}{_escaped(line, _IN_VALUES)}"


def _escaped(text: str, escapes: dict[str, str]) -> str:
    text.encode()  # A lone surrogate has no UTF-8: better an error here than a file cut off where it stands.
    if text.isprintable():
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return "".join([escapes.get(character) or _coded(character) for character in text])


def _coded(character: str) -> str:
    if character.isprintable():
        return character
    if character < "\x80":
        return f"\\x{ord(character):02x}"
    return f"\\u{ord(character):04x}" if character < "\U00010000" else f"\\U{ord(character):08x}"
