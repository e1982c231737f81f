"""Which fields Kubernetes' own objects have, and how its lists merge, for the kinds that are written here: loaded when somebody asks."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import attrs

_ALTERNATIVES: Mapping[str, frozenset[str]] = {
    "core.v1.EnvVar": frozenset({"value", "valueFrom"}),
    "core.v1.EnvVarSource": frozenset({"configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"}),
    "core.v1.LifecycleHandler": frozenset({"exec", "httpGet", "sleep", "tcpSocket"}),
    "core.v1.Probe": frozenset({"exec", "grpc", "httpGet", "tcpSocket"}),
    "networking.v1.IngressBackend": frozenset({"resource", "service"}),
    "networking.v1.ServiceBackendPort": frozenset({"name", "number"}),
    "policy.v1.PodDisruptionBudgetSpec": frozenset({"maxUnavailable", "minAvailable"}),
}
"""By type: the fields of which the server takes one. The schemas do not say so, only the prose of their fields."""
_NAMED_VARIANTS = frozenset({"core.v1.PodResourceClaim", "core.v1.Volume"})
"""Types of which the server takes one field beside the name."""
_TOLD_BY_TYPE = frozenset(
    {
        "apps.v1.DaemonSetUpdateStrategy",
        "apps.v1.DeploymentStrategy",
        "apps.v1.StatefulSetUpdateStrategy",
        "core.v1.AppArmorProfile",
        "core.v1.SeccompProfile",
    }
)
"""Types whose field `type` tells which of the others may stand beside it."""


@attrs.frozen
class Shape:
    """What stands in one place of an object.

    `form` is "table" (with known fields), "map" (a table of any keys), "list", or "value" (text, a number or a boolean). `type` names
    the table, or those in a map or list. `keys` are the fields by which items of a list merge, the first always and the others where
    that is not enough; a list without any is replaced.
    """

    form: str
    type: str = ""
    keys: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The fields of a table."""
        return tuple(_facts()["types"][self.type]) if self.form == "table" else ()

    @property
    def alternatives(self) -> frozenset[str]:
        """The fields of a table of which the server takes one; empty where there are none such."""
        if self.type in _NAMED_VARIANTS:
            return frozenset(self.names) - {"name"}
        return _ALTERNATIVES.get(self.type, frozenset())

    @property
    def told_by_type(self) -> bool:
        """Whether the field `type` of a table tells which of the others may stand beside it."""
        return self.type in _TOLD_BY_TYPE

    def field(self, name: str) -> "Shape | None":
        """Return what stands under a name in a table or map; None where the table has no such field."""
        if self.form != "table":
            return self.item
        notation = _facts()["types"][self.type].get(name)
        return None if notation is None else _read(notation)

    @property
    def item(self) -> "Shape":
        """What each item of a list, and each value of a map, is."""
        return Shape("table", self.type) if self.type else Shape("value")


def shape_of(api_version: str, kind: str) -> Shape | None:
    """Return the shape of a kind's objects; None for kinds whose fields are not known here, like those of other people."""
    name = _facts()["kinds"].get(f"{api_version} {kind}")
    return Shape("table", name) if name else None


@cache
def _read(notation: str) -> Shape:
    """Read `[core.v1.Container|name`, a list that merges by name; `{` is a map, and nothing before a name a table."""
    type_, _, keys = notation.lstrip("[{").partition("|")
    form = {"[": "list", "{": "map"}.get(notation[:1], "table" if type_ else "value")
    return Shape(form, type_, tuple(keys.split(",")) if keys else ())


@cache
def _facts() -> Mapping[str, Mapping[str, Any]]:
    """Return the kinds and the types, the fields of every version that is a target together: `make fields` writes them."""
    import json
    from pkgutil import get_data  # Also out of an archive, which is no folder.

    facts: Mapping[str, Mapping[str, Any]] = json.loads(get_data(__package__, "fields.json") or b"")
    return facts
