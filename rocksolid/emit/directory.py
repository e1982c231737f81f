"""Manifests as files: written whole or not at all, and never over a file of somebody else."""

import json
import os
import re
import signal
import stat
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

from rocksolid.progress import Watch, unwatched
from rocksolid.wording import one_line

_MARK = "# Written by rocksolid."
_MARKER = f'{_MARK} The next "rocksolid render -o" replaces this file, or removes it.\n'
_TURNS, _TURN = 10, 0.1
"""How often a lock is asked for until it is said that it is waited for, and the seconds in between."""
_TEMPORARY = re.compile(r"\..+\.rocksolid-[0-9a-f]{8}")
"""What a file is called until it is whole: hidden, and with an ending that no reader of manifests takes for one."""
_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT}

Say = Callable[[str], object]
"""Whoever is told what a run waits for, if that takes a second."""


class ForeignFileError(Exception):
    """Something that rocksolid has not written stands where it should write."""

    def __init__(self, path: Path, reason: str) -> None:
        """Say of `path` what `reason` says."""
        super().__init__(f"{path} {reason}")
        self.path = path


def file_names(things: Sequence[Mapping[str, Any]], extension: str) -> list[str]:
    """Return `[namespace.]kind.name.extension` for each object; the extension, `yaml` or `json`, has no dot.

    Objects that would share a name have the group of their API in it: `[namespace.]kind.group.name.extension`, where the group
    that is called "" is `core`.
    """
    names = [_file_name(thing, extension) for thing in things]
    shared = {name for name, count in Counter(names).items() if count > 1}
    return [_file_name(thing, extension, _group(thing)) if name in shared else name for thing, name in zip(things, names, strict=True)]


def _file_name(thing: Mapping[str, Any], extension: str, *group: str) -> str:
    metadata = thing["metadata"]
    namespace = [metadata["namespace"]] if "namespace" in metadata else []
    return ".".join([*namespace, thing["kind"].lower(), *group, metadata["name"], extension])


def _group(thing: Mapping[str, Any]) -> str:
    return thing["apiVersion"].rpartition("/")[0] or "core"


def write(directory: Path, files: Mapping[str, str], watch: Watch = unwatched, waiting: Say = unwatched) -> tuple[Path, ...]:
    """Make `files` (text by file name, ending in `.yaml` or `.json`) the only ones of rocksolid in a directory; return those removed.

    Other files and all subdirectories are left alone, and a file that would not change keeps its time. `.yaml` files get a
    first line that marks them as ours; a `.json` file is ours if it has its object's name, and the object our label.
    Whoever writes into the same directory at the same time waits; what a run left there that was killed is removed.
    Raises ForeignFileError before anything is written, ValueError for a name that is no such file name, and OSError.
    """
    return write_all({directory: files}, watch, waiting)


def write_all(directories: Mapping[Path, Mapping[str, str]], watch: Watch = unwatched, waiting: Say = unwatched) -> tuple[Path, ...]:
    """Do what `write` does to several directories: what must not be replaced in one of them keeps all from being written."""
    contents = {directory / name: _content(name, text) for directory, files in directories.items() for name, text in files.items()}
    for directory in directories:
        _must_take_files(directory)
    with _made(directories), _alone(directories, waiting):
        ours = {path: content for directory in directories for path, content in _ours(directory).items()}
        for path in contents:
            if path not in ours and os.path.lexists(path):
                raise ForeignFileError(path, "was not written by rocksolid: move it away, or write into another directory")
        removed = tuple(path for path in ours if path not in contents)
        _replace({path: content for path, content in contents.items() if ours.get(path) != content}, removed, watch)
        return removed


def written_below(directory: Path) -> tuple[Path, ...]:
    """Return the directories right below one that hold files of rocksolid, by their names."""
    below = sorted(directory.iterdir()) if directory.is_dir() else []
    return tuple(path for path in below if path.is_dir() and not path.is_symlink() and _ours(path))


