"""A name that several apps of one namespace have: policies mean all of them, but ports and addresses come from one."""

from collections.abc import Iterator, Sequence

from rocksolid.finding import Finding
from rocksolid.language.peers import Dependency
from rocksolid.system.ports import called, named
from rocksolid.system.workload import LABEL, Workload


def ambiguous(w: Workload, position: int, meant: Sequence[Workload]) -> Iterator[Finding]:
    """Yield an error where the apps that a dependency may mean differ in what is taken from their blueprints."""
    dependency = w.app.dependencies[position]
    for other in meant[1:]:
        differs = _difference(dependency, meant[0], other)
        if differs:
            message = f'two apps are called "{dependency.app}", and their {differs} differ: which one is called?'
            related = tuple((one.layers.at(("name",)), f'"{one.name}" is here') for one in (meant[0], other))
            yield Finding("ambiguous-app", "error", message, w.layers.at(("dependencies", position)), _hint(dependency, other), related)
            return


def _difference(dependency: Dependency, one: Workload, other: Workload) -> str:
    """Return in what two callees of one name differ as far as a dependency takes it from them, empty where they do not."""
    if dependency.calls and _holes(dependency, one) != _holes(dependency, other):
        return "ports"
    return "Services" if dependency.env and _service(one) != _service(other) else ""


def _holes(dependency: Dependency, callee: Workload) -> set[tuple[str, int]]:
    """Return the ports of a callee that a dependency opens."""
    return {port.hole for port in called(callee.ports, dependency.port)}


def _service(callee: Workload) -> tuple[object, ...]:
    """Return what an address is made of."""
    return (callee.service_name, callee.app.headless, *((port.name, port.number, port.service) for port in callee.ports))


def _hint(dependency: Dependency, callee: Workload) -> str:
    """Say how one of several apps of a name is called."""
    port = next((port.number for port in (*named(callee.ports, dependency.port), *callee.ports)), 8080)
    where = f'namespace = "{dependency.namespace}", ' if dependency.namespace else ""
    label = f'"{LABEL}instance" = "{callee.name}"'
    return f"name the pods, for example {{ {where}labels = {{ {label} }}, port = {port} }}\nor give one of the apps another name"
