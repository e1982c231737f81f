"""Where the dependencies of an app are found, as the variables that tell it."""

from collections.abc import Iterator, Mapping

import attrs

from rocksolid.finding import Finding, Spot
from rocksolid.language.peers import Dependency
from rocksolid.language.values import WrongValueError
from rocksolid.system.placeholders import fill
from rocksolid.system.ports import named, ordinary
from rocksolid.system.workload import Workload


@attrs.frozen(eq=False, repr=False)
class Address:
    """What the placeholders of one dependency mean; None is what it does not have.

    `ports` are the ports meant, by name (those that are stated by number have none), `first` is the one of `{port}`.
    `lacking` says why there is no host, or no such port.
    """

    host: str | None
    namespace: str | None
    first: int | None
    ports: Mapping[str, int | None]
    lacking: WrongValueError

    def meaning(self, word: str) -> str:
        """Return what a placeholder stands for; raise WrongValueError where it has no meaning or no value."""
        kind, colon, name = word.partition(":")
        if (kind not in {"host", "port", "namespace"}) or (colon and kind != "port"):
            hint = 'known are {host}, {port}, {port:NAME} and {namespace}; for the braces themselves, write "{{" and "}}"'
            raise WrongValueError("unknown-placeholder", f'"{{{word}}}" means nothing here', hint)
        values = {"host": self.host, "namespace": self.namespace, "port": self.ports.get(name) if colon else self.first}
        value = values[kind]
        if value is None:
            raise self._without_namespace() if kind == "namespace" else self.lacking
        return str(value)

    @property
    def said(self) -> str:
        """The host, and the port where one is meant, for messages."""
        return f"{self.host}:{self.first}" if self.first else str(self.host)

    def _without_namespace(self) -> WrongValueError:
        message = '"{namespace}" has no value: no namespace is given'
        return WrongValueError(
            "namespace-unknown", message, 'name it in the dependency, or for all apps in platform.toml: namespace = "..."'
        )


def addresses(w: Workload, report: list[Finding]) -> dict[str, str]:
    """Return the variables with the addresses of a workload's dependencies, in their order; report what cannot be known."""
    filled: dict[str, str] = {}
    for position, dependency in enumerate(w.app.dependencies):
        address = _address(w, position) if dependency.env else None
        if not address:
            continue  # What is missing is said of the call itself.
        for name, template in dependency.env.items():
            spot = w.layers.at(("dependencies", position, "env", name))
            try:
                filled[name] = fill(template, address.meaning)
            except WrongValueError as wrong:
                report.append(Finding(wrong.code, "error", wrong.message, spot, wrong.hint))
                continue
            report += _ambiguous(w, position, template, address, spot)
        report += _assumption(w, position, address)
    return filled


def _address(w: Workload, position: int) -> Address | None:
    """Return where a dependency is found; None where an error about its ports is reported anyway."""
    dependency, callee = w.app.dependencies[position], w.callees.get(position)
    if dependency.host:
        return _outside(dependency)
    if callee:
        missing = [ref for ref in dependency.port if not named(callee.ports, (ref,))]
        return None if missing and dependency.calls else _known(w, dependency, callee)
    unknown = not dependency.port or any(isinstance(ref, str) for ref in dependency.port)
    return None if unknown and dependency.calls else _assumed(w, dependency)


def _outside(dependency: Dependency) -> Address | None:
    """Return the address of a host outside the cluster; None where no port is stated by number."""
    host, numbers = str(dependency.host), [ref for ref in dependency.port if isinstance(ref, int)]
    wildcard = host.startswith("*")
    message = f'"{host}" is no single host' if wildcard else f'the port of "{host}" has no name'
    lacking = WrongValueError("no-address", message, "" if wildcard else "use {port}")
    return Address(None if wildcard else host, None, numbers[0], {}, lacking) if numbers else None


def _known(w: Workload, dependency: Dependency, callee: Workload) -> Address:
    """Return the address of an app whose blueprint is known: its Service, with the ports of that; a headless one has the numbers of the pods."""
    meant = named(callee.ports, dependency.port) if dependency.port else ordinary(callee.ports)
    ports = {port.name: port.service for port in meant}
    served = bool(callee.service_ports)
    listed = ", ".join(name for name, number in ports.items() if number is not None)
    message = f'the Service of "{dependency.app}" has no such port'
    hint = f"this dependency is on {listed}" if listed else f"its blueprint leaves {', '.join(ports)} out of it: service = false"
    lacking = ("no-such-port", message, hint) if served else ("no-address", f'"{dependency.app}" has no Service that could be called', "")
    host = _host(w, dependency, callee.service_name) if served else None
    return Address(host, callee.namespace, next(iter(ports.values()), None), ports, WrongValueError(*lacking))


def _assumed(w: Workload, dependency: Dependency) -> Address:
    """Return the address of an app of which only the dependency's own words are known."""
    numbers = [ref for ref in dependency.port if isinstance(ref, int)]
    message = f'the ports of "{dependency.app}" are not known: its blueprint was not given'
    lacking = WrongValueError("port-unknown", message, "give its blueprint too: --with PATH")
    host = _host(w, dependency, str(dependency.app))
    return Address(host, dependency.namespace or w.namespace, numbers[0] if numbers else None, {}, lacking)


def _host(w: Workload, dependency: Dependency, service: str) -> str:
    """Return the name of a Service as it is found from the workload's pods: bare in their own namespace."""
    elsewhere = dependency.namespace and dependency.namespace != w.namespace
    return f"{service}.{dependency.namespace}.svc" if elsewhere else service


def _ambiguous(w: Workload, position: int, template: str, address: Address, spot: Spot) -> Iterator[Finding]:
    """Yield an error where the app alone, without its callee's blueprint, would be told another address than with it."""
    dependency, callee = w.app.dependencies[position], w.callees.get(position)
    refused = dependency.calls and not dependency.port
    if not callee or callee is w or refused or any(isinstance(ref, str) for ref in dependency.port):
        return
    assumed = _assumed(w, dependency)
    try:
        same = fill(template, assumed.meaning) == fill(template, address.meaning)
    except WrongValueError:
        return  # Alone, the app is refused.
    if not same:
        name = next((port.name for port in named(callee.ports, dependency.port)), callee.service_ports[0].name)
        message = f'"{dependency.app}" is found at {address.said}, as only its own blueprint tells: without it, {assumed.said} is assumed'
        yield Finding("ambiguous-address", "error", message, spot, f'name the port: port = "{name}"')


def _assumption(w: Workload, position: int, address: Address) -> Iterator[Finding]:
    """Yield a note where an address is told that no blueprint confirms."""
    dependency = w.app.dependencies[position]
    told = [one for one in ("{host}", "{port}") if any(one in template for template in dependency.env.values())]
    if dependency.app and not w.callees.get(position) and told:
        message = f'"{dependency.app}" was not given: it is assumed to be found at {address.said}'
        yield Finding("neighbour-assumed", "note", message, w.layers.at(("dependencies", position)), "give its blueprint too: --with PATH")
