"""Examples whose files can be changed, one value at a time, and what comes out of them."""

import contextlib
import functools
import json
from collections.abc import Iterator, Mapping
from typing import Any

import attrs
from rocksolid.compiler import RefusedError, compile_gathered
from rocksolid.explain.explanation import Explained, explain
from rocksolid.explain.leaf import leaves, spoken
from rocksolid.finding import Finding
from rocksolid.language.drafts import Draft, File, drafts
from rocksolid.language.gather import Gathered, Request, gather
from rocksolid.language.platforms import PlatformFile, decide_platform
from rocksolid.manifest import paths

from test_provenance import candidates, changed, inputs

Path = tuple[Any, ...]
Input = tuple[str, Path]
"""A value or a table that somebody wrote: the file, and the path in it."""
Target = tuple[str, str]
"""An object, by its kind and the name that its owner gave it."""


@attrs.frozen(eq=False)
class Outcome:
    """What comes out: the workloads as (app, name, kind), and the objects."""

    workloads: set[tuple[str, str, str]]
    objects: Mapping[Target, Explained]

    def leaves(self, target: Target) -> dict[tuple[Any, ...], tuple[Path, Any]]:
        """Return the fields of an object that have nothing below them, by their paths as people say them."""
        one = self.objects[target].one
        return {_said(one.content, path): (path, value) for path, value in leaves(one.content)}


@attrs.frozen(eq=False)
class World:
    """The files of an example, each by its name, and the platform file that they stand on."""

    request: Request
    files: Mapping[str, File]
    platform: PlatformFile

    def inputs(self) -> Iterator[Input]:
        """Yield every value and table; where an environment is asked for, those that are its own."""
        trees = {name: file.tree for name, file in self.files.items()} | {self.platform.source.name: self.platform.tree}
        yield from ((name, path) for name, tree in trees.items() for path in inputs(tree) if self._matters(path))
        beside = (
            one for file in self.files.values() for environment, one in file.beside.items() if environment == self.request.environment
        )
        yield from ((source.name, path) for source, tree in beside for path in inputs(tree))

    def perturbed(self, given: Input, apps: frozenset[str]) -> Iterator[Outcome]:
        """Yield what some apps become with another value in the place of an input, and without it."""
        name, path = given
        tree = self._tree(name)
        value = functools.reduce(lambda inner, step: inner[step], path, tree)
        for others in ([new for new in candidates(value) if new != value], [None]):
            for new in others:
                try:
                    yield self._with(name, changed(tree, path, functools.partial(_put, new))).outcome(apps)
                except RefusedError:
                    continue
                break

    def every(self, given: Input, apps: frozenset[str]) -> Iterator[Outcome]:
        """Yield what some apps become with several other values in the place of an input, and without it, as far as they are taken."""
        name, path = given
        tree = self._tree(name)
        for new in [*_others(functools.reduce(lambda inner, step: inner[step], path, tree)), None]:
            yield from self._taken(name, changed(tree, path, functools.partial(_put, new)), apps)

    def place(self, app: str, word: Path) -> Input:
        """Return where an author would write a word of an app."""
        return next(
            (one.file.source.name, word if one.key is None else ("apps", one.key, *word)) for one in self._drafts() if one.name == app
        )

    def suppose(self, given: Input, value: Any, named: set[Path], apps: frozenset[str]) -> Iterator[Outcome]:
        """Yield what some apps become with a word that nobody wrote, or where its default, or one of the words around it, is taken away."""
        name, path = given
        tree, head = self._tree(name), path[:2] if path[0] == "apps" else ()
        for new in _others(value):
            yield from self._taken(name, _said_too(tree, path, new), apps)
        for words in {path[len(head) :], *named}:
            yield from self._taken(name, _said_too(tree, (*head, "unset"), [paths.dotted(words)]), apps)

    def apps(self) -> frozenset[str]:
        """Return the names of all apps."""
        return frozenset(str(draft.name) for draft in self._drafts())

    def _taken(self, name: str, tree: Any, apps: frozenset[str]) -> Iterator[Outcome]:
        with contextlib.suppress(RefusedError):
            yield self._with(name, tree).outcome(apps)

    def near(self, given: Input) -> frozenset[str]:
        """Return the apps that an input can change: those that it is for, and those that depend on one of them."""
        name, path = given
        every = {str(draft.name): draft for draft in self._drafts()}
        meant = {
            app for app, draft in every.items() if name in _texts(draft.file) and (path[:1] != ("apps",) or draft.key in (*path[1:2], None))
        }
        meant = meant or set(every)
        return frozenset(app for app, draft in every.items() if app in meant or meant & _needs(draft))

    def outcome(self, apps: frozenset[str]) -> Outcome:
        """Return what some apps become; the others are neighbours, which are only read for their ports."""
        report: list[Finding] = []
        every = self._drafts()
        rendered, others = (tuple(draft for draft in every if (draft.name in apps) is wanted) for wanted in (True, False))
        compiled = compile_gathered(Gathered(self.request, rendered, lambda: (others, ())), report)
        objects = {(one.one.ref.kind, one.one.ref.name): one for one in explain(compiled, [self.platform])}
        return Outcome({(w.app.name, w.name, w.kind) for w in compiled.system.workloads}, objects)

    def _matters(self, path: Path) -> bool:
        if "environments" in path:
            return path[path.index("environments") + 1 : -1][:1] == (self.request.environment,)
        return self.request.environment is None

    def _tree(self, name: str) -> Any:
        texts = {known: tree for file in self.files.values() for known, tree in _texts(file).items()}
        return ({self.platform.source.name: self.platform.tree} | texts)[name]

    def _with(self, name: str, tree: Any) -> "World":
        """Return the world with another tree in the place of a file's; raise RefusedError where it is no platform."""
        if name != self.platform.source.name:
            return attrs.evolve(self, files={known: _replaced(file, name, tree) for known, file in self.files.items()})
        report: list[Finding] = []
        decided = decide_platform(self.platform.source, tree, self.platform.folder, report)
        if not decided:
            raise RefusedError(tuple(report))
        return attrs.evolve(self, platform=decided)

    def _drafts(self) -> list[Draft]:
        return [draft for file in self.files.values() for draft in drafts(file, self.platform, (), [])]


