"""Python blueprints: `App(...)` takes the words of the language, and a file's module-level apps are its blueprints."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rocksolid.finding import Finding
from rocksolid.language import programs, source
from rocksolid.language.source import FixedSpot, Source, Tree

if TYPE_CHECKING:
    from typing import Unpack

    from rocksolid.language.words import Words


class App:
    """One app, in the words of the language: nested tables are dictionaries, and every error names the line of the call.

    Nothing is checked here: the words are read, layered and checked as those of a TOML blueprint.
    """

    def __init__(self, **words: "Unpack[Words]") -> None:
        """Remember the words and the line of the call."""
        caller = sys._getframe(1)  # noqa: SLF001  The only way to know whose line this is.
        self.tree: Tree = dict(words)
        self.file, self.line = caller.f_code.co_filename, caller.f_lineno


def read_python(file: Path, name: str, report: list[Finding]) -> list[tuple[Source, Tree]]:
    """Run a Python blueprint and return its apps in the order of their lines, or report what it raised or lacks."""
    text = source.read_text(file, name, report)
    if text is None:
        return []
    namespace: dict[str, Any] = {"__name__": "__blueprint__", "__file__": str(file)}
    try:
        with programs.beside(file.parent):
            exec(compile(text, str(file), "exec"), namespace)  # noqa: S102  Python files are only run when the user names them.
    except programs.RAISED as error:
        report.append(_raised(error, Source(name, text, file)))
        return []
    apps = {id(app): app for app in _apps(namespace)}
    if not apps:
        message = "the file defines no app: only App objects in module-level names and lists count"
        report.append(
            Finding("no-apps", "error", message, FixedSpot(Source(name, text).place(1, 1)), 'write app = rocksolid.App(name="...", ...)')
        )
    return [(_source(app, Source(name, text, file)), app.tree) for app in apps.values()]


def _apps(namespace: dict[str, Any]) -> Iterator[App]:
    for value in namespace.values():
        several = value if isinstance(value, (list, tuple)) else [value]
        yield from (one for one in several if isinstance(one, App))


def _source(app: App, blueprint: Source) -> Source:
    """Return the text in which an app was called; one that was made in another file is shown there."""
    file, name, text = Path(app.file), blueprint.name, blueprint.text
    if file != blueprint.file and file.is_file():
        name, text = app.file, source.read_text(file, app.file, []) or ""
    return Source(name, text, file, lambda read: _scan(read, app.line))


def _scan(text: str, line: int) -> Any:
    from rocksolid.language import python_spans

    return python_spans.scan(text, line)


def _raised(error: BaseException, origin: Source) -> Finding:
    """Return the complaint that a blueprint raised, with its own traceback."""
    if isinstance(error, SyntaxError):
        place = origin.place(error.lineno or 1, error.offset or 1)
        return Finding("python-syntax", "error", f"the file is no Python: {error.msg}", FixedSpot(place))
    line = next((frame.lineno for frame in programs.own_frames(error) if frame.filename == str(origin.file)), None) or 1
    text = origin.lines[line - 1] if line <= len(origin.lines) else ""
    place = origin.place(line, len(text) - len(text.lstrip()) + 1, len(text.strip()))
    return Finding("blueprint-raised", "error", f"the blueprint raised {programs.what(error)}", FixedSpot(place), programs.told(error))
