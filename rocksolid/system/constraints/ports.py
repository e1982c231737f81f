"""The ports of a pod are one set: its containers share one network, and its Service finds a port by its name."""

from collections.abc import Callable, Hashable, Iterable, Iterator

from rocksolid.finding import Finding
from rocksolid.system.ports import PodPort
from rocksolid.system.workload import Workload


def ports(w: Workload) -> Iterator[Finding]:
    """Yield an error for each name or number that two ports of a pod share, for ports of what has ended, and for a container of the app's name."""
    numbers = {port.hole: port for port in reversed(w.ports)}
    served = [port for port in w.ports if port.service and numbers[port.hole] is port]
    yield from _shared(w, w.ports, "port-name-twice", lambda port: port.name, lambda port: f'two ports are called "{port.name}"')
    yield from _shared(w, w.ports, "port-number-twice", lambda port: port.hole, lambda port: _say(port.hole))
    yield from _shared(w, served, "service-port-twice", _in_service, lambda port: f"{_say(_in_service(port))} in the Service")
    for port in w.ports if w.app.headless else ():
        if port.service not in {None, port.number}:
            message = f'a headless Service leads to the pods themselves, where "{port.name}" is {port.number} and not {port.service}'
            yield Finding(
                "headless-port", "error", message, w.layers.at((*port.path, "service")), 'leave "service" out, or headless = true'
            )
    for name, container in w.app.containers.items():
        if container.when == "before" and container.ports:
            message = f'"{name}" runs to its end before the app starts: nobody can call it'
            spot = w.layers.at(("containers", name, "ports"), key=True)
            yield Finding("ports-before", "error", message, spot, 'remove them, or let it run beside the app: when = "beside"')
    if w.main in w.app.containers:
        message = f'"{w.main}" is the name of the app\'s own container'
        yield Finding("container-name-taken", "error", message, w.layers.at(("containers", w.main), key=True), "call it by what it does")


def _in_service(port: PodPort) -> tuple[str, int]:
    return port.protocol, port.service or 0


def _say(taken: tuple[str, int]) -> str:
    protocol, number = taken
    return f"two ports have the number {number} over {protocol}"


def _shared(
    w: Workload, among: Iterable[PodPort], code: str, key: Callable[[PodPort], Hashable], message: Callable[[PodPort], str]
) -> Iterator[Finding]:
    """Yield an error at each port that has the same key as one before."""
    first: dict[Hashable, PodPort] = {}
    for port in among:
        other = first.setdefault(key(port), port)
        if other is not port:
            related = ((w.layers.at(other.path, key=True), "the other one is here"),)
            yield Finding(code, "error", message(port), w.layers.at(port.path, key=True), related=related)
