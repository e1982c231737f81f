"""The addresses that Ingresses and routes answer at, and by which way each is reached."""

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from rocksolid.verify.backends import Backend, backends
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import get, table, tables
from rocksolid.verify.resource import Resource, strings

ANY_HOST = "*"
ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute")
"""The routes that answer at hosts; the others take whatever comes to their listener."""
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
"""Where an Ingress named its class before there was a field for it."""


@attrs.frozen(order=True)
class Address:
    """A host, or any, and a path with all that is below it, or (`exact`) it alone."""

    host: str
    path: str
    exact: bool = False

    def text(self) -> str:
        """Return it as one would call it: `shop.example.com/cart`."""
        return f"{'every host: ' if self.host == ANY_HOST else self.host}{self.path}"

    def covers(self, other: "Address") -> bool:
        """Return whether every call of another address is one of this; `*.example.com` means what has one label more."""
        above = other.host.partition(".")[2]
        if self.host not in (ANY_HOST, other.host, f"*.{above}"):
            return False
        below = f"{other.path}/".startswith(f"{self.path.rstrip('/')}/")
        return self == attrs.evolve(other, host=self.host) if self.exact else below


@attrs.frozen(eq=False)
class Way:
    """How one object answers at an address: `by` are a class or Gateways, each with its listener or none, `services` who answers."""

    route: Resource
    by: frozenset[tuple[str, str]]
    encrypted: bool
    services: frozenset[str]


def addresses(cluster: Cluster) -> dict[Address, list[Way]]:
    """Return by address who answers there."""
    leading: dict[Resource, list[Backend]] = {}
    for backend in backends(cluster):
        leading.setdefault(backend.route, []).append(backend)
    found: dict[Address, list[Way]] = {}
    for one in cluster.of_kind("Ingress", *ROUTES):
        ways = _of_ingress if one.kind == "Ingress" else _of_route
        for address, way in ways(one, frozenset(f"{backend.namespace}/{backend.service}" for backend in leading.get(one, ()))):
            found.setdefault(address, []).append(way)
    return found


def _of_ingress(one: Resource, services: frozenset[str]) -> Iterator[tuple[Address, Way]]:
    called = one.spec.get("ingressClassName") or strings(get(one.content, "metadata", "annotations")).get(CLASS_ANNOTATION)
    by = frozenset({(f"Ingresses of class {called}" if called else "Ingresses of the default class", "")})
    if table(one.spec, "defaultBackend"):
        yield Address(ANY_HOST, "/"), Way(one, by, encrypted=False, services=services)
    for _, rule in tables(one.spec, "rules"):
        host = str(rule.get("host") or ANY_HOST)
        way = Way(one, by, encrypted=_is_encrypted(one, host), services=services)
        for _, path in tables(rule, "http", "paths"):
            yield Address(host, str(path.get("path") or "/"), exact=path.get("pathType") == "Exact"), way


def _is_encrypted(ingress: Resource, host: str) -> bool:
    """Return whether a host has a certificate; an entry without hosts is for all of them."""
    said = [one.get("hosts") for _, one in tables(ingress.spec, "tls")]
    return any(not hosts or host in hosts or f"*.{host.partition('.')[2]}" in hosts for hosts in said if isinstance(hosts, list | None))


def _of_route(one: Resource, services: frozenset[str]) -> Iterator[tuple[Address, Way]]:
    way = Way(one, frozenset(_parents(one)), encrypted=False, services=services)
    said = one.spec.get("hostnames")
    for host in said if isinstance(said, list) and said else [ANY_HOST]:
        for _, rule in tables(one.spec, "rules"):
            for _, match in tables(rule, "matches") or [(0, {})]:
                yield _matched(str(host), match), way


def _matched(host: str, match: Mapping[str, Any]) -> Address:
    """Return the address of a match; a call of gRPC has its service and its method for a path."""
    if method := table(match, "method"):
        return Address(host, "/" + "/".join(str(method[word]) for word in ("service", "method") if method.get(word)))
    path = table(match, "path")
    return Address(host, str(path.get("value") or "/"), exact=path.get("type", "PathPrefix") != "PathPrefix")


def _parents(route: Resource) -> Iterator[tuple[str, str]]:
    for _, parent in tables(route.spec, "parentRefs"):
        name = f"{parent.get('kind') or 'Gateway'} {parent.get('namespace') or route.namespace}/{parent.get('name')}"
        yield name, str(parent.get("sectionName") or parent.get("port") or "")
