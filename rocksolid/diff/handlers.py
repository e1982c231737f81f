"""What a probe asks and a hook does, in words."""

import shlex
from collections.abc import Callable, Mapping
from typing import Any

from rocksolid.verify.document import table, tables

Ports = Mapping[str, int]
"""The numbers of the ports of a container that have a name."""


def action(said: Mapping[str, Any], ports: Ports) -> tuple[str, str] | None:
    """Return the field of a probe or hook that says what is done, and what that is in words; None where nothing is."""
    handler = next((handler for handler in HANDLERS if isinstance(said.get(handler), Mapping)), None)
    return (handler, HANDLERS[handler](table(said, handler), ports)) if handler else None


def _port(action: Mapping[str, Any], ports: Ports) -> str:
    """Return the number of a port that a probe names, as far as its container declares it."""
    port = action.get("port")
    return str(ports.get(port, port) if isinstance(port, str) else port)


def _http(action: Mapping[str, Any], ports: Ports) -> str:
    path, scheme = action.get("path") or "/", str(action.get("scheme") or "HTTP")
    headers = sorted(f"{one.get('name')}: {one.get('value')}" for _, one in tables(action, "httpHeaders"))
    host = f" of {action['host']}" if action.get("host") else ""
    over = f" over {scheme}" if scheme != "HTTP" else ""
    return f"GET {path} on port {_port(action, ports)}{host}{over}{' with ' if headers else ''}{', '.join(headers)}"


def _connection(action: Mapping[str, Any], ports: Ports) -> str:
    host = f" of {action['host']}" if action.get("host") else ""
    return f"a connection to port {_port(action, ports)}{host}"


def _grpc(action: Mapping[str, Any], ports: Ports) -> str:
    service = f' of "{action["service"]}"' if action.get("service") else ""
    return f"gRPC health{service} on port {_port(action, ports)}"


def _command(action: Mapping[str, Any], ports: Ports) -> str:  # noqa: ARG001  The same for every handler.
    command = action.get("command")
    return f"the command {shlex.join(map(str, command)) if isinstance(command, list) else command}"


HANDLERS: Mapping[str, Callable[[Mapping[str, Any], Ports], str]] = {
    "httpGet": _http,
    "tcpSocket": _connection,
    "grpc": _grpc,
    "exec": _command,
}
"""The ways to ask or to act, each with how it is put into words."""
