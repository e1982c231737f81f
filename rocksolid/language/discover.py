"""Which files a path means, and what lies beside them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from rocksolid.finding import Finding
from rocksolid.language.platforms import FILE_NAME

_TOML = ".toml"
_SUFFIXES = {".toml", ".py"}
_NEVER = {FILE_NAME, "pyproject.toml"}


def blueprint_files(path: str, platform: Path | None, report: list[Finding]) -> list[Path]:
    """Return the blueprints that a path means: itself, or every TOML file under it that is one by its name.

    Left out of a directory are hidden folders, platform files, `pyproject.toml`, and the files `NAME.ENVIRONMENT.toml`
    beside a blueprint `NAME.toml`. Python files run only when they are named.
    """
    try:
        return _meant(Path(path), path, platform, report)
    except OSError as error:  # A name that no file can have.
        _unreadable(report, path, error)
        return []


def _meant(file: Path, path: str, platform: Path | None, report: list[Finding]) -> list[Path]:
    """Return the blueprints that a path means, or report why there is none."""
    if file.is_dir():
        before = len(report)
        files = list(_under(file, platform, report))
        if not files and len(report) == before:
            _report(report, "no-blueprints", f'there is no blueprint in "{path}"', "make one with: rocksolid init")
        return files
    if not file.exists():
        _report(report, "no-such-file", f'there is no file or directory "{path}"', _nearest(file))
    elif file.suffix not in _SUFFIXES:
        _report(report, "not-a-blueprint", f'"{path}" is no blueprint: the name of one ends in .toml or .py', "")
    else:
        return [file]
    return []


def beside(folder: Path) -> dict[str, list[tuple[str, Path]]]:
    """Return the files of a folder that are for one environment, `NAME.ENVIRONMENT.toml`: by NAME, each environment with its file."""
    found: dict[str, list[tuple[str, Path]]] = {}
    for file in sorted(folder.glob("*.*.toml")):
        name, _, environment = file.stem.rpartition(".")
        found.setdefault(name, []).append((environment, file))
    return found


def matching(folder: Path, pattern: str, report: list[Finding]) -> Iterator[Path]:
    """Yield the blueprints that a glob pattern means from a folder on, by the same names as in a directory."""
    try:
        files = sorted(file for file in folder.glob(pattern) if not file.is_dir())  # What cannot be read is not passed over.
    except OSError as error:
        _unreadable(report, pattern, error)
        return
    stems = {parent: _stems(entry.name for entry in parent.iterdir()) for parent in {file.parent for file in files}}
    yield from (file for file in files if _is_blueprint(file.name, stems[file.parent]))


def _under(folder: Path, platform: Path | None, report: list[Finding]) -> Iterator[Path]:
    """Yield the blueprints under a folder, sorted by their parts, and report folders that cannot be read; each is listed once."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        _unreadable(report, str(folder), error)
        return
    stems = _stems(entry.name for entry in entries)
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _under(folder / entry.name, platform, report)
        elif _is_blueprint(entry.name, stems) and not _is(file := folder / entry.name, platform):
            yield file


def _stems(names: Iterable[str]) -> set[str]:
    """Return what stands before the ending of TOML files."""
    return {name.removesuffix(_TOML) for name in names if name.endswith(_TOML)} - {""}


def _is_blueprint(name: str, stems: set[str]) -> bool:
    """Return whether a file is a blueprint by its name, and belongs to none beside it with one of these stems, for one environment."""
    stem = name.removesuffix(_TOML)
    return stem not in {name, ""} and name not in _NEVER and stem.rpartition(".")[0] not in stems


def _is(entry: Path, platform: Path | None) -> bool:
    return platform is not None and entry.absolute() == platform.absolute()


def _nearest(file: Path) -> str:
    """Suggest the file that is meant by a name that is none."""
    from rocksolid.language.diagnostics import did_you_mean

    there = file.parent.iterdir() if file.parent.is_dir() else ()
    return did_you_mean(file.name, [entry.name for entry in there if entry.name != file.name])  # A link that leads nowhere is there.


def _unreadable(report: list[Finding], path: str, error: OSError) -> None:
    _report(report, "unreadable", f'"{path}" cannot be read: {(error.strerror or str(error)).lower()}', "")


def _report(report: list[Finding], code: str, message: str, hint: str) -> None:
    report.append(Finding(code, "error", message, None, hint))
