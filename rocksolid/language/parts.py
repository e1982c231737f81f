"""What stands in a file where it cannot stand: parts that are no tables, and words that only an app can say."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from rocksolid.finding import Finding, Spot
from rocksolid.language.source import KeyPath, Source, Tree
from rocksolid.language.types import SCALARS, Name
from rocksolid.language.values import WrongValueError, found

if TYPE_CHECKING:
    from rocksolid.language.drafts import File

APP_PARTS = ("defaults", "environments", "always")
"""The parts of a platform file that hold words of apps."""
ALWAYS: Mapping[str, str] = {
    "dependencies": "a list",
    "callers": "a list",
    "env": "a table",
    "labels": "a table",
    "annotations": "a table",
    "tolerations": "a list",
}
"""The words that `[always]` adds to every app, each with what it is."""
FIXED = ("name", "instance")
"""The words that only an app itself can say: selectors are made of them, and these are immutable."""
_NOT_IN_ENVIRONMENTS = (*FIXED, "apps", "environments")
_NO_APPS = 'add [apps.NAME] for each app, or take "apps" away for a single one'


def wrong_parts(file: "File") -> Iterator[Finding]:
    """Yield the complaints about a blueprint file, and the files beside it, that can be told before any app is read."""
    tree, source = file.tree, file.source
    apps = tree.get("apps", {})
    if "apps" in tree and not apps:
        yield Finding("no-apps", "error", "the file has no app: [apps] is empty", source.at((*file.path, "apps"), key=True), _NO_APPS)
    yield from _no_tables(source, (*file.path, "apps"), apps, "[apps.NAME] for each app")
    named = apps.items() if isinstance(apps, dict) else ()
    if named:
        yield from _fixed(source, file.path, tree, FIXED, "be the same for every app")
    for path, app in (((), tree), *((("apps", name), app) for name, app in named)):
        yield from _environments(source, (*file.path, *path), app)
    for environment, (beside, words) in file.beside.items():
        yield from _name_of_environment(environment, beside.at())
        yield from _fixed(beside, (), words, (*FIXED, "environments"), "differ between environments")
        yield from _unknown_apps(file, beside, words.get("apps", {}))


def _unknown_apps(file: "File", beside: Source, apps: Any) -> Iterator[Finding]:
    """Yield the complaints about the apps of a file for one environment that its blueprint does not have: nobody would read their words."""
    yield from _no_tables(beside, ("apps",), apps, "[apps.NAME] for each app")
    known = file.tree.get("apps", {})
    for name in apps if isinstance(apps, dict) and isinstance(known, dict) else ():
        if name not in known:
            from rocksolid.language.diagnostics import nearest_or_all

            blueprint = PurePath(file.source.name).name
            message = f'"{blueprint}" has no app "{name}"' if known else f'"{blueprint}" is a single app, and has no [apps]'
            hint = nearest_or_all(str(name), list(map(str, known)), "it has") or "write its words without [apps.NAME]"
            yield Finding("no-such-app", "error", message, beside.at(("apps", name), key=True), hint)


def wrong_platform_parts(tree: Tree, source: Source) -> Iterator[Finding]:
    """Yield the complaints about the parts of a platform file that hold words of apps."""
    for part in APP_PARTS:
        if part in tree and not isinstance(tree[part], dict):
            yield _wrong_type(source, (part,), f"a table [{part}]", tree[part])
    environments = tree.get("environments", {})
    named = environments.items() if isinstance(environments, dict) else ()
    yield from _named_environments(source, ("environments",), dict(named))
    for path, words in ((("defaults",), tree.get("defaults")), *((("environments", name), words) for name, words in named)):
        yield from _fixed(source, path, words, _NOT_IN_ENVIRONMENTS, "be the same for every app")
    always = tree.get("always", {})
    for word, value in always.items() if isinstance(always, dict) else ():
        yield from _wrong_always(source, word, value)


def _wrong_always(source: Source, word: str, value: Any) -> Iterator[Finding]:
    """Yield the complaint about a word that `[always]` has not, or has otherwise."""
    where = ("always", word)
    if word not in ALWAYS:
        yield Finding("unknown-key", "error", f'[always] has no "{word}"', source.at(where, key=True), f"known are {', '.join(ALWAYS)}")
    elif found(value) != ALWAYS[word]:
        yield _wrong_type(source, where, ALWAYS[word], value)


def _environments(source: Source, path: KeyPath, app: Any) -> Iterator[Finding]:
    """Yield the complaints about the environments of an app, or of a file."""
    environments = app.get("environments", {}) if isinstance(app, dict) else {}
    yield from _named_environments(source, (*path, "environments"), environments)
    for name, words in environments.items() if isinstance(environments, dict) else ():
        yield from _fixed(source, (*path, "environments", name), words, _NOT_IN_ENVIRONMENTS, "differ between environments")


def _named_environments(source: Source, path: KeyPath, environments: Any) -> Iterator[Finding]:
    """Yield the complaints about environments that are no tables, or are called as no folder could be."""
    yield from _no_tables(source, path, environments, "[environments.NAME] for each environment")
    for name in environments if isinstance(environments, dict) else ():
        if type(name) is str:
            yield from _name_of_environment(name, source.at((*path, name), key=True))


def _name_of_environment(name: str, spot: Spot) -> Iterator[Finding]:
    """Yield the complaint about a name that is none: folders are called after environments."""
    try:
        SCALARS[Name].parse(name)
    except WrongValueError as wrong:
        yield Finding("environment-name", "error", f"the environment {wrong.message}", spot, wrong.hint)


def _no_tables(source: Source, path: KeyPath, part: Any, expected: str) -> Iterator[Finding]:
    """Yield a complaint about a part that is no table of tables."""
    parts = [((*path, name), one) for name, one in part.items()] if isinstance(part, dict) else [(path, part)]
    yield from (
        (_wrong_type(source, path, "text for a name", name) for name in part if type(name) is not str) if isinstance(part, dict) else ()
    )
    yield from (_wrong_type(source, where, f"a table {expected}", one) for where, one in parts if not isinstance(one, dict))


def _wrong_type(source: Source, path: KeyPath, expected: str, value: Any) -> Finding:
    return Finding("wrong-type", "error", f"expected {expected}, found {found(value)}", source.at(path))


def _fixed(source: Source, path: KeyPath, words: Any, fixed: tuple[str, ...], cannot: str) -> Iterator[Finding]:
    """Yield a complaint about each word that only an app can say."""
    for name in fixed if isinstance(words, dict) else ():
        if name in words:
            where = source.at((*path, name), key=True)
            yield Finding("fixed-word", "error", f'"{name}" cannot {cannot}', where, "write it into the app itself")
