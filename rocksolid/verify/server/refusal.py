"""One field that an API server refuses, and the signature of the rules that find such fields."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

import attrs

from rocksolid.verify.document import Path

Stage = Literal["object", "apply", "pod"]
"""When the server refuses: the object itself, the object under server-side apply alone, or only the pod that a controller makes of it."""
SPEC: Path = ("spec",)
"""Where most objects say what they are to be."""


class Written(str):
    """A step of a path just as the server writes it, with its dot or brackets, where its look does not say which it gets."""

    __slots__ = ()


def keyed(key: str) -> Written:
    """Return the step to a key of a mapping that could be taken for a field: `limits[cpu]`."""
    return Written(f"[{key}]")


@attrs.frozen
class Refusal:
    """One field that the server refuses.

    `path` is the field that the server names in its answer, `problem` what is wrong with it as the end of a sentence
    (`"HTTP" must be lower case letters, digits and "-"`), and `hint` how to mend it, as it can be pasted, where that is known.
    `spot` is where to look, where that is nearer than `path`: the server names `metadata.labels` for one label. `key` says that the
    key there is wrong, not its value.
    """

    path: Path
    problem: str
    hint: str = ""
    stage: Stage = "object"
    spot: Path | None = None
    key: bool = False


Rule = Callable[[Mapping[str, Any], int], Iterator[Refusal]]
"""A rule about a whole object: it gets the object and the minor version of Kubernetes (36 for 1.36), and yields what is refused.

What has another type than the field's is no rule's concern: the schema says so. No rule may raise, whatever stands in the object.
"""


def field(path: Path) -> str:
    """Return a path as the server writes it: `spec.ports[0].name`, and `data[a.b]` for what cannot be a field."""
    return "".join(map(_step, path)).removeprefix(".")


def _step(step: str | int) -> str:
    if isinstance(step, Written):
        return step
    return f".{step}" if isinstance(step, str) and step.isidentifier() else f"[{step}]"
