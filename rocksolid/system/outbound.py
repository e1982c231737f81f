"""Whom a workload calls: its dependencies, and the name server that finds them."""

from collections.abc import Iterator
from functools import lru_cache

from rocksolid.finding import Finding
from rocksolid.language.peers import ClusterPart, Dependency
from rocksolid.language.platform import Platform
from rocksolid.system.calls import Addresses, Call, Entity, Pods, Ports, Side
from rocksolid.system.holes import name_cache, name_server
from rocksolid.system.ports import called, holes, listed, named, shown
from rocksolid.system.sides import address_sides, cilium, cluster_part, elsewhere, host_sides
from rocksolid.system.unplaced import place_unknown
from rocksolid.system.workload import LABEL, NAMESPACE, Workload

Path = tuple[str | int, ...]


def outbound(w: Workload, report: list[Finding]) -> Iterator[Call]:
    """Yield one call for each declared end at this workload; report ports that cannot be known."""
    yield from _dns(w.platform)
    for position, dependency in enumerate(w.app.dependencies):
        if dependency.calls:
            yield from _one(w, dependency, ("dependencies", position), report)
    if w.platform.network.component_mesh:
        mesh = Pods(None, {f"{LABEL}part-of": w.component})
        because = ("platform.network.component_mesh", "component", "name")
        yield Call((mesh,), (), ("platform", "network", "component_mesh"), because)


@lru_cache
def _dns(platform: Platform) -> tuple[Call, ...]:
    """Return the name server: without it no name of a dependency means anything."""
    dns = platform.dns
    server = Call((Pods(dns.namespace, dns.labels),), name_server(dns), ("platform", "dns"), ("platform.dns",))
    if not dns.node_local:
        return (server,)
    cache: list[Side] = [Addresses(cidr) for cidr in dns.node_local]
    if cilium(platform.network):  # An address of the pod's own node is the node to Cilium, and no network.
        cache.append(Entity("host"))
    return server, Call(tuple(cache), name_cache(), ("platform", "dns", "node_local"), ("platform.dns",))


def _one(w: Workload, dependency: Dependency, path: Path, report: list[Finding]) -> Iterator[Call]:
    if dependency.app:
        yield from _app(w, dependency, path, report)
    elif dependency.kubernetes:
        yield from _cluster_part(w, dependency, dependency.kubernetes, path, report)
    else:
        exact = not dependency.host or bool(dependency.cidr) or cilium(w.platform.network)
        because, sides = ("dependencies", "platform.network", *(NAMESPACE if dependency.namespace else ())), _sides(w, dependency)
        if sides:
            yield Call(sides, _stated(dependency), path, because, critical=dependency.critical, exact=exact)
        else:
            message = f'no address is left for "{dependency.host}": the platform file calls all of them private or denied'
            hint = 'name its addresses: cidr = ["203.0.113.0/24"]'
            report.append(Finding("no-public-address", "error", message, w.layers.at(path), hint))


def _sides(w: Workload, dependency: Dependency) -> tuple[Side, ...]:
    """Return the other side of a dependency that is no app and no part of the cluster."""
    if dependency.host:
        return host_sides(w.platform.network, dependency)
    if dependency.cidr:
        return address_sides(dependency.cidr, dependency.except_)
    return (Pods(elsewhere(dependency.namespace, w.namespace), dependency.labels),)


def _stated(dependency: Dependency) -> Ports:
    """Return the ports that a dependency states by number."""
    return tuple((dependency.protocol, port) for port in dependency.port if isinstance(port, int))


def _app(w: Workload, dependency: Dependency, path: Path, report: list[Finding]) -> Iterator[Call]:
    """Yield the call of another app: on the ports that are named, or on all of its ordinary ones."""
    callee = w.callees.get(int(path[1]))
    ports = _known_ports(w, dependency, callee, path, report) if callee else _assumed_ports(w, dependency, path, report)
    if ports:
        side = Pods(elsewhere(dependency.namespace, w.namespace), {f"{LABEL}name": str(dependency.app)})
        because = ("dependencies", "callee.port", "callee.ports", "callee.containers", *(NAMESPACE if dependency.namespace else ()))
        yield Call((side,), ports, path, because, (dependency.namespace, str(dependency.app)), dependency.critical)


def _known_ports(w: Workload, dependency: Dependency, callee: Workload, path: Path, report: list[Finding]) -> Ports:
    """Return the pod ports of a callee whose blueprint is known; report those that it does not have."""
    report += no_such_port(w, dependency, callee, path)
    return holes(called(callee.ports, dependency.port))


def no_such_port(w: Workload, dependency: Dependency, callee: Workload, path: Path) -> Iterator[Finding]:
    """Yield an error for each port of a dependency that the callee does not have, and for a callee without any."""
    for ref in dependency.port:
        if not named(callee.ports, (ref,)):
            message = f'"{dependency.app}" has no port {shown(ref)}'
            yield Finding("no-such-port", "error", message, w.layers.at((*path, "port")), f"its ports are {listed(callee.ports)}")
    if not callee.ports and not dependency.port:
        message = f'"{dependency.app}" has no ports: nobody can call it'
        yield Finding("no-such-port", "error", message, w.layers.at(path), "leave the dependency out, or give the other app [ports]")


def _assumed_ports(w: Workload, dependency: Dependency, path: Path, report: list[Finding]) -> Ports:
    """Return the ports of a callee that was not given: they must be stated by number."""
    stated = _stated(dependency)
    if len(stated) < max(1, len(dependency.port)):
        message = f'the ports of "{dependency.app}" are not known: its blueprint was not given'
        hint = f"{_number(w, dependency, path)}\nor give its blueprint too: --with PATH"
        report.append(Finding("port-unknown", "error", message, w.layers.at((*path, "port") if dependency.port else path), hint))
    return stated


def _number(w: Workload, dependency: Dependency, path: Path) -> str:
    """Say how the number of a port is written: a table keeps its other words, a text becomes a table."""
    if dependency.port:
        return "write its number: port = 8080"
    if not isinstance(w.layers.tree["dependencies"][path[1]], str):
        return "add port = 8080 to it"
    namespace = f', namespace = "{dependency.namespace}"' if dependency.namespace else ""
    return f'name its port: {{ app = "{dependency.app}"{namespace}, port = 8080 }}'


def _cluster_part(w: Workload, dependency: Dependency, part: ClusterPart, path: Path, report: list[Finding]) -> Iterator[Call]:
    """Yield the calls of the Kubernetes API, the nodes or the cloud's login address, wherever the platform file places them."""
    by_ports: dict[Ports, list[Side]] = {}
    for side, ports in cluster_part(w.platform.network, part):
        by_ports.setdefault(ports or _stated(dependency), []).append(side)
    if not by_ports:
        report.append(place_unknown(w, part, path))
    for ports, sides in by_ports.items():
        yield Call(tuple(sides), ports, path, ("dependencies", "platform.network"))
