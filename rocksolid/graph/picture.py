"""What is in the picture of a system: boxes in groups, and arrows between them; how these are drawn is not said here."""

from collections.abc import Mapping
from typing import Literal

import attrs

from rocksolid.language.blueprint import Kind

BoxLook = Kind | Literal["assumed", "outside"]
ArrowLook = Literal["critical", "ordinary", "incoming"]

LEGEND: Mapping[ArrowLook, str] = {
    "critical": "thick: unready without it",
    "ordinary": "dashed: degraded without it",
    "incoming": "thin: may call",
}
"""How each kind of arrow is drawn, and what it says."""


@attrs.frozen
class Box:
    """One thing that calls or is called: an app by its kind, an app that is only assumed, or something outside the blueprints."""

    id: str
    look: BoxLook
    lines: tuple[str, ...]


@attrs.frozen
class Arrow:
    """One way that calls take, from box to box by their ids; the label may have several lines, or none."""

    caller: str
    callee: str
    look: ArrowLook
    label: str


@attrs.frozen
class Group:
    """Boxes that belong together, and smaller groups, under a title."""

    id: str
    title: str
    boxes: tuple[Box, ...]
    groups: "tuple[Group, ...]" = ()


@attrs.frozen
class Picture:
    """A whole picture: where calls come from, the apps, what they call outside, and all arrows; an id is there once."""

    sources: tuple[Box, ...]
    apps: tuple[Box, ...]
    groups: tuple[Group, ...]
    targets: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def legend(self) -> tuple[str, ...]:
        """What the kinds of arrows say that there are."""
        looks = {arrow.look for arrow in self.arrows}
        return tuple(said for look, said in LEGEND.items() if look in looks)
