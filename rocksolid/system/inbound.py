"""Who may call a workload: its callers, its platform's way in, its scraper, and itself."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.peers import Peer
from rocksolid.system.calls import Call, Pods
from rocksolid.system.exposure import doors, entrance, exposed, via
from rocksolid.system.ports import PORTS, PodPort, admitted, holes, ordinary
from rocksolid.system.sides import peer_sides
from rocksolid.system.unplaced import place_unknown, unknown_to_the_platform
from rocksolid.system.workload import LABEL, NAMESPACE, Workload

_ORDINARY = ("metrics.port", *PORTS)
"""What decides which ports are open to callers that name none."""


def inbound(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield one call for each declared end at this workload; report what the platform file does not say."""
    for position, peer in enumerate(w.app.callers):
        ports = admitted(w.ports, w.scraped, peer.port)
        yield from _from_peer(w, peer, ports, ("callers", position), report)
    for port in w.ports:
        for position, peer in enumerate(port.callers or ()):
            yield from _from_peer(w, peer, (port,), (*port.path, "callers", position), report)
    yield from _itself(w)
    yield from _exposed(w, report)
    yield from _scraper(w, report)
    yield from _component(w)


def _from_peer(w: Workload, peer: Peer, ports: tuple[PodPort, ...], path: tuple[str | int, ...], report: list[Finding]) -> Iterator[Call]:
    """Yield a caller, on ports that are not empty: no ports would mean all of them."""
    sides = peer_sides(peer, w.platform.network, w.namespace)
    app = (peer.namespace, peer.app) if peer.app and peer.app != "*" else None
    words = ("callers",) if path[0] == "callers" else ()
    platform = (*(("platform.network",) if peer.kubernetes else ()), *(NAMESPACE if peer.namespace else ()))
    if not sides:
        report.append(place_unknown(w, peer.kubernetes or "node", path))
    elif ports:
        yield Call(sides, holes(ports), path, (*words, *_ORDINARY, *platform), app)


def _itself(w: Workload) -> Iterator[Call]:
    """Yield the calls of an app's replicas to each other: a dependency on its own name is one word for both ends."""
    for position, dependency in enumerate(w.app.dependencies):
        if dependency.app == w.app.name and dependency.calls and dependency.namespace in {None, w.namespace}:
            ports = admitted(w.ports, w.scraped, dependency.port)
            side = Pods(None, {f"{LABEL}name": w.app.name})
            if ports:
                yield Call((side,), holes(ports), ("dependencies", position), ("dependencies", "name", *_ORDINARY), (None, w.app.name))


def _exposed(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield the way in from outside the cluster."""
    ports, sides = exposed(w), doors(w)
    if ports and sides:
        yield Call(sides, holes(ports), ("expose",), ("expose", *PORTS, "platform.ingress", "platform.gateway", "platform.network"))
    elif entrance(w) and not sides:
        way = str(via(w))
        report.append(unknown_to_the_platform(w, ("expose",), f"where the {way}'s traffic comes from", f'[{way}]\ncontroller = "traefik"'))


def _scraper(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield the platform's scraper, on the metrics port alone."""
    scraping = w.platform.metrics
    if not w.scraped or scraping.kind == "none":
        return
    sides = tuple(side for source in scraping.scraper for side in peer_sides(source, w.platform.network, w.namespace))
    if sides:
        because = (*_ORDINARY, "platform.metrics.kind", "platform.metrics.scraper", "platform.network", *NAMESPACE)
        yield Call(sides, holes(w.scraped), ("metrics",), because)
    else:
        message = "the platform file does not say what scrapes metrics: the port stays closed"
        hint = 'add to platform.toml:\n[metrics]\nscraper = [{ namespace = "monitoring", labels = { "app.kubernetes.io/name" = "prometheus" } }]'
        report.append(Finding("scraper-unknown", "warning", message, w.layers.at(("metrics",), key=True), hint))


def _component(w: Workload) -> Iterator[Call]:
    """Yield the other apps of the component, where the platform lets them call each other undeclared."""
    ports = ordinary(w.ports, w.scraped)
    if w.platform.network.component_mesh and ports:
        mesh = Pods(None, {f"{LABEL}part-of": w.component})
        because = ("platform.network.component_mesh", "component", "name", *_ORDINARY)
        yield Call((mesh,), holes(ports), ("platform", "network", "component_mesh"), because)
