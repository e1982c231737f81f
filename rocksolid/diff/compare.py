"""The differences of two states of a system: what each topic has to say, the worst first."""

from collections.abc import Callable, Iterator
from typing import get_args

from rocksolid.diff.availability.replicas import availability
from rocksolid.diff.calls.pods import calls
from rocksolid.diff.change import EFFECTS, Change, Topic
from rocksolid.diff.fields import fields
from rocksolid.diff.hardening.pods import hardening
from rocksolid.diff.images import images
from rocksolid.diff.objects import objects
from rocksolid.diff.probes import probes
from rocksolid.diff.resources import resources
from rocksolid.diff.sides import Sides
from rocksolid.diff.updates import updates
from rocksolid.verify.cluster import Cluster

TOPICS: tuple[Callable[[Sides], Iterator[Change]], ...] = (
    updates,
    calls,
    hardening,
    availability,
    probes,
    images,
    resources,
    objects,
    fields,
)
"""Who looks for differences: each for those of the topic that it is named after, `fields` for all of them once more, one by one."""
_RANKS = {topic: rank for rank, topic in enumerate(get_args(Topic))}


def differences(old: Cluster, new: Cluster) -> list[Change]:
    """Return what is different in the new state, each once: the worst effect first, then by topic, subject and path."""
    sides = Sides(old, new)
    return sorted(dict.fromkeys(change for topic in TOPICS for change in topic(sides)), key=_order)


def _order(change: Change) -> tuple[int, int, str, str, str]:
    return EFFECTS.index(change.effect), _RANKS[change.topic], change.subject, change.path, change.message
