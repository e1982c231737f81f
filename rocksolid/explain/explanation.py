"""Why each field of each object is as it is, as data."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from operator import eq
from typing import Any

import attrs

from rocksolid.compiler import Compiled
from rocksolid.explain.decisions import LAYERS, Decision, overridden
from rocksolid.explain.leaf import Leaf, leaves
from rocksolid.explain.narrow import narrowed
from rocksolid.explain.words import Words
from rocksolid.language.layers import Layers
from rocksolid.language.platforms import PlatformFile
from rocksolid.language.source import KeyPath, SourceSpot
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.origins import Origin
from rocksolid.manifest.part import Owner
from rocksolid.manifest.paths import Steps, dotted
from rocksolid.manifest.shape import MERGED_BY
from rocksolid.rules import RULES
from rocksolid.rules.platform import PLATFORM_RULES
from rocksolid.rules.promises import promise
from rocksolid.system.workload import Workload

_OURS: Mapping[str, str] = {
    "metadata": "Every object says what it is called, where it is, and whose it is.",
    "override": "The author wrote over what the rules say.",
    "remove": "The author took away what the rules say.",
}
"""What is written by no rule: names and labels, and what authors change afterwards."""

_LET_IN = ("callers", "ports", "expose", "metrics", "dependencies", "platform.network.component_mesh")
"""The words that open a way in."""


@attrs.frozen
class Field:
    """Why one field is as it is.

    `value` is a scalar, or an empty table or list. `rule` wrote it, by `reason`; `decided` are the places that decided its
    value, what authors wrote before what is built in; `unsaid` are words that would decide it too, but nobody says them.
    """

    path: KeyPath
    value: Any
    rule: str
    reason: str
    decided: tuple[Decision, ...]
    unsaid: tuple[str, ...]


@attrs.frozen(eq=False, slots=False)
class Explained:
    """Why one object is as it is; each field is looked at when asked for."""

    one: Object
    words: Words
    reasons: Mapping[str, str]

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields with nothing below them, in the order of the object."""
        return self.below(())

    def below(self, path: KeyPath) -> tuple[Field, ...]:
        """Return the fields at and below a path that have nothing below them, in the order of the object."""
        content: Any = self.one.content
        for step in path:
            content = content[step]
        return tuple(self.field(below, value) for below, value in leaves(content, path))

    def field(self, path: KeyPath, value: Any) -> Field:
        """Return why a field that has nothing below it is as it is."""
        origins = self.one.origins(path)
        if _tells_apart(path):  # Every rule that says something of the item repeats its key.
            origins = origins[:1]
        rule = " and ".join(dict.fromkeys(origin.rule for origin in origins))
        reason = " ".join(dict.fromkeys(self.reasons[origin.rule] for origin in origins))
        over = [
            overridden(self.words.w, one.said[0], one.spot, value if one.rule == "override" else None)
            for one in origins
            if isinstance(one.spot, SourceSpot)
        ]
        decided, unsaid = (over, ()) if over else self._decided(Leaf(self.one, path, value, rule, self.words), origins)
        if path == ("metadata", "name") and self.one.ref.hashed:
            decided = [*self._written(("spec", "template")), *decided]
        places = {(one.place, one.written): one for one in decided}
        return Field(path, value, rule, reason, tuple(sorted(places.values(), key=lambda one: LAYERS.index(one.layer))), unsaid)

    def removed(self, at: Steps = ()) -> tuple[Decision, ...]:
        """Return where an author took away a field, what is around it, or something below it; or something of the whole object."""
        return tuple(self._written(at, "remove"))

    def _written(self, at: Steps, *rules: str) -> Iterator[Decision]:
        """Yield what an author wrote over a field, what is around it, or something below it."""
        for one in self.one.written:
            if one.rule in (rules or ("override", "remove")) and all(map(eq, one.steps, at)) and isinstance(one.spot, SourceSpot):
                yield overridden(self.words.w, one.because, one.spot, None)

    def _decided(self, leaf: Leaf, origins: Iterable[Origin]) -> tuple[list[Decision], tuple[str, ...]]:
        """Return what decided a field that rules wrote, and the words for it that nobody says."""
        found = {word: list(self.words.decided(word)) for word in narrowed(leaf, self._because(leaf.path, origins))}
        unsaid = (tuple(step for step in word if word[0] != "callee" or isinstance(step, str)) for word, said in found.items() if not said)
        return [one for several in found.values() for one in several], tuple(map(dotted, unsaid))

    def _because(self, path: KeyPath, origins: Iterable[Origin]) -> Iterator[str]:
        """Yield the words that parts name for a field; those of the object's name and labels decide these alone."""
        for origin in origins:
            yield from origin.said if origin.rule != "metadata" else origin.because
        if path[1:] == ("ingress",) and self.one.content["spec"]["ingress"] == []:  # Nobody is let in because nobody wrote who is.
            yield from _LET_IN
        if path == ("metadata", "name"):  # A name may have a word of its own, or end in a hash of the template.
            yield from (word for _, part in self.one.said for word in part.because if word == "service_name" or self.one.ref.hashed)


def explain(compiled: Compiled, platforms: Iterable[PlatformFile]) -> list[Explained]:
    """Return why each object of a compilation is as it is, in its order; `platforms` are the platform files that were read."""
    files = tuple(platforms)
    reasons = {**{rule.__name__: promise(rule) for rule in (*RULES, *PLATFORM_RULES)}, **_OURS, **dict(_of_users(files))}
    layers = {file.platform: file.layers for file in files}
    apps = {w.owner: w for w in compiled.system.workloads}
    return [Explained(one, _words(one.ref.owner, apps, layers), reasons) for one in compiled.manifests]


def _of_users(platforms: Iterable[PlatformFile]) -> Iterator[tuple[str, str]]:
    """Yield the rules that platform files name, with what they promise."""
    for file in platforms:
        if file.platform.rules:
            from rocksolid.user_rules.load import loaded

            yield from ((rule.name, rule.promise) for rule in loaded(file.platform.rules, file.source, []))


def _words(owner: Owner, apps: Mapping[Owner, Workload], platforms: Mapping[Any, Layers]) -> Words:
    """Return the words that may decide an object of an owner."""
    w = apps.get(owner)
    if w is None:
        return Words(None, tuple(apps.values()), tuple(platforms.values()))
    return Words(w, (w,), (platforms[w.platform],))


def _tells_apart(path: KeyPath) -> bool:
    """Return whether a field is the key of an item in a list that several rules fill."""
    keys = tuple(step for step in path[:-1] if isinstance(step, str))
    return MERGED_BY.get(keys) == path[-1]
