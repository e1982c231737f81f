"""The words `override` and `remove` of an app: every layer's in turn, from the lowest on, over the objects that the rules wrote."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from rocksolid.finding import Finding, Spot
from rocksolid.language.layers import Layer
from rocksolid.language.read import Reader
from rocksolid.language.source import KeyPath
from rocksolid.language.table import NOTHING, table
from rocksolid.language.trees import lacking
from rocksolid.language.types import Field, Target
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.override import FIXED, Patch, Removal, WordPath, patched, removed
from rocksolid.manifest.part import Owner
from rocksolid.system.resolve import System
from rocksolid.system.untaken import Change, no_path, nobody, untaken
from rocksolid.system.workload import Workload

_NAME = re.compile(r"(?!(?:metadata|spec)\.)[a-z0-9]([-a-z0-9.]*[a-z0-9])?")
"""The name of an object, and no path to a label or annotation whose key has a slash."""
_ROLLING: frozenset[WordPath] = frozenset({("data",), ("binaryData",)})
"""What the ConfigMap of the app's files holds: the pods roll by a checksum of it."""


@table
class _Words:
    """What one layer says about finished objects."""

    override: Mapping[Target, Mapping[str, Any]] = NOTHING
    remove: tuple[Field, ...] = ()


def overridden(objects: Sequence[Object], system: System, report: list[Finding]) -> list[Object]:
    """Return the objects of a system with what their authors write over them; report what they do not take."""
    own: dict[Owner, list[int]] = {}
    for index, one in enumerate(objects):
        own.setdefault(one.ref.owner, []).append(index)
    result, reader = list(objects), Reader()
    for w in system.workloads:
        if w.app.override or w.app.remove:
            there = own.get(w.owner, [])
            changed = _changed([result[index] for index in there], _changes(w, reader, report), report)
            for index, one in zip(there, changed, strict=True):
                result[index] = one
    return result


def _changed(objects: list[Object], changes: Iterable[Change], report: list[Finding]) -> list[Object]:
    """Return the objects of an app after all changes."""
    for change in changes:
        meant = [index for index, one in enumerate(objects) if change.kind == one.ref.kind and change.name in {None, one.ref.name}]
        if not meant:
            report.extend(nobody(change, objects))
        for index in meant:
            one = objects[index]
            fixed = FIXED | _ROLLING if one.ref.kind == "ConfigMap" and any(rule == "files" for rule, _ in one.said) else FIXED
            objects[index], problems = patched(one, change, fixed) if isinstance(change, Patch) else removed(one, change, fixed)
            report.extend(finding for problem in problems for finding in untaken(objects[index], change, problem))
    return objects


def _changes(w: Workload, reader: Reader, report: list[Finding]) -> Iterator[Change]:
    """Yield what the layers of an app write over its objects, in the order in which it applies.

    In one layer, what is taken away goes first, so that it can be written anew; and what is for a kind goes before what is for one object.
    """
    for height, layer in enumerate(w.layers.layers):
        said = {word: layer.tree[word] for word in ("override", "remove") if layer.has((word,))}
        if said:
            taken = (path for higher in w.layers.layers[height + 1 :] for path in _taken(higher))
            words = reader.read(lacking(said, taken), _Words, partial(_at, layer), report)
            if words:
                yield from _removals(layer, words.remove, report)
                yield from _patches(layer, words.override)


def _taken(layer: Layer) -> Iterator[KeyPath]:
    """Yield the words of lower layers that a layer takes away: by `unset`, or by a list of nothing, as there is none to add."""
    yield from layer.unset() if "unset" in layer.tree else ()
    if layer.tree.get("remove") in ([], ()):
        yield ("remove",)


def _at(layer: Layer, path: KeyPath, key: bool) -> Spot:  # noqa: FBT001  As the reader asks.
    return layer.at(path, key=key)


def _removals(layer: Layer, fields: Iterable[Field], report: list[Finding]) -> Iterator[Removal]:
    for field in fields:
        kind, _, path = field.partition("/")
        name, slash, below = path.partition("/")
        named = slash and _NAME.fullmatch(name)
        spot = layer.at(("remove", field))
        try:
            yield Removal(kind, name if named else None, paths.parse(below if named else path), "remove", spot, layer.own)
        except paths.PathError as error:
            report.append(no_path(field, below if named else path, error, spot))


def _patches(layer: Layer, words: Mapping[Target, Mapping[str, Any]]) -> Iterator[Patch]:
    for target in sorted(words, key=lambda target: "/" in target):
        kind, _, name = target.partition("/")
        where = ("override", target)
        yield Patch(kind, name or None, words[target], where, partial(_below, layer, where), layer.own)


def _below(layer: Layer, where: WordPath, path: WordPath, *, key: bool = False) -> Spot:
    return layer.at((*where, *path), key=key)
