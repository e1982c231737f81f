"""The ports of a workload: its own and those of the containers beside it, as one set of names."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

import attrs

from rocksolid.language.blueprint import Blueprint
from rocksolid.language.peers import Peer, Port
from rocksolid.language.types import PortNumber
from rocksolid.manifest.shared import shared

PORTS = ("port", "ports", "containers")
"""The words that decide a workload's ports."""
MAIN = ""
"""The container of a port that is the app's own."""


@attrs.frozen(eq=False, repr=False)
class PodPort:
    """One port of a pod; `service` is its number in the Service (None: not there), `container` who listens on it.

    `path` is where its blueprint says so.
    """

    name: str
    number: int
    service: int | None
    protocol: str
    app_protocol: str | None
    callers: tuple[Peer, ...] | None
    container: str
    path: tuple[str | int, ...]

    @property
    def hole(self) -> tuple[str, int]:
        """What a policy compares: the protocol and the pod's own number."""
        return self.protocol, self.number

    @property
    @shared
    def in_pod(self) -> dict[str, Any]:
        """The port as its container has it."""
        return {"name": self.name, "containerPort": self.number, "protocol": self.protocol}

    @property
    @shared
    def in_service(self) -> dict[str, Any]:
        """The port as a Service has it, aimed at the pod's port by name."""
        hint = {"appProtocol": self.app_protocol} if self.app_protocol else {}
        return {"name": self.name, "port": self.service, "targetPort": self.name, "protocol": self.protocol, **hint}


def pod_ports(app: Blueprint) -> tuple[PodPort, ...]:
    """Return all ports of a pod, the app's own first."""
    return tuple(_all(app))


@lru_cache(1024)
def named(ports: tuple[PodPort, ...], refs: tuple[str | int, ...]) -> tuple[PodPort, ...]:
    """Return the ports that some names and numbers mean; a number means every protocol; unknown ones mean nothing."""
    return tuple(port for ref in refs for port in ports if ref in {port.name, port.number})


def shown(ref: str | int) -> str:
    """Return a port's name or number as a sentence names it."""
    return str(ref) if isinstance(ref, int) else f'"{ref}"'


def listed(ports: Iterable[PodPort]) -> str:
    """Return ports as a hint lists them."""
    return ", ".join(f"{port.name} ({port.number})" for port in ports) or "none"


@lru_cache(1024)
def ordinary(ports: tuple[PodPort, ...], metrics: tuple[PodPort, ...] = ()) -> tuple[PodPort, ...]:
    """Return the ports for callers that name none: those without callers of their own, the metrics port only if it is the only one."""
    scraped = {port.name for port in metrics if len(ports) > 1}
    return tuple(port for port in ports if port.callers is None and port.name not in scraped)


def called(ports: tuple[PodPort, ...], refs: tuple[str | int, ...]) -> tuple[PodPort, ...]:
    """Return the ports of a callee that a dependency means: those that it names, else the ordinary ones, else all."""
    return named(ports, refs) if refs else ordinary(ports) or ports


def admitted(ports: tuple[PodPort, ...], metrics: tuple[PodPort, ...], refs: tuple[str | int, ...]) -> tuple[PodPort, ...]:
    """Return the ports of a callee that are open to a caller: those that its entry names, else the ordinary ones without metrics."""
    return named(ports, refs) if refs else ordinary(ports, metrics)


@lru_cache(1024)
def holes(ports: tuple[PodPort, ...]) -> tuple[tuple[str, int], ...]:
    """Return what a policy compares of ports."""
    return tuple(port.hole for port in ports)


def _all(app: Blueprint) -> Iterator[PodPort]:
    if app.port is not None:
        yield _pod_port("http", _short(app.port), MAIN, ("port",))
    yield from _of(app.ports, MAIN, ("ports",))
    for name, container in app.containers.items():
        yield from _of(container.ports, name, ("containers", name, "ports"))


def _of(ports: Mapping[Any, Port], container: str, path: tuple[str | int, ...]) -> Iterator[PodPort]:
    for name, port in ports.items():
        yield _pod_port(name, port, container, (*path, name))


@lru_cache(1024)
def _short(number: PortNumber) -> Port:
    return Port(port=number)


@lru_cache(1024)  # The apps of a fleet have the same few ports: what is asked of one of them need not be asked again.
def _pod_port(name: str, port: Port, container: str, path: tuple[str | int, ...]) -> PodPort:
    in_service = port.port if port.service is None else port.service or None  # False leaves the port out.
    return PodPort(name, port.port, in_service, port.protocol, port.app_protocol, port.callers, container, path)
