"""The law of layers: how raw trees of several authors become one, and who decided what."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rocksolid.finding import Place
from rocksolid.language.source import KeyPath, Source, SourceSpot, Tree
from rocksolid.language.trees import contains, steps, without

_ONE_OF = {
    "env": ("value", "template", "secret", "config", "field", "resource"),
    "files": ("content", "source", "secret", "config"),
    "volumes": ("size", "claim"),
}
"""Tables whose entries are one of several variants, each told by a word of its own."""
_ASKING = {"path": "http", "service": "grpc", "command": "exec"}
_ASKED = ("kind", "path", "port", "headers", "scheme", "service", "command", "reason")
"""The words that make up the variant of a probe; its times, and the probes inside `[health]`, are not among them."""


@attrs.frozen(eq=False, repr=False)
class Layer:
    """One author's tree: where it stands, and whether it is the app's own (required words must be written there).

    `below` is the path of the app's table that the tree is for, `shift` how many items of other layers stand before
    those of its lists.
    """

    source: Source
    path: KeyPath
    tree: Tree
    own: bool = False
    below: KeyPath = ()
    shift: int = 0

    def has(self, path: KeyPath) -> bool:
        """Return whether the layer says something at a path of the app."""
        if not self.below:
            return contains(self.tree, path)
        depth = len(self.below)
        return path[:depth] == self.below and contains(self.tree, path[depth:])

    def lacking(self, words: Iterable[str]) -> "Layer":
        """Return the layer without some dotted words, itself where it says none of them."""
        tree = without(self.tree, words)
        return self if tree is self.tree else attrs.evolve(self, tree=tree)

    def unset(self) -> list[KeyPath]:
        """Return the paths of the app at which the layer takes away what lower ones say."""
        return [tuple(steps(words)) for words in _dotted(self.tree.get("unset", ()))]

    def unsets(self, path: KeyPath) -> int:
        """Return how long the longest path is by which the layer takes a path of the app away, 0 where it does not."""
        return max((len(taken) for taken in self.unset() if taken == path[: len(taken)]), default=0)

    def at(self, path: KeyPath, *, key: bool = False) -> SourceSpot:
        """Return where the author wrote a path of the app."""
        own = [step - self.shift if isinstance(step, int) else step for step in path[len(self.below) :]]
        return self.source.at((*self.path, *_indexed(self.tree, own)), key=key)


@attrs.frozen(eq=False, repr=False)
class Layers:
    """What one app is made of, from the lowest layer to the highest, and the tree that they decide together."""

    layers: tuple[Layer, ...]
    tree: Tree
    _own: tuple[Layer, ...] = attrs.field(init=False)
    """Those that tell what the app itself wrote, from the highest to the lowest: its own, and all that take words away."""

    @_own.default
    def _find_own(self) -> tuple[Layer, ...]:
        return tuple([layer for layer in reversed(self.layers) if layer.own or "unset" in layer.tree])

    def say(self, *path: str | int) -> bool:
        """Return whether the layers together say something at a path."""
        return contains(self.tree, path)

    def deciding(self, path: KeyPath) -> Layer | None:
        """Return the layer that decided a path: the topmost one that contains it."""
        return next((layer for _, layer in self._saying(path)), None)

    def wrote(self, words: str, *steps: str) -> bool:
        """Return whether the app itself (its environments and the command line included) wrote a dotted path.

        What may hold dots of its own, like a path in `files`, and what is below it are given as further `steps`.
        """
        path = (*words.split("."), *steps)
        for layer in self._own:
            if layer.own and layer.has(path):
                return True
            if "unset" in layer.tree and layer.unsets(path):
                return False
        return False

    def gives_way(self, words: str, to: str) -> bool:
        """Return whether a dotted path was decided by a lower layer than another; all that the app itself wrote stands equally high.

        Where two such words do not fit, the first one is but a default beside the other, and is clamped; else they contradict.
        """
        return self._height(words) < self._height(to)

    def _height(self, words: str) -> int:
        heights = (len(self.layers) if layer.own else height for height, layer in self._saying(tuple(words.split("."))))
        return max(heights, default=-1)

    def _saying(self, path: KeyPath) -> Iterator[tuple[int, Layer]]:
        """Yield the layers that say a path, from the highest to the lowest, down to one that takes it away; each with its height.

        A table that is taken away whole, and said anew, has its built-in words again: these are `below` it.
        """
        taken = 0
        for height in range(len(self.layers) - 1, -1, -1):
            layer = self.layers[height]
            if taken <= len(layer.below) and layer.has(path):
                yield height, layer
            if "unset" in layer.tree:
                taken = max(taken, layer.unsets(path))

    def at(self, path: KeyPath, *, key: bool = False) -> "DecidedSpot":
        """Return where a path was decided, to be looked up when it is printed."""
        return DecidedSpot(self, path, key)


@attrs.frozen(eq=False, repr=False)
class DecidedSpot:
    """Where a path of an app was decided; for one that nobody wrote, the nearest table around it that somebody did."""

    layers: Layers
    path: KeyPath
    key: bool

    def found(self) -> SourceSpot:
        """Return the spot in the text that decided it."""
        for length in range(len(self.path), 0, -1):
            layer = self.layers.deciding(self.path[:length])
            if layer:
                return layer.at(self.path[:length], key=self.key)
        own = next(layer for layer in self.layers.layers if layer.own)
        return own.at((), key=True)

    def place(self) -> Place:
        """Return the place."""
        return self.found().place()


def merge(low: Tree, high: Tree) -> Tree:
    """Return what two layers decide together; neither is changed, and what only one of them has is shared, not copied.

    Tables merge, lists and scalars are replaced, and so is a variant by another. `unset` takes words of `low` away.
    """
    if ("port" in high or "ports" in high) and ("port" in low or "ports" in low):
        low = without(low, _respelled(high))
    if "unset" not in high:
        return _united(low, high)
    return _united(without(low, _dotted(high["unset"])), {word: value for word, value in high.items() if word != "unset"})


def _respelled(high: Tree) -> list[str]:
    """Return what a layer says in its other spelling: `port` is short for `ports.http`."""
    ports = high.get("ports")
    return [*(["ports.http"] if "port" in high else []), *(["port"] if isinstance(ports, dict) and "http" in ports else [])]


def _united(low: Tree, high: Tree) -> Tree:
    """Return two tables as one."""
    merged = dict(low)
    for word, value in high.items():
        merged[word] = _merged(word, merged[word], value) if word in merged else value
    return merged


def together(trees: Iterable[Tree]) -> Tree:
    """Return what several layers decide together, from the lowest to the highest."""
    merged: Tree = {}
    for tree in trees:
        merged = merge(merged, tree) if merged or "unset" in tree else dict(tree)
    return merged


def _merged(word: str, low: Any, high: Any) -> Any:
    """Return what two layers say together under one word."""
    if word == "scratch":
        low, high = _paths(low), _paths(high)
    if not (isinstance(low, dict) and isinstance(high, dict)):
        return high
    if word in _ONE_OF:
        return {**low, **{name: _variant(_ONE_OF[word], low[name], value) if name in low else value for name, value in high.items()}}
    if word in {"health", "readiness", "liveness", "startup"} and (asked := _asks(high)) and asked != _asks(low):
        low = {name: value for name, value in low.items() if name not in _ASKED}
    return _united(low, high)


def _variant(words: tuple[str, ...], low: Any, high: Any) -> Any:
    """Return two layers of one entry together, or the higher one alone where it is another variant."""
    if not (isinstance(low, dict) and isinstance(high, dict)):
        return high
    names = [next((word for word in words if word in tree), None) for tree in (low, high)]
    return high if names[1] not in {None, names[0]} else {**low, **high}


def _asks(probe: Mapping[str, Any]) -> Any:
    """Return the kind of a raw probe, as far as its words tell."""
    for word, kind in _ASKING.items():
        if word in probe:
            return probe.get("kind") or kind
    return probe.get("kind")


def _paths(scratch: Any) -> Any:
    """Return scratch space as a table, where it is a list of paths."""
    paths = isinstance(scratch, (list, tuple)) and all(isinstance(path, str) for path in scratch)
    return {path: {} for path in scratch} if paths else scratch


def _dotted(unset: Any) -> list[str]:
    """Return the dotted paths of an `unset`; what is none is complained about where it is structured."""
    return [path for path in unset if isinstance(path, str)] if isinstance(unset, (list, tuple)) else []


def _indexed(tree: Any, path: Iterable[str | int]) -> Iterator[str | int]:
    """Yield the steps of a path, an entry of a list of paths by its index."""
    for step in path:
        listed = isinstance(tree, (list, tuple)) and isinstance(step, str) and step in tree
        yield tree.index(step) if listed else step
        tree = tree.get(step) if isinstance(tree, dict) else None
