"""Results as files, and what is said when they cannot be written."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rocksolid.cli import show

_FILE_SUFFIXES = {".yaml", ".yml", ".json"}


def is_directory(output: str) -> bool:
    """Return whether `-o` means a directory: one that is there, or a name that ends in "/" or in no suffix of a manifest."""
    path = Path(output)
    named_as_one = output.endswith("/") or path.suffix not in _FILE_SUFFIXES
    try:
        return path.is_dir() or (named_as_one and (path.is_file() or not path.exists()))
    except OSError:  # A name that no file can have: who writes it is told so.
        return named_as_one


def write_file(path: str, text: str) -> None:
    """Write one file, whole or not at all."""
    from rocksolid.emit.directory import replace_file

    with _answered(path):
        replace_file(Path(path), text)


def write_directory(path: str, files: Mapping[str, str]) -> None:
    """Make some files the only ones of rocksolid in a directory."""
    from rocksolid.emit import directory

    with _answered(path):
        removed = directory.write(Path(path), files)
        if removed:
            show.note(f"removed from {path}, as no app asked for makes them: {', '.join(one.name for one in removed)}")


@contextmanager
def _answered(path: str) -> Iterator[None]:
    """Say why a path cannot be written."""
    from rocksolid.emit.directory import ForeignFileError

    try:
        yield
    except ForeignFileError as error:
        show.refused_finding("foreign-file", str(error))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        show.refused_finding("cannot-write", f"cannot write {path}: {reason}")
