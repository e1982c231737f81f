"""Texts become documents, one by one, so that a broken one costs no other and no more memory than itself."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml.events import DocumentStartEvent

from rocksolid.finding import Finding
from rocksolid.verify.document import Document, Text
from rocksolid.verify.syntax import unreadable
from rocksolid.verify.tree import DEEPEST, LeftOutError, Memory, Tree

_BOUNDARY = re.compile(r"\n(?:(?=---(?:\s|\Z))|(?:\.\.\.(?:[ \t]+#[^\n]*|[ \t\r]*)\n)+)")
"""Behind it a document begins, whatever the one before it looks like: not even a text in quotes may have such a line."""
_DIRECTIVE = re.compile(r"(?:[ \t\r]*(?:#[^\n]*)?\n)*%")
_JSON = re.compile(r"\s*\{")
_WORD = re.compile(r"\S")


Read = tuple[int, int, int, Any]
"""A document without its text: `start`, `end`, `line` and `content`."""


def pieces(text: Text) -> Iterator[Document]:
    """Yield the parts of a text of YAML between its markers, each by itself hardly ever more than one document; JSON is one part."""
    return iter([Document(text, 0, len(text.content), 1)]) if _JSON.match(text.content) else _pieces(text)


def documents(piece: Document, memory: Memory, report: list[Finding]) -> list[Document]:
    """Return the documents of a part of a text of YAML or JSON in their order; report those that cannot be used."""
    if piece.start == 0 and _JSON.match(piece.text.content):
        found = _json(piece.text)
        return [one for part in _pieces(piece.text) for one in _documents(part, memory, report)] if found is None else found
    return _documents(piece, memory, report)


def read(piece: Document, memory: Memory) -> list[Read] | None:
    """Return what `documents` returns, as plain data; None where there is something to report."""
    report: list[Finding] = []
    found = documents(piece, memory, report)
    return None if report else [(one.start, one.end, one.line, one.content) for one in found]


def _documents(piece: Document, memory: Memory, report: list[Finding]) -> list[Document]:
    try:
        return list(_load(piece, memory, report))
    except LeftOutError as left:
        report.append(left.finding)
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        report.append(unreadable(piece, error))
    return []


def _pieces(text: Text) -> Iterator[Document]:
    """Yield the parts of a text between its markers, which are hardly ever more than one document; directives stay with theirs."""
    start, line, waits = 0, 1, False
    for end in [*(found.end() for found in _BOUNDARY.finditer(text.content)), len(text.content)]:
        waits = not waits and end < len(text.content) and _DIRECTIVE.match(text.content, start) is not None
        if not waits:
            yield Document(text, start, end, line)
            line += text.content.count("\n", start, end)
            start = end


def _load(piece: Document, memory: Memory, report: list[Finding]) -> Iterator[Document]:
    source = piece.source
    parser = yaml.CBaseLoader(source)
    event: Any
    for event in iter(parser.get_event, None):
        if issubclass(type(event), DocumentStartEvent):
            offset = event.start_mark.index
            if event.version not in {None, (1, 1)}:
                message = "Kubernetes reads YAML 1.1 alone, and refuses a document that says another version"
                raise LeftOutError(Finding("not-yaml", "error", message, piece.spot(offset), "leave the line out"))
            document = Document(piece.text, piece.start + offset, piece.end, piece.line + source.count("\n", 0, offset))
            document.content = Tree(parser.get_event, piece, document, memory, report).value(parser.get_event(), ())
            yield document


def _json(text: Text) -> list[Document] | None:
    """Return the documents of a text of JSON; None where there is more to be said about it, which the reader of YAML does."""
    decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refused)
    content, found = text.content, list[Document]()
    start = _next_word(content, 0)
    line = 1 + content.count("\n", 0, start)
    try:
        while start < len(content):
            tree, end = decoder.raw_decode(content, start)
            if _is_too_deep(tree):
                return None
            found.append(Document(text, start, end, line, tree))
            behind = _next_word(content, end)
            line += content.count("\n", start, behind)
            start = behind
    except (ValueError, RecursionError):
        return None
    return found


def _next_word(content: str, start: int) -> int:
    found = _WORD.search(content, start)
    return found.start() if found else len(content)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _refused(name: str) -> None:
    raise ValueError(f"JSON has no number {name}")


def _is_too_deep(tree: Any) -> bool:
    level = [tree]
    for _ in range(DEEPEST + 1):
        level = [child for one in level for child in (one.values() if isinstance(one, dict) else one) if isinstance(child, dict | list)]
    return bool(level)
