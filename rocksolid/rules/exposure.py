"""Traffic from outside comes in by one way, encrypted where that way is shared, and to no port but the exposed one."""

from collections.abc import Iterator
from typing import Any

from rocksolid.manifest.part import Part, Ref
from rocksolid.system.exposure import annotations, exposed, gateway_listener, hosts, ingress_class, paths, speaks_grpc, straight, via
from rocksolid.system.ports import PORTS
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_SHARED = ("expose", "name", "instance", "service_name", "platform.ingress", "platform.gateway", *PORTS)
_OWN = ("expose", "name", "instance", *PORTS)


def exposure(system: System) -> Iterator[Part]:
    """Yield an Ingress, a route of the Gateway API, or a Service of its own for each exposed app."""
    for w in system.workloads:
        way = via(w)
        if straight(w):
            yield from _noted(w, w.ref("v1", "Service", w.external), _external_service(w), _OWN)
        elif way == "ingress":
            yield from _noted(w, w.ref("networking.k8s.io/v1", "Ingress"), _ingress(w), _SHARED)
        elif way == "gateway":
            kind = "GRPCRoute" if speaks_grpc(w) else "HTTPRoute"
            yield from _noted(w, w.ref("gateway.networking.k8s.io/v1", kind), _route(w), _SHARED)


def _noted(w: Workload, ref: Ref, spec: dict[str, Any], because: tuple[str, ...]) -> Iterator[Part]:
    """Yield an object, with annotations of its own."""
    yield Part(ref, {"spec": spec}, because)
    notes = annotations(w)
    if notes:
        yield Part(ref, {"metadata": {"annotations": notes}}, ("expose", "platform.ingress", "platform.gateway"))


def _external_service(w: Workload) -> dict[str, Any]:
    """Return a Service beside the one for callers inside; the local policy keeps the client's address, which is what `from` is about."""
    balanced = via(w) == "load-balancer"
    return {
        "type": "LoadBalancer" if balanced else "NodePort",
        "externalTrafficPolicy": "Local",
        **({"loadBalancerSourceRanges": list(w.app.expose.from_)} if balanced and w.app.expose else {}),
        "selector": w.selector,
        "ports": [port.in_service for port in exposed(w)],
    }


def _ingress(w: Workload) -> dict[str, Any]:
    """Return an Ingress; its certificate is in a Secret that bears the app's name."""
    backends = [{"service": {"name": w.service_name, "port": {"name": port.name}}} for port in exposed(w)]
    by_path = [{"path": path, "pathType": "Prefix", "backend": backend} for path in paths(w) for backend in backends]
    class_name = ingress_class(w)
    return {
        **({"ingressClassName": class_name} if class_name else {}),
        **({"tls": [{"hosts": list(hosts(w)), "secretName": f"{w.name}-tls"}]} if w.app.expose and w.app.expose.tls else {}),
        "rules": [{"host": host, "http": {"paths": by_path}} for host in hosts(w)],
    }


def _route(w: Workload) -> dict[str, Any]:
    """Return a route; gRPC is routed by its services, not by paths."""
    matches = [] if speaks_grpc(w) else [{"path": {"type": "PathPrefix", "value": path}} for path in paths(w)]
    backends = [{"name": w.service_name, "port": port.service} for port in exposed(w)]
    return {
        "parentRefs": [gateway_listener(w)],
        "hostnames": list(hosts(w)),
        "rules": [{**({"matches": matches} if matches else {}), "backendRefs": backends}],
    }
