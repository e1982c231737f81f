"""The files and directories that containers see: which volume each comes from, and what the app's own ConfigMap holds."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs

from rocksolid.digest import sha256
from rocksolid.language.container import File
from rocksolid.system.containers import containers, words
from rocksolid.system.mounts import mount
from rocksolid.system.naming import VOLUME_LIMIT, allotted, authors_volumes, slug
from rocksolid.system.once import once
from rocksolid.system.security import has_fs_group
from rocksolid.system.workload import Workload

Key = tuple[str, str, str]
"""One file of the app's own: container, mount path, and its name in a mounted directory (empty: it is mounted itself)."""

KEY_LIMIT = 253
CHECKSUM = "checksum/files"
"""The annotation of the pods that changes with the content of the files."""
_FOR_GROUP, _FOR_ALL = 0o440, 0o444


@attrs.frozen
class FileVolume:
    """A Secret or ConfigMap as a volume: what is equal in all words is one volume.

    `items` are keys with their file names for a directory, without any for all keys; None for single files, which share it.
    """

    secret: bool
    name: str
    mode: int
    optional: bool
    items: tuple[tuple[str, str], ...] | None


@attrs.frozen(eq=False, repr=False)
class MountedFile:
    """A file or directory that a container sees; `key` is the one key that is mounted as a file."""

    container: str
    path: str
    volume: FileVolume
    key: str | None
    wanted: str
    """What the volume is called if nothing else is called so."""


@once
def own_contents(w: Workload) -> dict[Key, bytes]:
    """Return the app's own files, those written in the blueprint and those beside it."""
    contents: dict[Key, bytes] = {}
    for container in containers(w):
        for path, file in words(w, container).files.items():
            content = file.content.encode() if file.content is not None else w.contents.get((container, path), {})
            found = {"": content} if isinstance(content, bytes) else content
            contents.update({(container, path, name): one for name, one in found.items()})
    return contents


def data(w: Workload) -> dict[str, bytes]:
    """Return what the app's own ConfigMap holds, by its keys, in their order."""
    contents = own_contents(w)
    return {key: contents[one] for one, key in sorted(_keys(w).items(), key=lambda item: item[1])}


def config_map(held: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the data of a ConfigMap: text as it is, what is no text in base64."""
    text, binary = {}, {}
    for key, content in held.items():
        try:
            text[key] = content.decode()
        except UnicodeDecodeError:
            import base64

            binary[key] = base64.b64encode(content).decode()
    return {field: of_kind for field, of_kind in (("data", text), ("binaryData", binary)) if of_kind}


def checksum(held: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of names and contents, in hexadecimal digits."""
    return sha256(b"".join(f"{key}\0{len(content)}\0".encode() + content for key, content in held.items()))


def own_name(w: Workload) -> str:
    """Return what the app's own ConfigMap is called: its pods roll by a checksum, so the name never changes."""
    return f"{w.name}-files"


def mounted_files(w: Workload) -> tuple[MountedFile, ...]:
    """Return the files and directories of all containers."""
    return tuple(_mounted(w))


def volume_names(w: Workload, files: tuple[MountedFile, ...]) -> dict[FileVolume, str]:
    """Return the name of each volume that files are mounted from."""
    return allotted(((file.volume, file.wanted) for file in files), VOLUME_LIMIT, authors_volumes(w))


def volume(name: str, of: FileVolume, files: tuple[MountedFile, ...]) -> dict[str, Any]:
    """Return a volume as Kubernetes writes it; single files are listed, so that a missing key is an error and no empty directory."""
    single = dict.fromkeys((file.key, file.key) for file in files if file.volume == of)
    items = [{"key": key, "path": path} for key, path in (single if of.items is None else of.items)]
    source = {
        "secretName" if of.secret else "name": of.name,
        **({"items": items} if items else {}),
        "defaultMode": of.mode,
        **({"optional": True} if of.optional else {}),
    }
    return {"name": name, "secret" if of.secret else "configMap": source}


def mounts(files: tuple[MountedFile, ...], names: Mapping[FileVolume, str], container: str) -> list[dict[str, Any]]:
    """Return where a container sees files, as Kubernetes writes it."""
    return [mount(names[file.volume], file.path, file.key) for file in files if file.container == container]


def _mounted(w: Workload) -> Iterator[MountedFile]:
    keys = _keys(w)
    for container in containers(w):
        for path, file in words(w, container).files.items():
            if file.secret or file.config:
                yield _referred(w, container, path, file)
            else:
                own = [(key, name) for (inside, at, name), key in keys.items() if (inside, at) == (container, path)]
                yield _own(w, container, path, file, own)


def _referred(w: Workload, container: str, path: str, file: File) -> MountedFile:
    """Return a file that somebody else's Secret or ConfigMap holds, or a directory of such."""
    items = None if file.key else tuple((str(key), str(name)) for key, name in file.items.items())
    name = str(file.secret or file.config)
    of = FileVolume(bool(file.secret), name, _mode(w, file), file.optional, items)
    return MountedFile(container, path, of, file.key, f"{'secret' if file.secret else 'config'}-{slug(name)}")


def _own(w: Workload, container: str, path: str, file: File, own: list[tuple[str, str]]) -> MountedFile:
    """Return a file of the app's own, or a directory of such."""
    single = not own[0][1]
    of = FileVolume(secret=False, name=own_name(w), mode=_mode(w, file), optional=False, items=None if single else tuple(own))
    return MountedFile(container, path, of, own[0][0] if single else None, "files" if single else f"files-{slug(path)}".rstrip("-"))


def _mode(w: Workload, file: File) -> int:
    """Return the permissions of a file: those of a Secret are for its group, where the pod has one that could read it."""
    if file.mode is not None:
        return file.mode
    return _FOR_GROUP if file.secret and has_fs_group(w, owned=True) else _FOR_ALL


@once
def _keys(w: Workload) -> dict[Key, str]:
    """Return the key of each own file in the ConfigMap: its container and path, readable."""
    return allotted(((one, _readable(one)) for one in own_contents(w)), KEY_LIMIT)


@lru_cache(1024)
def _readable(one: Key) -> str:
    return re.sub(r"[^-._a-zA-Z0-9]+", "-", "/".join(one).strip("/")).lstrip(".") or "file"
