"""What an author should know about who can reach whom: holes wider than what was declared, and declarations without a hole."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.exposure import entrance, via
from rocksolid.system.identity import token
from rocksolid.system.ports import ordinary
from rocksolid.system.resolve import System


def widened_hosts(system: System) -> Iterator[Finding]:
    """Warn of every host that is let through as all public addresses, because Kubernetes' own policies know no names."""
    for w in system.workloads:
        for call in w.outbound:
            if not call.exact:
                host = w.app.dependencies[int(call.path[1])].host
                message = f'every public address is open on this port: a NetworkPolicy cannot name "{host}"'
                hint = 'name its addresses: cidr = ["203.0.113.0/24"]'
                yield Finding("host-rule-widened", "warning", message, w.layers.at(call.path), hint)


def every_port(system: System) -> Iterator[Finding]:
    """Warn of every dependency on pods or addresses that names no port: each port of each protocol is open to them."""
    for w in system.workloads:
        for call in w.outbound:
            if not call.ports and call.path[0] == "dependencies":
                dependency = w.app.dependencies[int(call.path[1])]
                whom = ", ".join(f'"{cidr}"' for cidr in dependency.cidr) or "these pods"
                message = f"every port of {whom} is open, over every protocol: the dependency names none"
                yield Finding("every-port", "warning", message, w.layers.at(call.path), "add port = 443")


def closed_by_metrics(system: System) -> Iterator[Finding]:
    """Warn of callers that name no port and do not reach the one called "http", because metrics come from it."""
    for w in system.workloads:
        if not any(port.name == "http" and port.callers is None for port in w.scraped):
            continue
        others = ", ".join(f'"{port.name}"' for port in ordinary(w.ports, w.scraped) if port not in w.scraped)
        unnamed = [position for position, peer in enumerate(w.app.callers) if not peer.port]
        if others and unnamed:
            message = f'a caller that names no port reaches only {others}: "http" is the port of metrics, and for the scraper alone'
            hint = 'give metrics a port of their own, or name the port: { app = "...", port = "http" }'
            yield Finding("port-for-metrics", "warning", message, w.layers.at(("callers", unnamed[0])), hint)


def closed_api(system: System) -> Iterator[Finding]:
    """Warn of apps that hold a token for the Kubernetes API but may not call it."""
    for w in system.workloads:
        held = token(w)
        called = any(dependency.kubernetes == "api" or dependency.cidr for dependency in w.app.dependencies)
        if held and not held.audience and not called:
            word = "api" if w.app.identity.api else "token"
            message = f'"{w.app.name}" has a token for the Kubernetes API, but may not call it'
            hint = 'dependencies = [{ kubernetes = "api" }]'
            yield Finding("api-closed", "warning", message, w.layers.at(("identity", word), key=True), hint)


def open_listeners(system: System) -> Iterator[Finding]:
    """Warn of apps that ask for TLS at a gateway whose listener for TLS nobody names: their routes answer on all of its listeners."""
    for w in system.workloads:
        gateway = entrance(w)
        if gateway and via(w) == "gateway" and w.app.expose and w.app.expose.tls and not gateway.section:
            message = f'the route answers on every listener of the gateway "{gateway.name}", without TLS too'
            hint = 'add to [gateway] in platform.toml:\nsection = "https"'
            yield Finding("gateway-without-section", "warning", message, w.layers.at(("expose",), key=True), hint)
