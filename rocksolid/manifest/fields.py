"""Which fields Kubernetes' own objects have, and how its lists merge, for the kinds that are written here: loaded when somebody asks."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from typing import Any

import attrs

_FILE = "fields.json"


@attrs.frozen
class Shape:
    """What stands in one place of an object.

    `form` is "table" (with known fields), "map" (a table of any keys), "list", or "value" (text, a number, a boolean, or something
    whose fields are not known). `type` names the table, or those in a map or list. `keys` are the fields by which items of a list
    merge, the first always and the others where that is not enough; a list without any is replaced. A table that `retains` only
    what is said is one of several variants.
    """

    form: str
    type: str = ""
    keys: tuple[str, ...] = ()
    retains: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of a table."""
        return tuple(_facts()["types"][self.type]) if self.form == "table" else ()

    def field(self, name: str) -> "Shape | None":
        """Return what stands under a name in a table or map; None where the table has no such field."""
        if self.form != "table":
            return self.item
        notation = _facts()["types"][self.type].get(name)
        return None if notation is None else _read(notation)

    @property
    def item(self) -> "Shape":
        """What each item of a list, and each value of a map, is."""
        return Shape("table", self.type, (), self.retains) if self.type else Shape("value")


def shape_of(api_version: str, kind: str) -> Shape | None:
    """Return the shape of a kind's objects; None for kinds whose fields are not known here, like those of other people."""
    name = _facts()["kinds"].get(f"{api_version} {kind}")
    return Shape("table", name) if name else None


def _read(notation: str) -> Shape:
    """Read `[core.v1.Container|name`, a list that merges by name; `{` is a map, nothing before a name a table, `!` a variant."""
    retains, notation = notation.endswith("!"), notation.removesuffix("!")
    type_, _, keys = notation.lstrip("[{").partition("|")
    form = {"[": "list", "{": "map"}.get(notation[:1], "table" if type_ else "value")
    return Shape(form, type_, tuple(keys.split(",")) if keys else (), retains)


@cache
def _facts() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds and the types, the fields of every version that is a target together: `make fields` writes them."""
    loader: Any = getattr(find_spec(__name__), "loader", None)  # Whoever packs a program into an archive has the file in there.
    facts: Mapping[str, Mapping[str, Any]] = json.loads(loader.get_data(loader.path.removesuffix("fields.py") + _FILE))
    return facts