def _must_take_files(directory: Path) -> None:
    """Raise ForeignFileError where there is something that is no directory."""
    if os.path.lexists(directory) and not directory.is_dir():
        raise ForeignFileError(directory, "is no directory: the name of a file ends in .yaml, .yml or .json")


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all, keeping its mode; a link stays, and the file that it leads to is written.

    What is no file (a terminal, a pipe, `/dev/null`) is written to directly. Raises OSError.
    """
    replace_files({path: text})


def replace_files(texts: Mapping[Path, str], waiting: Say = unwatched) -> None:
    """Do what `replace_file` does to several files: all of them are written, or none."""
    special = {path: text for path, text in texts.items() if path.exists() and not path.is_file()}
    targets = {path.resolve(): text.encode() for path, text in texts.items() if path not in special}
    with _alone({target.parent for target in targets}, waiting):
        _replace(targets)
    for path, text in special.items():
        path.write_bytes(text.encode())


def _replace(contents: Mapping[Path, bytes], stale: Sequence[Path] = (), watch: Watch = unwatched) -> None:
    """Write every content beside its path first, and only when all are there put them in place, and remove stale files."""
    temporaries: dict[Path, Path] = {}
    try:
        for path, content in watch("writing files", contents.items()):
            # Longer than the name that it stands for: a name that is too long is refused before any file is replaced.
            temporaries[path] = path.with_name(f".{path.name}.rocksolid-{os.urandom(4).hex()}")
            with temporaries[path].open("xb") as file:
                file.write(content)
            if path.exists():
                temporaries[path].chmod(stat.S_IMODE(path.stat().st_mode))
        with _uninterrupted():
            for path, temporary in temporaries.items():
                temporary.replace(path)
            for path in stale:
                path.unlink()
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


@contextmanager
def _made(directories: Collection[Path]) -> Iterator[None]:
    """Make directories; those that are new go again where nothing comes of them."""
    new = [path for directory in directories for path in (directory, *directory.parents) if not os.path.lexists(path)]
    try:
        for directory in directories:
            directory.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        for path in sorted(new, reverse=True):
            with suppress(OSError):  # Somebody else has put something there, or it was made by none.
                path.rmdir()
        raise


@contextmanager
def _alone(directories: Collection[Path], waiting: Say) -> Iterator[None]:
    """Wait until no other run writes into some directories, and clear away what runs left there that were killed.

    The system forgets a lock when its process ends, however that ends. Where there are no locks, as on some network drives,
    nobody waits, and nothing is cleared away: it may be in use.
    """
    with ExitStack() as held:
        # In one order, and each once whatever links lead to it: two runs never wait for each other, and none waits for itself.
        for directory, named in sorted({path.resolve(): path for path in directories}.items()):
            with suppress(OSError):
                opened = os.open(directory, os.O_RDONLY)
                held.callback(os.close, opened)
                _lock(opened, named, waiting)
                for path in directory.iterdir():
                    if _TEMPORARY.fullmatch(path.name):
                        path.unlink()
        yield


def _lock(opened: int, directory: Path, waiting: Say) -> None:
    """Wait for the lock on a directory; raise OSError where there are no locks."""
    import fcntl

    for _ in range(_TURNS):
        try:
            return fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_TURN)
    waiting(f"waiting for another run that writes into {one_line(str(directory))}")
    return fcntl.flock(opened, fcntl.LOCK_EX)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let an interrupt wait until what takes but a moment is done as a whole."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _content(name: str, text: str) -> bytes:
    if Path(name).name != name or Path(name).suffix not in _IS_OURS:
        raise ValueError(f"{name!r} is no name of a .yaml or .json file")
    return (_MARKER + text if name.endswith(".yaml") else text).encode()


def _ours(directory: Path) -> dict[Path, bytes]:
    """Return the files of rocksolid in a directory, with their contents; a link is never one of them."""
    ours = {}
    for path in sorted(directory.iterdir()) if directory.is_dir() else ():
        if path.suffix in _IS_OURS and path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if _IS_OURS[path.suffix](path.name, content):
                ours[path] = content
    return ours


def _is_marked(_: str, content: bytes) -> bool:
    return content.startswith(_MARK.encode())


def _is_labelled(name: str, content: bytes) -> bool:
    """Return whether an object is ours by its label, and its file by its name: a backup of it is somebody else's."""
    try:
        thing = json.loads(content)
    except ValueError:
        return False
    match thing:
        case {"apiVersion": str(), "kind": str(), "metadata": {"name": str(), "labels": {"app.kubernetes.io/managed-by": "rocksolid"}}}:
            return name in {_file_name(thing, "json"), _file_name(thing, "json", _group(thing))}
    return False


_IS_OURS: dict[str, Callable[[str, bytes], bool]] = {".yaml": _is_marked, ".json": _is_labelled}
