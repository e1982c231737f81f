"""A path in a container means one thing, and so does the name of a volume."""

from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding, Spot
from rocksolid.language.amounts import thousandths
from rocksolid.language.container import File
from rocksolid.language.source import KeyPath
from rocksolid.system.containers import containers, path_to, words, wrote
from rocksolid.system.identity import OTHERS_FOLDER, TOKEN_VOLUME
from rocksolid.system.identity import mounts as token_mounts
from rocksolid.system.mounts import normal, volumes_and_files
from rocksolid.system.workload import Workload


def mounts(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with where things are mounted, and with volumes that are shared by name."""
    for container in containers(w):
        yield from _twice(w, container)
        yield from _on_scratch(w, container)
        yield from _inside(w, container)
    yield from _shared(w)
    if TOKEN_VOLUME in w.app.volumes and any(token_mounts(w, container) for container in containers(w)):
        message = f'"{TOKEN_VOLUME}" is what the volume of the token is called'
        yield Finding("volume-twice", "error", message, w.layers.at(("volumes", TOKEN_VOLUME), key=True), "call the volume otherwise")


def _twice(w: Workload, container: str) -> Iterator[Finding]:
    """Yield an error for each path with two mounts; scratch space that the app did not write gives way."""
    scratch = ((path, path_to(container, "scratch", path)) for path in words(w, container).scratch if wrote(w, container, "scratch", path))
    tokens = ((str(mount["mountPath"]), ("identity", "token")) for mount in token_mounts(w, container))
    first: dict[str, KeyPath] = {}
    for mounted, path in (*tokens, *volumes_and_files(w, container), *scratch):
        before = first.setdefault(normal(mounted), path)
        if before is not path:
            related = ((_spot(w, before), "the first mount is here"),)
            yield Finding("path-twice", "error", f'two things are mounted at "{mounted}"', _spot(w, path), "", related)


def _on_scratch(w: Workload, container: str) -> Iterator[Finding]:
    """Yield an error for a token where there is scratch space by default: programs write there, so it cannot give way."""
    for mounted in (str(mount["mountPath"]) for mount in token_mounts(w, container)):
        spaces = {normal(path) for path in words(w, container).scratch if not wrote(w, container, "scratch", path)}
        if normal(mounted) in spaces:
            message, hint = f'"{mounted}" is scratch space: a token cannot be mounted there', f'path = "{OTHERS_FOLDER}"'
            yield Finding("path-twice", "error", message, w.layers.at(("identity", "token", "path")), hint)


def _spot(w: Workload, path: KeyPath) -> Spot:
    return w.layers.at(path, key="volumes" not in path)


def _inside(w: Workload, container: str) -> Iterator[Finding]:
    """Yield an error for each single file inside a mounted directory: Kubernetes makes a directory where it should be."""
    files = words(w, container).files
    directories = {normal(path): path for path, file in files.items() if _is_directory(w, container, path, file)}
    for path, file in files.items() if directories else ():
        outer = next((directories[above] for above in directories if normal(path).startswith(f"{above}/")), None)
        if outer and not _is_directory(w, container, path, file):
            spot, related = (
                w.layers.at(path_to(container, "files", path), key=True),
                w.layers.at(path_to(container, "files", outer), key=True),
            )
            message = f'a single file cannot be mounted inside "{outer}", which is a mounted directory: the container would not start'
            yield Finding(
                "file-in-directory", "error", message, spot, "mount it beside the directory", ((related, "the directory is here"),)
            )


def _is_directory(w: Workload, container: str, path: str, file: File) -> bool:
    if file.source is not None:
        return isinstance(w.contents.get((container, path)), Mapping)
    return file.content is None and file.key is None


def _shared(w: Workload) -> Iterator[Finding]:
    """Yield an error for scratch space that is called like a volume, or has two sizes."""
    sizes: dict[str, tuple[str, KeyPath]] = {}
    for container in containers(w):
        for path, space in words(w, container).scratch.items():
            at = path_to(container, "scratch", path)
            if space.name and space.name in w.app.volumes:
                related = ((w.layers.at(("volumes", space.name), key=True), "the volume is here"),)
                message = f'"{space.name}" is the name of a volume already'
                yield Finding("volume-twice", "error", message, w.layers.at((*at, "name")), "call the scratch space otherwise", related)
            if space.name and space.size and wrote(w, container, "scratch", path, "size"):
                size, before = sizes.setdefault(space.name, (space.size, at))
                if thousandths(size) != thousandths(space.size):
                    related = ((w.layers.at((*before, "size")), "the other size is here"),)
                    message = f'the scratch volume "{space.name}" has two sizes: {size} and {space.size}'
                    yield Finding("scratch-size", "error", message, w.layers.at((*at, "size")), "say the size once", related)
