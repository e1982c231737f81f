"""One difference between two states of a system: what it is about, what it does, and where."""

from typing import Literal, get_args

import attrs

Topic = Literal["updates", "calls", "entrances", "hardening", "availability", "probes", "images", "resources", "objects", "fields"]
Effect = Literal["refused", "loses-data", "disrupts", "weakens", "changes", "strengthens"]
"""What applying it does, from the worst on: the server refuses it; data or the way to it is lost; the app is interrupted or falls
short for a time; a promise becomes weaker; something is otherwise than before; a promise becomes stronger."""
EFFECTS: tuple[Effect, ...] = get_args(Effect)


@attrs.frozen
class Change:
    """One difference.

    `subject` is whom it is about as a reader would look for it (`shop/Deployment/web`, or a call `shop/web => shop/api`),
    `message` what was and what is, in one line, `hint` what to do about it (empty: nothing), `path` the field that changes,
    empty where no single one does.
    """

    topic: Topic
    effect: Effect
    subject: str
    message: str
    hint: str = ""
    path: str = ""
