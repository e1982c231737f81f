"""Objects as one JSON value that `kubectl apply` takes."""

from collections.abc import Iterable
from typing import Any

from rocksolid.emit.yaml import TABLES, leaf, quoted


def dump_all(documents: Iterable[Any]) -> str:
    """Return the object itself if there is exactly one, otherwise a `v1` List of all; two spaces an indent, order kept.

    Takes and refuses the same data as `yaml.dump`.
    """
    items = list(documents)
    value = items[0] if len(items) == 1 else {"apiVersion": "v1", "kind": "List", "items": items}
    return f"{_node(value, '')}\n"


def _node(value: Any, indent: str) -> str:
    """Return a value that starts in a line indented by `indent`."""
    kind, deeper = type(value), f"{indent}  "
    if kind is str:
        return quoted(value)
    if kind in TABLES and value:
        entries = ",\n".join([f"{deeper}{quoted(key)}: {_node(entry, deeper)}" for key, entry in value.items()])
        return f"{{\n{entries}\n{indent}}}"
    if kind is list and value:
        items = ",\n".join([f"{deeper}{_node(item, deeper)}" for item in value])
        return f"[\n{items}\n{indent}]"
    return leaf(value)
