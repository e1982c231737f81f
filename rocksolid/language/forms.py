"""Tables that may be written in several ways: short, or as one of several variants that a word of their own tells."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

import attrs

from rocksolid.language.blueprint import Volume
from rocksolid.language.container import File, Mount, Scratch, Variable, VariableSource
from rocksolid.language.identity import Token
from rocksolid.language.peers import Dependency, Peer, Port
from rocksolid.language.platform import Namespace
from rocksolid.language.types import AbsolutePath, Name, Plain, PortNumber
from rocksolid.language.values import WrongValueError


@attrs.frozen(eq=False, repr=False)
class Forms:
    """The variants of one table: the first word that is there tells which, and only its companions may stand beside it."""

    what: str
    companions: Mapping[str, frozenset[str]]

    def variant(self, raw: Mapping[str, Any]) -> str | None:
        """Return the word that tells the variant of a raw table, if there is one."""
        for word in self.companions:
            if word in raw:
                return word
        return None

    def check(self, raw: Mapping[str, Any]) -> None:
        """Raise WrongValueError where no word tells the variant, or its labels are none, or a word stands beside it that has no meaning there."""
        variant = self.variant(raw)
        if not variant:
            self._check_spelling(raw)
            raise WrongValueError("no-variant", f"{self.what} needs one of {_listed(self.companions)}", key=True)
        if variant == "labels" and raw[variant] == {}:
            hint = 'name some; for every pod of a namespace, write { namespace = "..." } alone'
            raise WrongValueError("empty-labels", f"{self.what} without any label would be every pod", hint, path=("labels",))
        if self.companions[variant].issuperset(raw.keys() - {variant}):
            return
        beside = [word for word in raw if word != variant and word not in self.companions[variant] and word in self.words]
        if beside:
            others = f"beside it stands {_listed(sorted(self.companions[variant]))}" if self.companions[variant] else "it stands alone"
            message = f'{self.what} with "{variant}" has no "{beside[0]}"'
            raise WrongValueError("wrong-variant", message, others, path=(beside[0],), key=True)

    def _check_spelling(self, raw: Mapping[str, Any]) -> None:
        """Raise WrongValueError for a word that is none of the table's: it may be the misspelt one that tells the variant."""
        from rocksolid.language.diagnostics import did_you_mean

        unknown = next((word for word in raw if word not in self.words), None)
        if unknown is not None:
            hint = did_you_mean(str(unknown), self.words) or f"known are {_listed(sorted(self.words))}"
            raise WrongValueError("unknown-key", f'{self.what} has no "{unknown}"', hint, path=(unknown,), key=True)

    @property
    def words(self) -> set[str]:
        """All words of all variants; what is none of them is an unknown key."""
        return {*self.companions, *(word for words in self.companions.values() for word in words)}


def _listed(words: Iterable[str]) -> str:
    """Return words as they are named in a sentence."""
    return ", ".join(f'"{word}"' for word in words)


def _forms(what: str, **companions: str) -> Forms:
    """Return forms from each variant's companions, written as one text of words."""
    return Forms(what, {word: frozenset(words.split()) for word, words in companions.items()})


VARIABLE = _forms(
    "a variable",
    value="public",
    template="public",
    secret="key optional",
    config="key optional",
    field="",
    resource="",
)
FILE = _forms(
    "a file",
    content="mode",
    source="mode",
    secret="key items mode optional",
    config="key items mode optional",
)
FORMS: Mapping[type, Forms] = {
    Variable: VARIABLE,
    VariableSource: _forms("a source of variables", secret="prefix optional", config="prefix optional"),
    File: FILE,
    Volume: _forms("a volume", size="path class access sub_path", claim="path access sub_path"),
    Peer: _forms(
        "a caller",
        app="namespace port",
        component="namespace port",
        cidr="except port",
        kubernetes="port",
        entity="port",
        labels="namespace port",
        namespace="port",
    ),
    Dependency: _forms(
        "a dependency",
        app="namespace port critical env calls",
        host="port protocol cidr critical env",
        cidr="except port protocol",
        kubernetes="port",
        labels="namespace port protocol",
        namespace="port protocol",
    ),
}
"""The variants of each table that has them; the order is that in which words tell."""


@attrs.frozen(eq=False, repr=False)
class Shorthand:
    """How a table may be written short.

    `what` is expected in its place, `kind` is the type of the short form, and `expand` makes a table of it; it gives
    None for what is no such form.
    """

    what: str
    kind: Any
    expand: Callable[[Any], Any]


def _text_as(word: str) -> Callable[[Any], Any]:
    """Return what reads a text as a table of that one word."""
    return lambda raw: {word: raw} if type(raw) is str else None


def _peer(raw: Any) -> Any:
    """Read `app` or `namespace/app`."""
    if type(raw) is not str:
        return None
    namespace, slash, app = raw.rpartition("/")
    if slash and (not namespace or "/" in namespace):
        raise WrongValueError("name", f'"{raw}" names no app', 'write "APP", or "NAMESPACE/APP"')
    return {"namespace": namespace, "app": app} if slash else {"app": app}


def _paths(raw: Any) -> Any:
    """Read a list of paths."""
    listed = isinstance(raw, (list, tuple)) and all(type(path) is str for path in raw)
    return {path: {} for path in raw} if listed else None


SHORTHANDS: Mapping[Any, Shorthand] = {
    Peer: Shorthand("an app's name, or a table", str, _peer),
    Dependency: Shorthand("an app's name, or a table", str, _peer),
    Port: Shorthand("a port number, or a table", PortNumber, lambda raw: {"port": raw} if type(raw) is int else None),
    Variable: Shorthand(
        "text, a number, a boolean or a table", Plain, lambda raw: {"value": raw} if type(raw) in {str, int, float, bool} else None
    ),
    Mount: Shorthand("a path, or a table", AbsolutePath, _text_as("path")),
    Namespace: Shorthand("a name, or a table", Name, _text_as("name")),
    Token: Shorthand("true, or a table", Literal[True], lambda raw: {} if raw is True else None),
    Mapping[AbsolutePath, Scratch]: Shorthand("a list of paths, or a table", tuple[AbsolutePath, ...], _paths),
}
"""What may be written short, by its type in the model."""
