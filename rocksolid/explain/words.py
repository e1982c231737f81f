"""Whose words the dotted ones of a part are: those of its app, of the platform, or of the app's dependencies."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.explain.decisions import Decision, at, decisions
from rocksolid.language.layers import Layers
from rocksolid.language.source import KeyPath
from rocksolid.system.workload import Workload

_TELLS_KIND: Mapping[str, str] = {"cron": "schedule", "stateful": "volumes"}
"""The words that tell the kind of an app that names none. A service and a worker are no different but for what their ports bring."""


@attrs.frozen(eq=False)
class Words:
    """What may decide an object: the words of its app `w` (None: it is the platform's), of `apps`, and of platform files.

    `apps` are the owner alone, or all of them for an object of the platform.
    """

    w: Workload | None
    apps: tuple[Workload, ...]
    platforms: tuple[Layers, ...]

    def says(self, path: KeyPath) -> bool:
        """Return whether a word has a value, written or by default."""
        return any(at(layers.tree, below) is not None for layers, below, _ in self._meant(path))

    def decided(self, path: KeyPath) -> Iterator[Decision]:
        """Yield what decides a word, and what is below it; a kind that nobody names is decided by the words that tell it."""
        for layers, below, owner in self._meant(path):
            told = self.w and below == ("kind",) and layers.deciding(below) is None
            yield from decisions(layers, (_TELLS_KIND.get(self.w.kind, "kind"),) if told and self.w else below, owner)

    def _meant(self, path: KeyPath) -> Iterator[tuple[Layers, KeyPath, str]]:
        """Yield the layers that a path is looked up in, its steps there, and whose they are where they are not the app's."""
        if path[0] == "platform":
            yield from ((layers, path[1:], "platform") for layers in self.platforms)
        elif path[0] == "callee":
            position = path[1] if isinstance(path[1], int) else None
            rest = path[1:] if position is None else path[2:]
            callees = dict.fromkeys(one for w in self.apps for index, one in w.callees.items() if position in {None, index})
            yield from ((one.layers, rest, "callee") for one in callees)
        else:
            yield from ((w.layers, path, "") for w in self.apps)
