"""How traffic from outside the cluster comes to a workload: by which way, on which ports, from where."""

from collections.abc import Mapping
from typing import Any

from rocksolid.language.operation import Expose, Via
from rocksolid.language.platform import Controller, Entrance, Platform
from rocksolid.language.types import UrlPath
from rocksolid.system.calls import Addresses, Entity, Pods, Side
from rocksolid.system.ports import PodPort, named
from rocksolid.system.sides import elsewhere, peer_sides
from rocksolid.system.workload import LABEL, Workload

CONTROLLERS: Mapping[Controller, tuple[Side, ...]] = {
    "ingress-nginx": (Pods("ingress-nginx", {f"{LABEL}name": "ingress-nginx", f"{LABEL}component": "controller"}),),
    # The namespace of its manual, and that of k3s and RKE2, which bring it along.
    "traefik": (Pods("traefik", {f"{LABEL}name": "traefik"}), Pods("kube-system", {f"{LABEL}name": "traefik"})),
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
_NOTHING = Expose(path=UrlPath("/"), tls=False)
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
    return _said(w).via in DIRECT


def entrance(w: Workload) -> Entrance | None:
    """Return what the platform says of the way in; None for ways that lead past it."""
    way = via(w)
    return w.platform.gateway if way == "gateway" else w.platform.ingress if way == "ingress" else None


def exposed(w: Workload) -> tuple[PodPort, ...]:
    """Return the ports that are exposed: those named, else `http`, else the only one of the Service."""
    if not w.app.expose:
        return ()
    if w.app.expose.port:
        return named(w.service_ports, w.app.expose.port)
    plain = tuple(port for port in w.service_ports if port.name == "http")
    return plain or (w.service_ports if len(w.service_ports) == 1 else ())


def hosts(w: Workload) -> tuple[str, ...]:
    """Return the host names of an exposed app."""
    said = _said(w)
    return (*((said.host,) if said.host else ()), *said.hosts)


def paths(w: Workload) -> tuple[str, ...]:
    """Return the path prefixes of an exposed app: those written, else the default one."""
    said = _said(w)
    return said.paths or (said.path,)


def speaks_grpc(w: Workload) -> bool:
    """Return whether the exposed port says that it speaks gRPC; `kubernetes.io/h2c` is HTTP/2 of any kind."""
    return any(port.app_protocol == "grpc" for port in exposed(w))


def ingress_class(w: Workload) -> str | None:
    """Return the class of an Ingress: the app's own, else the platform's; without one, the cluster's default takes it."""
    found = entrance(w)
    return _said(w).class_ or (found.class_ if found else None)


def gateway_listener(w: Workload) -> dict[str, str]:
    """Return the reference to the gateway, and to its listener for TLS where clients speak TLS."""
    found = entrance(w)
    words = {
        "name": found and found.name,
        "namespace": found and found.namespace,
        "sectionName": found and _said(w).tls and found.section,
    }
    return {word: str(value) for word, value in words.items() if value}


def annotations(w: Workload) -> dict[str, str]:
    """Return the annotations of the way in: the platform's, and over them the app's."""
    found = entrance(w)
    # At a gateway it is the Gateway that carries the certificates.
    issued = found and found.issuer and _said(w).tls and via(w) == "ingress"
    issuer = {"cert-manager.io/cluster-issuer": str(found.issuer)} if found and issued else {}
    every: dict[Any, str] = {**issuer, **(found.annotations if found else {}), **_said(w).annotations}
    return dict(sorted(every.items()))


def doors(w: Workload) -> tuple[Side, ...]:
    """Return where an exposed app's traffic comes from; empty where nobody says."""
    if straight(w):
        return tuple(Addresses(cidr) for cidr in (*_said(w).from_, *w.platform.network.load_balancers))
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


def _said(w: Workload) -> Expose:
    """Return what an app says about its way in: of one that is not exposed, nothing."""
    return w.app.expose or _NOTHING


def _sources(platform: Platform, way: str | None, found: Entrance, here: str | None) -> tuple[Side, ...]:
    """Return where the traffic of an entrance comes from, for a policy in a namespace."""
    if found.from_:
        return tuple(side for source in found.from_ for side in peer_sides(source, platform.network, here))
    if found.controller == "istio" and way == "gateway":  # Istio runs a proxy of its own for each Gateway, beside it.
        return (Pods(elsewhere(found.namespace, here), {"gateway.networking.k8s.io/gateway-name": str(found.name)}),)
    return CONTROLLERS[found.controller] if found.controller else ()
