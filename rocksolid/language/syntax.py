"""What is wrong with a text that is no TOML, said so that its author knows what to do."""

import re
from collections.abc import Callable, Iterator

import attrs

from rocksolid.finding import Finding
from rocksolid.language.source import FixedSpot, Source


@attrs.frozen(eq=False)
class _Saying:
    """How a message of the parser is said; `whole` means that the line is wrong as such, not one place in it."""

    of: str
    message: str
    hint: Callable[[str], str] = lambda _: ""
    whole: bool = False


def _value_hint(rest: str) -> str:
    """Suggest how what stands in the place of a value is written."""
    word = re.match(r"[^\s,\]}#]*", rest)
    found = word[0] if word else ""
    known = {
        "yes": "use true",
        "on": "use true",
        "no": "use false",
        "off": "use false",
        "null": "leave the word out",
        "none": "leave the word out",
        "=": 'one "=" is enough',
    }
    if found.lower() in {"true", "false"}:
        return f"use {found.lower()}"
    plain = found.strip("\u201c\u201d\u2018\u2019'\"")
    return known.get(found.lower()) or (f'text stands in straight quotes: "{plain}"' if re.search(r"\w", plain) else "")


_ON_ONE_LINE = "a table in braces stays on one line; a longer one gets a [header]"
_SAYINGS = (
    _Saying("(Invalid value|Unclosed).* \\(at end of document\\)", "the text ends here, and a bracket is still open"),
    _Saying("Invalid value", "expected a value", _value_hint),
    _Saying(
        "Unterminated string|Illegal character '\\\\n'|Expected \"'\"", "the text does not end on its line: a closing quote is missing"
    ),
    _Saying("Unclosed array", 'expected "," or "]"'),
    _Saying("Unclosed inline table", 'expected "," or "}"', lambda _: _ON_ONE_LINE),
    _Saying("Cannot overwrite a value|Duplicate inline table key", "the key is there already", whole=True),
    _Saying("Cannot declare .* twice", "the table is there already", lambda _: "write its words below the first one", whole=True),
    _Saying("Cannot (mutate immutable|redefine) namespace", "the table is closed: it was written in braces", whole=True),
    _Saying("Expected '=' after a key", 'expected "=" after the key', lambda _: "TOML writes KEY = VALUE"),
    _Saying("Expected newline", "expected the end of the line"),
    _Saying("Invalid statement", "expected a key, or a [table]"),
    _Saying("Invalid initial character for a key", "expected a key", lambda rest: "" if rest else _ON_ONE_LINE),
    _Saying(
        "Unescaped '\\\\' in a string", "a backslash in text begins an escape", lambda _: "write it twice, or the text in single quotes"
    ),
)
"""Messages of the parser; any other is said as it is."""


def syntax_error(source: Source, message: str) -> Finding:
    """Return the complaint about a text that is no TOML, at the place that the parser names in its message."""
    match = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    said = message[: match.start()] if match else message
    line, column = (int(match[1]), int(match[2])) if match and match[1] else _end(source)
    text = source.lines[line - 1]
    plain = _Saying("", said[:1].lower() + said[1:])
    saying = next((saying for saying in _SAYINGS if re.match(saying.of, message)), plain)
    start = len(text) - len(text.lstrip()) + 1
    place = source.place(line, start, len(text.strip())) if saying.whole else source.place(line, column)
    related = tuple(_first(source, line)) if "key is there" in saying.message else ()
    if related:
        place = source.place(line, start, len(_key(text)))
    return Finding("toml-syntax", "error", saying.message, FixedSpot(place), saying.hint(text[column - 1 :]), related)


def _first(source: Source, line: int) -> Iterator[tuple[FixedSpot, str]]:
    """Yield where the key of a line stands above it for the first time, if its own table has it on another line."""
    key = _key(source.lines[line - 1])
    above = list(range(1, line))
    header = max((number for number in above if source.lines[number - 1].lstrip().startswith("[")), default=0)
    for number in above[header:]:
        text = source.lines[number - 1]
        if key and _key(text) == key:
            yield FixedSpot(source.place(number, len(text) - len(text.lstrip()) + 1, len(key))), "the first one is here"
            return


def _key(line: str) -> str:
    """Return the key that a line begins with, empty where there is none."""
    match = re.match(r"\s*([^=#\[\]{}]*[^=#\[\]{}\s])\s*=", line)
    return match[1] if match else ""


def _end(source: Source) -> tuple[int, int]:
    """Return the line and column after the last character of a text that is no white space."""
    last = max((number for number, line in enumerate(source.lines, 1) if line.strip()), default=1)
    return last, len(source.lines[last - 1].rstrip()) + 1
