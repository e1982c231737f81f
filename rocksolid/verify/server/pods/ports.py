"""Every port of a container has a number and a name that are some, and no two ask for the same port of the node."""

from collections.abc import Iterator
from itertools import chain

from rocksolid.verify.document import Path, tables
from rocksolid.verify.server.fields import INT32, PORT, PROTOCOLS, is_number, named, numbers, texts, twice, words
from rocksolid.verify.server.formats import port_name
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal

_NUMBERS = {"containerPort": PORT, "hostPort": (0, PORT[1])}
_WORDS = {"protocol": PROTOCOLS}
_FORMATS = {"name": port_name}


def ports(_: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the ports of a container; the same number may occur twice, the same name may not."""
    if "ports" not in container.content:
        return
    for index, port in tables(container.content, "ports"):
        path = (*container.path, "ports", index)
        yield from numbers(port, path, _NUMBERS)
        yield from words(port, path, _WORDS)
        yield from named(port, path, _FORMATS)
    yield from twice(texts(container.content, "ports", "name", container.path))


def host_ports(pod: Pod) -> Iterator[Refusal]:
    """Yield the ports of the node that are asked for twice: init containers run one by one, so each is looked at alone."""
    yield from twice(_asked(pod, is_made=False))
    for container in pod.containers:
        if container.group == "initContainers":
            yield from (_first(pod, refusal) for refusal in twice(_of_container(container, is_made=False)))


def host_network(pod: Pod) -> Iterator[Refusal]:
    """Yield the ports of the node that are not those of their container, in a pod that has the network of its node."""
    if not pod.on_host_network:
        return
    for container in pod.containers:
        for index, port in tables(container.content, "ports") if container.group == "containers" else ():
            asked, own = port.get("hostPort"), port.get("containerPort")
            if is_number(asked) and is_number(own) and asked not in {0, own}:
                path = (*container.path, "ports", index, "hostPort")
                yield Refusal(path, f"{asked} must be the containerPort: the pod has hostNetwork", f"hostPort: {own}")


def made_host_ports(pod: Pod) -> Iterator[Refusal]:
    """Yield the ports of the node that only the made pod asks for twice: with hostNetwork, every port of a container is one."""
    if pod.on_host_network:
        said = {refusal.path for refusal in twice(_asked(pod, is_made=False))}
        yield from (refusal for refusal in twice(_asked(pod, is_made=True)) if refusal.path not in said)


def _asked(pod: Pod, *, is_made: bool) -> Iterator[tuple[Path, str]]:
    return chain.from_iterable(_of_container(one, is_made=is_made) for one in pod.containers if one.group == "containers")


def _of_container(container: Container, *, is_made: bool) -> Iterator[tuple[Path, str]]:
    for index, port in tables(container.content, "ports"):
        number = port.get("hostPort") or (port.get("containerPort") if is_made else None)
        if is_number(number) and 0 < number <= INT32:
            address, protocol = port.get("hostIP") or "*", port.get("protocol") or PROTOCOLS[0]
            yield (*container.path, "ports", index, "hostPort"), f"{address}:{number}/{protocol}"


def _first(pod: Pod, refusal: Refusal) -> Refusal:
    """Return a refusal as the server says it: as if every init container were the first one."""
    below = refusal.path[len(pod.path) + 2 :]
    return Refusal((*pod.path, "initContainers", 0, *below), refusal.problem, spot=refusal.path)
