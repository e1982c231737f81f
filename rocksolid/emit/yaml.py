"""Plain data as block YAML that every reader takes for exactly that data, whether it knows YAML 1.1 or 1.2."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from rocksolid.manifest.shared import Shared

#: The longest key, quotes included, that may stand before its colon without an explicit `?` (YAML 1.2.2, section 7.4.2).
LONGEST_KEY = 1024
#: The types of tables; no others are taken, because whoever makes one may mean something by it.
TABLES = frozenset({dict, Shared})

# Words and paths (also `a=b`, `registry/app:1.2`), quantities and percentages, IPv4 addresses and ranges: never ` #`, `: ` or a number.
_PLAIN = re.compile(
    r"[A-Za-z/][A-Za-z0-9_./-]*(?:[ :=,+@%][A-Za-z0-9_./=+@%-]+)*"
    r"|[0-9]+(?:m|[KMGT]i|%)"
    r"|[0-9]+(?:\.[0-9]+){3}(?:/[0-9]+)?"
)
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity"})

# Beside quotes and backslashes: what YAML forbids or takes for a line break, and marks that show text in another order than it has.
_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_BLOCK_KEEPS = {'"', "\\", "\n", "\t"}

# An app has about five texts of its own beside a few hundred that all have.
_MEMORY_SIZE = 4096
_MEMORY_LENGTH = 256


def dump(value: Any) -> str:
    """Return one document, without marker, that ends with a line break.

    A value is made of dict (with str keys), list, str, int, float, bool and None. Raises TypeError for any other type, and
    ValueError for a number that is not finite or a lone surrogate, which has no UTF-8.
    """
    return "\n".join(entries(value)) + "\n"


def entries(value: Any) -> list[str]:
    """Return the lines of one document: one text for each key of a table, and for each item of a list that is no table or list with items.

    What goes over several lines, a block or a key that is too long for one, is one text.
    """
    lines: list[str] = []
    if isinstance(value, dict) and value:
        _mapping(value, "", "", lines)
    elif type(value) is list and value:
        _sequence(value, "", "", lines)
    else:
        lines.append(_inline(value, "  "))  # Indented, because a line `---` of a text must not stand at the margin.
    return lines


def dump_all(documents: Iterable[Any]) -> str:
    """Return a stream in which a line `---` stands before every document; takes and refuses the same data as `dump`."""
    return "".join([f"---\n{dump(document)}" for document in documents])


def quoted(text: str) -> str:
    """Return text in double quotes on one line, which YAML 1.1, YAML 1.2 and JSON read alike.

    Raises TypeError for anything but text, UnicodeEncodeError (a ValueError) for a lone surrogate.
    """
    if type(text) is not str:
        raise TypeError(f"a key must be text, not {type(text).__name__}: {text!r}")
    text.encode()  # Refuses lone surrogates here, where nothing has been written yet.
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04x}"


def leaf(value: Any) -> str:
    """Return a number, a boolean, null or an empty collection, which YAML and JSON write alike.

    Raises TypeError for any other type, ValueError for a number that is not finite.
    """
    write = _LEAVES.get(type(value))
    if write is None:
        raise TypeError(f"an object is made of dict, list, str, int, float, bool and None, not of {type(value).__name__}: {value!r}")
    return write(value)


def _float(value: float) -> str:
    text = repr(value)
    if text in {"nan", "inf", "-inf"}:
        raise ValueError(f"Kubernetes has no number {text}")
    return text if "." in text else text.replace("e", ".0e")  # YAML 1.1 takes 1e+16 for text.


_LEAVES: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    type(None): lambda _: "null",
    dict: lambda _: "{}",
    Shared: lambda _: "{}",
    list: lambda _: "[]",
}


def _mapping(entries: dict[str, Any], lead: str, indent: str, lines: list[str]) -> None:
    """Add the lines of a mapping with entries: the first starts with `lead`, the others with `indent`."""
    deeper = f"{indent}  "
    for key, value in entries.items():
        name = _keys[key] or f"? {quoted(key)}\n{indent}"
        kind = type(value)
        if kind is str:
            lines.append(f"{lead}{name}: {_scalars[value] or _block(value, deeper)}")
        elif kind is int:
            lines.append(f"{lead}{name}: {value}")
        elif kind is dict and value:
            lines.append(f"{lead}{name}:")
            _mapping(value, deeper, deeper, lines)
        elif kind is Shared and value:
            lines.append(f"{lead}{name}:")
            lines += _written(value, deeper, deeper)
        elif kind is list and value:
            lines.append(f"{lead}{name}:")
            _sequence(value, indent, indent, lines)
        else:
            lines.append(f"{lead}{name}: {leaf(value)}")
        lead = indent


def _sequence(items: list[Any], lead: str, indent: str, lines: list[str]) -> None:
    """Add the lines of a sequence with items: the first starts with `lead`, the others with `indent`."""
    deeper = f"{indent}  "
    for item in items:
        kind = type(item)
        if kind is dict and item:
            _mapping(item, f"{lead}- ", deeper, lines)
        elif kind is Shared and item:
            lines += _written(item, f"{lead}- ", deeper)
        elif kind is list and item:
            _sequence(item, f"{lead}- ", deeper, lines)
        else:
            lines.append(f"{lead}- {_inline(item, deeper)}")
        lead = indent


def _written(table: Shared, lead: str, indent: str) -> list[str]:
    """Return the lines of a table that stands in other places as well."""
    place = (lead, indent)
    lines = table.lines.get(place)
    if lines is None:
        lines = []
        _mapping(table, lead, indent, lines)
        table.lines[place] = lines  # Not before all of them are there: a value may be refused.
    return lines


def _inline(value: Any, indent: str) -> str:
    """Return a value that starts in the line of its dash; the lines of a block start with `indent`."""
    return (_scalars[value] or _block(value, indent)) if type(value) is str else leaf(value)


class _Memory(dict[str, str]):
    """How a text is written, remembered: the same few words make up all manifests, and this takes half of the time away.

    Once it is full it begins anew, because an app's own texts come many times as well, but only in that app's objects.
    """

    def __init__(self, write: Callable[[str], str]) -> None:
        self._write = write

    def __missing__(self, text: str) -> str:
        written = self._write(text)
        if len(text) <= _MEMORY_LENGTH:
            if len(self) >= _MEMORY_SIZE:
                self.clear()
            self[text] = written
        return written


def _key(key: str) -> str:
    """Return a key as it stands before its colon, or nothing where it is too long to stand there."""
    text = _one_line(key)
    return text if len(text) <= LONGEST_KEY else ""


def _scalar(text: str) -> str:
    """Return text on one line, or nothing for text of several lines."""
    return "" if "\n" in text else _one_line(text)


_keys = _Memory(_key)
_scalars = _Memory(_scalar)


def _one_line(text: str) -> str:
    plain = type(text) is str and _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else quoted(text)


def _block(text: str, indent: str) -> str:
    """Return text of several lines as a literal block, or quoted where a block would not keep it or not show it."""
    body = text.rstrip("\n")
    first, last = text.lstrip("\n")[:1], body[-1:]
    if first in {"", " ", "\t"} or last in {" ", "\t"} or not _BLOCK_KEEPS.issuperset(_ESCAPED.findall(text)):
        return quoted(text)
    breaks = text[len(body) :]
    lines = "\n".join([line and f"{indent}{line}" for line in body.split("\n")])
    return f"|{('-', '', '+')[min(len(breaks), 2)]}\n{lines}{breaks[1:]}"
