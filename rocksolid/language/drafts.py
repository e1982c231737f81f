"""Apps before their words are structured: which layers each one is made of, in each environment."""

from collections.abc import Iterator, Mapping
from functools import cache
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

_FILE_PARTS = (("apps",), ("environments",))
_ADDED = ("dependencies", "callers", "tolerations")


@attrs.frozen(eq=False, repr=False)
class File:
    """One blueprint file: its tree, and the trees beside it that hold for one environment each."""

    source: Source
    path: KeyPath
    tree: Tree
    beside: Mapping[str, tuple[Source, Tree]] = attrs.field(factory=dict)
    """By environment, the file `NAME.ENVIRONMENT.toml` beside this one."""
    _above: dict[str | None, tuple[Layer, ...]] = attrs.field(factory=dict, init=False)

    def above(self, environment: str | None) -> tuple[Layer, ...]:
        """Return what stands above `[apps]`, for every app of the file: the same layers for all of them."""
        if environment not in self._above:
            said = Layer(self.source, self.path, lacking(self.tree, _FILE_PARTS))
            self._above[environment] = (*([said] if said.tree else []), *_of_environment(self, self.tree, self.path, environment))
        return self._above[environment]


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
        return lacking(self._written if self.key is None else {"name": self.key, **self._written}, _FILE_PARTS)

    @property
    def name(self) -> str | None:
        """The app's name, as far as its raw tree tells."""
        name = self._written.get("name", self.key)
        return name if isinstance(name, str) else None

    @property
    def _written(self) -> Tree:
        """The table that the app is written in, with its environments."""
        return self.file.tree if self.key is None else _table(_table(self.file.tree, "apps"), self.key)

    def environments(self) -> set[str]:
        """Return the environments that the app, its file, a file beside it or its platform knows."""
        trees = (self.file.tree, self._written)
        return {*(name for tree in trees for name in _table(tree, "environments")), *self.file.beside, *self.platform.environments()}

    def layers(self, environment: str | None) -> Layers:
        """Return all layers of the app in an environment (None: without one), and the tree that they decide."""
        above = () if self.key is None else self.file.above(environment)
        first, *others = self._own(environment)
        own = (first, *[layer for layer in others if layer.tree])
        telling = (
            *[(layer.tree, KIND_WORDS) for layer in self.platform.defaults(environment)],
            *[(layer.tree, OWN_KIND_WORDS) for layer in (*above, *own)],
        )
        kind = kind_of(together([{word: tree[word] for word in words if word in tree} for tree, words in telling]))
        base = self.platform.base(kind, environment, above)
        layers = (*base.layers, *own)
        tree = together((base.tree, *[layer.tree for layer in own]))
        tree.setdefault("kind", kind)
        lowest, tree = _tables(tree, [path for layer in layers if "unset" in layer.tree for path in layer.unset()])
        added, tree = self._always(tree, kind)
        return Layers((*lowest, *layers, *added), tree)

    def _own(self, environment: str | None) -> Iterator[Layer]:
        """Yield what is the app's own: its words, its environment, the file beside it, the command line."""
        path = self.file.path if self.key is None else (*self.file.path, "apps", self.key)
        yield Layer(self.file.source, path, self.own, own=True)
        yield from _of_environment(self.file, self._written, path, environment, own=True)
        if environment and environment in self.file.beside:
            source, words = self.file.beside[environment]
            yield Layer(source, (), {word: value for word, value in words.items() if word != "apps"}, own=True)
            yield Layer(source, ("apps", self.key or ""), _table(_table(words, "apps"), self.key), own=True)
        yield from self.command_line

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


def _of_environment(file: File, tree: Tree, path: KeyPath, environment: str | None, *, own: bool = False) -> Iterator[Layer]:
    """Yield what a table of a file says for an environment, if anything."""
    words = _table(_table(tree, "environments"), environment)
    if words:
        yield Layer(file.source, (*path, "environments", environment or ""), words, own)


def _tables(tree: Tree, unset: list[KeyPath]) -> tuple[list[Layer], Tree]:
    """Return the built-in words of tables that an app has, as layers, and the tree with them below its own words.

    Those that are unset are left out; a table that is unset whole, and said anew, has them.
    """
    builtin, _ = builtin_defaults()
    layers: list[Layer] = []
    for where, steps, lowest in _patterns():
        for path in _matching(tree, steps) if steps[0] in tree else ():
            layers.append(Layer(builtin, where, lowest, below=path))
            taken = [words[len(path) :] for words in unset if len(words) > len(path) and words[: len(path)] == path]
            tree = _laid_under(tree, path, lacking(lowest, taken))
    return layers, tree


@cache
def _patterns() -> tuple[tuple[KeyPath, list[str], Tree], ...]:
    """Return where the built-in words of each kind of table stand, the steps of its pattern, and the words."""
    _, words = builtin_defaults()
    return tuple((("tables", pattern), pattern.split("."), lowest) for pattern, lowest in words["tables"].items())


def _matching(tree: Tree, pattern: list[str]) -> list[tuple[str, ...]]:
    """Return the paths of the tables in a raw tree that match a pattern of words and `*`."""
    found: list[tuple[tuple[str, ...], Any]] = [((), tree)]
    for step in pattern:
        tables = [(path, table) for path, table in found if isinstance(table, dict)]
        found = [((*path, word), table[word]) for path, table in tables for word in (table if step == "*" else (step,)) if word in table]
    return [path for path, table in found if isinstance(table, dict)]


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
