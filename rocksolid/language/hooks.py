"""How raw values become the model: the tables' own classes and the small types, each by a hook that is made when its type occurs."""

import marshal
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.errors import IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from rocksolid.language.blueprint import Blueprint
from rocksolid.language.container import File
from rocksolid.language.forms import FORMS, SHORTHANDS
from rocksolid.language.raw import data
from rocksolid.language.source import Tree
from rocksolid.language.table import word
from rocksolid.language.types import SCALARS
from rocksolid.language.values import WrongValueError, fits, unquoted, wrong_type

Hook = Callable[[Any, Any], Any]

_UNSHARED = object()
"""Stands for a table that no other tree has."""
_WITHOUT_REFERENCES = 2
"""The version of marshal's format that writes equal values as the same bytes, whoever else refers to them."""
_OF_ONE_APP = frozenset({Blueprint, File})
"""Tables of which hardly two are the same: to remember them would gain nothing."""


class Hooks:
    """How each type is read, made when the type is met first.

    cattrs writes the code of the tables and is told the hook of every word: to find one by itself takes it longer.
    """

    def __init__(self, memo: dict[int, Any], *, detailed: bool) -> None:
        """Begin without any; detailed hooks collect all complaints, the others stop at the first."""
        self.memo, self.detailed = memo, detailed
        self._converter = Converter(detailed_validation=detailed, forbid_extra_keys=True)
        self._known: dict[Any, Hook] = {}

    def of(self, kind: Any) -> Hook:
        """Return the hook of a type."""
        if kind not in self._known:
            self._known[kind] = next(make for applies, make in _MAKERS if applies(kind))(self, kind)
        return self._known[kind]

    def generated(self, model: type[attrs.AttrsInstance], words: Collection[str]) -> Hook:
        """Return cattrs' own code for the tables of a class that have no words but these, named as the author writes them."""
        told = {
            one.name: override(rename=word(one.name), struct_hook=self.of(one.type))
            if word(one.name) in words or one.default is attrs.NOTHING
            else override(omit=True)
            for one in attrs.fields(model)
        }
        # The stubs take the overrides for the options of the same call.
        return make_dict_structure_fn(model, self._converter, _cattrs_use_linecache=False, **told)  # type: ignore[arg-type]


def _table(hooks: Hooks, model: type[attrs.AttrsInstance]) -> Hook:
    """Return the hook of a table's class; its code is made when the first such table occurs, for the words of that, and again for all words."""
    forms, expand, memo = FORMS.get(model), _expansion(model), hooks.memo
    made: list[Hook] = []

    def structure(raw: Any, _: Any) -> Any:
        if type(raw) is not dict:
            return made_of(expand(raw))
        known = memo.get(id(raw), _UNSHARED)
        if known is _UNSHARED:
            return of_its_own(raw)
        if known is None:
            known = memo[id(raw)] = made_of(raw)
        return known

    def made_of(table: Tree) -> Any:
        if forms:
            forms.check(table)
        if not made:
            made.append(hooks.generated(model, _words(model) if hooks.detailed else table))
        try:
            return made[-1](table, model)
        except ForbiddenExtraKeysError as error:
            if error.cl is not model or not _words(model).issuperset(table):
                raise
        made.append(hooks.generated(model, _words(model)))
        return made[-1](table, model)

    of_its_own = made_of if hooks.detailed or model in _OF_ONE_APP else _remembering_tables(made_of)
    return _remembering(structure) if model in SHORTHANDS and not hooks.detailed else structure


def _words(model: type[attrs.AttrsInstance]) -> set[str]:
    return {word(one.name) for one in attrs.fields(model)}


def _remembering(hook: Hook) -> Hook:
    """Return a hook that reads each text once: the apps of a fleet say the same, and what is read is never changed."""
    read: dict[str, Any] = {}

    def structure(raw: Any, kind: Any) -> Any:
        if type(raw) is not str:
            return hook(raw, kind)
        known = read.get(raw)
        if known is None:
            known = read[raw] = hook(raw, kind)
        return known

    return structure


def _remembering_tables(make: Callable[[Tree], Any]) -> Callable[[Tree], Any]:
    """Return what reads each table once: two are the same if they are the same bytes, in which 1, 1.0 and true differ."""
    read: dict[bytes, Any] = {}

    def made(table: Tree) -> Any:
        try:
            written = marshal.dumps(table, _WITHOUT_REFERENCES)
        except ValueError:  # It holds what TOML has no word for, or a date.
            return make(table)
        known = read.get(written)
        if known is None:
            known = read[written] = make(table)
        return known

    return made


