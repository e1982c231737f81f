"""Whom a workload calls: its dependencies, and the name server that finds them."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.language.peers import Dependency
from rocksolid.system.calls import Addresses, Call, Entity, Pods, Side
from rocksolid.system.inbound import place_unknown
from rocksolid.system.ports import named, ordinary
from rocksolid.system.sides import cilium, endpoint_sides, host_sides, own_namespace
from rocksolid.system.workload import LABEL, Workload

_DNS_PORTS = ("UDP", "TCP")
_CACHE_PORT = 53
"""The port of a name server's cache on the node: programs ask the standard one."""


def outbound(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield one call for each declared end at this workload; report ports that cannot be known."""
    yield from _dns(w)
    for position, dependency in enumerate(w.app.dependencies):
        if dependency.calls:
            yield from _one(w, position, report)
    if w.platform.network.component_mesh:
        mesh = Pods(None, {f"{LABEL}part-of": w.app.component or w.app.name})
        because = ("platform.network.component_mesh", "component", "name")
        yield Call((mesh,), (), ("platform", "network", "component_mesh"), because)


def _dns(w: Workload) -> Iterator[Call]:
    """Yield the name server: without it no name of a dependency means anything."""
    dns = w.platform.dns
    server = Pods(dns.namespace, dns.labels)
    yield Call((server,), tuple((protocol, dns.port) for protocol in _DNS_PORTS), ("platform", "dns"), ("platform.dns",))
    if dns.node_local:
        cache = tuple(Addresses(cidr) for cidr in dns.node_local)
        yield Call(cache, tuple((protocol, _CACHE_PORT) for protocol in _DNS_PORTS), ("platform", "dns", "node_local"), ("platform.dns",))


def _one(w: Workload, position: int, report: list[Finding]) -> Iterator[Call]:
    dependency, path = w.app.dependencies[position], ("dependencies", position)
    if dependency.app:
        yield from _app(w, position, report)
    elif dependency.kubernetes:
        yield from _cluster_part(w, dependency, path, report)
    elif dependency.host:
        exact = bool(dependency.cidr) or cilium(w.platform.network)
        yield _stated(dependency, host_sides(w.platform.network, dependency), path, exact=exact)
    elif dependency.cidr:
        yield _stated(dependency, tuple(Addresses(cidr, dependency.except_) for cidr in dependency.cidr), path)
    else:
        namespace = own_namespace(w, dependency.namespace) if dependency.namespace else None
        yield _stated(dependency, (Pods(namespace, dependency.labels),), path)


def _stated(dependency: Dependency, sides: tuple[Side, ...], path: tuple[str | int, ...], *, exact: bool = True) -> Call:
    """Return a call on the ports that the dependency states by number; without any, on every port."""
    ports = tuple((dependency.protocol, port) for port in dependency.port if isinstance(port, int))
    because = ("dependencies", "namespace", "platform.namespace", "platform.network")
    return Call(sides, ports, path, because, critical=dependency.critical, exact=exact)


def _app(w: Workload, position: int, report: list[Finding]) -> Iterator[Call]:
    """Yield the call of another app: on the ports that are named, or on all of its ordinary ones."""
    dependency, path, callee = w.app.dependencies[position], ("dependencies", position), w.callees.get(position)
    ports = _known_ports(w, dependency, callee, path, report) if callee else _assumed_ports(w, dependency, path, report)
    if ports:
        namespace = own_namespace(w, dependency.namespace) if dependency.namespace else None
        side = Pods(namespace, {f"{LABEL}name": str(dependency.app)})
        because = ("dependencies", "callee.port", "callee.ports", "callee.containers", "namespace", "platform.namespace")
        yield Call((side,), ports, path, because, (dependency.namespace, str(dependency.app)), dependency.critical)


def _known_ports(
    w: Workload, dependency: Dependency, callee: Workload, path: tuple[str | int, ...], report: list[Finding]
) -> tuple[tuple[str, int], ...]:
    """Return the pod ports of a callee whose blueprint is known."""
    if callee is w and not dependency.port:
        return tuple(port.hole for port in w.ports)
    if not dependency.port:
        return tuple(port.hole for port in ordinary(callee.ports) or callee.ports)
    for ref in dependency.port:
        if not any(named(callee.ports, (ref,))):
            listed = ", ".join(f"{port.name} ({port.number})" for port in callee.ports) or "none"
            message = f'"{dependency.app}" has no port {ref if isinstance(ref, int) else f"{ref!r}".replace(chr(39), chr(34))}'
            report.append(Finding("no-such-port", "error", message, w.layers.at(path), f"its ports are {listed}"))
    return tuple(port.hole for port in named(callee.ports, dependency.port))


def _assumed_ports(w: Workload, dependency: Dependency, path: tuple[str | int, ...], report: list[Finding]) -> tuple[tuple[str, int], ...]:
    """Return the ports of a callee that was not given: they must be stated by number."""
    stated = tuple((dependency.protocol, port) for port in dependency.port if isinstance(port, int))
    if len(stated) < max(1, len(dependency.port)):
        message = f'the ports of "{dependency.app}" are not known: its blueprint was not given'
        hint = f'name its port: {{ app = "{dependency.app}", port = 8080 }}\nor give its blueprint too: --with PATH'
        report.append(Finding("port-unknown", "error", message, w.layers.at(path), hint))
    return stated


def _cluster_part(w: Workload, dependency: Dependency, path: tuple[str | int, ...], report: list[Finding]) -> Iterator[Call]:
    """Yield the calls of the Kubernetes API, the nodes or the cloud's login address, wherever the platform file places them."""
    network, part = w.platform.network, str(dependency.kubernetes)
    stated = tuple((dependency.protocol, port) for port in dependency.port if isinstance(port, int))
    because = ("dependencies", "platform.network")
    if cilium(network) and part != "identity":
        entities = ("kube-apiserver",) if part == "api" else ("host", "remote-node")
        yield Call(tuple(map(Entity, entities)), stated, path, because)
        return
    places = {
        "api": tuple(endpoint_sides(network.api_server)),
        "identity": tuple(endpoint_sides(network.identity)),
        "node": tuple((Addresses(cidr), stated) for cidr in network.nodes),
    }[part]
    if not places:
        report.append(place_unknown(w, part, path))
    for side, ports in places:
        yield Call((side,), ports, path, because)
