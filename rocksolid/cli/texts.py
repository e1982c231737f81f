"""Texts of YAML that a command line names: files, directories of them, and standard input."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rocksolid.finding import Finding
from rocksolid.language import source
from rocksolid.progress import Watch, unwatched
from rocksolid.verify.document import Text

STDIN = "-"
"""The path that means standard input."""
SUFFIXES = {".json", ".yaml", ".yml"}
"""How the names of files end that are read out of a directory."""


def texts(paths: Iterable[str], report: list[Finding], watch: Watch = unwatched) -> list[Text]:
    """Return the texts that some paths mean, each once and in their order; report what cannot be read. `watch` sees how many are read."""
    files = {Path(file): file for path in paths for file in ([path] if path == STDIN else _files(path, report))}
    named = set(paths)
    return [text for file in watch("reading", files.values()) if (text := _text(file, report, is_named=file in named)) is not None]


def nothing(paths: Iterable[str]) -> Finding:
    """Return the complaint about texts without an object: a pipe whose other end failed must not pass."""
    return Finding("no-manifests", "error", f"there is no Kubernetes object in {', '.join(map(name_of, paths))}")


def name_of(path: str) -> str:
    """Return what a path is called in a sentence."""
    return "stdin" if path == STDIN else path


def _text(file: str, report: list[Finding], *, is_named: bool) -> Text | None:
    """Return the text of a file; a pipe that is named, as by `<(kustomize build)`, is waited for."""
    content = _stdin(report) if file == STDIN else source.read_text(Path(file), file, report, pipes=is_named)
    return None if content is None else Text(name_of(file), content)


def _stdin(report: list[Finding]) -> str | None:
    try:
        data = sys.stdin.buffer.read()
    except (AttributeError, OSError, ValueError):  # Without a standard input, Python has none either, or one that is closed.
        report.append(Finding("unreadable", "error", "cannot read stdin: it is closed"))
        return None
    return source.decode(data, name_of(STDIN), report)


def _files(path: str, report: list[Finding]) -> list[str]:
    """Return the files that a path means: itself, or every manifest under it by its name, hidden ones left out."""
    try:
        if not Path(path).is_dir():
            return [path]
    except OSError:  # A name that no file can have: reading it says why.
        return [path]
    before = len(report)
    files = [str(file) for file in _under(Path(path), report)]
    if not files and len(report) == before:
        report.append(Finding("no-manifests", "error", f'there is no file "*.yaml", "*.yml" or "*.json" under "{path}"'))
    return files


def _under(folder: Path, report: list[Finding]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        report.append(Finding("unreadable", "error", f'"{folder}" cannot be read: {(error.strerror or str(error)).lower()}'))
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            if not entry.is_symlink():  # It may lead back here.
                yield from _under(entry, report)
        elif entry.suffix in SUFFIXES:
            yield entry
