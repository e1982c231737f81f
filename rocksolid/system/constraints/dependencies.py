"""Dependencies are something that a policy can name, and nothing that the platform keeps closed."""

from collections.abc import Iterator
from functools import partial

from rocksolid.finding import Finding, Spot
from rocksolid.language.peers import Dependency
from rocksolid.language.source import KeyPath
from rocksolid.system.constraints.sources import exceptions
from rocksolid.system.ports import shown
from rocksolid.system.workload import Workload

_CLUSTER_NAMES = (".svc", ".cluster.local", ".svc.cluster.local")
_PARTS = {"api": "the Kubernetes API", "identity": "the cloud's login address"}


def dependencies(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with whom an app calls."""
    for position, dependency in enumerate(w.app.dependencies):
        at = partial(_at, w, ("dependencies", position))
        if not dependency.app:
            yield from _ports(w, dependency, ("dependencies", position))
        if dependency.host:
            yield from _host(w, dependency, ("dependencies", position))
        if dependency.cidr:
            yield from exceptions(dependency.cidr, dependency.except_, at)
            yield from _closed(w, dependency, ("dependencies", position))


def _at(w: Workload, path: KeyPath, below: KeyPath) -> Spot:
    return w.layers.at((*path, *below))


def _ports(w: Workload, dependency: Dependency, path: KeyPath) -> Iterator[Finding]:
    """Yield what is wrong with the ports of what is no app: only these have names for their ports."""
    for ref in dependency.port:
        if not isinstance(ref, int):
            message = f'"{ref}" is no number: only the ports of apps have names'
            yield Finding("port-without-number", "error", message, w.layers.at((*path, "port")), "port = 443")
    if not dependency.port and (dependency.host or dependency.kubernetes == "node"):
        what, port = ("the nodes", 9100) if dependency.kubernetes else (f'"{dependency.host}"', 443)
        message = f"which port of {what} is called?"
        yield Finding("port-unsaid", "error", message, w.layers.at(path), f"add port = {port}")
    if dependency.port and dependency.kubernetes in _PARTS:
        message = f"the port of {_PARTS[dependency.kubernetes]} is the platform file's to say"
        yield Finding("useless-word", "error", message, w.layers.at((*path, "port"), key=True), "remove it")


def _host(w: Workload, dependency: Dependency, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for the name of a Service: policies know pods, not the addresses of Services."""
    host, port = str(dependency.host), shown(next(iter(dependency.port), 8080))
    labels = host.split(".")
    if host.endswith(_CLUSTER_NAMES) or len(labels) == 1:
        namespace = f', namespace = "{labels[1]}"' if len(labels) > 1 and labels[1] not in {"svc", "cluster"} else ""
        message = f'"{host}" is a name inside the cluster: a host is outside'
        hint = f'{{ app = "{labels[0]}"{namespace}, port = {port} }}'
        yield Finding("host-inside", "error", message, w.layers.at((*path, "host")), hint)


def _closed(w: Workload, dependency: Dependency, path: KeyPath) -> Iterator[Finding]:
    """Yield an error for addresses that the platform denies to everybody, and for those where a cloud hands out credentials."""
    from rocksolid.system.networks import METADATA, meets

    network, source = w.platform.network, w.platform_source
    logins = dict.fromkeys((*(endpoint.cidr for endpoint in network.identity), *METADATA))
    for cidr in dependency.cidr:
        for position, denied in enumerate(network.deny):
            if meets(cidr, dependency.except_, denied):
                message = f'"{cidr}" has addresses of "{denied}", which no dependency may reach'
                related = ((source.at(("network", "deny", position)), "it is denied here"),) if source else ()
                yield Finding("denied", "error", message, w.layers.at((*path, "cidr")), f'except = ["{denied}"]', related)
        met = [login for login in logins if meets(cidr, dependency.except_, login)]
        if met:
            listed = ", ".join(f'"{login}"' for login in met)
            message = f'"{cidr}" holds {listed}, where a cloud gives its credentials to whoever asks'
            left_out = "name smaller networks" if dependency.host else f"except = [{listed}]"
            hint = f'{left_out}, and {{ kubernetes = "identity" }} if the app is to ask'
            yield Finding("denied", "error", message, w.layers.at((*path, "cidr")), hint)
