"""Where the words that decide something stand, and what they say there."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import attrs

from rocksolid.finding import Place
from rocksolid.language.layers import Layer, Layers
from rocksolid.language.platforms import builtin_defaults
from rocksolid.language.reference import defaults
from rocksolid.language.source import KeyPath, SourceSpot
from rocksolid.manifest.paths import dotted
from rocksolid.system.workload import Workload

_AS_ABOVE = "As above."


@attrs.frozen
class Decision:
    """One place that decides a field.

    `word` is what decides the field, dotted: a word of the app, or one that begins with "platform." or "callee.", which is the platform's
    or a dependency's. `written` is what stands for it at this place (`environments.production.replicas`), `value` what is said there as
    TOML reads it, None where a word of a lower layer is taken away. `layer` is whose line it is: one of LAYERS.
    `reason` is why a built-in default is as it is, empty for what authors wrote.
    """

    word: str
    written: str
    value: Any
    place: Place
    layer: str
    reason: str = ""


LAYERS = (
    "command line",
    "file beside",
    "environment",
    "app",
    "environment above apps",
    "above apps",
    "platform always",
    "platform environment",
    "platform defaults",
    "platform",
    "built-in default",
)
"""Whose line a decision is, in the order in which people want to read them."""


def decisions(layers: Layers, path: KeyPath, owner: str = "") -> Iterator[Decision]:
    """Yield what decides the word at a path and below it; `owner` is "platform" or "callee" where it is not the app.

    Defaults that hold only where there is a table are decided by whoever wrote the table, too.
    """
    found: dict[tuple[int, KeyPath], list[KeyPath]] = {}
    is_table = any(layer.below and layer.below == path for layer in layers.layers)
    for leaf in _leaves(layers, path, at(layers.tree, path)):
        layer = next((one for length in range(len(leaf), 0, -1) if (one := layers.deciding(leaf[:length]))), None)
        if layer and not (is_table and _is_builtin(layer)):  # Whether there is a table, its defaults do not say.
            group = leaf if _is_builtin(layer) or any(isinstance(step, int) for step in leaf[len(path) :]) else path
            found.setdefault((layers.layers.index(layer), group), []).append(leaf)
    word = dotted((*filter(None, [owner]), *path))
    for (height, _), leaves in found.items():
        common = path if is_table and not _is_builtin(layers.layers[height]) else _common(leaves)
        yield _decision(layers, layers.layers[height], word, common, _pruned(layers.tree, common, leaves))
    inside = [layers.layers[height] for height, _ in found] or layers.layers
    for table in sorted(
        {one.below for one in inside if _is_builtin(one) and one.below and path[: len(one.below)] == one.below[: len(path)]}
    ):
        yield from _table(layers, word, table)
    for layer, position, taken in _taken(layers, path):
        yield _decision(layers, layer, word, taken, None, layer.at(("unset", position)))


def _table(layers: Layers, word: str, path: KeyPath) -> Iterator[Decision]:
    """Yield who wrote the table at a path: without it, the defaults inside would not hold."""
    layer = next((one for one in reversed(layers.layers) if not _is_builtin(one) and one.has(path)), None)
    if layer:
        said = at(layer.tree, path[len(layer.below) :])
        yield _decision(layers, layer, word, path, path[-1] if said is None else said)


def overridden(w: Workload | None, word: str, spot: SourceSpot, value: Any) -> Decision:
    """Return the author's line that wrote over a field, or took one away (the value is None)."""
    there = [one for one in (w.layers.layers if w else ()) if one.source is spot.source and spot.path[: len(one.path)] == one.path]
    layer = max(there, key=lambda one: len(one.path), default=None)
    whose = _whose(w.layers, layer) if w and layer else "app"
    return Decision(word, _in_text(spot), value, spot.place(), whose)


def _decision(layers: Layers, layer: Layer, word: str, path: KeyPath, value: Any, spot: SourceSpot | None = None) -> Decision:
    spot = spot or layer.at(path)
    whose = "platform" if word.startswith("platform.") and layer.own else _whose(layers, layer)
    return Decision(word, _in_text(spot), value, spot.place(), whose, _reason(spot.path) if _is_builtin(layer) else "")


