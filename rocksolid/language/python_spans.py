"""The places of the words of a blueprint that is written as a call in Python."""

import ast
import re
import warnings
from collections.abc import Iterator
from itertools import takewhile

from rocksolid.language.spans import Path, Span, Spans


def scan(text: str, line: int) -> Spans:
    """Return the key span and the value span of every word of the call that starts at, or goes over, a line.

    The path of the call is `()`, with the place of what is called. Keywords and the constant text keys of dict literals
    name paths, elements of list and tuple literals are named by their index and have one span for both. Nothing is said
    about what is inside other expressions, nor about what follows a `*` in a list. Without such a call, also in a text that
    is not Python, `()` alone is there, at the first column of the line. A byte order mark must have been taken away.
    """
    call = _call(text, line)
    if call is None:
        return {(): (Span(line, 1, 1), Span(line, 1, 1))}
    lines = re.split(r"\r\n|\r|\n", text)
    places = [((), call.func, call.func), *_inside((), _words(call))]
    return {path: (_span(lines, key), _span(lines, value)) for path, key, value in places}


def _call(text: str, line: int) -> ast.Call | None:
    """Return the call that starts last up to the line; among several on that line, the outermost that has keywords.

    A blueprint has keywords, and what is done with it on the same line (`register(App(...))`) seldom has.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python gave them when it ran the text.
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):  # Changed since Python ran it, or too deep for the rest of the stack.
        return None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or 0)]
    # `ast.walk` goes inwards: reversed, so that of the two calls in `App(...).render(...)` it is the first.
    return max(reversed(calls), key=lambda call: (call.lineno, bool(call.keywords), -call.col_offset), default=None)


def _words(call: ast.Call) -> ast.Dict:
    """Return the keywords of a call as the dict literal that they are short for."""
    return ast.Dict([_name(word) for word in call.keywords], [word.value for word in call.keywords])


def _name(word: ast.keyword) -> ast.Constant | None:
    """Return a keyword's name as the constant that it is short for; `**words` has none."""
    if word.arg is None:
        return None
    end = word.col_offset + len(word.arg.encode())
    return ast.Constant(word.arg, lineno=word.lineno, col_offset=word.col_offset, end_lineno=word.lineno, end_col_offset=end)


def _inside(path: Path, literal: ast.expr) -> Iterator[tuple[Path, ast.expr, ast.expr]]:
    """Yield path, key and value of all that is in a dict, list or tuple literal, from the outside inwards."""
    for name, key, value in _items(literal):
        inner = path if name is None else (*path, name)
        if name is not None:
            yield inner, key, value
        yield from _inside(inner, value)


def _items(literal: ast.expr) -> Iterator[tuple[str | int | None, ast.expr, ast.expr]]:
    """Yield name, key and value of what is directly in a literal; what `**` adds has no name of its own."""
    match literal:
        case ast.Dict():
            for key, value in zip(literal.keys, literal.values, strict=True):
                match key:
                    case None:
                        yield None, value, value
                    case ast.Constant(value=str(name)):
                        yield name, key, value
        case ast.List() | ast.Tuple():
            known = takewhile(lambda element: not isinstance(element, ast.Starred), literal.elts)
            yield from ((index, element, element) for index, element in enumerate(known))


def _span(lines: list[str], node: ast.expr) -> Span:
    """Return the place of a node, whose columns `ast` counts in bytes of UTF-8."""
    line = lines[node.lineno - 1].encode()
    column = _characters(line[: node.col_offset])
    end = node.end_col_offset if node.end_lineno == node.lineno else None
    return Span(node.lineno, column + 1, max(1, _characters(line[:end]) - column))


def _characters(start: bytes) -> int:
    # A name is counted as Python folds it (`\ufb01` to `fi`), so its end may fall into the middle of a character.
    return len(start.decode(errors="ignore"))
