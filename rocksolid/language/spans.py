"""The places of the keys and values of a TOML text, which tomllib reads but does not tell."""

import bisect
import re
from collections.abc import Mapping, Sequence

import attrs

from rocksolid.language import toml

Path = tuple[str | int, ...]


@attrs.frozen
class Span:
    """A range of one line; lines and columns count from 1, columns and lengths in characters.

    What goes over several lines is cut at the end of its first line.
    """

    line: int
    column: int
    length: int


Spans = dict[Path, tuple[Span, Span]]

# The syntax is known to be right, so all that can stand between two tokens is skipped alike.
_BETWEEN = re.compile(r"(?:[\s,=]|#.*)*")
_OPEN = re.compile(r"\[\[?")
_CLOSE = re.compile(r"\]\]?")
_NAME = re.compile(r"""[\w-]+|"(?:[^"\\]++|\\.)*+"|'[^']*'""")
_SCALAR = re.compile(
    r'''
      """ (?: [^"\\]++ | \\. | "{1,2}(?!") )*+ """+      # up to two of the text's own quotes may stand before the closing three
    | \'\'\' .*? \'\'\'+
    | " (?: [^"\\]++ | \\. )*+ "
    | ' [^']* '
    | [^\s,\]}\#]+ (?: [ ] \d\d: [^\s,\]}\#]+ )?      # a date and its time may be parted by one space
    ''',
    re.DOTALL | re.VERBOSE,
)


def scan(text: str) -> Spans:
    """Return the key span and the value span of every path of a text that `tomllib.loads` has accepted.

    The path of the whole text is `()`, an array's element is named by its index and has one span for both. A table's
    value span is the whole key of its header; a table without a header has the place of the part that names it first.
    A byte order mark must have been taken away. Raises ValueError for a text that is not TOML, as far as it notices.
    """
    return _Scanner(text).document()


def find(spans: Mapping[Path, tuple[Span, Span]], path: Path) -> tuple[Span, Span]:
    """Return the key span and the value span of a path, or of the nearest path above it that is there."""
    return next(spans[path[:length]] for length in range(len(path), -1, -1) if path[:length] in spans)


@attrs.define
class _Scanner:
    """One walk over a text: `at` is the next character, `newest` the last index of each array of tables so far."""

    text: str
    at: int = 0
    spans: Spans = attrs.Factory(lambda: {(): (Span(1, 1, 1), Span(1, 1, 1))})
    newest: dict[Path, int] = attrs.Factory(dict)
    line_starts: list[int] = attrs.field(init=False)

    @line_starts.default
    def _find_line_starts(self) -> list[int]:
        return [0, *(end.end() for end in re.finditer("\n", self.text))]

    def document(self) -> Spans:
        table: Path = ()
        while ahead := self._ahead():
            if ahead == "[":
                table = self._header()
            else:
                self._pair(table)
        return self.spans

    def _header(self) -> Path:
        """Take `[a.b]` or `[[a.b]]` and return the path of the table that it opens."""
        brackets = self._take(_OPEN)
        *above, (name, last) = key = self._key()
        self._take(_CLOSE)
        first = key[0][1]
        here = last, Span(first.line, first.column, last.column + last.length - first.column)
        path = (*self._enter((), above), name)
        if brackets == "[[":
            self.spans.setdefault(path, here)
            self.newest[path] = self.newest.get(path, -1) + 1
            path = (*path, self.newest[path])
        self.spans[path] = here
        return path

    def _pair(self, table: Path) -> None:
        """Take `key = value`, at the top level or in an inline table."""
        *above, (name, key) = self._key()
        path = (*self._enter(table, above), name)
        self.spans[path] = key, self._value(path)

    def _enter(self, table: Path, key: Sequence[tuple[str, Span]]) -> Path:
        """Follow a key downwards from a table, through the newest element where it meets an array of tables."""
        path = table
        for name, span in key:
            path = (*path, name)
            self.spans.setdefault(path, (span, span))
            if path in self.newest:
                path = (*path, self.newest[path])
        return path

    def _key(self) -> list[tuple[str, Span]]:
        """Take the parts of a dotted key, each as it is meant and with its place."""
        key = [self._part()]
        while self._ahead() == ".":
            self.at += 1
            key.append(self._part())
        return key

    def _part(self) -> tuple[str, Span]:
        name = self._take(_NAME)
        meant = toml.loads(f"name = {name}")["name"] if name[0] in "\"'" else name
        return meant, self._span(self.at - len(name))

    def _value(self, path: Path) -> Span:
        """Take a value and all that is in it."""
        opening = self._ahead()
        start = self.at
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self.at += 1
            while self._ahead() != "}":
                self._pair(path)
            self.at += 1
        else:
            self._take(_SCALAR)
        return self._span(start)

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._ahead() != "]":
            item = self._value((*path, index))
            self.spans[(*path, index)] = item, item
            index += 1
        self.at += 1

    def _ahead(self) -> str:
        """Return the first character of the next token, or nothing at the end of the text."""
        self._match(_BETWEEN)
        return self.text[self.at : self.at + 1]

    def _take(self, token: re.Pattern[str]) -> str:
        self._ahead()
        return self._match(token)

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"not a text that tomllib accepts, at {self._span(self.at)}")
        self.at = found.end()
        return found[0]

    def _span(self, start: int) -> Span:
        """Return the place of what was taken since `start`."""
        line = bisect.bisect_right(self.line_starts, start)
        first_line = self.text[start : self.at].partition("\n")[0].removesuffix("\r")
        return Span(line, start - self.line_starts[line - 1] + 1, len(first_line))