def _in_text(spot: SourceSpot) -> str:
    """Return what stands in the text at a spot: the name of an app under `[apps]` is its table's."""
    known = (spot.path[:length] for length in range(len(spot.path), 0, -1) if spot.path[:length] in spot.source.spans)
    return dotted(next(known, spot.path))


def _taken(layers: Layers, path: KeyPath) -> Iterator[tuple[Layer, int, KeyPath]]:
    """Yield where words that meet a path are taken away, and nobody says them again: the layer, the position in its `unset`, the word."""
    for layer in layers.layers:
        for position, taken in enumerate(layer.unset() if "unset" in layer.tree else ()):
            shorter = min(len(taken), len(path))
            if taken[:shorter] == path[:shorter] and at(layers.tree, taken) is None:
                yield layer, position, taken


def _leaves(layers: Layers, path: KeyPath, value: Any) -> Iterator[KeyPath]:
    """Yield the paths of what is decided as one below a path: scalars, empty tables, and lists, unless several layers add to one."""
    if isinstance(value, dict) and value:
        for word, inner in value.items():
            yield from _leaves(layers, (*path, word), inner)
    elif isinstance(value, (list, tuple)) and len({layers.deciding((*path, position)) for position in range(len(value))}) > 1:
        yield from ((*path, position) for position in range(len(value)))
    elif value is not None:
        yield path


def at(tree: Any, path: KeyPath) -> Any:
    """Return what a raw tree says at a path, None where it says nothing."""
    for step in path:
        if isinstance(tree, dict):
            tree = tree.get(step)
        else:
            listed = isinstance(tree, (list, tuple)) and isinstance(step, int) and step < len(tree)
            tree = tree[step] if listed else None
    return tree


def _common(leaves: list[KeyPath]) -> KeyPath:
    """Return the longest path that is above all leaves, or the only leaf."""
    first, last = min(leaves, key=_texts), max(leaves, key=_texts)
    length = next((depth for depth, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), min(len(first), len(last)))
    return first[:length]


def _texts(path: KeyPath) -> tuple[str, ...]:
    return tuple(map(str, path))


def _pruned(tree: Any, above: KeyPath, leaves: list[KeyPath]) -> Any:
    """Return what a raw tree says at some leaves, as one value from the path above them on."""
    if leaves == [above]:
        return at(tree, above)
    value: dict[Any, Any] = {}
    for leaf in leaves:
        table = value
        for step in leaf[len(above) : -1]:
            table = table.setdefault(step, {})
        table[leaf[-1]] = at(tree, leaf)
    return value


def _is_builtin(layer: Layer) -> bool:
    return layer.source is builtin_defaults()[0]


def _whose(layers: Layers, layer: Layer) -> str:
    """Return whose layer it is: a name of LAYERS."""
    blueprint = next((one for one in layers.layers if one.own), None)
    environment = layer.path[-2:-1] == ("environments",)
    if _is_builtin(layer):
        return "built-in default"
    if blueprint and layer.source is blueprint.source:
        return f"{'environment' if environment else 'app' if layer.own else ''}{'' if layer.own else ' above apps'}".strip()
    if layer.source.file is None and layer.source.name.startswith("--"):
        return "command line"
    return "file beside" if layer.own else f"platform {'environment' if environment else layer.path[0]}"


def _reason(path: KeyPath) -> str:
    """Return why the built-in default at a path of `defaults.toml` is as it is, or the table around it."""
    known = _reasons()
    return next((known[above] for length in range(len(path), 0, -1) if (above := dotted(path[:length])) in known), "")


@cache
def _reasons() -> dict[str, str]:
    """Return the reasons of the built-in defaults by their paths; what is as above has the one above."""
    reasons: dict[str, str] = {}
    last = ""
    for default in defaults():
        last = reasons[default.path] = last if default.reason == _AS_ABOVE else default.reason
    return reasons
