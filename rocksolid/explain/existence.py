"""Which words make an object exist."""

from collections.abc import Mapping

from rocksolid.explain.leaf import Leaf
from rocksolid.language.source import KeyPath
from rocksolid.system.ports import PORTS

_WAY = ("expose", "expose.via", "platform.ingress", "platform.gateway")
_SCRAPED = ("metrics", "platform.metrics.kind")
_EXISTS: Mapping[str, tuple[str, ...]] = {
    "CiliumNetworkPolicy": ("platform.network.engine",),
    "ConfigMap": ("files", "containers"),
    "CronJob": ("kind",),
    "DaemonSet": ("kind",),
    "Deployment": ("kind",),
    "GRPCRoute": (*_WAY, *PORTS),
    "HTTPRoute": _WAY,
    "HorizontalPodAutoscaler": ("scale",),
    "Ingress": _WAY,
    "Job": ("kind",),
    "PodDisruptionBudget": ("replicas", "scale", "disruption"),
    "PodMonitor": _SCRAPED,
    "Role": ("identity.api",),
    "RoleBinding": ("identity.api",),
    "Service": PORTS,
    "ServiceAccount": ("identity.account",),
    "ServiceMonitor": _SCRAPED,
    "StatefulSet": ("kind",),
}
"""By kind: the words without which an app would have no such object."""


def existence(leaf: Leaf) -> list[KeyPath]:
    """Return the words that make an object of an app exist; none where every app has one."""
    w = leaf.words.w
    if not w:
        return []
    words = ("expose", "expose.via") if leaf.one.ref.name == w.external else _EXISTS.get(leaf.one.ref.kind, ())
    return [tuple(word.split(".")) for word in words]
