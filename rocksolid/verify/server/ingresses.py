"""What a server refuses in an Ingress and an IngressClass: hosts, paths, and where they lead."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any

from rocksolid.verify.document import Path, get, items, table
from rocksolid.verify.server.fields import PORT, named, numbers, reference, required, words
from rocksolid.verify.server.formats import (
    absolute_path,
    dns_label,
    longer,
    port_name,
    prefixed,
    service_name,
    shown,
    subdomain,
    wildcard,
)
from rocksolid.verify.server.refusal import SPEC, Refusal, Written

PATH_TYPES = ("Exact", "ImplementationSpecific", "Prefix")
LONGEST_CONTROLLER = 250
_CLASS = "kubernetes.io/ingress.class"
_NOWHERE = ("//", "/./", "/../", "%2f", "%2F")
_NO_END = ("/..", "/.")


def ingress(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in an Ingress."""
    spec = table(one, "spec")
    if not spec.get("rules") and spec.get("defaultBackend") is None:
        yield Refusal(SPEC, "must have rules or a defaultBackend")
    if spec.get("defaultBackend") is not None:
        yield from _backend(table(spec, "defaultBackend"), (*SPEC, "defaultBackend"), minor)
    for index, rule in items(spec, "rules"):
        path = (*SPEC, "rules", index)
        yield from _host(rule.get("host"), (*path, "host"), named_alone=True)
        if rule.get("http") is not None:
            yield from _paths(table(rule, "http"), (*path, "http", "paths"), minor)
    for index, tls in items(spec, "tls"):
        path = (*SPEC, "tls", index)
        hosts = tls.get("hosts")
        for position, host in enumerate(hosts if isinstance(hosts, list) else ()):
            yield from _host(host, (*path, "hosts", position))
        yield from named(tls, path, {"secretName": subdomain})
    yield from named(spec, SPEC, {"ingressClassName": subdomain})
    yield from required(spec, SPEC, ("ingressClassName",))
    yield from _class(one, spec)


def ingress_class(one: Mapping[str, Any], _minor: int) -> Iterator[Refusal]:
    """Yield what is refused in an IngressClass."""
    spec, path = table(one, "spec"), (*SPEC, "controller")
    controller = spec.get("controller")
    if not controller:
        yield Refusal(path, "must be set", "controller: example.com/ingress-controller")
    elif isinstance(controller, str) and (problem := longer(controller, LONGEST_CONTROLLER) or prefixed(controller)):
        yield Refusal(path, problem)
    if isinstance(spec.get("parameters"), Mapping):
        yield from _parameters(spec["parameters"], (*SPEC, "parameters"))


def _host(host: Any, path: Path, *, named_alone: bool = False) -> Iterator[Refusal]:
    """Yield what is wrong with a host; only that of a rule may not be an address, and may be empty."""
    if not isinstance(host, str) or (named_alone and not host):
        return
    if named_alone and _is_address(host):
        yield Refusal(path, f"{shown(host)} must be a name, not an address")
    elif problem := (wildcard if "*" in host else subdomain)(host):
        domain, _, port = host.rpartition(":")
        yield Refusal(path, problem, f"{path[-1]}: {domain}" if named_alone and port.isdecimal() else "")


def _is_address(host: str) -> bool:
    try:
        return bool(ip_address(host))
    except ValueError:
        return False


def _paths(http: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    if http.get("paths") == []:
        yield Refusal(path, "must not be empty")
    for index, one in items(http, "paths"):
        yield from _path(one, (*path, index))
        if one.get("pathType") and one.get("backend") is not None:
            yield from _backend(table(one, "backend"), (*path, index, "backend"), minor)


def _path(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    kind, text = one.get("pathType"), one.get("path") or ""
    yield from words(one, path, {"pathType": PATH_TYPES})
    yield from required(one, path, ("pathType",))
    if not isinstance(text, str) or kind not in PATH_TYPES or (not text and kind == "ImplementationSpecific"):
        return
    problem = absolute_path(text)
    if problem:
        yield Refusal((*path, "path"), problem, f"path: /{text}")
    elif kind != "ImplementationSpecific":
        wrong = [f'"{part}"' for part in _NOWHERE if part in text] + [f'"{end}" at its end' for end in _NO_END if text.endswith(end)]
        yield from (Refusal((*path, "path"), f"{shown(text)} must not have {part}") for part in wrong[:1])


def _backend(backend: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    """Yield what is wrong with where a path leads: to a Service with one port, or to another object."""
    resource, service = backend.get("resource"), backend.get("service")
    if resource is not None and service is not None:
        yield Refusal(path, "must lead to a service or a resource, not to both")
    elif resource is not None:
        yield from _reference(table(backend, "resource"), (*path, "resource"))
    elif service is None:
        yield Refusal(path, "must lead to a service or a resource", "service: {name: web, port: {number: 80}}")
    else:
        yield from _service(table(backend, "service"), path, minor)


def _service(service: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    yield from required(service, (*path, "service"), ("name",))
    yield from named(service, (*path, "service"), {"name": service_name(minor)})
    port = table(service, "port")
    if port.get("name") and port.get("number"):
        yield Refusal(path, "must have the name of a port or its number, not both", spot=(*path, "service", "port"))
    elif not port.get("name") and not port.get("number"):
        yield Refusal(path, "must have the name of a port or its number", "port: {number: 80}", spot=(*path, "service"))
    else:
        yield from named(port, (*path, "service", "port"), {"name": port_name})
        yield from numbers(port, (*path, "service", "port"), {"number": PORT})


def _reference(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from reference(one, path)
    yield from named(one, path, {"apiGroup": subdomain})


def _class(one: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[Refusal]:
    annotation, name = get(one, "metadata", "annotations", _CLASS), spec.get("ingressClassName")
    if isinstance(annotation, str) and isinstance(name, str) and annotation != name:
        said = f"{shown(annotation)} must be the ingressClassName, {shown(name)}, or be left out"
        yield Refusal(("annotations", Written(f".{_CLASS}")), said, spot=("metadata", "annotations", _CLASS))


def _parameters(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    scopes = {"Namespace": "must be set", "Cluster": "must be left out"}
    said = one.get("scope") or "Cluster"
    scope = said if isinstance(said, str) else ""
    yield from _reference(one, path)
    yield from words(one, path, {"scope": tuple(scopes)})
    if scope in scopes and (scope == "Namespace") != (one.get("namespace") is not None):
        yield Refusal((*path, "namespace"), f"{scopes[scope]}: the scope is {scope}", spot=path)
    elif scope == "Namespace":
        yield from named(one, path, {"namespace": dns_label})
        yield from required(one, path, ("namespace",))
