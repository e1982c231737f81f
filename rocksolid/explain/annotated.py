"""Rendered objects as YAML that says at the end of each line why it is there."""

from collections.abc import Iterable

from rocksolid.emit import annotated
from rocksolid.explain.select import Answer
from rocksolid.explain.told import note


def dump(answers: Iterable[Answer]) -> str:
    """Return a YAML stream of the objects; its content is that of a rendering, comments stand on the fields that were asked for."""
    return "".join(f"---\n{_document(answer)}" for answer in answers)


def _document(answer: Answer) -> str:
    notes = {field.path: note(field) for field in answer.fields}
    return annotated.dump(answer.explained.one.content, lambda path: notes.get(path, ""))
