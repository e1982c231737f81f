"""Results as files, and what is said when they cannot be written."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rocksolid.cli import show
from rocksolid.progress import Watch, unwatched

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
    write_files(path, {Path(path): text})


def write_files(path: str, texts: Mapping[Path, str]) -> None:
    """Write some files, all of them whole or none; `path` is the one that is named where they cannot be written."""
    from rocksolid.emit.directory import replace_files

    with _answered(path):
        replace_files(texts, show.note)


def write_directory(path: str, files: Mapping[str, str], *, quiet: bool) -> None:
    """Make some files the only ones of rocksolid in a directory."""
    from rocksolid.emit import directory

    with _answered(path), show.progress(quiet=quiet) as watch:
        removed = directory.write(Path(path), files, watch, _waiting(watch, quiet=quiet))
    if removed and not quiet:
        show.note(f"removed from {path}, as no app asked for makes them: {', '.join(one.name for one in removed)}")


def write_environments(path: str, folders: Mapping[str, Mapping[str, str]], *, quiet: bool) -> None:
    """Make some files the only ones of rocksolid in the folder of each environment, by its name; other folders are only named."""
    from rocksolid.emit import directory

    with _answered(path):
        with show.progress(quiet=quiet) as watch:
            contents = {Path(path, name): files for name, files in folders.items()}
            removed = directory.write_all(contents, watch, _waiting(watch, quiet=quiet))
        others = [] if quiet else [one for one in directory.written_below(Path(path)) if one.name not in folders]
    for name in () if quiet else folders:
        gone = [one.name for one in removed if one.parent == Path(path, name)]
        if gone:
            show.note(f"removed from {Path(path, name)}, as no app asked for makes them: {', '.join(gone)}")
    for other in others:
        show.note(f'left alone: {other} was written by rocksolid, but no file knows an environment "{other.name}"')


def _waiting(watch: Watch, *, quiet: bool) -> Callable[[str], object]:
    """Return what says that another run has its turn: the line of progress where there is one, else a line that stays."""
    return show.note if watch is unwatched and not quiet else watch


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
