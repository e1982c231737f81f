"""What each kind of app has no use for: the words that are passed over below the app, and refused in it."""

from collections.abc import Mapping
from typing import Any

_ONCE = ("schedule", "job")
_SERVED = ("service_name", "headless", "expose")
_RUNS_TO_AN_END = (
    *_SERVED,
    "replicas",
    "port",
    "ports",
    "callers",
    "health",
    "scale",
    "metrics",
    "placement.spread",
    "placement.required",
    "disruption",
    "rollout",
    "shutdown.drain",
)

UNUSABLE: Mapping[str, tuple[str, ...]] = {
    "service": (*_ONCE, "rollout.ordered"),
    "worker": (*_ONCE, *_SERVED, "rollout.ordered", "shutdown.drain"),
    "stateful": (*_ONCE, "rollout.max_surge", "rollout.deadline"),
    "daemon": (*_ONCE, "replicas", "scale", "placement.spread", "placement.required", "disruption", "rollout.deadline", "rollout.ordered"),
    "job": ("schedule", *_RUNS_TO_AN_END),
    "cron": ("job.ttl", "job.hook", *_RUNS_TO_AN_END),
}
"""The words that each kind has no use for."""

KIND_WORDS = ("unset", "kind", "containers", "ports", "port")
"""The words that tell the kind of an app, wherever they stand."""
OWN_KIND_WORDS = (*KIND_WORDS, "schedule", "volumes")
"""Those that tell it where they stand in a blueprint: a default for schedules does not make every app a cron job."""


def kind_of(tree: Mapping[str, Any]) -> str:
    """Return the kind of app that a raw tree is: the one that it names, or the one that its other words tell."""
    kind = tree.get("kind")
    if isinstance(kind, str) and kind in UNUSABLE:
        return kind
    if "schedule" in tree:
        return "cron"
    if any(isinstance(volume, dict) and "size" in volume for volume in _entries(tree, "volumes")):
        return "stateful"
    ported = "port" in tree or tree.get("ports") or any(isinstance(one, dict) and "ports" in one for one in _entries(tree, "containers"))
    return "service" if ported else "worker"


def _entries(tree: Mapping[str, Any], word: str) -> list[Any]:
    """Return the entries of a raw table, none where it is no table."""
    table = tree.get(word)
    return list(table.values()) if isinstance(table, dict) else []
