"""A pod that is asked to end serves until nobody calls it any more, and its process has time to end by itself."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.manifest.shared import shared
from rocksolid.system.lifecycle import drain, grace
from rocksolid.system.ports import MAIN, PORTS
from rocksolid.system.resolve import System

_SERVING = ("shutdown", "expose", "platform.ingress", "platform.gateway")
_BECAUSE: Mapping[str, tuple[str, ...]] = {"service": _SERVING, "stateful": _SERVING, "daemon": (*_SERVING, *PORTS)}
"""What decides the end of kinds that are called; for all others it is the grace period alone."""


def lifecycle(system: System) -> Iterator[Part]:
    """Yield the grace period of every pod, and the wait before the app's own container hears of its end.

    Containers beside it need none: the kubelet ends them after it.
    """
    for w in system.workloads:
        because = _BECAUSE.get(w.kind, ("shutdown.grace",))
        yield Part(w.controller, w.pod({"terminationGracePeriodSeconds": grace(w)}), because)
        seconds = drain(w)
        if seconds:  # `sleep: 0` is only served from Kubernetes 1.33 on.
            yield Part(w.controller, w.containers(partial(_of_container, seconds)), ("name", "containers", *because))


def _of_container(seconds: int, container: str) -> dict[str, Any]:
    return {"lifecycle": _waiting(seconds)} if container == MAIN else {}


@shared
def _waiting(seconds: int) -> dict[str, Any]:
    """Return the wait of the app's own container: endpoints leave proxies and balancers while it still serves."""
    return {"preStop": {"sleep": {"seconds": seconds}}}
