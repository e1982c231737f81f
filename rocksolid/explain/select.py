"""Which objects and fields a question is about, as people name them: `Deployment/web spec.template.spec.containers[name=web].image`."""

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from rocksolid.explain.decisions import Decision
from rocksolid.explain.explanation import Explained, Field
from rocksolid.language.diagnostics import nearest_or_all
from rocksolid.manifest import paths


class UnknownError(Exception):
    """A question names something that is not there; `code` and `hint` are those of the complaint."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        """Remember what to say."""
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint


@attrs.frozen(eq=False)
class Answer:
    """An object, with those of its fields that were asked for, and where an author took some of these away."""

    explained: Explained
    fields: tuple[Field, ...]
    removed: tuple[Decision, ...]


def select(objects: Sequence[Explained], target: str | None, field: str | None) -> list[Answer]:
    """Return all objects, those of a `KIND` or the one of a `KIND/NAME`, with all fields or those at and below one."""
    meant = _meant(objects, target) if target else objects
    return [Answer(one, one.fields, one.removed()) for one in meant] if field is None else _below(meant, field)


def _meant(objects: Iterable[Explained], target: str) -> list[Explained]:
    kind, slash, name = target.partition("/")
    of_kind = [one for one in objects if one.one.ref.kind == kind]
    if not of_kind:
        raise UnknownError("no-such-object", f'there is no object of kind "{kind}"', _known(kind, (one.one.ref.kind for one in objects)))
    found = [one for one in of_kind if not slash or _name(one) == name]
    if not found:
        raise UnknownError("no-such-object", f'there is no {kind} "{name}"', _known(name, map(_name, of_kind)))
    return found


def _name(explained: Explained) -> str:
    return str(explained.one.content["metadata"]["name"])


def _below(objects: Sequence[Explained], field: str) -> list[Answer]:
    """Return the fields at and below one, of those objects that have it; where all have lost it, who took it from them."""
    try:
        steps = paths.parse(field)
    except paths.PathError as error:
        raise UnknownError("field", f'"{field}" is no field, from "{field[error.start :]}" on: {error}') from error
    found = [(one, path) for one in objects if (path := paths.located(one.one.content, steps)) is not None]
    taken = [Answer(one, (), removed) for one in objects if not found and (removed := one.removed(steps))]
    if not found and not taken:
        raise _no_field(objects[0], steps)
    return taken or [Answer(one, one.below(path), one.removed(steps)) for one, path in found]


def _no_field(explained: Explained, steps: paths.Steps) -> UnknownError:
    """Return the complaint about a field that is not there, at the first step that leads to nothing."""
    content = explained.one.content
    there = max(depth for depth in range(len(steps)) if paths.located(content, steps[:depth]) is not None)
    around: Any = content
    for step in paths.located(content, steps[:there]) or ():
        around = around[step]
    title = f"{explained.one.ref.kind}/{_name(explained)}"
    where = f'"{paths.text(steps[:there])}" of {title}' if there else title
    word, known = _beside(around, steps[there])
    hint = nearest_or_all(word, known, "it has")
    return UnknownError("no-such-field", f'{where} has no "{paths.text((steps[there],))}"', hint)


def _beside(content: Any, step: paths.Step) -> tuple[str, list[str]]:
    """Return the word of a step that leads to nothing, and those that stand where it was looked for."""
    match step, content:
        case (key, value), list():
            return value, [str(item[key]) for item in content if isinstance(item, dict) and key in item]
        case str(), dict():
            return step, list(content)
    return "", []


def _known(word: str, names: Iterable[str]) -> str:
    """Return what may have been meant by a name, or what there is."""
    return nearest_or_all(word, sorted(set(names)), "there are")
