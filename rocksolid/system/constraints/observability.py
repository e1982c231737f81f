"""Metrics come from one TCP port that there is, and where the platform scrapes Services, from one that is in the Service."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.constraints.unknown_ports import unknown_ports
from rocksolid.system.ports import listed
from rocksolid.system.workload import Workload


def observability(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with `[metrics]`; what stands below the app is passed over where the app has no such port."""
    if not (w.app.metrics and w.layers.wrote("metrics")):
        return
    where, refs = ("metrics", "port"), w.app.metrics.port
    yield from unknown_ports(w, refs, where)
    if len(refs) > 1:
        yield Finding("several-ports", "error", "metrics are scraped from one port", w.layers.at(where), f'port = "{refs[0]}"')
    if not refs and not w.scraped:
        message = f"which port are metrics scraped from? the app's ports are {listed(w.ports)}"
        yield Finding(
            "ambiguous-port", "error", message, w.layers.at(("metrics",), key=True), 'port = "metrics", with such a port in [ports]'
        )
    yield from _scrapable(w)


def _scrapable(w: Workload) -> Iterator[Finding]:
    """Yield an error where the scraper cannot ask the port."""
    for port in w.scraped:
        if port.protocol != "TCP":
            message = f'metrics are scraped over TCP: port "{port.name}" is {port.protocol}'
            yield Finding("not-http", "error", message, w.layers.at(("metrics", "port")), "name a TCP port")
        elif w.platform.metrics.kind == "service-monitor" and port not in w.service_ports:
            message = f'the platform scrapes Services, and port "{port.name}" is in none'
            hint = (
                "remove service = false"
                if port.service is None
                else 'a worker has no Service: kind = "service", or kind = "pod-monitor" in [metrics] of platform.toml'
            )
            yield Finding("port-not-in-service", "error", message, w.layers.at(port.path), hint)
