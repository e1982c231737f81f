"""What the files hold that a blueprint mounts: read before anything is decided, so that all that follows needs no disk."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.drafts import Draft
from rocksolid.language.layers import Layers
from rocksolid.language.source import KeyPath, kind_of_special, read_bytes

LIMIT = 1024 * 1024
"""The bytes that a ConfigMap may hold in all: Kubernetes' own limit, for Secrets as well."""

Content = bytes | Mapping[str, bytes]
"""What one file holds; for a directory, what each file in it holds, by name."""
Contents = Mapping[tuple[str, str], Content]
"""What is mounted, by container ("" for the app's own) and path."""


def read_contents(draft: Draft, decided: tuple[Blueprint, Layers], report: list[Finding]) -> Contents:
    """Return the content of every file that an app mounts from its project; report those that cannot be mounted.

    No file is read further than one byte over LIMIT.
    """
    blueprint, layers = decided
    found: dict[tuple[str, str], Content] = {}
    for container, mounted, source, path in _sources(blueprint):
        content = _read(draft, source, layers, path, report)
        if content is not None:
            found[container, mounted] = content
    return found


def _sources(blueprint: Blueprint) -> Iterator[tuple[str, str, str, KeyPath]]:
    """Yield the container, the mount path and the source of each such file, and where the blueprint says so."""
    others = ((name, one.files, ("containers", name)) for name, one in blueprint.containers.items())
    for container, files, path in (("", blueprint.files, ()), *others):
        for mounted, file in files.items():
            if file.source is not None:
                yield container, mounted, file.source, (*path, "files", mounted, "source")


def _read(draft: Draft, source: str, layers: Layers, path: KeyPath, report: list[Finding]) -> Content | None:
    """Return the content of one file or directory, or report why it cannot be mounted."""
    folder = draft.folder or Path.cwd()
    try:
        wrong = _wrong(folder, source, _project(draft, folder))
        if not wrong:
            return _content(folder / source)
    except (OSError, RuntimeError) as error:  # Python 3.11 and 3.12 raise a RuntimeError for links that lead in a circle.
        reason = (error.strerror or str(error)).lower() if isinstance(error, OSError) else "its links lead in a circle"
        wrong = ("unreadable", f'"{source}" cannot be read: {reason}', "")
    code, message, hint = wrong
    report.append(Finding(code, "error", message, layers.at(path), hint))
    return None


def _wrong(folder: Path, source: str, project: Path) -> tuple[str, str, str] | None:
    """Return what keeps a source from being mounted, as code, message and hint."""
    target = folder / source
    named = {source: target, **{str(Path(source, file.name)): file for file in _files(target)}}
    outside = next((name for name, file in named.items() if not file.resolve().is_relative_to(project)), None)
    if outside is not None:
        return "file-outside", f'"{outside}" leads out of the project', f'only what lies in the folder "{project.name}" can be mounted'
    if target.is_dir() and not _files(target):
        return "empty-directory", f'the directory "{source}" holds no file to mount', "only its own files count, not those of its folders"
    folder_inside = next((entry.name for entry in sorted(target.iterdir()) if entry.is_dir()), None) if target.is_dir() else None
    if folder_inside:
        message = f'"{source}/{folder_inside}" would be left out: of a directory, only its own files can be mounted'
        return "folder-in-directory", message, f'mount it at a path of its own: source = "{source}/{folder_inside}"'
    if not target.exists():
        return "no-such-file", f'there is no "{source}" to mount', _near(target, source)
    special = next((f'"{file.relative_to(folder)}" {kind}' for file in _all(target) if (kind := kind_of_special(file))), None)
    return ("unreadable", f"{special}: only files can be mounted", "") if special else None


def _near(target: Path, source: str) -> str:
    """Suggest the file that is meant by a source that is not there."""
    from rocksolid.language.diagnostics import did_you_mean

    beside = sorted(target.parent.iterdir()) if target.parent.is_dir() else []
    near = did_you_mean(source, [str(Path(source).with_name(entry.name)) for entry in beside])
    return near or "the path starts from the folder of the blueprint"


def _project(draft: Draft, folder: Path) -> Path:
    """Return the folder that no source may leave, links resolved: that of the platform file where it lies above, else the blueprint's."""
    own, platform = folder.resolve(), draft.platform.folder
    return platform.resolve() if platform and own.is_relative_to(platform.resolve()) else own


def _content(target: Path) -> Content:
    if target.is_dir():
        return {file.name: read_bytes(file, LIMIT + 1) for file in _files(target)}
    return read_bytes(target, LIMIT + 1)


def _all(target: Path) -> list[Path]:
    """Return all that is in a directory, or what is no directory itself."""
    return sorted(target.iterdir()) if target.is_dir() else [target]


def _files(target: Path) -> list[Path]:
    """Return the files of a directory, those of its folders left out, sorted by name; none where it is no directory."""
    return sorted(entry for entry in target.iterdir() if entry.is_file()) if target.is_dir() else []
