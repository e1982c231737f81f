"""What a pod may learn of itself: a few of its fields, and the requests and limits of its containers."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rocksolid.verify.document import Path
from rocksolid.verify.quantities import UNITS, quantity
from rocksolid.verify.server.fields import missing, required
from rocksolid.verify.server.formats import label_key, shown
from rocksolid.verify.server.refusal import Refusal

_OF_BOTH = ("metadata.name", "metadata.namespace", "metadata.uid")
OF_VARIABLES = (
    *_OF_BOTH,
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
"""The fields that a variable may have."""
OF_FILES = (*_OF_BOTH, "metadata.labels", "metadata.annotations")
"""The fields that a file may have."""
_OLD = {"spec.host": "spec.nodeName"}
_ONE_OF_MANY = re.compile(r"(metadata\.(?:labels|annotations))\['(.*)'\]", re.DOTALL)
_RESOURCES = tuple(f"{amount}.{name}" for amount in ("limits", "requests") for name in ("cpu", "memory", "ephemeral-storage"))
_HUGE = ("limits.hugepages-", "requests.hugepages-")
_DIVISORS = {
    "cpu": frozenset({Fraction(0), Fraction(1), UNITS["m"]}),
    "bytes": frozenset({Fraction(0), Fraction(1), *(UNITS[unit] for unit in UNITS if unit not in {"n", "u", "m"})}),
}


def field_of_pod(ref: Mapping[str, Any], path: Path, known: tuple[str, ...]) -> Iterator[Refusal]:
    """Yield what is refused in a fieldRef, of which some fields are known where it stands."""
    yield from required(ref, path, ("fieldPath",))
    said, version = ref.get("fieldPath"), ref.get("apiVersion")
    if not said or not isinstance(said, str):
        return
    if isinstance(version, str) and version not in {"", "v1"}:
        yield Refusal((*path, "fieldPath"), f"is of {shown(version)}: a pod is of v1", "apiVersion: v1", spot=(*path, "apiVersion"))
    elif one := _ONE_OF_MANY.fullmatch(said):
        key = one[2].lower() if one[1].endswith("annotations") else one[2]
        if problem := label_key(key):
            yield Refusal(path, problem, spot=(*path, "fieldPath"))
    elif _OLD.get(said, said) not in known:
        keys = "" if known is OF_FILES else ", metadata.labels['KEY'], metadata.annotations['KEY']"
        yield Refusal((*path, "fieldPath"), f"{shown(said)} must be one of {', '.join(known)}{keys}")


def resource_of_container(ref: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in a resourceFieldRef."""
    yield from required(ref, path, ("resource",))
    said = ref.get("resource")
    if not said or not isinstance(said, str):
        return
    if said not in _RESOURCES and not said.startswith(_HUGE):
        yield Refusal((*path, "resource"), f"{shown(said)} must be one of {', '.join(_RESOURCES)}")
        return
    divisor = quantity(ref.get("divisor"))
    if divisor is not None and divisor not in _DIVISORS["cpu" if said.endswith(".cpu") else "bytes"]:
        allowed = "1m or 1" if said.endswith(".cpu") else "1, or 1 with a unit, as 1Mi"
        yield Refusal((*path, "divisor"), f"must be {allowed}")


def resource_of_another(ref: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in a resourceFieldRef of a file, which says whose resource it is."""
    problems = list(missing(ref, path, ("containerName",)))
    yield from problems or resource_of_container(ref, path)
