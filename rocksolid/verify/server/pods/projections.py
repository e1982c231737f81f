"""Files that the node writes into a volume have a source, a path inside of it that no other has, and a mode."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items, tables
from rocksolid.verify.server.fields import missing, named, numbers, required
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.pods.downward import OF_FILES, field_of_pod, resource_of_another
from rocksolid.verify.server.pods.paths import file_inside
from rocksolid.verify.server.refusal import Refusal

MODE = (0, 0o777)
"""The modes of a file."""
DEFAULT_MODE = {"defaultMode": MODE}
_MODE = {"mode": MODE}
_PATH = {"path": file_inside}
_NAMED = ("secret", "configMap")
_TYPES = (*_NAMED, "downwardAPI", "serviceAccountToken")
_TOKEN = {"expirationSeconds": (600, 2**32)}


def written(source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the files that a ConfigMap or Secret becomes."""
    yield from _modes(source, path, "defaultMode")
    for index, file in tables(source, "items"):
        where = (*path, "items", index)
        yield from required(file, where, ("key", "path"))
        yield from named(file, where, _PATH)
        yield from _modes(file, where, "mode")


def downward(source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the files that say something of the pod; the server does not say in which of them."""
    for index, file in items(source, "items"):
        for refusal in _file(file, path):
            below = (refusal.spot or refusal.path)[len(path) :]
            yield Refusal(refusal.path, refusal.problem, refusal.hint, spot=(*path, "items", index, *below))


def _file(file: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from required(file, path, ("path",))
    yield from named(file, path, _PATH)
    yield from _modes(file, path, "mode")
    ref, resource = file.get("fieldRef"), file.get("resourceFieldRef")
    if isinstance(ref, Mapping):
        yield from field_of_pod(ref, (*path, "fieldRef"), OF_FILES)
    elif isinstance(resource, Mapping):
        yield from resource_of_another(resource, (*path, "resourceFieldRef"))
    if (ref is None) == (resource is None):
        yield Refusal(path, "each item must have one of fieldRef and resourceFieldRef")


def projected(source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in a volume of several sources."""
    yield from _modes(source, path, "defaultMode")
    for index, one in tables(source, "sources"):
        where = (*path, "sources", index)
        there = [name for name in _TYPES if one.get(name) is not None]
        if len(there) > 1:
            yield Refusal(where, f"must have only one of {' and '.join(there)}")
        yield from _projection(one, where, path)
    yield from _conflicts(source, path)


def _projection(one: Mapping[str, Any], where: Path, volume: Path) -> Iterator[Refusal]:
    for name in _NAMED:
        if isinstance(named_one := one.get(name), Mapping):
            yield from missing(named_one, (*where, name), ("name",))
            yield from written(named_one, (*where, name))
    if isinstance(own := one.get("downwardAPI"), Mapping):
        yield from downward(own, (*where, "downwardAPI"))
    if isinstance(token := one.get("serviceAccountToken"), Mapping):
        path = (*where, "serviceAccountToken")
        yield from numbers(token, path, _TOKEN)
        for refusal in (*required(token, path, ("path",)), *named(token, path, _PATH)):
            yield Refusal((*volume, "path"), refusal.problem, spot=refusal.path)


def _conflicts(source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield the paths that two sources write: only files of these types are compared."""
    seen: set[str] = set()
    for index, one in tables(source, "sources"):
        for name in (*_NAMED, "downwardAPI"):
            for number, file in tables(one, name, "items"):
                said = file.get("path")
                if said and isinstance(said, str):
                    if said in seen:
                        yield Refusal(
                            path, f"two sources write {shown(said)}", spot=(*path, "sources", index, name, "items", number, "path")
                        )
                    seen.add(said)


def _modes(content: Mapping[str, Any], path: Path, name: str) -> Iterator[Refusal]:
    """Yield a mode that is none; mostly, its digits are meant as those of the octal number."""
    mode = content.get(name)
    for refusal in numbers(content, path, {name: MODE}):
        digits = str(mode)
        yield Refusal(refusal.path, f"{mode} must be 0 to 511, which is 0777 in octal", f"{name}: 0{digits}" if _is_octal(digits) else "")


def _is_octal(digits: str) -> bool:
    return len(digits) <= len("777") and set(digits) <= set("01234567")
