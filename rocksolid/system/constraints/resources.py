"""No container asks for more than it may take."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.containers import containers, path_to, words, wrote
from rocksolid.system.quantities import thousandths
from rocksolid.system.resources import RESOURCES
from rocksolid.system.workload import Workload


def resources(w: Workload) -> Iterator[Finding]:
    """Yield an error for each request over its limit where the app wrote both; otherwise the default gives way."""
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
