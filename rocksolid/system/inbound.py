"""Who may call a workload: its callers, its platform's way in, its scraper, and itself."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.peers import Peer
from rocksolid.system.calls import Addresses, Call, Pods, Side
from rocksolid.system.exposure import CONTROLLERS, DIRECT, entrance, exposed, via
from rocksolid.system.ports import PORTS, PodPort, named, ordinary
from rocksolid.system.sides import peer_sides
from rocksolid.system.workload import LABEL, Workload

_METRICS = ("metrics", *PORTS)


def inbound(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield one call for each declared end at this workload; report what the platform file does not say."""
    yield from _callers(w, report)
    for port in w.ports:
        for position, peer in enumerate(port.callers or ()):
            yield from _from_peer(w, peer, (port,), (*port.path, "callers", position), report)
    yield from _itself(w)
    yield from _exposed(w, report)
    yield from _scraper(w, report)
    if w.platform.network.component_mesh and w.ports:
        mesh = Pods(None, {f"{LABEL}part-of": w.app.component or w.app.name})
        because = ("platform.network.component_mesh", "component", "name", *_METRICS)
        yield Call((mesh,), _holes(ordinary(w.ports, w.scraped)), ("platform", "network", "component_mesh"), because)


def _callers(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield the app's callers: on the ports that they name, or on all that are ordinary."""
    for position, peer in enumerate(w.app.callers):
        ports = tuple(named(w.ports, peer.port)) if peer.port else ordinary(w.ports, w.scraped)
        yield from _from_peer(w, peer, ports, ("callers", position), report)


def _from_peer(w: Workload, peer: Peer, ports: tuple[PodPort, ...], path: tuple[str | int, ...], report: list[Finding]) -> Iterator[Call]:
    sides = peer_sides(w, peer)
    platform = ("platform.network",) if peer.kubernetes else ()
    app = (peer.namespace, peer.app) if peer.app and peer.app != "*" else None
    if not sides:
        report.append(place_unknown(w, peer.kubernetes or "node", path))
    elif ports:
        yield Call(sides, _holes(ports), path, ("callers", *_METRICS, "namespace", "platform.namespace", *platform), app)


def _itself(w: Workload) -> Iterator[Call]:
    """Yield the calls of an app's replicas to each other: a dependency on its own name is one word for both ends."""
    for position, dependency in enumerate(w.app.dependencies):
        if dependency.app == w.app.name and dependency.calls and dependency.namespace in {None, w.namespace}:
            ports = tuple(named(w.ports, dependency.port)) if dependency.port else w.ports
            side = Pods(None, {f"{LABEL}name": w.app.name})
            yield Call((side,), _holes(ports), ("dependencies", position), ("dependencies", "name", *PORTS), (None, w.app.name))


def _exposed(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield the way in from outside the cluster."""
    way, ports, expose = via(w), exposed(w), w.app.expose
    if not (way and ports and expose):
        return
    because = ("expose", *PORTS, "platform.ingress", "platform.gateway", "platform.network")
    sides = _doors(w)
    if not sides:
        report.append(unknown_to_the_platform(w, ("expose",), f"where the {way}'s traffic comes from", f'[{way}]\ncontroller = "traefik"'))
        return
    yield Call(sides, _holes(ports), ("expose",), because)


def _doors(w: Workload) -> tuple[Side, ...]:
    """Return where traffic from outside comes from: the ingress controller or gateway, or the addresses that may come in directly."""
    found = entrance(w)
    if via(w) in DIRECT and w.app.expose:
        return tuple(Addresses(cidr) for cidr in (*w.app.expose.from_, *w.platform.network.load_balancers))
    if not found:
        return ()
    stated = tuple(side for source in found.from_ for side in peer_sides(w, source))
    return stated or (CONTROLLERS[found.controller] if found.controller else ())


def _scraper(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield the platform's scraper, on the metrics port alone."""
    if not w.scraped or w.platform.metrics.kind == "none":
        return
    sides = tuple(side for source in w.platform.metrics.scraper for side in peer_sides(w, source))
    if sides:
        yield Call(sides, _holes(w.scraped), ("metrics",), (*_METRICS, "platform.metrics"))
    else:
        message = "the platform file does not say what scrapes metrics: the port stays closed"
        hint = 'add to platform.toml:\n[metrics]\nscraper = [{ namespace = "monitoring", labels = { "app.kubernetes.io/name" = "prometheus" } }]'
        report.append(Finding("scraper-unknown", "warning", message, w.layers.at(("metrics",), key=True), hint))


_PLACES = {
    "api": ("Kubernetes API is", '[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]'),
    "node": ("nodes are", '[network]\nnodes = ["10.0.0.0/16"]'),
    "identity": ("cloud's login address is", '[network]\nidentity = [{ cidr = "169.254.169.254/32", port = 80 }]'),
}
"""Parts of the cluster that only the platform file can place, and how it does."""


def place_unknown(w: Workload, part: str, path: tuple[str | int, ...]) -> Finding:
    """Return the error that the platform file does not say where a part of the cluster is."""
    what, example = _PLACES[part]
    return unknown_to_the_platform(w, path, f"where the {what}", example)


def unknown_to_the_platform(w: Workload, path: tuple[str | int, ...], what: str, example: str) -> Finding:
    """Return the error that the platform file does not say something that an app needs."""
    return Finding(
        "platform-lacks", "error", f"the platform file does not say {what}", w.layers.at(path), f"add to platform.toml:\n{example}"
    )


def _holes(ports: tuple[PodPort, ...]) -> tuple[tuple[str, int], ...]:
    return tuple(port.hole for port in ports)
