"""Where Ingresses and routes of the Gateway API lead, and whether a controller can go there."""

import copy
from typing import Any

import pytest
import yaml
from rocksolid.verify.connectivity.reach import connectivity

from clusters import cluster
from shop import GONE, Tree, put, read

SHOP = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8080}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: web, port: 80, targetPort: http}, {name: plain, port: 9090}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress], ingress: []}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: proxy, namespace: edge}
spec: {template: {metadata: {labels: {app: proxy}}, spec: {containers: [{}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: proxy, namespace: edge}
spec: {selector: {app: proxy}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: proxy, namespace: edge}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}
"""
RULE = "NetworkPolicy/web spec ingress 0"
BACKEND = "Ingress/web spec rules 0 http paths 0 backend service"
OPEN: dict[str, Any] = {RULE: {}}
EDGE = {RULE: {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "edge"}}}]}}
HTTP, PLAIN = {"{ingress-controller}": "TCP 8080"}, {"{ingress-controller}": "TCP 9090"}
NOWHERE: dict[str, str] = {}


def led(documents: list[Tree]) -> dict[str, str]:
    """Who leads traffic to the web, on which ports."""
    found = connectivity(cluster(documents))
    return {
        side.name: ports.text()
        for side, w, ports in found.from_outside()
        if side.kind in {"IngressController", "Gateway"} and w.name == "shop/web"
    }


def shop(changes: dict[str, Any]) -> list[Tree]:
    """The shop, changed at some places: `Kind/name` and a path of words."""
    documents = copy.deepcopy(read(SHOP))
    for place, value in changes.items():
        which, _, path = place.partition(" ")
        put(next(one for one in documents if f"{one['kind']}/{one['metadata']['name']}" == which), path, value)
    return documents


CASES = {
    "open to everyone": (OPEN, HTTP),
    "without any policy": ({"NetworkPolicy/web spec podSelector matchLabels app": "other"}, HTTP),
    "open to nobody": ({}, NOWHERE),
    "open to pods elsewhere": ({RULE: {"from": [{"namespaceSelector": {}}]}}, HTTP),
    "open to addresses": ({RULE: {"from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}}, HTTP),
    "open on another port": ({RULE: {"ports": [{"port": 80}]}}, NOWHERE),
    "open on the pod's port": ({RULE: {"ports": [{"port": "http"}]}}, HTTP),
    "open to pods beside it": ({RULE: {"from": [{"podSelector": {}}]}}, NOWHERE),
    "open to pods in the files that are no controller": (EDGE, NOWHERE),
    "open to a controller by its label": (
        {**EDGE, "Deployment/proxy spec template metadata labels": {"app.kubernetes.io/name": "traefik"}},
        HTTP,
    ),
    "open to a controller by its Service": ({**EDGE, "Service/proxy metadata name": "my-ingress-nginx-controller"}, HTTP),
    "open to a controller that is not let out": (
        {**EDGE, "Service/proxy metadata name": "ingress-nginx", "NetworkPolicy/proxy spec egress": []},
        NOWHERE,
    ),
    "the Service's port by its name": ({**OPEN, BACKEND: {"name": "web", "port": {"name": "web"}}}, HTTP),
    "without targetPort": ({**OPEN, BACKEND: {"name": "web", "port": {"number": 9090}}}, PLAIN),
    "targetPort by number": ({**OPEN, "Service/web spec ports 0 targetPort": 9090}, PLAIN),
    "targetPort that no container declares": ({**OPEN, "Service/web spec ports 0 targetPort": "grpc"}, NOWHERE),
    "targetPort that is no port": ({**OPEN, "Service/web spec ports 0 targetPort": [80]}, NOWHERE),
    "a port that the Service lacks": ({**OPEN, BACKEND: {"name": "web", "port": {"number": 81}}}, NOWHERE),
    "a backend without port": ({**OPEN, BACKEND: {"name": "web"}, "Service/web spec ports 0 name": GONE}, NOWHERE),
    "a Service that is not there": ({**OPEN, BACKEND: {"name": "wbe", "port": {"number": 80}}}, NOWHERE),
    "a Service without selector": ({**OPEN, "Service/web spec selector": GONE}, NOWHERE),
    "a Service of another namespace": ({**OPEN, "Ingress/web metadata namespace": "edge"}, NOWHERE),
    "the default backend": (
        {**OPEN, "Ingress/web spec": {"defaultBackend": {"service": {"name": "web", "port": {"number": 80}}}}},
        HTTP,
    ),
    "an Ingress of another group": ({**OPEN, "Ingress/web apiVersion": "example.com/v1"}, NOWHERE),
}


@pytest.mark.parametrize(("changes", "expected"), CASES.values(), ids=CASES)
def test_where_an_ingress_leads(changes: dict[str, Any], expected: dict[str, str]) -> None:
    """An Ingress leads through its Service to the pods' ports, as far as policies leave them open to who may be a controller."""
    assert led(shop(changes)) == expected


def test_several_ingresses_are_one_line() -> None:
    """All Ingresses are obeyed by whoever the controller is."""
    other = yaml.safe_load(
        """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: other, namespace: shop}
        spec: {defaultBackend: {service: {name: web, port: {name: plain}}}}
        """
    )

    assert led([*shop(OPEN), other]) == {"{ingress-controller}": "TCP 8080,9090"}


@pytest.mark.parametrize("kind", ["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute"])
@pytest.mark.parametrize(
    ("namespace", "reference", "expected"),
    [
        ("shop", {"name": "web", "port": 80}, {"{gateway}": "TCP 8080"}),
        ("edge", {"name": "web", "namespace": "shop", "port": 9090}, {"{gateway}": "TCP 9090"}),
        ("edge", {"name": "web", "port": 80}, NOWHERE),
        ("shop", {"kind": "ServiceImport", "group": "multicluster.x-k8s.io", "name": "web", "port": 80}, NOWHERE),
        ("shop", {"name": "web"}, NOWHERE),
    ],
)
def test_where_a_route_leads(kind: str, namespace: str, reference: Tree, expected: dict[str, str]) -> None:
    """A route leads through Services by their numbers, those of other namespaces too."""
    route = {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": kind,
        "metadata": {"name": "web", "namespace": namespace},
        "spec": {"rules": [{"backendRefs": [reference]}]},
    }

    assert led([*(one for one in shop(OPEN) if one["kind"] != "Ingress"), route]) == expected


def test_a_service_of_any_type_is_needed_only_for_the_way() -> None:
    """A Service opens nothing: what its type promises to the outside is open only where policies are."""
    closed, opened = ({**changes, "Service/web spec type": "LoadBalancer", "Ingress/web spec": {}} for changes in ({}, OPEN))
    sides = [
        {side.name for side, w, _ in connectivity(cluster(shop(changes))).from_outside() if w.name == "shop/web"}
        for changes in (closed, opened)
    ]

    assert sides == [set(), {"0.0.0.0/0,::/0", "*/*"}]
