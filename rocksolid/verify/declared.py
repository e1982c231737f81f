"""Which pods declare which ports, and how ports are called in a sentence."""

from collections.abc import Iterable, Mapping
from typing import Any

from rocksolid.verify.cluster import Cluster, ContainerPort
from rocksolid.verify.names import Names
from rocksolid.verify.selectors import Bits


class Declared:
    """The declared ports of all workloads of a cluster, by name and by number."""

    def __init__(self, cluster: Cluster) -> None:
        """Remember who declares which port."""
        self._by_port: dict[tuple[str | int, str], Bits] = {}
        for position, w in enumerate(cluster.workloads):
            for port in w.ports:
                for called in {port.name or port.number, port.number}:
                    key = called, port.protocol
                    self._by_port[key] = self._by_port.get(key, 0) | 1 << position

    def by(self, port: str | int, protocol: str) -> Bits:
        """Return the workloads, as a set of indexes, whose pods declare a port of this name or number."""
        return self._by_port.get((port, protocol), 0)


def protocol(port: Mapping[str, Any]) -> str:
    """Return the protocol of a port of a Service or a policy: TCP where it names none, as the server decides."""
    return str(port.get("protocol") or "TCP")


def spoken(port: Any) -> str:
    """Return a port for a sentence: a name in quotes, a number bare."""
    return f'"{port}"' if isinstance(port, str) else f"{port}"


def described(ports: Iterable[tuple[Any, Any]]) -> str:
    """Return ports, given as pairs of name and number, as `http (8080), 9090`."""
    return ", ".join(dict.fromkeys(f"{name} ({number})" if name else f"{number}" for name, number in ports))


def meant(wanted: Any, ports: Iterable[ContainerPort]) -> str:
    """Return a hint for a port that is none of those that are declared: the name that is near, or else what there is."""
    if isinstance(wanted, str) and wanted.isdecimal():
        return f"a number in quotes is taken for a name: write {wanted}"
    pairs = [(port.name, port.number) for port in ports]
    near = Names(name for name, _ in pairs if name).did_you_mean(str(wanted))
    return near or (f"declared there: {described(pairs)}" if pairs else "")
