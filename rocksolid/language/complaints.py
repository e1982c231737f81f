"""What was wrong with a raw tree, found in the exception groups of its reading, each at its place."""

from collections.abc import Iterator
from typing import Any

import attrs
from cattrs import BaseValidationError, ForbiddenExtraKeysError
from cattrs.errors import AttributeValidationNote, IterableValidationNote

from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.diagnostics import did_you_mean
from rocksolid.language.peers import Dependency, Peer
from rocksolid.language.platform import Platform
from rocksolid.language.source import KeyPath
from rocksolid.language.table import word
from rocksolid.language.values import WrongValueError

_CALLED: dict[type, str] = {Blueprint: "an app", Platform: "the platform file", Peer: "a caller", Dependency: "a dependency"}
"""What a table is called where its path is no good name for it."""
_EXAMPLES = {
    "access": 'access = "ReadWriteOnce"',
    "cidr": 'cidr = "10.0.0.1/32"',
    "cron": 'cron = "30 4 * * *"',
    "image": 'image = "registry.example.com/team/app:1.4.2"',
    "max": "max = 10",
    "min": "min = 3",
    "name": 'name = "billing"',
    "path": 'path = "/data"',
    "port": "port = 8080",
    "reason": 'reason = "..."',
    "resources": 'resources = ["configmaps"]',
    "tls": "tls = true",
    "verbs": 'verbs = ["get", "list", "watch"]',
    "when": 'when = "before" (it ends before the app starts) or when = "beside" (it runs as long as the app)',
}
"""How a missing word may look."""
_ELSEWHERE = {
    "apps": "the command line speaks of every app: render one blueprint to set a word of one app",
    "environments": "say it of the environment that is rendered: -e NAME --set WORD=VALUE",
}
"""What a file has, but no app: the command line alone could try to say it of one."""


def complaints(error: BaseException, where: Any, path: KeyPath = (), root: type | None = None) -> Iterator[Finding]:
    """Yield every complaint in a group of exceptions about a `root`, at the spot that `where(path, key)` gives."""
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _inside(inner, (error.cl, root or error.cl), where, path)
    elif isinstance(error, WrongValueError):
        yield Finding(error.code, "error", error.message, where((*path, *error.path), error.key), error.hint)
    else:
        raise error


def _inside(error: Exception, models: tuple[type, type], where: Any, path: KeyPath) -> Iterator[Finding]:
    """Yield the complaints about one word or item of a table or list: `models` are that one and the root."""
    inner, (model, root) = (*path, *_step(error)), models
    if isinstance(error, ForbiddenExtraKeysError):
        yield from _unknown(error, root, where, path)
    elif isinstance(error, KeyError):
        missing = str(inner[-1])
        hint = f"add {_EXAMPLES.get(missing, f'{missing} = ...')}"
        yield Finding("missing-word", "error", f'{_called(model, path)} needs "{missing}"', where(path, True), hint)
    else:
        yield from complaints(error, where, inner, root)


def _step(error: Exception) -> KeyPath:
    """Return the word or the index that cattrs noted for an exception, if it noted one."""
    kinds = (AttributeValidationNote, IterableValidationNote)
    notes = [note for note in getattr(error, "__notes__", ()) if isinstance(note, kinds)]
    return tuple(word(note.name) if isinstance(note, AttributeValidationNote) else note.index for note in notes[-1:])


def _unknown(error: ForbiddenExtraKeysError, root: type, where: Any, path: KeyPath) -> Iterator[Finding]:
    """Yield a complaint about each key that a table does not have."""
    known = [word(attribute.name) for attribute in attrs.fields(error.cl)]
    for extra in sorted(map(str, error.extra_fields)):
        near = (_ELSEWHERE.get(extra, "") if error.cl is Blueprint else "") or did_you_mean(extra, known)
        hint = "\n".join(filter(None, (near, _of_the_app(extra) if root is Blueprint and error.cl is not Blueprint else "")))
        message = f'{_called(error.cl, path)} has no "{extra}"'
        yield Finding("unknown-key", "error", message, where((*path, extra), True), hint or _listed(known))


def _of_the_app(extra: str) -> str:
    """Say where a word of an app belongs, which stands in a table because TOML reads it there; nothing for other words."""
    model: Any = Blueprint
    known = {word(attribute.name) for attribute in attrs.fields(model)}
    return f'"{extra}" is a word of the app: write it above the first [table] inside the app' if extra in known else ""


def _listed(known: list[str]) -> str:
    """Return the words of a table as a hint, in lines of at most 100 characters."""
    import textwrap

    return textwrap.fill(f"known are {', '.join(sorted(known))}", 100)


def _called(model: type, path: KeyPath) -> str:
    """Return how a table is called: by its own name, or by its path, in the brackets that TOML has for it."""
    header = ".".join(step for step in path if isinstance(step, str))
    listed = bool(path) and isinstance(path[-1], int)
    return _CALLED.get(model) or (f"[[{header}]]" if listed else f"[{header}]")
