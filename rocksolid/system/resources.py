"""What each container asks for and may take, where what is written and what is a default may not fit."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.amounts import thousandths
from rocksolid.language.platforms import builtin_defaults
from rocksolid.manifest.shared import Shared, shared
from rocksolid.system.containers import containers, path_to, words, wrote
from rocksolid.system.once import once
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

RESOURCES = {"cpu": "cpu", "memory": "memory", "ephemeral_storage": "ephemeral-storage"}
"""Kubernetes' name of each resource."""


@once
def resources(w: Workload, container: str) -> Shared:
    """Return the requests and limits of a container, by Kubernetes' names; empty where it has none."""
    return _resources(*zip(*[request_and_limit(w, container, word) for word in RESOURCES], strict=True))


@shared
def _resources(requests: tuple[str | None, ...], limits: tuple[str | None, ...]) -> dict[str, dict[str, str]]:
    said = (("requests", requests), ("limits", limits))
    named = ((field, {name: one for name, one in zip(RESOURCES.values(), of, strict=True) if one}) for field, of in said)
    return {field: amounts for field, amounts in named if amounts}


def request_and_limit(w: Workload, container: str, word: str) -> tuple[str | None, str | None]:
    """Return what a container asks for of one resource and the most that it may take.

    A memory that the app wrote is also its limit. Where the two do not fit, the one that the app did not write gives way.
    """
    table = words(w, container).resources
    request, limit = getattr(table, word), getattr(table, f"{word}_limit")
    if word == "memory" and limit is None and wrote(w, container, "resources", word):
        return request, request
    if request and limit and thousandths(request) > thousandths(limit):
        return (request, request) if wrote(w, container, "resources", word) else (limit, limit)
    return request, limit


def guessed(system: System) -> Iterator[Finding]:
    """Yield a note for each app of which nobody said what it needs: neither itself nor its platform."""
    builtin, _ = builtin_defaults()
    for w in system.workloads:
        layers = {word: w.layers.deciding(("resources", word)) for word in ("cpu", "memory")}
        words = [word for word, layer in layers.items() if layer and layer.source is builtin]
        if words:
            asked = " and ".join(f"{getattr(w.app.resources, word)} {word}" for word in words)
            hint = "[resources]\n" + "\n".join(f'{word} = "{getattr(w.app.resources, word)}"' for word in words)
            message = f'nobody said what "{w.app.name}" needs: it asks for {asked}'
            yield Finding("resources-guessed", "note", message, w.layers.at(("name",)), hint)


def unlimited(system: System) -> Iterator[Finding]:
    """Yield a warning for each variable that is to hold a limit of which there is none: it would hold the node's capacity."""
    for w in system.workloads:
        for container in containers(w):
            for name, variable in words(w, container).env.items():
                kind, _, resource = (variable.resource or "").partition(".")
                if kind == "limits" and resource not in resources(w, container).get("limits", {}):
                    word = f"{resource.replace('-', '_')}_limit"
                    message = f'"{name}" would hold the capacity of the node: the container has no {word}'
                    spot = w.layers.at(path_to(container, "env", name, "resource"))
                    yield Finding("no-limit", "warning", message, spot, f'add {word} to its resources, or read "requests.{resource}"')
