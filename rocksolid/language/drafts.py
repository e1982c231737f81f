"""Apps before their words are structured: which layers each one is made of, in each environment."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.kinds import KIND_WORDS, OWN_KIND_WORDS, UNUSABLE, kind_of
from rocksolid.language.layers import Layer, Layers, merge, together
from rocksolid.language.parts import wrong_parts
from rocksolid.language.platforms import PlatformFile, builtin_defaults
from rocksolid.language.source import KeyPath, Source, Tree, too_deep
from rocksolid.language.trees import lacking

_FILE_PARTS = ("apps", "environments")
_ADDED = ("dependencies", "callers", "tolerations")


@attrs.frozen(eq=False, repr=False)
class File:
    """One blueprint file: its tree, and the trees beside it that hold for one environment each."""

    source: Source
    path: KeyPath
    tree: Tree
    beside: Mapping[str, tuple[Source, Tree]] = attrs.field(factory=dict)
    """By environment, the file `NAME.ENVIRONMENT.toml` beside this one."""


@attrs.frozen(eq=False, repr=False)
class Draft:
    """One app of a file, with the platform that it stands on and the words of the command line."""

    file: File
    key: str | None
    platform: PlatformFile
    command_line: tuple[Layer, ...] = ()

    @property
    def folder(self) -> Path | None:
        """Return the folder that the paths of the app's files start from."""
        return self.file.source.file.parent if self.file.source.file else None

    @property
    def own(self) -> Tree:
        """The app's own raw tree."""
        tree = self.file.tree if self.key is None else {"name": self.key, **_table(_table(self.file.tree, "apps"), self.key)}
        return {word: value for word, value in tree.items() if word not in _FILE_PARTS}

    @property
    def name(self) -> str | None:
        """The app's name, as far as its raw tree tells."""
        name = self.own.get("name")
        return name if isinstance(name, str) else None

    def environments(self) -> set[str]:
        """Return the environments that the app, its file, a file beside it or its platform knows."""
        trees = (self.file.tree, _table(_table(self.file.tree, "apps"), self.key))
        return {*(name for tree in trees for name in _table(tree, "environments")), *self.file.beside, *self.platform.environments()}

    def layers(self, environment: str | None) -> Layers:
        """Return all layers of the app in an environment (None: without one), and the tree that they decide."""
        above, own = tuple(self._above(environment)), tuple(self._own(environment))
        telling = (
            *((layer.tree, KIND_WORDS) for layer in self.platform.defaults(environment)),
            *((layer.tree, OWN_KIND_WORDS) for layer in (*above, *own)),
        )
        kind = kind_of(together({word: tree[word] for word in words if word in tree} for tree, words in telling if tree))
        base = self.platform.base(kind, environment)
        passed = tuple(layer.lacking(UNUSABLE[kind]) for layer in above if layer.tree)
        upper = tuple(layer for layer in (*passed, *own) if layer.tree or layer is own[0])
        tree = together((base.tree, *(layer.tree for layer in upper)))
        tree.setdefault("kind", kind)
        lowest, tree = _tables(tree, [path for layer in (*base.layers, *upper) if "unset" in layer.tree for path in layer.unset()])
        added, tree = self._always(tree, kind)
        return Layers((*lowest, *base.layers, *upper, *added), tree)

    def _above(self, environment: str | None) -> Iterator[Layer]:
        """Yield what stands above `[apps]`, for every app of the file."""
        if self.key is not None:
            words = {word: value for word, value in self.file.tree.items() if word not in _FILE_PARTS}
            yield Layer(self.file.source, self.file.path, words)
            yield self._environment(self.file.tree, self.file.path, environment)

    def _own(self, environment: str | None) -> Iterator[Layer]:
        """Yield what is the app's own: its words, its environment, the file beside it, the command line."""
        path = self.file.path if self.key is None else (*self.file.path, "apps", self.key)
        tree = self.file.tree if self.key is None else _table(_table(self.file.tree, "apps"), self.key)
        yield Layer(self.file.source, path, self.own, own=True)
        yield self._environment(tree, path, environment, own=True)
        if environment and environment in self.file.beside:
            source, words = self.file.beside[environment]
            yield Layer(source, (), {word: value for word, value in words.items() if word != "apps"}, own=True)
            yield Layer(source, ("apps", self.key or ""), _table(_table(words, "apps"), self.key), own=True)
        yield from self.command_line

    def _environment(self, tree: Tree, path: KeyPath, environment: str | None, *, own: bool = False) -> Layer:
        words = _table(_table(tree, "environments"), environment)
        return Layer(self.file.source, (*path, "environments", environment or ""), words, own)

    def _always(self, tree: Tree, kind: str) -> tuple[list[Layer], Tree]:
        """Return what the platform adds to the lists of every app, as layers, and the tree with it."""
        added: list[Layer] = []
        always = self.platform.always()
        for word in _ADDED if always else ():
            extra = always.get(word, ())
            if word == "dependencies":
                extra = [_giving_way(one, tree) for one in extra if _app(one) != tree.get("name")]
            if not extra or word in UNUSABLE[kind]:
                continue
            holder = ("placement",) if word == "tolerations" else ()
            table = _table(tree, "placement") if holder else tree
            own = table.get(word, ())
            if isinstance(own, (list, tuple)):
                items = dict(enumerate(extra, len(own)))
                added.append(Layer(self.platform.source, ("always",), {word: items}, below=holder, shift=len(own)))
                tree = merge(tree, _under(holder, {word: [*own, *extra]}))
        return added, tree


