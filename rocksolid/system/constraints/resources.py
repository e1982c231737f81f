"""No container asks for more than it may take, or for so little that its unit was forgotten."""

import re
from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.amounts import thousandths
from rocksolid.system.containers import containers, path_to, words, wrote
from rocksolid.system.resources import RESOURCES
from rocksolid.system.workload import Workload

_MEBIBYTE = 2**20


def resources(w: Workload) -> Iterator[Finding]:
    """Yield an error for each request over its limit where the app wrote both (otherwise the default gives way), and for each tiny amount."""
    for container in containers(w):
        table = words(w, container).resources
        for word in RESOURCES:
            request, limit = getattr(table, word), getattr(table, f"{word}_limit")
            over = request and limit and thousandths(request) > thousandths(limit)
            if over and all(wrote(w, container, "resources", one) for one in (word, f"{word}_limit")):
                at = path_to(container, "resources")
                related = ((w.layers.at((*at, word)), "the request is here"),)
                message = f"the {word}_limit of {limit} is less than the request of {request}"
                yield Finding("request-over-limit", "error", message, w.layers.at((*at, f"{word}_limit")), "", related)
        yield from _tiny(w, container)


def _tiny(w: Workload, container: str) -> Iterator[Finding]:
    """Yield an error for each amount of memory or disk in which no program fits: its author thought of another unit."""
    table = words(w, container).resources
    for word in ("memory", "memory_limit", "ephemeral_storage", "ephemeral_storage_limit"):
        amount = getattr(table, word)
        if amount and 0 < thousandths(amount) < _MEBIBYTE * 1000:
            hint = f'did you mean "{amount}Mi"?' if re.fullmatch(r"[1-9][0-9]{0,4}", amount) else f'write it like {word} = "128Mi"'
            message = (
                f'"{amount}" is less than one MiB: without a unit, it counts bytes'
                if amount[-1].isdigit()
                else f'"{amount}" is less than one MiB'
            )
            yield Finding("unit-forgotten", "error", message, w.layers.at(path_to(container, "resources", word)), hint)
