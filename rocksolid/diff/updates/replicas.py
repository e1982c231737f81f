"""A number of pods that is no longer written, because an autoscaler is to own it."""

import json
from collections.abc import Iterator
from shlex import quote
from typing import Any

from rocksolid.diff.change import Change
from rocksolid.diff.sides import title
from rocksolid.diff.updates.refusals import command
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource

_SCALED = frozenset({("apps", "Deployment"), ("apps", "StatefulSet"), ("apps", "ReplicaSet"), ("", "ReplicationController")})


def replicas(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield that the server sets one pod, until an autoscaler or a person says otherwise."""
    was: Any = old.spec.get("replicas")
    if (new.group, new.kind) not in _SCALED or was in (None, 1) or new.spec.get("replicas") is not None:
        return
    message = f"spec.replicas was {was}, and is no longer written: the server sets 1, until an autoscaler sets another number"
    hint = "\n".join(
        (
            "hand it over before this is applied. With `kubectl apply`, take replicas out of what was applied last:",
            command("apply edit-last-applied", new),
            "With --server-side, let another manager keep it until the autoscaler writes it:",
            f"echo {quote(json.dumps(_alone(new, was)))} | kubectl apply --server-side --field-manager=handover-to-hpa --validate=false -f -",
            "Without an autoscaler, write replicas.",
        )
    )
    yield Change("updates", "disrupts", title(new), message, hint, "spec.replicas")


def _alone(one: Resource, number: Any) -> Any:
    """Return an object with nothing but its number of pods."""
    metadata = {key: value for key in ("name", "namespace") if (value := get(one.content, "metadata", key))}
    return {"apiVersion": one.content["apiVersion"], "kind": one.kind, "metadata": metadata, "spec": {"replicas": number}}
