"""The differences of two states of a system: what each topic has to say, the worst first."""

from collections.abc import Callable, Iterator, Mapping
from typing import get_args

from rocksolid.diff.availability.autoscaling import autoscaling
from rocksolid.diff.availability.placement import placement
from rocksolid.diff.availability.replicas import replicas
from rocksolid.diff.availability.rollout import rollout
from rocksolid.diff.availability.schedules import schedules
from rocksolid.diff.availability.shutdown import shutdown
from rocksolid.diff.availability.spread import spread
from rocksolid.diff.calls.isolation import isolation
from rocksolid.diff.calls.pods import calls
from rocksolid.diff.change import EFFECTS, Change, Topic
from rocksolid.diff.entrances.routes import routes
from rocksolid.diff.entrances.services import services
from rocksolid.diff.fields import fields
from rocksolid.diff.hardening.access import access
from rocksolid.diff.hardening.namespaces import namespaces
from rocksolid.diff.hardening.pods import hardening
from rocksolid.diff.hardening.tokens import tokens
from rocksolid.diff.images import images
from rocksolid.diff.objects import objects
from rocksolid.diff.probes import probes
from rocksolid.diff.resources import resources
from rocksolid.diff.sides import Sides
from rocksolid.diff.updates import updates
from rocksolid.diff.updates.leaving import leaving
from rocksolid.diff.updates.stuck import stuck
from rocksolid.progress import Watch, unwatched
from rocksolid.verify.cluster import Cluster

TOPICS: Mapping[Topic, tuple[Callable[[Sides], Iterator[Change]], ...]] = {
    "updates": (updates, stuck, leaving),
    "calls": (calls, isolation),
    "entrances": (services, routes),
    "hardening": (hardening, tokens, namespaces, access),
    "availability": (replicas, autoscaling, placement, spread, rollout, schedules, shutdown),
    "probes": (probes,),
    "images": (images,),
    "resources": (resources,),
    "objects": (objects,),
    "fields": (fields,),
}
"""Who looks for the differences of each topic; `fields` holds all of them once more, one by one."""
_RANKS = {topic: rank for rank, topic in enumerate(get_args(Topic))}


def compare(old: Cluster, new: Cluster, watch: Watch = unwatched) -> list[Change]:
    """Return what is different in the new state, each once: the worst effect first, then by topic, subject and path."""
    sides = Sides(old, new)
    return sorted(dict.fromkeys(change for topic in watch("comparing", TOPICS) for change in of_topic(topic, sides)), key=_order)


def of_topic(topic: Topic, sides: Sides) -> Iterator[Change]:
    """Yield what is different about one topic, in the order in which it is found."""
    return (change for look in TOPICS[topic] for change in look(sides))


def _order(change: Change) -> tuple[int, int, str, str, str]:
    return EFFECTS.index(change.effect), _RANKS[change.topic], change.subject, change.path, change.message
