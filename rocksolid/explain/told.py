"""Explanations in words: one line for each thing that there is to say."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import attrs

from rocksolid.emit.yaml import leaf, quoted
from rocksolid.explain.decisions import Decision
from rocksolid.explain.explanation import Field
from rocksolid.explain.leaf import spoken
from rocksolid.explain.select import Answer
from rocksolid.manifest import paths
from rocksolid.wording import one_line

_LONGEST = 80
"""The longest value that is shown whole; of a longer one, its beginning tells which one it is."""
_LONGEST_NOTE = 160
"""The longest comment in annotated YAML; the plain explanation has all of it."""
_ELLIPSIS = "..."


@attrs.frozen
class Told:
    """Fields that are as they are for the same reasons, each with its value, and these reasons, line by line."""

    fields: tuple[str, ...]
    reasons: tuple[str, ...]


def title(answer: Answer) -> str:
    """Return an object as a question names it, and where it is."""
    metadata = answer.explained.one.content["metadata"]
    there = f" in {metadata['namespace']}" if "namespace" in metadata else ""
    return one_line(f"{answer.explained.one.ref.kind}/{metadata['name']}{there}")


def told(answer: Answer) -> Iterator[Told]:
    """Yield what there is to say of an object, in the order of its fields."""
    for _, group in groupby(answer.fields, key=lambda field: (field.rule, _places(field), field.unsaid)):
        fields = tuple(group)
        yield Told(tuple(_field(answer, field) for field in fields), tuple(_reasons(fields[0])))
    for removed in answer.removed:
        yield Told((f"taken away: {removed.word}",), (_place(removed),))


def note(field: Field) -> str:
    """Return why a field is as it is, in one short line: the rule, the first place that decided it, and its reason; else the rule's."""
    if not field.decided:
        return _cut(one_line(f"{field.rule}: {field.reason}"), _LONGEST_NOTE)
    first, *others = field.decided
    more = f" and {len(others)} more" if others else ""
    why = f": {first.reason}" if first.reason else ""
    return _cut(one_line(f"{field.rule}: {_address(first)} {first.written}{more}{why}"), _LONGEST_NOTE)


def _places(field: Field) -> tuple[tuple[str, int, str], ...]:
    return tuple((one.place.file, one.place.line, one.written) for one in field.decided)


def _field(answer: Answer, field: Field) -> str:
    return one_line(f"{paths.text(spoken(answer.explained.one.content, field.path))}: {_shown(field.value)}")


def _reasons(field: Field) -> Iterator[str]:
    yield one_line(f"rule {field.rule}: {field.reason}" if field.reason else f"rule {field.rule}")
    yield from map(_place, field.decided)
    if field.unsaid:
        yield one_line(f"also depends on: {', '.join(_together(field.unsaid))}, which nobody wrote")


def _together(words: Iterable[str]) -> Iterator[str]:
    """Yield dotted words, those of one table as one: `health.{kind, path}`."""
    for table, inside in groupby(words, key=lambda word: word.rpartition(".")[0] if '"' not in word else word):
        several = [word.rpartition(".")[2] for word in inside]
        if not table or '"' in table:
            yield from several if not table else [table]
        else:
            yield f"{table}.{{{', '.join(several)}}}" if len(several) > 1 else f"{table}.{several[0]}"


def _place(one: Decision) -> str:
    """Return where something is decided, and what stands there; of a default, also why."""
    said = "" if one.value is None else f" = {_shown(one.value)}"
    why = f"  # {one.reason}" if one.reason else ""
    return one_line(f"{_address(one)}  {one.written}{said}{why}")


def _address(one: Decision) -> str:
    """Return a place that editors and terminals can jump to; the command line has no lines."""
    return one.place.file if one.layer == "command line" else f"{one.place.file}:{one.place.line}"


def _shown(value: Any) -> str:
    """Return a value on one line, cut where it is long."""
    return _cut(_toml(value), _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - len(_ELLIPSIS)]}{_ELLIPSIS}"


def _toml(value: Any) -> str:
    """Return a value as it is written in TOML."""
    if isinstance(value, dict) and value:
        return f"{{ {', '.join(f'{paths.dotted((key,))} = {_toml(inner)}' for key, inner in value.items())} }}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, str):
        return quoted(value) if value.isprintable() else f'"{one_line(value)}"'
    return value.isoformat() if isinstance(value, (dt.date, dt.time)) else leaf(value)
