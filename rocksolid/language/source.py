"""Texts that authors wrote: all code that reads files, but for what reads ahead of it, and the places in what it read."""

import re
import stat
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from rocksolid.finding import Finding, Place

if TYPE_CHECKING:  # The scanner is only needed when something must be said.
    from rocksolid.language.spans import Spans

KeyPath = tuple[str | int, ...]
"""A path in a tree, from its root: `("dependencies", 1, "port")`."""
Tree = dict[str, Any]
"""A tree as TOML reads it: text, numbers, booleans, dates, lists and tables."""


def _scan_toml(text: str) -> "Spans":
    from rocksolid.language import spans

    return spans.scan(text)


Ahead = Callable[[Path], tuple[str, Tree] | None]
"""Gives the text and the raw tree of a TOML file that was read before it was asked for; None: it is still to be read."""


@attrs.define(eq=False, slots=False, repr=False)
class Source:
    """One text, by the name that its author knows it by, and where it lies (None: it is no file)."""

    name: str
    text: str
    file: Path | None = None
    scan: Callable[[str], "Spans"] = _scan_toml

    @cached_property
    def spans(self) -> "Spans":
        """The places of all keys and values: looked up only when something must be said.

        A text that is too deep for the rest of the stack, or no TOML (as in `--set image=[`), has but its beginning.
        """
        from rocksolid.language.spans import Span

        try:
            return self.scan(self.text)
        except (ValueError, RecursionError):
            return {(): (Span(1, 1, 1), Span(1, 1, 1))}

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return re.split(r"\r?\n", self.text)

    def at(self, path: KeyPath = (), *, key: bool = False) -> "SourceSpot":
        """Return the spot of a value, or of its key."""
        return SourceSpot(self, path, key)

    def place(self, line: int, column: int, length: int = 1) -> Place:
        """Return a place in the text, with its line; credentials in it are struck out."""
        from rocksolid.credentials import struck_out

        excerpt = self.lines[line - 1] if line <= len(self.lines) else ""
        return Place(self.name, line, column, length, struck_out(excerpt))


@attrs.frozen(eq=False, repr=False)
class SourceSpot:
    """A key or a value in a source, found when asked."""

    source: Source
    path: KeyPath
    key: bool = False

    def place(self) -> Place:
        """Return the place, or that of the nearest table around it."""
        from rocksolid.language import spans

        key_span, value_span = spans.find(self.source.spans, self.path)
        known = self.path in self.source.spans
        span = key_span if self.key or not known else value_span
        return self.source.place(span.line, span.column, span.length)


@attrs.frozen(eq=False, repr=False)
class FixedSpot:
    """A place that is known already."""

    where: Place

    def place(self) -> Place:
        """Return the place."""
        return self.where


def shown(file: Path) -> str:
    """Return a file's name as the user would type it: from the working directory where it lies below it."""
    if not file.is_absolute():
        return str(file)
    try:
        return str(file.relative_to(Path.cwd()))
    except ValueError:
        return str(file)


def read_text(file: Path, name: str, report: list[Finding], *, pipes: bool = False) -> str | None:
    """Return a file's text without its byte order mark, or report why there is none.

    A device may have no end, and a pipe none before somebody writes to it: it is waited for where `pipes` are meant to be read.
    """
    try:
        if special := kind_of_special(file, pipes=pipes):
            raise OSError(special)  # noqa: TRY301  It cannot be read, as what the system refuses to read.
        return decode(file.read_bytes(), name, report)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        report.append(Finding("unreadable", "error", f"cannot read the file: {reason}", FixedSpot(Place(name, 1, 1, 1))))
    return None


def kind_of_special(file: Path, *, pipes: bool = False) -> str:
    """Return "is a pipe" or "is a device" of what has no text to be read at once, nothing of files and directories; raise OSError."""
    mode = file.stat().st_mode
    if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
        return ""
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        return "" if pipes else "is a pipe"
    return "is a device"


def decode(data: bytes, name: str, report: list[Finding]) -> str | None:
    """Return a text of that name without its byte order mark, or report where it is no UTF-8."""
    try:
        return data.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = error.object[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace").lstrip("\ufeff")) + 1
        message = f"the file is not UTF-8: byte 0x{error.object[error.start]:02x} stands for no character"
        spot = FixedSpot(Place(name, line, column, 1))
        report.append(Finding("not-utf-8", "error", message, spot, "save the file as UTF-8"))
    return None


def read_bytes(file: Path, most: int) -> bytes:
    """Return the first `most` bytes of a file; raise OSError where it cannot be read."""
    with file.open("rb") as opened:
        return opened.read(most)


def nothing_ahead(_: Path) -> tuple[str, Tree] | None:
    """Return None: nothing was read ahead."""
    return None


def read_toml(file: Path, name: str, report: list[Finding]) -> tuple[Source, Tree] | None:
    """Return a TOML file's source and raw tree, or report why there is none."""
    from rocksolid.language import toml  # Whoever reads other texts does not wait for it.

    text = read_text(file, name, report)
    if text is None:
        return None
    source = Source(name, text, file)
    try:
        return source, toml.loads(text)
    except toml.TOMLDecodeError as error:
        from rocksolid.language.syntax import syntax_error

        report.append(syntax_error(source, str(error)))
    except RecursionError:
        report.append(too_deep(source))
    except ValueError:  # The only one that is none of the parser's own: Python has a limit for whole numbers.
        start = next((found.start() for found in re.finditer(r"[0-9_]{4300,}", text)), 0)
        line, before = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        message = "the number has more digits than can be read"
        report.append(Finding("toml-syntax", "error", message, FixedSpot(source.place(line, before))))
    return None


def too_deep(source: Source) -> Finding:
    """Return the complaint about tables that are nested so deeply that they are an attack or an accident."""
    return Finding("too-deep", "error", "the tables are nested too deeply to be read", FixedSpot(source.place(1, 1)))
