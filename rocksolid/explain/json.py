"""Explanations as JSON, for programs."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from rocksolid.explain.decisions import Decision
from rocksolid.explain.explanation import Field
from rocksolid.explain.leaf import spoken
from rocksolid.explain.select import Answer
from rocksolid.manifest import paths


def dump(answers: Iterable[Answer]) -> str:
    """Return a list of objects, in their order, each with `apiVersion`, `kind`, `namespace` (null: none), `name`, `fields` and `removed`.

    A field has its `path`, its `value` (a scalar, or an empty table or list), the `rule` that wrote it with its `reason`, the
    places that `decided` it, and the words that nobody wrote (`unsaid`). A place has the `word` in the language, how it is `written`
    in its `file`, its `line` and `column`, which count from 1 in characters, the `value` there, whose `layer` it is, and the
    `reason` of a built-in default (else empty). `removed` are the places by which an author took fields away.
    """
    return f"{json.dumps([_object(answer) for answer in answers], indent=2, default=_scalar)}\n"


def _object(answer: Answer) -> dict[str, Any]:
    content = answer.explained.one.content
    return {
        "apiVersion": content["apiVersion"],
        "kind": content["kind"],
        "namespace": content["metadata"].get("namespace"),
        "name": content["metadata"]["name"],
        "fields": [_field(answer, field) for field in answer.fields],
        "removed": [_decision(one) for one in answer.removed],
    }


def _field(answer: Answer, field: Field) -> dict[str, Any]:
    return {
        "path": paths.text(spoken(answer.explained.one.content, field.path)),
        "value": field.value,
        "rule": field.rule,
        "reason": field.reason,
        "decided": [_decision(one) for one in field.decided],
        "unsaid": list(field.unsaid),
    }


def _decision(one: Decision) -> dict[str, Any]:
    place = {"file": one.place.file, "line": one.place.line, "column": one.place.column}
    return {"word": one.word, "written": one.written, "value": one.value, **place, "layer": one.layer, "reason": one.reason}


def _scalar(value: Any) -> str:
    """Return what TOML has and JSON has not as text: a date, a time."""
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    raise TypeError(f"an explanation holds no {type(value).__name__}")
