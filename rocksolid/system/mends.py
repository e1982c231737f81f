"""What an author pastes where, so that both ends of a call are declared."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from rocksolid.finding import Spot
from rocksolid.language.layers import Layer
from rocksolid.language.source import KeyPath
from rocksolid.manifest.paths import dotted
from rocksolid.system.ports import PodPort, ordinary
from rocksolid.system.workload import Workload


def admitting(callee: Workload, caller: Workload, cut: Sequence[PodPort], *, named: bool) -> tuple[str, KeyPath]:
    """Return how a callee admits a caller to the ports that are closed to it, and the path at which it does.

    `named` is whether the caller names its ports; else the usual ones are enough. A port with callers of its own gets one more.
    """
    usual = ordinary(callee.ports, callee.scraped)
    shared = [port for port in cut if port.callers is None]
    if not named:
        shared = [port for port in shared if port in usual] or shared
    path: KeyPath = ("callers",) if shared else (*cut[0].path, "callers")
    if callee.namespace and not caller.namespace:
        return f'say in which namespace "{caller.app.name}" is: namespace = "..."', path
    ports = () if not shared or tuple(shared) == usual else tuple(shared)
    return _add(callee, path, _entry(caller, callee.namespace, ports)), path


def calling(caller: Workload, callee: Workload, ports: Sequence[PodPort]) -> tuple[str, tuple[Spot, str]]:
    """Return how a caller calls some ports of a callee (none: those that it may call anyway), and where it would say so."""
    place = (callee.namespace, callee.app.name)
    for position, one in enumerate(caller.app.dependencies):
        if not one.calls and (one.namespace or caller.namespace, one.app) == place:
            return "remove calls = false there", (caller.layers.at(("dependencies", position)), "its address is known here, and not called")
    path: KeyPath = ("dependencies",)
    return _add(caller, path, _entry(callee, caller.namespace, ports)), declared(caller, path)


def declared(w: Workload, path: KeyPath) -> tuple[Spot, str]:
    """Return where an app declares its callers or dependencies, or else the app, with what is to be seen there."""
    layer = _saying(w, path)
    if layer:
        return layer.at(path, key=True), f"{path[-1]} are declared here"
    return w.layers.at(("name",)), f'"{w.name}" is here, and has no {path[-1]}'


def _entry(w: Workload, here: str | None, ports: Sequence[PodPort]) -> str:
    """Return how an app is written in a list of callers or dependencies of an app in a namespace, with some ports."""
    space = w.namespace if w.namespace != here else None
    if not ports:
        return f'"{space}/{w.app.name}"' if space else f'"{w.app.name}"'
    names = ", ".join(f'"{port.name}"' for port in ports)
    where = f'namespace = "{space}", ' if space else ""
    return f'{{ app = "{w.app.name}", {where}port = {names if len(ports) == 1 else f"[{names}]"} }}'


def _add(w: Workload, path: KeyPath, entry: str) -> str:
    """Return how an entry gets into a list of an app: into its own one, or into a new one, which repeats what it replaces.

    A list that the app shares with others is left alone: what is added there holds for all of them.
    """
    layer = _saying(w, path)
    if layer and layer.own:
        return f"add {entry} to {'.'.join(map(str, path))} in {_in(layer)}"
    own = next(layer for layer in w.layers.layers if layer.own)
    shared = [_toml(one) for one in _raw(layer, path)] if layer else []
    return f"add to {_in(own)}: {'.'.join(map(str, path))} = [{', '.join((*shared, entry))}]"


def _raw(layer: Layer, path: KeyPath) -> Any:
    """Return what a layer says at a path of the app."""
    found: Any = layer.tree
    for step in path[len(layer.below) :]:
        found = found[step]
    return found


def _toml(value: Any) -> str:
    """Return a raw value as TOML on one line."""
    if isinstance(value, Mapping):
        words = (f"{dotted((key,))} = {_toml(one)}" for key, one in value.items())
        return f"{{ {', '.join(words)} }}"
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, list | tuple) else json.dumps(value)


def _saying(w: Workload, path: KeyPath) -> Layer | None:
    """Return the layer whose list holds, None where it was taken away; the platform's `[always]` only adds to it."""
    layers = (layer for layer in reversed(w.layers.layers) if layer.path[:1] != ("always",))
    found = next((layer for layer in layers if layer.has(path) or layer.unsets(path)), None)
    return found if found and found.has(path) else None


def _in(layer: Layer) -> str:
    """Return a file, or a table of it, as a sentence names it."""
    table = ".".join(map(str, layer.path))
    return f"[{table}] of {layer.source.name}" if table else layer.source.name