def world(request: Request) -> World:
    """Return the files that a request names, and the one platform that they stand on."""
    report: list[Finding] = []
    gathered = gather(request, report)
    (platform,) = {draft.platform for draft in gathered.drafts}
    return World(request, {draft.file.source.name: draft.file for draft in gathered.drafts}, platform)


def _others(value: Any) -> list[Any]:
    """Return some values that may stand where another one stands."""
    more: list[Any] = [[]] if isinstance(value, list) else []
    if isinstance(value, int) and not isinstance(value, bool):
        more = [1, 0, 100_000, "image"]
    found: list[Any] = []
    for new in (*candidates(value), *more):
        if new != value and new not in found:
            found.append(new)
    return found


def _said_too(tree: Any, path: Path, value: Any) -> Any:
    """Return a copy of a tree that says a value at a path, whatever it said there."""
    if not path:
        return value
    inside = dict(tree) if isinstance(tree, dict) else {}
    return {**inside, path[0]: _said_too(inside.get(path[0]), path[1:], value)}


def _put(new: Any, _: Any) -> Any:
    return new


def _texts(file: File) -> dict[str, Any]:
    """Return the trees of a file and of those beside it, by their names."""
    return {file.source.name: file.tree} | {source.name: tree for source, tree in file.beside.values()}


def _replaced(file: File, name: str, tree: Any) -> File:
    beside = {key: (source, tree if source.name == name else words) for key, (source, words) in file.beside.items()}
    return attrs.evolve(file, tree=tree if file.source.name == name else file.tree, beside=beside)


def _needs(draft: Draft) -> set[str]:
    """Return the apps that an app depends on."""
    return {one if isinstance(one, str) else one.get("app", "") for one in draft.own.get("dependencies", ())}


def _said(content: Any, path: Path) -> tuple[Any, ...]:
    """Return a path as people say it; a hole of a policy is known by its content."""
    if path[:2] in {("spec", "ingress"), ("spec", "egress")} and path[2:]:
        return (path[1], json.dumps(content["spec"][path[1]][path[2]]), *path[3:])
    return spoken(content, path)
