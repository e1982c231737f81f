"""The containers of a workload, each by its name ("" for the app's own): their words, and where these stand."""

from collections.abc import Callable
from typing import Any

from rocksolid.language.blueprint import Blueprint
from rocksolid.language.container import Container
from rocksolid.language.source import KeyPath
from rocksolid.language.types import Name
from rocksolid.system.workload import Workload


def containers(w: Workload) -> tuple[str, ...]:
    """Return the names of all containers, the app's own first."""
    return ("", *w.app.containers)


def words(w: Workload, container: str) -> Blueprint | Container:
    """Return the words of a container."""
    return w.app.containers[Name(container)] if container else w.app


def path_to(container: str, *steps: str | int) -> KeyPath:
    """Return the path of a container's words in the blueprint, or of something below them."""
    return ("containers", container, *steps) if container else steps


def wrote(w: Workload, container: str, *steps: str) -> bool:
    """Return whether the app itself wrote a word of a container."""
    return w.layers.wrote("containers", container, *steps) if container else w.layers.wrote(*steps)


def each(w: Workload, field: str, say: Callable[[Workload, str], Any]) -> dict[str, Any] | None:
    """Return a field of every container that has something to say, as a piece of the controller; None where none has."""
    said = {container: say(w, container) for container in containers(w)}
    return w.containers(lambda container: {field: said[container]} if said[container] else {}) if any(said.values()) else None
