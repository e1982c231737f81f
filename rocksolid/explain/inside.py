"""Which words decide a field inside a policy's hole or inside a container, of all that decide its neighbours too."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from rocksolid.explain.leaf import Leaf
from rocksolid.language.source import KeyPath
from rocksolid.system.calls import Call
from rocksolid.system.containers import wrote
from rocksolid.system.holes import cilium_holes, hole
from rocksolid.system.ports import PORTS
from rocksolid.system.probes import ASKING, MOMENTS

Paths = list[KeyPath]

_POLICIES = frozenset({"NetworkPolicy", "CiliumNetworkPolicy"})
_OF_CONTAINERS: Mapping[str, frozenset[str]] = {
    "name": frozenset({"name", "containers"}),
    "image": frozenset({"image", "containers"}),
    "imagePullPolicy": frozenset({"image_pull"}),
    "restartPolicy": frozenset({"containers"}),
    "command": frozenset({"command", "containers"}),
    "args": frozenset({"args", "containers"}),
    "resources": frozenset({"resources", "containers"}),
}
"""Fields of containers that no other container has a part in, each with the words that decide it."""
_TIMES: Mapping[Any, tuple[str, ...]] = {
    "initialDelaySeconds": ("delay",),
    "periodSeconds": ("period",),
    "timeoutSeconds": ("timeout", "period"),
    "failureThreshold": ("failures",),
    "successThreshold": ("successes",),
}
"""When a probe asks: its fields, each with the words that decide it."""


def _calls(leaf: Leaf, paths: Paths) -> Paths:
    """Keep, of all callers and dependencies, the one that a hole of a policy is for."""
    w, direction = leaf.words.w, leaf.path[1:2]
    if not w or leaf.one.ref.kind not in _POLICIES or direction not in {("ingress",), ("egress",)}:
        return paths
    item = leaf.item("ingress", "egress")
    if direction == ("ingress",):
        return _of(paths, "callers", [call for call in w.inbound if item in [*hole("ingress", call), *cilium_holes("ingress", call)]])
    return _of(paths, "dependencies", [call for call in w.outbound if item in [*hole("egress", call), *cilium_holes("egress", call)]])


def _of(paths: Paths, word: str, calls: Iterable[Call]) -> Paths:
    return _items(paths, word, [call.path[1] for call in calls if call.path[0] == word])


def _items(paths: Paths, word: str, positions: Iterable[str | int]) -> Paths:
    """Return paths with some items of a list instead of all, and with the callees that these mean."""
    found = list(positions)
    if not found:
        return paths
    items = {(word,): [(word, position) for position in found]}
    callees = {path: [("callee", position, *path[1:]) for position in found] for path in paths if path[0] == "callee"}
    return [narrow for path in paths for narrow in (items | callees).get(path, [path])]


def _variables(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says a variable: the container's own word, or the dependency whose address it is."""
    variable, w = leaf.item("env"), leaf.words.w
    if not w or variable is None or ("env",) not in paths:
        return paths
    name, own = variable["name"], (*_container(leaf), "env", variable["name"])
    if leaf.words.says(own):
        return [own, *(path for path in paths if path[0] in PORTS and leaf.words.says((*own, "template")))]
    addresses = [position for position, one in enumerate(w.app.dependencies) if name in one.env]
    rest = [path for path in paths if path[0] not in {"env", *PORTS}]
    return [*_items(rest, "dependencies", addresses), *filter(None, [_container(leaf)])]


def _ports(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says one port of a container or of a Service."""
    port = leaf.item("ports")
    if not isinstance(port, dict) or "name" not in port or ("ports",) not in paths:
        return paths
    own = [path for path in (("ports", port["name"]), *([("port",)] if port["name"] == "http" else [])) if leaf.words.says(path)]
    return own or [path for path in paths if path[0] in {"ports", "containers"}]


def _containers(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says a field that no other container has a part in."""
    words, container = _OF_CONTAINERS.get(leaf.field), leaf.container
    if words is None or container is None:
        return paths
    of_app = [path for path in paths if path[0] in words and path != ("containers",)]
    if not container:
        return of_app
    own = (*_container(leaf), leaf.field)
    return [own] if leaf.words.says(own) else [_container(leaf), *of_app]


def _probes(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says when a probe asks, or what: the one does not depend on the other."""
    times, moment = _TIMES.get(leaf.path[-1]), leaf.field.removesuffix("Probe")
    if moment not in MOMENTS:
        return paths
    table = (*_container(leaf), "health")
    if times:
        return [(*table, moment, word) for word in times]
    asked: dict[KeyPath, Paths] = {("health", one): [(*table, one, word) for word in ASKING] for one in MOMENTS}
    return [narrow for path in paths for narrow in asked.get(path, [path])]


def _resources(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says one resource: its request and its limit depend on each other where not both are written."""
    if leaf.path[-2:-1] not in {("requests",), ("limits",)}:
        return paths
    word, w = str(leaf.path[-1]).replace("-", "_"), leaf.words.w
    words: tuple[str, ...] = (word, f"{word}_limit") if leaf.path[-2] == "requests" else (f"{word}_limit", word)
    if w and all(wrote(w, leaf.container or "", "resources", one) for one in words):
        words = words[:1]
    return [narrow for path in paths for narrow in ([(*path, one) for one in words] if path[-1] == "resources" else [path])]


def _container(leaf: Leaf) -> KeyPath:
    """Return the table of the container that a field stands in; the app's own has none."""
    return ("containers", leaf.container) if leaf.container else ()


INSIDE: tuple[Callable[[Leaf, Paths], Paths], ...] = (_calls, _variables, _ports, _containers, _probes, _resources)
"""In this order: each one keeps of what the ones before it kept."""
