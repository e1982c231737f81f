"""What is mounted is one file or a directory, and what comes from the project fits into one ConfigMap."""

from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding
from rocksolid.language.contents import LIMIT
from rocksolid.language.source import KeyPath
from rocksolid.language.types import DataKey, RelativePath
from rocksolid.system.containers import containers, path_to, words
from rocksolid.system.files import own_contents
from rocksolid.system.workload import Workload


def files(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the files of an app and its containers."""
    for container in containers(w):
        for path, file in words(w, container).files.items():
            if file.key and file.items:
                message = '"key" mounts one file, "items" a directory: a path is one of the two'
                spot = w.layers.at(path_to(container, "files", path, "items"), key=True)
                yield Finding("wrong-variant", "error", message, spot, f'items = {{ "{file.key}" = "{file.key}" }}    # without key')
            yield from _one_place(w, path_to(container, "files", path, "items"), file.items)
    yield from _too_large(w)


def _one_place(w: Workload, path: KeyPath, items: Mapping[DataKey, RelativePath]) -> Iterator[Finding]:
    """Yield an error for each key that is mounted where another one is: only one of them could be seen."""
    first: dict[str, str] = {}
    for key, place in items.items():
        if first.setdefault(place, key) != key:
            related = ((w.layers.at((*path, first[place])), "the first one is here"),)
            message = f'"{key}" and "{first[place]}" are both mounted at "{place}"'
            yield Finding("path-twice", "error", message, w.layers.at((*path, key)), "give each a path of its own", related)


def _too_large(w: Workload) -> Iterator[Finding]:
    """Yield an error, at the largest file, where an app's own files are more than a ConfigMap holds."""
    contents = own_contents(w)
    total = sum(map(len, contents.values()))
    if total > LIMIT:
        container, path, _ = max(contents, key=lambda one: len(contents[one]))
        more = "more than" if any(len(content) > LIMIT for content in contents.values()) else f"{total:,} bytes, more than"
        message = f'the files of "{w.app.name}" have {more} the {LIMIT:,} bytes that a ConfigMap holds; this is the largest'
        spot = w.layers.at(path_to(container, "files", path), key=True)
        yield Finding("files-too-large", "error", message, spot, "put it into the image, or into a volume")
