"""Which of the words that a rule names decide which of the fields that it writes, where it writes several at once."""

from collections.abc import Callable, Iterator, Mapping

from rocksolid.explain.leaf import Leaf
from rocksolid.language.source import KeyPath
from rocksolid.system.ports import PORTS
from rocksolid.system.probes import ASKING
from rocksolid.system.rollout import NONE
from rocksolid.system.scratch import volumes

Paths = list[KeyPath]
Words = tuple[str, ...]

_NAMES = ("name", "instance", "service_name")
_WAY = ("platform.ingress", "platform.gateway")
_DRAINS = tuple(f"{way}.drain" for way in _WAY)
_WITH_REPLICAS = ("replicas", "scale.max", "placement.spread")
_STARTED = tuple(f"health.{moment}.{word}" for moment in ("startup", "liveness") for word in ASKING)
_PATIENCE = ("health.startup.delay", "health.startup.period", "health.startup.failures", "health.startup.timeout")
_RULES: Mapping[str, Mapping[str, Words]] = {
    "rollout": {
        "type": ("rollout.strategy", "volumes"),
        "progressDeadlineSeconds": ("rollout.deadline", "rollout.min_ready", *_PATIENCE, *_STARTED, "containers"),
    },
    "placement": {
        "whenUnsatisfiable": (*_WITH_REPLICAS, "placement.required"),
        "preferredDuringSchedulingIgnoredDuringExecution": (*_NAMES, *_WITH_REPLICAS),
        "topologySpreadConstraints": (*_NAMES, *_WITH_REPLICAS),
    },
    "service": {
        "type": ("headless",),
        "clusterIP": ("headless",),
        "publishNotReadyAddresses": PORTS,
        "ports": PORTS,
    },
    "disruption": {
        "unhealthyPodEvictionPolicy": ("replicas", "scale.min", "scale.max"),
        "maxUnavailable": ("replicas", "scale.min", "scale.max", "disruption.max_unavailable"),
    },
    "security": {
        "runAsNonRoot": ("security.user", "containers"),
        "runAsUser": ("security.user", "containers"),
        "runAsGroup": ("security.group", "security.user", "containers"),
        "fsGroup": ("security.fs_group", "security.group", "security.user", "files", "volumes", "containers"),
        "fsGroupChangePolicy": ("security.fs_group", "security.user", "files", "volumes", "containers"),
        "seccompProfile": ("security.seccomp",),
        "allowPrivilegeEscalation": (),
        "readOnlyRootFilesystem": ("security.writable_root",),
        "drop": (),
        "add": ("security.capabilities",),
    },
    "lifecycle": {
        "preStop": ("shutdown.drain", "shutdown.grace", *_DRAINS, "expose.via", *PORTS),
        "terminationGracePeriodSeconds": ("shutdown.grace", "shutdown.drain", *_DRAINS, "expose.via", *PORTS),
    },
    "exposure": {
        "ingressClassName": ("expose.class", "expose.via", *_WAY),
        "parentRefs": ("expose.tls", "expose.via", *_WAY),
        "host": ("expose.host", "expose.hosts"),
        "hosts": ("expose.host", "expose.hosts", "expose.tls"),
        "hostnames": ("expose.host", "expose.hosts"),
        "secretName": ("expose.tls", "name", "instance"),
        "path": ("expose.path", "expose.paths"),
        "matches": ("expose.path", "expose.paths", *PORTS),
        "pathType": ("expose.path", "expose.paths"),
        "backend": ("expose.port", *_NAMES, *PORTS),
        "backendRefs": ("expose.port", *_NAMES, *PORTS),
        "ports": ("expose.port", *PORTS),
        "externalTrafficPolicy": ("expose.via",),
        "loadBalancerSourceRanges": ("expose.from", "expose.via"),
    },
    "observability": {
        "interval": ("metrics.interval",),
        "path": ("metrics.path",),
        "port": ("metrics.port", *PORTS),
        "prometheus.io/path": ("metrics.path", "pod_annotations", "platform.metrics.kind"),
        "prometheus.io/port": ("metrics.port", *PORTS, "pod_annotations", "platform.metrics.kind"),
        "prometheus.io/scrape": ("metrics", "pod_annotations", "platform.metrics.kind"),
    },
}
"""By rule and field, the nearest one around it that stands here: the words that decide it, and no others."""
_OF_CONTAINERS: Mapping[str, Words] = {
    "service": ("ports",),
    "network": ("ports",),
    "cilium": ("ports",),
    "exposure": ("ports",),
    "observability": ("ports",),
    "lifecycle": ("ports",),
    "rollout": ("health", "startup"),
    "files": ("files",),
}
"""By rule: the one table of containers that it reads."""
_WITHOUT_PORTS = frozenset({("config", "env", "name"), ("health", "readinessProbe", "path"), ("health", "livenessProbe", "path")})
"""By rule, field of a container and last step: what stands beside a port, and is the same whatever that is."""


