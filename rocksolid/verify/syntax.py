"""What a reader of YAML complains about, in the words of somebody who wrote a manifest."""

import re
from collections.abc import Mapping

import attrs
import yaml
from yaml.reader import Reader

from rocksolid.finding import Finding
from rocksolid.verify.document import Document


@attrs.frozen
class _Words:
    """A message and a hint; `{}` is the character where the reader stopped; `opened`: its place is where the matter began; `since`: what to say there."""

    message: str
    hint: str = ""
    opened: bool = False
    since: str = ""


_TAB = _Words("a tab stands where YAML allows only spaces", "indent with spaces")
_BEGIN = _Words("a value cannot begin with {}", "put the value in quotes")
_DEEPER = _Words(
    "a key stands where the text of the line above goes on",
    "begin it in the column of its neighbours, and write a space behind every colon",
)
_COLONS = _Words("a second `: ` stands in one line", 'put a text that has ": " or ends with ":" in quotes')
_BEHIND = _Words("something stands behind a value that has ended", "put the whole value in quotes")
_SHALLOW = _Words("the line fits nothing above it", "begin it in the column of its neighbours")
_SECOND = _Words("the document has ended, and something follows", "separate documents by a line `---`")
_FLOW = _Words(
    "a list in brackets or a mapping in braces is not closed, or lacks a comma",
    "put a text that has brackets in quotes",
    since="it opens here",
)
_MARK = _Words("a byte order mark stands inside the text", "leave it out")
_UNCLOSED = _Words("the quote is not closed", "close it; inside single quotes, write two of them for one", opened=True)
_ESCAPE = _Words("a backslash in double quotes begins an escape that does not exist", "write two backslashes, or use single quotes")
_AT_THE_END: Mapping[_Words, _Words] = {_BEGIN: _FLOW, _SECOND: _Words("a line that begins with % stands before no document")}
"""What it means that nothing follows, instead."""

_HEAD = 4096
"""As many characters say what language a text is in."""

_PROBLEMS: Mapping[str, _Words] = {
    "found a tab character that violates indentation": _TAB,
    "found a tab character where an indentation space is expected": _TAB,
    "found character that cannot start any token": _BEGIN,
    "did not find expected node content": _BEGIN,
    "did not find expected alphabetic or numeric character": _Words(
        "`&` and `*` begin an anchor and need a name", "put the value in quotes", opened=True
    ),
    "could not find expected ':'": _Words("the line is no key: it has no colon", "write `key: value`, or `- ` before an item", opened=True),
    "block sequence entries are not allowed in this context": _Words("a list cannot begin here", "begin it on a line of its own, with `- `"),
    "did not find expected '-' indicator": _Words("the list goes on with something that is no item", "begin every item with `- `"),
    "did not find expected <document start>": _SECOND,
    "did not find expected ',' or ']'": _FLOW,
    "did not find expected ',' or '}'": _FLOW,
    "found unexpected end of stream": _UNCLOSED,
    "found unexpected document indicator": _UNCLOSED,
    "found unknown escape character": _ESCAPE,
    "did not find expected hexdecimal number": _ESCAPE,
    "found invalid Unicode character escape code": _ESCAPE,
    "found undefined tag handle": _Words("the tag is not declared", "leave it out", opened=True),
    "did not find expected comment or line break": _Words("behind `|` and `>` only a digit, `+` or `-` may stand", "begin the text on the next line"),
}  # fmt: skip
"""By what libyaml says; a problem that is not here is rare, and said as libyaml does."""

_FOREIGN = (
    (re.compile(r"\s*<[!?a-zA-Z]"), "this looks like HTML or XML; `verify` reads Kubernetes YAML"),
    (re.compile(r"(?:\s*#.*\n)*\s*(?:\[+[\w.\"-]+\]+[ \t\r]*\n|[\w.-]+[ \t]*=)"), "this looks like TOML; `verify` reads what `rocksolid render` prints"),
)  # fmt: skip
TEMPLATE = "this looks like a template; verify what it makes: `helm template . | rocksolid verify -`"
"""The hint where somebody's template stands."""


def unreadable(piece: Document, error: Exception) -> Finding:
    """Return the complaint about a piece of a text that no parser reads: about a character, or about what libyaml met."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return _misplaced(piece, error, error.problem_mark.index)
    source = piece.source
    found = Reader.NON_PRINTABLE.search(source)
    start = found.start() if found else 0
    code = f"{ord(source[start]):04X}"
    hint = f'leave it out, or write "\\u{code}" in double quotes'
    return Finding("not-yaml", "error", f"YAML does not allow the character U+{code}", piece.spot(start), hint)


def foreign(source: str) -> str:
    """Return the hint that a text looks like another language, empty where it does not."""
    return next((hint for pattern, hint in _FOREIGN if pattern.match(source[:_HEAD])), "")


def is_template(source: str, start: int) -> bool:
    """Return whether the line around an offset looks like one of a template."""
    line = _line(source, start)
    return "{{" in line or "{%" in line


def _misplaced(piece: Document, error: yaml.MarkedYAMLError, stopped: int) -> Finding:
    source = piece.source
    words = _words(str(error.problem), source, stopped)
    began = error.context_mark.index if error.context_mark else stopped
    start = min(began if words.opened else stopped, max(0, len(source.rstrip()) - 1))
    hint = foreign(source) or (TEMPLATE if is_template(source, start) else words.hint)
    related = ((piece.spot(began), words.since),) if words.since and start != began else ()
    return Finding("not-yaml", "error", words.message.replace("{}", source[stopped : stopped + 1]), piece.spot(start), hint, related)


def _words(problem: str, source: str, stopped: int) -> _Words:
    before = source[source.rfind("\n", 0, stopped) + 1 : stopped]
    if "\ufeff" in before:
        return _MARK
    if problem == "mapping values are not allowed in this context":
        return _COLONS if ": " in before else _DEEPER
    if problem == "did not find expected key":
        return _BEHIND if before.strip() else _SHALLOW
    words = _PROBLEMS.get(problem, _Words(f"this is no YAML: {problem}"))
    if not source[stopped:].strip():
        return _AT_THE_END.get(words, words)
    return _TAB if words is _BEGIN and source[stopped] == "\t" else words


def _line(source: str, start: int) -> str:
    return source[source.rfind("\n", 0, start) + 1 :].partition("\n")[0]
