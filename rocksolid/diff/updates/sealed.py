"""Data of a ConfigMap or Secret that was sealed with `immutable: true`, which nothing opens again."""

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.diff.change import Change
from rocksolid.diff.fields import MISSING, Difference, differences
from rocksolid.diff.updates.refusals import command, refused
from rocksolid.verify.document import table
from rocksolid.verify.resource import Resource

_KINDS = ("ConfigMap", "Secret")


def sealed(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield the refusal of every change of the data of what was sealed, and of its seal."""
    if new.group or new.kind not in _KINDS or old.content.get("immutable") is not True:
        return
    hint = (
        f"give it another name and change the workloads that read it, so that they roll; "
        f"or {command('delete', new)} and apply: pods that run keep the old data until they are restarted"
    )
    if new.content.get("immutable") is not True:
        found = Difference(("immutable",), True, new.content.get("immutable", MISSING))
        yield refused(new, [found], "what is sealed stays sealed", hint)
    for field in ("data", "binaryData"):
        changes = list(differences(_data(old, field), _data(new, field), (field,)))
        if changes:
            yield refused(new, changes, "it is sealed with `immutable: true`", hint)


def _data(one: Resource, field: str) -> Mapping[str, Any]:
    """Return the data of a ConfigMap as they are written, those of a Secret as the server keeps them."""
    written = table(one.content, field)
    if one.kind != "Secret" or field != "data":
        return written
    said = {key: str(value).encode() for key, value in table(one.content, "stringData").items()}
    return {**{key: _decoded(value) for key, value in written.items()}, **said}


def _decoded(value: Any) -> Any:
    try:
        return base64.b64decode(str(value), validate=False)
    except (binascii.Error, ValueError):
        return value
