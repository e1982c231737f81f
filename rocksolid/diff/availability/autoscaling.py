"""How full pods may be before an autoscaler adds others."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from rocksolid.diff.change import Change, Effect
from rocksolid.diff.sides import Sides, title
from rocksolid.verify.document import get, table, tables
from rocksolid.verify.quantities import quantity
from rocksolid.verify.resource import Resource

_SOURCES = ("resource", "containerResource", "pods", "object", "external")
"""What an autoscaler can measure."""


def autoscaling(sides: Sides) -> Iterator[Change]:
    """Yield the targets that are others, come and go, autoscaler by autoscaler."""
    for old, new in sides.changed:
        if (new.group, new.kind) == ("autoscaling", "HorizontalPodAutoscaler"):
            was, now = dict(_targets(old)), dict(_targets(new))
            for what in dict.fromkeys((*now, *was)):
                yield from _turned(new, what, was.get(what), now.get(what))


def _turned(one: Resource, what: str, was: str | None, now: str | None) -> Iterator[Change]:
    if was is None or now is None:
        said = f"it now adds pods by {what} above {now}" if now else f"it no longer adds pods by {what}: the target was {was}"
        yield Change("availability", "strengthens" if now else "weakens", title(one), said, path="spec.metrics")
    elif was != now:
        fuller = _fullness(now) - _fullness(was)
        effect: Effect = "changes" if was.endswith("%") != now.endswith("%") or not fuller else "weakens" if fuller > 0 else "strengthens"
        yield Change(
            "availability", effect, title(one), f"it added pods where {what} was above {was}, now above {now}", path="spec.metrics"
        )


def _targets(one: Resource) -> Iterator[tuple[str, str]]:
    """Yield what is measured, and the target."""
    for _, metric in tables(one.spec, "metrics"):
        for source in _SOURCES:
            said = table(metric, source)
            if said:
                yield _measured(said), _target(table(said, "target"))


def _measured(said: Mapping[str, Any]) -> str:
    name = str(said.get("name") or get(said, "metric", "name"))
    return f"{name} of container {said['container']}" if said.get("container") else name


def _target(said: Mapping[str, Any]) -> str:
    percent = said.get("averageUtilization")
    return f"{percent} %" if percent is not None else str(said.get("averageValue") or said.get("value"))


def _fullness(target: str) -> Fraction:
    return quantity(target.removesuffix(" %")) or Fraction(0)
