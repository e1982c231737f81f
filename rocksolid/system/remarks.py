"""What an author should know about who can reach whom: holes wider than what was declared, and declarations without a hole."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.exposure import entrance, via
from rocksolid.system.identity import token
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
