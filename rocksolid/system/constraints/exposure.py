"""What an app says about its way in from outside must be something that this way has, and that leads to one of its ports."""

import re
from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding
from rocksolid.language.operation import Via
from rocksolid.system.constraints.unknown_ports import unknown_ports
from rocksolid.system.exposure import DIRECT, exposed, hosts, paths, speaks_grpc, via
from rocksolid.system.ports import PodPort, named, shown
from rocksolid.system.workload import Workload

_STRAIGHT = dict.fromkeys(("tls", "host", "hosts", "path", "paths", "class"), "traffic goes straight to the pods")
_HAS_NO: Mapping[Via, Mapping[str, str]] = {
    "ingress": {"from": "all clients come through the ingress controller"},
    "gateway": {"from": "all clients come through the gateway", "class": "the platform file names the Gateway"},
    "load-balancer": _STRAIGHT,
    "node-port": _STRAIGHT,
}
"""The words that mean nothing on each way, and why."""
_CALLED: Mapping[Via, str] = {
    "ingress": "an ingress",
    "gateway": "a gateway",
    "load-balancer": "a load balancer",
    "node-port": "a node port",
}
_MOST_HOSTS = 16
"""As many as a route of the Gateway API can have."""
_PREFIX = r"(?!.*//)(?!.*/\.\.?(/|$))(?!.*%2[fF])/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2}){0,1023}"
"""What both Ingress and the Gateway API take as the prefix of a path."""


def exposure(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with `[expose]`."""
    way = via(w)
    if not w.app.expose:
        return
    if not way or (way == "gateway" and not w.platform.gateway) or (way == "ingress" and not w.platform.ingress):
        yield _no_way_in(w, way or "ingress")
        return
    yield from _useless_words(w, way)
    yield from _twice(w)
    if way in DIRECT:
        yield from _from_nowhere(w, way)
    else:
        yield from _names(w, way)
    yield from _ports(w, way)


def _no_way_in(w: Workload, way: Via) -> Finding:
    """Return the error that the platform has no such way."""
    example = {
        "gateway": '[gateway]\nname = "public"\nnamespace = "gateways"\nsection = "https"\ncontroller = "envoy-gateway"',
        "ingress": '[ingress]\nclass = "traefik"\ncontroller = "traefik"',
    }[way]
    message = f"the platform file has no [{way}]" if w.app.expose and w.app.expose.via else "the platform file has no way in from outside"
    spot = w.layers.at(("expose", "via")) if w.app.expose and w.app.expose.via else w.layers.at(("expose",), key=True)
    return Finding("no-way-in", "error", message, spot, f"add to platform.toml:\n{example}")


def _useless_words(w: Workload, way: Via) -> Iterator[Finding]:
    """Yield an error for each word of the app that its way has no use for."""
    for word, why in _HAS_NO[way].items():
        if w.layers.wrote(f"expose.{word}"):
            message = f'{_CALLED[way]} has no "{word}": {why}'
            yield Finding("wrong-way", "error", message, w.layers.at(("expose", word), key=True), "remove it")


def _twice(w: Workload) -> Iterator[Finding]:
    """Yield an error where the same thing is said in the singular and in the plural."""
    for one, many in (("host", "hosts"), ("path", "paths")):
        said = w.layers.wrote(f"expose.{one}") if one == "path" else bool(w.app.expose and w.app.expose.host)
        if said and w.layers.deciding(("expose", many)):
            message = f'both "{one}" and "{many}"'
            yield Finding("said-twice", "error", message, w.layers.at(("expose", one), key=True), f'write them all into "{many}"')


def _from_nowhere(w: Workload, way: Via) -> Iterator[Finding]:
    if w.app.expose and not w.app.expose.from_:
        message = f'{_CALLED[way]} needs "from": who may come in'
        yield Finding(
            "missing-word", "error", message, w.layers.at(("expose", "via")), 'from = ["203.0.113.0/24"]    # or "0.0.0.0/0" for everybody'
        )


def _names(w: Workload, way: Via) -> Iterator[Finding]:
    """Yield what is wrong with hosts and paths, by which a shared way tells its apps apart."""
    if not hosts(w):
        message = f'{_CALLED[way]} needs "host": by it the apps behind it are told apart'
        yield Finding("missing-word", "error", message, w.layers.at(("expose",), key=True), f'host = "{w.app.name}.example.com"')
    if way == "gateway" and len(hosts(w)) > _MOST_HOSTS:
        message = f"a route has at most {_MOST_HOSTS} hosts, not {len(hosts(w))}"
        yield Finding("too-many-hosts", "error", message, w.layers.at(("expose", "hosts")), 'use a wildcard, like "*.example.com"')
    for position, path in enumerate(paths(w)):
        where = ("expose", "paths", position) if w.app.expose and w.app.expose.paths else ("expose", "path")
        if not re.fullmatch(_PREFIX, path):
            wrong = re.search(r"[^-A-Za-z0-9/._~!$&'()*+,;=:@%]", path)
            why = f'"{wrong[0]}" stands in none' if wrong else 'no "//", no "." or ".." between slashes, no encoded slash'
            message = f'"{path}" cannot be the prefix of a path: {why}'
            yield Finding("path", "error", message, w.layers.at(where), 'write it like "/shop"')
        elif way == "gateway" and speaks_grpc(w) and path != "/":
            message = "gRPC is routed by host and service: a gateway has no paths for it"
            yield Finding("path", "error", message, w.layers.at(where), "remove it, and give the app a host of its own")


def _ports(w: Workload, way: Via) -> Iterator[Finding]:
    """Yield what is wrong with the ports that are exposed."""
    where, refs = ("expose", "port"), w.app.expose.port if w.app.expose else ()
    yield from unknown_ports(w, refs, where)
    for ref in refs:
        found = named(w.ports, (ref,))
        if found and all(port.service is None for port in found):
            message, hint = f"port {shown(ref)} is not in the Service", "remove service = false, or expose another port"
            yield Finding("port-not-in-service", "error", message, w.layers.at(where), hint)
    if not refs and not exposed(w):
        listed = ", ".join(f'"{port.name}"' for port in w.service_ports) or "none"
        message = f"which port is exposed? the Service has {listed}" if w.service_ports else "the app has no Service that could be exposed"
        hint = f'port = "{w.service_ports[0].name}"' if w.service_ports else "remove service = false from one of its ports"
        yield Finding("ambiguous-port", "error", message, w.layers.at(("expose",), key=True), hint)
    if way not in DIRECT:
        yield from _http(w, way, exposed(w))


def _http(w: Workload, way: Via, ports: tuple[PodPort, ...]) -> Iterator[Finding]:
    """Yield an error for what a way for HTTP cannot carry."""
    spot = w.layers.at(("expose", "port"))
    if len(ports) > 1:
        listed = ", ".join(f'"{port.name}"' for port in ports)
        yield Finding("several-ports", "error", f"{_CALLED[way]} leads to one port, not to {listed}", spot, f'port = "{ports[0].name}"')
    for port in ports:
        if port.protocol != "TCP":
            message = f'{_CALLED[way]} carries HTTP: port "{port.name}" is {port.protocol}'
            yield Finding("not-http", "error", message, spot, 'via = "load-balancer"')
