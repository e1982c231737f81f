"""How traffic from outside the cluster comes to a workload: by which way, on which ports, from where."""

from collections.abc import Mapping
from typing import Any

from rocksolid.language.operation import Via
from rocksolid.language.platform import Controller, Entrance, Platform
from rocksolid.system.calls import Addresses, Entity, Pods, Side
from rocksolid.system.ports import PodPort, named
from rocksolid.system.sides import elsewhere, peer_sides
from rocksolid.system.workload import LABEL, Workload

CONTROLLERS: Mapping[Controller, tuple[Side, ...]] = {
    "ingress-nginx": (Pods("ingress-nginx", {f"{LABEL}name": "ingress-nginx", f"{LABEL}component": "controller"}),),
    "traefik": (Pods("traefik", {f"{LABEL}name": "traefik"}),),
    # The chart of HAProxy Technologies, and the manifest in its repository.
    "haproxy": (Pods("haproxy-controller", {f"{LABEL}name": "kubernetes-ingress"}), Pods("haproxy-controller", {"run": "haproxy-ingress"})),
    "envoy-gateway": (Pods("envoy-gateway-system", {f"{LABEL}managed-by": "envoy-gateway", f"{LABEL}component": "proxy"}),),
    # A chart of its own, and what istioctl installs.
    "istio": (Pods("istio-ingress", {"istio": "ingress"}), Pods("istio-system", {"istio": "ingressgateway"})),
    "cilium": (Entity("ingress"),),
}
"""Where the traffic of well-known controllers comes from, as their own charts and manuals set them up."""
BOTH: tuple[Via, ...] = ("ingress", "gateway")
WAYS: Mapping[Controller, tuple[Via, ...]] = {
    "ingress-nginx": ("ingress",),
    "traefik": BOTH,
    "haproxy": ("ingress",),
    "envoy-gateway": ("gateway",),
    "istio": BOTH,
    "cilium": BOTH,
}
"""What each controller serves."""
DIRECT: frozenset[Via | None] = frozenset({"load-balancer", "node-port"})
"""The ways that lead past every ingress controller."""
SOLVER_PORT = 8089
"""Where cert-manager's pods answer HTTP-01 challenges."""


def via(w: Workload) -> Via | None:
    """Return the way in: the one that `[expose]` names, else the gateway, else the ingress; None where the platform has neither."""
    if not w.app.expose:
        return None
    if w.app.expose.via:
        return w.app.expose.via
    return "gateway" if w.platform.gateway else "ingress" if w.platform.ingress else None


def straight(w: Workload) -> bool:
    """Return whether clients come straight to the pods, by a Service of its own."""
    return w.app.expose is not None and w.app.expose.via in DIRECT


def entrance(w: Workload) -> Entrance | None:
    """Return what the platform says of the way in; None for ways that lead past it."""
    way = via(w)
    return w.platform.gateway if way == "gateway" else w.platform.ingress if way == "ingress" else None


def exposed(w: Workload) -> tuple[PodPort, ...]:
    """Return the ports that are exposed: those named, else `http`, else the only one of the Service."""
    if not w.app.expose:
        return ()
    if w.app.expose.port:
        return tuple(named(w.service_ports, w.app.expose.port))
    plain = tuple(port for port in w.service_ports if port.name == "http")
    return plain or (w.service_ports if len(w.service_ports) == 1 else ())


def hosts(w: Workload) -> tuple[str, ...]:
    """Return the host names of an exposed app."""
    expose = w.app.expose
    return (*((expose.host,) if expose.host else ()), *expose.hosts) if expose else ()


def paths(w: Workload) -> tuple[str, ...]:
    """Return the path prefixes of an exposed app: those written, else the default one."""
    expose = w.app.expose
    return (expose.paths or ((expose.path,) if expose.path else ())) if expose else ()


def speaks_grpc(w: Workload) -> bool:
    """Return whether the exposed port says that it speaks gRPC; `kubernetes.io/h2c` is HTTP/2 of any kind."""
    return any(port.app_protocol == "grpc" for port in exposed(w))


def ingress_class(w: Workload) -> str | None:
    """Return the class of an Ingress: the app's own, else the platform's; without one, the cluster's default takes it."""
    found, own = entrance(w), w.app.expose.class_ if w.app.expose else None
    return own or (found.class_ if found else None)


def gateway_listener(w: Workload) -> dict[str, str]:
    """Return the reference to the gateway, and to its listener for TLS where clients speak TLS."""
    found, expose = entrance(w), w.app.expose
    words = {
        "name": found and found.name,
        "namespace": found and found.namespace,
        "sectionName": found and expose and expose.tls and found.section,
    }
    return {word: str(value) for word, value in words.items() if value}


def annotations(w: Workload) -> dict[str, str]:
    """Return the annotations of the way in: the platform's, and over them the app's."""
    found, expose = entrance(w), w.app.expose
    if not expose:
        return {}
    # At a gateway it is the Gateway that carries the certificates.
    issued = found and found.issuer and expose.tls and via(w) == "ingress"
    issuer = {"cert-manager.io/cluster-issuer": str(found.issuer)} if found and issued else {}
    every: dict[Any, str] = {**issuer, **(found.annotations if found else {}), **expose.annotations}
    return dict(sorted(every.items()))


def doors(w: Workload) -> tuple[Side, ...]:
    """Return where an exposed app's traffic comes from; empty where nobody says."""
    if w.app.expose and straight(w):
        return tuple(Addresses(cidr) for cidr in (*w.app.expose.from_, *w.platform.network.load_balancers))
    found = entrance(w)
    return _sources(w.platform, via(w), found, w.namespace) if found else ()


def solver_sources(platform: Platform, namespace: str) -> tuple[Side, ...]:
    """Return from where cert-manager's answers to challenges are fetched in a namespace; empty where it solves none there.

    It solves them beside the Ingress, and at a gateway beside the Gateway.
    """
    found: list[Side] = []
    for way, one in (("ingress", platform.ingress), ("gateway", platform.gateway)):
        if one and one.issuer and (way == "ingress" or one.namespace in {None, namespace}):
            found += _sources(platform, way, one, namespace)
    return tuple(found)


def _sources(platform: Platform, way: str | None, found: Entrance, here: str | None) -> tuple[Side, ...]:
    """Return where the traffic of an entrance comes from, for a policy in a namespace."""
    if found.from_:
        return tuple(side for source in found.from_ for side in peer_sides(source, platform.network, here))
    if found.controller == "istio" and way == "gateway":  # Istio runs a proxy of its own for each Gateway, beside it.
        return (Pods(elsewhere(found.namespace, here), {"gateway.networking.k8s.io/gateway-name": str(found.name)}),)
    return CONTROLLERS[found.controller] if found.controller else ()
