"""The platform file: found beside or above a blueprint, laid over the built-in defaults, decided once."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.language import source, toml
from rocksolid.language.kinds import UNUSABLE
from rocksolid.language.layers import Layer, Layers, merge, together
from rocksolid.language.parts import APP_PARTS, wrong_platform_parts
from rocksolid.language.platform import Platform
from rocksolid.language.read import Reader
from rocksolid.language.source import Source, Tree
from rocksolid.language.trees import without

FILE_NAME = "platform.toml"


@attrs.frozen(eq=False, repr=False)
class Base:
    """What several apps of one kind stand on: layers from the lowest to the highest, and their tree."""

    layers: tuple[Layer, ...]
    tree: Tree


@attrs.define(eq=False, slots=False, repr=False)
class PlatformFile:
    """The decided platform, with the layers that decide it, what it says about apps, and the folder that its paths start from."""

    platform: Platform
    layers: Layers
    tree: Tree
    source: Source
    folder: Path | None
    reader: Reader
    bases: dict[tuple[str | Layer | None, ...], Base] = attrs.field(factory=dict)

    def environments(self) -> set[str]:
        """Return the names of the environments that the platform file knows."""
        return set(_table(self.tree, "environments"))

    def always(self) -> Tree:
        """Return what is added to every app."""
        return _table(self.tree, "always")

    def base(self, kind: str, environment: str | None, above: tuple[Layer, ...] = ()) -> Base:
        """Return what every app of a kind stands on in an environment, with what its file says above all of its apps."""
        key = (kind, environment, *above)
        if key not in self.bases:
            below = self.base(kind, environment) if above else Base((), {})
            layers = [layer.lacking(UNUSABLE[kind]) for layer in above or self._layers(kind, environment)]
            tree = self.reader.share(together((below.tree, *[layer.tree for layer in layers])))
            self.bases[key] = Base((*below.layers, *[layer for layer in layers if layer.tree]), tree)
        return self.bases[key]

    def defaults(self, environment: str | None) -> Iterator[Layer]:
        """Yield what the platform file says of every app, lowest first."""
        for path, words in (
            (("defaults",), _table(self.tree, "defaults")),
            (("environments", environment or ""), _table(_table(self.tree, "environments"), environment)),
        ):
            if words:
                yield Layer(self.source, path, words)

    def _layers(self, kind: str, environment: str | None) -> Iterator[Layer]:
        builtin, words = builtin_defaults()
        yield Layer(builtin, (), {word: value for word, value in words.items() if word not in {"kinds", "tables", "platform"}})
        yield Layer(builtin, ("kinds", kind), _table(words["kinds"], kind))
        yield from self.defaults(environment)
        always = {word: value for word, value in self.always().items() if word in {"env", "labels", "annotations"}}
        yield Layer(self.source, ("always",), always)


@cache
def builtin_defaults() -> tuple[Source, Tree]:
    """Return the built-in defaults."""
    text = source.read_text(Path(__file__).with_name("defaults.toml"), "defaults.toml", []) or ""
    return Source("defaults.toml", text), toml.loads(text)


def read_platform(file: Path | None, name: str, report: list[Finding]) -> PlatformFile | None:
    """Return the platform that a file decides (None: the built-in one), or report what is wrong with it."""
    read = source.read_toml(file, name, report) if file else (Source("platform.toml", ""), {})
    return decide_platform(*read, file.parent if file else None, report) if read else None


def decide_platform(origin: Source, tree: Tree, folder: Path | None, report: list[Finding]) -> PlatformFile | None:
    """Return the platform that a raw tree decides over the built-in one, or report what is wrong with it."""
    builtin, words = builtin_defaults()
    lowest = words["platform"]
    if "labels" in _table(tree, "dns"):  # They select pods together: a name server with other labels has none of ours.
        lowest = without(lowest, ("dns.labels",))
    own = {word: value for word, value in tree.items() if word not in APP_PARTS}
    if isinstance(own.get("namespace"), str):
        own["namespace"] = {"name": own["namespace"]}
    over = {word: merge(lowest["tables"][word], own[word]) for word in lowest["tables"] if isinstance(own.get(word), dict)}
    merged = {**merge({word: value for word, value in lowest.items() if word != "tables"}, own), **over}
    inside = (Layer(builtin, ("platform", "tables", word), lowest["tables"][word], below=(word,)) for word in over)
    layers = Layers((Layer(builtin, ("platform",), lowest), *inside, Layer(origin, (), tree, own=True)), merged)
    reader = Reader()
    before = len(report)
    report.extend(wrong_platform_parts(tree, origin))
    if "unset" in tree:
        from rocksolid.language.unset import wrong_unset

        report.extend(wrong_unset(layers, Platform))
        if len(report) > before:
            return None
    platform = reader.read(merged, Platform, lambda path, key: layers.at(path, key=key), report)
    return PlatformFile(platform, layers, tree, origin, folder, reader) if platform and len(report) == before else None


def find_platform(blueprint: Path) -> Path | None:
    """Return the nearest platform file beside or above a blueprint, not further up than the root of its repository."""
    for folder in blueprint.absolute().parents:
        file = folder / FILE_NAME
        if file.exists() or file.is_symlink():  # What cannot be read is not passed over.
            return file
        if (folder / ".git").exists():
            return None
    return None


def _table(tree: Any, word: Any) -> Tree:
    """Return the table under a word of a raw tree, empty where there is none."""
    found = tree.get(word) if isinstance(tree, dict) else None
    return found if isinstance(found, dict) else {}