def _expansion(kind: Any) -> Callable[[Any], Tree]:
    """Return what gives the table that a raw value means which is none itself, or seems to be none."""
    short = SHORTHANDS.get(kind)
    what = short.what if short else "a table"

    def expand(raw: Any) -> Tree:
        table = short.expand(raw) if short and not isinstance(raw, dict) else raw
        if not isinstance(table, dict):
            raise wrong_type(what, raw, unquoted(raw) if short else "")
        return table

    return expand


def _sequence(hooks: Hooks, kind: Any) -> Hook:
    """Return the hook of a list."""
    inner, item = hooks.of(get_args(kind)[0]), get_args(kind)[0]

    def structure(raw: Any, _: Any) -> Any:
        if not isinstance(raw, (list, tuple)):
            raise wrong_type("a list", raw, _in_brackets(raw))
        if not hooks.detailed:
            return tuple([inner(value, item) for value in raw])
        return tuple(_collect(((position, lambda value=value: inner(value, item)) for position, value in enumerate(raw)), kind))

    return structure


def _in_brackets(raw: Any) -> str:
    """Suggest how one value is written as a list."""
    import json

    short = type(raw) in {str, bool} or (type(raw) is int and fits(raw))
    return f"write it in brackets: [{json.dumps(raw)}]" if short else "write it in brackets: [...]"


def _mapping(hooks: Hooks, kind: Any) -> Hook:
    """Return the hook of a table with the author's own keys, which have a type as well; their order is kept, and nobody changes it."""
    key_type, value_type = get_args(kind)
    key_hook, value_hook = hooks.of(key_type), hooks.of(value_type)
    expand = _expansion(kind)

    def structure(raw: Any, _: Any) -> Any:
        raw = raw if type(raw) is dict else expand(raw)
        if not hooks.detailed:
            return MappingProxyType({key_hook(key, key_type): value_hook(value, value_type) for key, value in raw.items()})
        keys = ((key, lambda key=key: _as_key(key_hook, key, key_type)) for key in raw)
        values = ((key, lambda value=value: value_hook(value, value_type)) for key, value in raw.items())
        read = _collect((*keys, *values), kind)
        return MappingProxyType(dict(zip(read[: len(raw)], read[len(raw) :], strict=True)))

    return structure


def _as_key(hook: Hook, key: Any, kind: Any) -> Any:
    """Read a key; a complaint about it is marked as one about a key."""
    try:
        return hook(key, kind)
    except WrongValueError as wrong:
        raise WrongValueError(wrong.code, wrong.message, wrong.hint, wrong.path, key=True) from None


def _collect(steps: Any, kind: Any) -> list[Any]:
    """Return what each step gives, or raise all their complaints together, each with its index or key."""
    values, errors = [], []
    for index, step in steps:
        try:
            values.append(step())
        except (WrongValueError, BaseValidationError) as error:
            error.add_note(IterableValidationNote(f"at {index}", index, kind))
            errors.append(error)
    if errors:
        raise IterableValidationError("several complaints", errors, kind)
    return values


def _choice(_: Hooks, kind: Any) -> Hook:
    """Return the hook of one of several words."""
    words = get_args(kind)
    listed = ", ".join(f'"{one}"' for one in words)

    def structure(raw: Any, _: Any) -> Any:
        if type(raw) is str and raw in words:
            return raw
        if type(raw) is not str:
            raise wrong_type(f"one of {listed}", raw)
        from rocksolid.language.diagnostics import did_you_mean

        raise WrongValueError("unknown-choice", f'"{raw}" is none of {listed}', did_you_mean(raw, words))

    return structure


def _scalar(hooks: Hooks, kind: Any) -> Hook:
    """Return the hook of a small type."""
    parse = SCALARS[kind].parse

    def structure(value: Any, _: Any) -> Any:
        return parse(value)

    return structure if hooks.detailed else _remembering(structure)


_MAKERS: tuple[tuple[Callable[[Any], bool], Callable[[Hooks, Any], Hook]], ...] = (
    (lambda kind: kind in SCALARS, _scalar),
    (lambda kind: type(None) in get_args(kind), lambda hooks, kind: hooks.of(get_args(kind)[0])),
    (lambda kind: get_origin(kind) is tuple, _sequence),
    (lambda kind: get_origin(kind) is Mapping, _mapping),
    (lambda kind: get_origin(kind) is Literal, _choice),
    (attrs.has, _table),
    (lambda kind: kind is Any, lambda _hooks, _kind: lambda value, _: data(value)),
)
"""How the hooks of types are made: by the first that applies."""
