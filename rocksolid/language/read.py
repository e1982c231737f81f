"""Raw trees into the model, once, by the tables' own classes and the small types."""

from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin

import attrs
from cattrs import BaseValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.errors import IterableValidationNote
from cattrs.gen import make_dict_structure_fn, override

from rocksolid.finding import Finding, Spot
from rocksolid.language.forms import FORMS, SHORTHANDS
from rocksolid.language.raw import data
from rocksolid.language.source import KeyPath, Tree
from rocksolid.language.table import word
from rocksolid.language.types import SCALARS
from rocksolid.language.values import WrongValueError, fits, unquoted, wrong_type

Model = TypeVar("Model")
Hook = Callable[[Any, Any], Any]
Where = Callable[[KeyPath, bool], Spot]
"""Where a path was decided: the spot of its key (True), or of its value."""


class Reader:
    """Structures raw trees; a table that many trees share by identity is structured once.

    The fast way stops at the first complaint; only then the tree is read again, and all of them are collected.
    """

    def __init__(self) -> None:
        """Begin without shared tables."""
        self._memo: dict[int, Any] = {}
        self._shared: list[Tree] = []
        self._fast = _Hooks(self._memo, detailed=False)

    def share(self, tree: Tree) -> Tree:
        """Return a tree whose tables other trees will share; it is kept alive, so that identities stay its own."""
        self._shared.append(tree)
        ahead = [tree]
        while ahead:
            inner = [value for value in ahead.pop().values() if type(value) is dict]
            self._memo.update((id(table), None) for table in inner if id(table) not in self._memo)
            ahead += inner
        return tree

    def read(self, tree: Tree, model: type[Model], where: Where, report: list[Finding]) -> Model | None:
        """Return the structured tree, or report every complaint about it at its spot."""
        try:
            return cast("Model", self._fast.of(model)(tree, model))
        except (WrongValueError, KeyError, BaseValidationError, ForbiddenExtraKeysError):
            from rocksolid.language.complaints import complaints

        try:
            return cast("Model", self._thorough.of(model)(tree, model))
        except (WrongValueError, BaseValidationError) as error:
            report.extend(complaints(error, where))
            return None

    @cached_property
    def _thorough(self) -> "_Hooks":
        """The hooks that collect all complaints: made when there is one."""
        return _Hooks({}, detailed=True)


class _Hooks:
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

    def generated(self, model: type[attrs.AttrsInstance]) -> Hook:
        """Return cattrs' own code for a class, with attributes named as the author writes them."""
        words = {one.name: override(rename=word(one.name), struct_hook=self.of(one.type)) for one in attrs.fields(model)}
        # The stubs take the overrides for the options of the same call.
        return make_dict_structure_fn(model, self._converter, _cattrs_use_linecache=False, **words)  # type: ignore[arg-type]


def _table(hooks: _Hooks, model: type[attrs.AttrsInstance]) -> Hook:
    """Return the hook of a table's class; the code that structures it is made when the first such table occurs."""
    forms, expand, memo = FORMS.get(model), _expansion(model), hooks.memo
    made: list[Hook] = []

    def structure(raw: Any, _: Any) -> Any:
        known = memo.get(id(raw))
        if known is not None:
            return known
        table = raw if type(raw) is dict else expand(raw)
        if forms:
            forms.check(table)
        if not made:
            made.append(hooks.generated(model))
        result = made[0](table, model)
        if id(raw) in memo:
            memo[id(raw)] = result
        return result

    return structure


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


def _sequence(hooks: _Hooks, kind: Any) -> Hook:
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


def _mapping(hooks: _Hooks, kind: Any) -> Hook:
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


def _choice(_: _Hooks, kind: Any) -> Hook:
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


def _scalar(_: _Hooks, kind: Any) -> Hook:
    """Return the hook of a small type."""
    parse = SCALARS[kind].parse
    return lambda value, _: parse(value)


_MAKERS: tuple[tuple[Callable[[Any], bool], Callable[[_Hooks, Any], Hook]], ...] = (
    (lambda kind: kind in SCALARS, _scalar),
    (lambda kind: type(None) in get_args(kind), lambda hooks, kind: hooks.of(get_args(kind)[0])),
    (lambda kind: get_origin(kind) is tuple, _sequence),
    (lambda kind: get_origin(kind) is Mapping, _mapping),
    (lambda kind: get_origin(kind) is Literal, _choice),
    (attrs.has, _table),
    (lambda kind: kind is Any, lambda _hooks, _kind: lambda value, _: data(value)),
)
"""How the hooks of types are made: by the first that applies."""