def fields(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what decides this field, of the words that decide its neighbours as well."""
    table = _RULES.get(leaf.rule, {})
    field = next((step for step in reversed(leaf.path) if step in table), None)
    kept = paths if field is None else list(_within(paths, table[str(field)]))
    if leaf.rule == "security" and leaf.container:
        return list(_own_security(leaf, kept))
    return kept


def _within(paths: Paths, words: Words) -> Iterator[KeyPath]:
    """Yield what some paths and some words have in common, in the order of the words: of two that are one below the other, the lower one."""
    for word in (tuple(word.split(".")) for word in words):
        for path in paths:
            if word[: len(path)] == path or path[: len(word)] == word:
                yield max(path, word, key=len)


def _own_security(leaf: Leaf, paths: Paths) -> Iterator[KeyPath]:
    """Yield what a container says of its own security, before what holds for all of them; what is the same in each comes with it."""
    if not paths:
        yield ("containers", str(leaf.container))
    for path in paths:
        if path[0] == "security":
            yield ("containers", str(leaf.container), *path)
        yield path


def of_containers(leaf: Leaf, paths: Paths) -> Paths:
    """Name, of all containers, those tables alone that the rule reads."""
    table, w = _OF_CONTAINERS.get(leaf.rule), leaf.words.w
    named: Paths = [("containers", str(name), *table) for name in w.app.containers] if w and table else []
    return [narrow for path in paths for narrow in (named if path == ("containers",) and named else [path])]


def scaled(leaf: Leaf, paths: Paths) -> Paths:
    """Leave out the replicas of an app whose replicas an autoscaler counts."""
    if not leaf.words.says(("scale",)):
        return paths
    return [path for path in paths if path != ("replicas",)]


def space(leaf: Leaf, paths: Paths) -> Paths:
    """Keep, of all scratch space, the pieces that a volume or a mount is for."""
    w = leaf.words.w
    item = leaf.item("volumes", "volumeMounts")
    if leaf.rule != "scratch" or not w or item is None:
        return paths
    pieces = [one for one in volumes(w).get(item["name"], ()) if item.get("mountPath") in {None, one.path}]
    if "volumeMounts" in leaf.path:
        pieces = [one for one in pieces if one.container == (leaf.container or "")]
    size = ("size",) if leaf.path[-1] == "sizeLimit" else ()
    around = [("containers", one.container) for one in pieces if one.container]
    own: Paths = [(*(("containers", one.container) if one.container else ()), "scratch", one.path, *size) for one in pieces]
    return [*own, *around, *(path for path in paths if path[0] in {"files", "volumes"})] if pieces else paths


def namespaces(leaf: Leaf, paths: Paths) -> Paths:
    """Leave the namespaces out of a variable that has none in it, and would get none: all apps that it names are where its own is."""
    w = leaf.words.w
    if leaf.rule != "config" or not w:
        return paths
    others = (*(callee.namespace for callee in w.callees.values()), *(one.namespace for one in w.app.dependencies if one.namespace))
    apart = any(one != w.namespace for one in others) or leaf.words.says(("namespace",))
    said = any(one and one in str(leaf.value) for one in (w.namespace, *others))
    return paths if (apart or said) and leaf.path[-1] != "name" else [path for path in paths if "namespace" not in path[:2]]


def mounted(leaf: Leaf, paths: Paths) -> Paths:
    """Leave out of where a file is mounted what only makes way for the name of its volume."""
    if leaf.rule != "files" or leaf.path[-1] not in {"mountPath", "subPath"}:
        return paths
    return [path for path in paths if path[0] not in {"scratch", "volumes"}]


def surge(leaf: Leaf, paths: Paths) -> Paths:
    """Leave the pods too few out of the pods too many, which give way only where both are none."""
    w = leaf.words.w
    if leaf.path[-1] != "maxSurge" or not w or w.kind == "daemon" or leaf.value in NONE:
        return paths
    return [path for path in paths if path != ("rollout", "max_unavailable")]


def drains(leaf: Leaf, paths: Paths) -> Paths:
    """Leave the way in out of the end of a pod where the platform's balancers need no time for that."""
    if leaf.rule != "lifecycle" or any(leaf.words.says(tuple(word.split("."))) for word in _DRAINS):
        return paths
    return [path for path in paths if path[0] != "expose"]


def addresses(leaf: Leaf, paths: Paths) -> Paths:
    """Leave the addresses of the cluster out of a hole that has none."""
    item = leaf.item("ingress", "egress")
    if leaf.rule != "network" or item is None or "ipBlock" in str(item):
        return paths
    return [(*path, "engine") if path == ("platform", "network") else path for path in paths]


def portless(leaf: Leaf, paths: Paths) -> Paths:
    """Leave the ports out of what a variable is called, and out of the path that a probe asks for."""
    if (leaf.rule, leaf.field, leaf.path[-1]) not in _WITHOUT_PORTS:
        return paths
    return [path for path in paths if path[-1] not in PORTS and path[0] != "callee"]


FIELDS: tuple[Callable[[Leaf, Paths], Paths], ...] = (
    scaled,
    fields,
    of_containers,
    space,
    mounted,
    surge,
    drains,
    addresses,
    portless,
    namespaces,
)
"""In this order: each one keeps of what the ones before it kept."""
