"""Manifests as files: written whole or not at all, and never over a file of somebody else."""

import json
import os
import secrets
import stat
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_MARK = "# Written by rocksolid."
_MARKER = f'{_MARK} The next "rocksolid render -o" replaces this file, or removes it.\n'


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


def write(directory: Path, files: Mapping[str, str]) -> tuple[Path, ...]:
    """Make `files` (text by file name, ending in `.yaml` or `.json`) the only ones of rocksolid in a directory; return those removed.

    Other files and all subdirectories are left alone, and a file that would not change keeps its time. `.yaml` files get a
    first line that marks them as ours; a `.json` file is ours if it has its object's name, and the object our label.
    Raises ForeignFileError before anything is written, ValueError for a name that is no such file name, and OSError.
    """
    return write_all({directory: files})


def write_all(directories: Mapping[Path, Mapping[str, str]]) -> tuple[Path, ...]:
    """Do what `write` does to several directories: what must not be replaced in one of them keeps all from being written."""
    contents = {directory / name: _content(name, text) for directory, files in directories.items() for name, text in files.items()}
    for directory in directories:
        _must_take_files(directory)
    ours = {path: content for directory in directories for path, content in _ours(directory).items()}
    for path in contents:
        if path not in ours and os.path.lexists(path):
            raise ForeignFileError(path, "was not written by rocksolid: move it away, or write into another directory")
    for directory in directories:
        directory.mkdir(parents=True, exist_ok=True)
    _replace({path: content for path, content in contents.items() if ours.get(path) != content})
    removed = tuple(path for path in ours if path not in contents)
    for path in removed:
        path.unlink()
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
    content = text.encode()
    if path.exists() and not path.is_file():
        path.write_bytes(content)
    else:
        _replace({path.resolve(): content})


def _replace(contents: Mapping[Path, bytes]) -> None:
    """Write every content beside its path first, and put all in place only when all are there."""
    temporaries: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            # Longer than the name that it stands for: a name that is too long is refused before any file is replaced.
            temporaries[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            with temporaries[path].open("xb") as file:
                file.write(content)
            if path.exists():
                temporaries[path].chmod(stat.S_IMODE(path.stat().st_mode))
        for path, temporary in temporaries.items():
            temporary.replace(path)
    finally:
        for temporary in temporaries.values():
            temporary.unlink(missing_ok=True)


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