def drafts(file: File, platform: PlatformFile, command_line: tuple[Layer, ...], report: list[Finding]) -> Iterator[Draft]:
    """Yield a draft for each app of a file; report parts that are no tables and words that only an app can say."""
    wrong = list(wrong_parts(file))
    report.extend(wrong)
    if any(finding.code != "fixed-word" for finding in wrong):
        return
    apps = file.tree.get("apps")
    for key in (None,) if apps is None else apps:
        yield Draft(file, key, platform, command_line)


def structure(draft: Draft, environment: str | None, report: list[Finding]) -> tuple[Blueprint, Layers] | None:
    """Return a decided blueprint with its layers, or report what is wrong with its words."""
    try:
        layers = draft.layers(environment)
    except RecursionError:
        report.append(too_deep(draft.file.source))
        return None
    if any("unset" in layer.tree for layer in layers.layers):
        from rocksolid.language.unset import wrong_unset

        wrong = list(wrong_unset(layers, Blueprint))
        report.extend(wrong)
        if any(finding.code == "required-word" for finding in wrong):
            return None  # What is missing was said where it was taken away.
    blueprint = draft.platform.reader.read(layers.tree, Blueprint, lambda path, key: layers.at(path, key=key), report)
    return (blueprint, layers) if blueprint else None


def _tables(tree: Tree, unset: list[KeyPath]) -> tuple[list[Layer], Tree]:
    """Return the built-in words of tables that an app has, as layers, and the tree with them below its own words.

    Those that are unset are left out; a table that is unset whole, and said anew, has them.
    """
    builtin, words = builtin_defaults()
    layers: list[Layer] = []
    for pattern, lowest in words["tables"].items():
        steps = pattern.split(".")
        for path in _matching(tree, steps) if steps[0] in tree else ():
            layers.append(Layer(builtin, ("tables", pattern), lowest, below=path))
            taken = (words[len(path) :] for words in unset if len(words) > len(path) and words[: len(path)] == path)
            tree = _laid_under(tree, path, lacking(lowest, taken))
    return layers, tree


def _matching(tree: Any, pattern: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield the paths of the tables in a raw tree that match a pattern of words and `*`."""
    if not isinstance(tree, dict):
        return
    if not pattern:
        yield ()
        return
    for word in tree if pattern[0] == "*" else {pattern[0]} & tree.keys():
        yield from ((word, *rest) for rest in _matching(tree[word], pattern[1:]))


def _laid_under(tree: Tree, path: tuple[str, ...], lowest: Tree) -> Tree:
    """Return a tree with a layer below the table at a path; the order of all other words stays."""
    if not path:
        return merge(lowest, tree)
    return {**tree, path[0]: _laid_under(tree[path[0]], path[1:], lowest)}


def _under(path: tuple[str, ...], tree: Tree) -> Tree:
    """Return a tree inside the tables of a path."""
    return {path[0]: _under(path[1:], tree)} if path else tree


def _giving_way(dependency: Any, tree: Tree) -> Any:
    """Return a dependency of every app without the variables that this app says itself: its own value of a name wins."""
    env = _table(dependency, "env") if isinstance(dependency, dict) else {}
    listed = tree.get("dependencies")
    tables = [tree, *(one for one in (listed if isinstance(listed, (list, tuple)) else ()) if isinstance(one, dict))]
    own = {name for table in tables for name in _table(table, "env")}
    return {**dependency, "env": {name: text for name, text in env.items() if name not in own}} if own & env.keys() else dependency


def _app(dependency: Any) -> Any:
    """Return the name of the app in a raw dependency."""
    return dependency.rpartition("/")[2] if isinstance(dependency, str) else _table({"it": dependency}, "it").get("app")


def _table(tree: Tree, word: Any) -> Tree:
    """Return the table under a word of a raw tree, empty where there is none."""
    found = tree.get(word)
    return found if isinstance(found, dict) else {}
