"""How traffic from outside the cluster comes to a workload: by which way, on which ports, from where."""

from collections.abc import Mapping

from rocksolid.language.operation import Via
from rocksolid.language.platform import Controller, Entrance
from rocksolid.system.calls import Entity, Pods, Side
from rocksolid.system.ports import PodPort, named
from rocksolid.system.workload import LABEL, Workload

CONTROLLERS: Mapping[Controller, tuple[Side, ...]] = {
    "ingress-nginx": (Pods("ingress-nginx", {f"{LABEL}name": "ingress-nginx", f"{LABEL}component": "controller"}),),
    "traefik": (Pods("traefik", {f"{LABEL}name": "traefik"}),),
    "haproxy": (Pods("haproxy-controller", {f"{LABEL}name": "kubernetes-ingress"}),),
    "envoy-gateway": (Pods("envoy-gateway-system", {f"{LABEL}managed-by": "envoy-gateway", f"{LABEL}component": "proxy"}),),
    "istio": (Pods("istio-ingress", {"istio": "ingress"}), Pods("istio-system", {"istio": "ingressgateway"})),
    "cilium": (Entity("ingress"),),
}
"""Where the traffic of well-known controllers comes from, as their own installation manuals set them up."""
DIRECT = frozenset({"load-balancer", "node-port"})
"""The ways that lead past every ingress controller."""


def via(w: Workload) -> Via | None:
    """Return the way in: the one that `[expose]` names, else the gateway, else the ingress; None where the platform has neither."""
    if not w.app.expose:
        return None
    if w.app.expose.via:
        return w.app.expose.via
    return "gateway" if w.platform.gateway else "ingress" if w.platform.ingress else None


def entrance(w: Workload) -> Entrance | None:
    """Return what the platform says of the way in; None for ways that lead past it."""
    ways = {"gateway": w.platform.gateway, "ingress": w.platform.ingress}
    return ways.get(via(w) or "")


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
    if not expose:
        return ()
    return expose.paths or ((expose.path,) if expose.path else ())
