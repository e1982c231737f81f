import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.diff.change import Effect
from rocksolid.diff.entrances.addresses import Address

from shop import Tree
from sides import SHOP, Edit, edited, said

INGRESS = SHOP.index("apiVersion: networking.k8s.io/v1\nkind: Ingress")
TLS: Edit = ("  ingressClassName: nginx\n", "  ingressClassName: nginx\n  tls: [{hosts: [shop.example.com], secretName: web}]\n")
WEB_PORT = "    - name: http\n      port: 80\n      targetPort: http\n"
STILL = "visitors still come to the old one, as their DNS says"
API_PORT = "    - name: http\n      port: 8080\n      targetPort: http\n"


def entrances(old: str, new: str) -> list[tuple[Effect, str]]:
    """What is said of the ways in."""
    return said("entrances", old, new)


def route(*paths: str, hosts: tuple[str, ...] = ("a.example.com",), **parent: str) -> str:
    """An HTTPRoute of some paths of a Service."""
    matches = [{"path": {"type": "PathPrefix", "value": path}} for path in paths]
    rules = [{"matches": matches, "backendRefs": [{"name": "web", "port": 80}]}]
    spec = {"parentRefs": [{"name": "public", **parent}], "hostnames": list(hosts), "rules": rules}
    return json.dumps({"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "web"}, "spec": spec})


def service(**spec: Any) -> str:
    """A Service without known pods."""
    content: Tree = {"selector": {"app": "it"}, "ports": [{"port": 80}], **spec}
    return json.dumps({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "it"}, "spec": content})


ROUTES: dict[str, tuple[str, str, list[tuple[Effect, str]]]] = {
    "an Ingress that goes": (
        SHOP,
        SHOP[:INGRESS],
        [("disrupts", "no longer answers at shop.example.com/: whoever calls it is cut off")],
    ),
    "an Ingress that comes": (SHOP[:INGRESS], SHOP, [("weakens", "answers at shop.example.com/ now, which is open to the outside")]),
    "another host": (
        SHOP,
        edited(("host: shop.", "host: cart.")),
        [
            ("disrupts", "no longer answers at shop.example.com/: whoever calls it is cut off"),
            ("weakens", "answers at cart.example.com/ now, which is open to the outside"),
        ],
    ),
    "a path that is left": (
        SHOP,
        edited(("path: /\n", "path: /cart\n")),
        [("disrupts", "no longer answers at shop.example.com/, but at shop.example.com/cart: whoever calls it is cut off")],
    ),
    "a path that widens": (
        edited(("path: /\n", "path: /cart\n")),
        SHOP,
        [("weakens", "answers at shop.example.com/ now, which is open to the outside")],
    ),
    "encryption that goes": (edited(TLS), SHOP, [("weakens", "shop.example.com/ is no longer encrypted (TLS)")]),
    "encryption that comes": (SHOP, edited(TLS), [("strengthens", "shop.example.com/ is encrypted (TLS) now")]),
    "another class": (
        SHOP,
        edited(("ingressClassName: nginx", "ingressClassName: traefik")),
        [("disrupts", f"shop.example.com/ is no longer served by Ingresses of class nginx, but by Ingresses of class traefik: {STILL}")],
    ),
    "a class in an annotation": (
        SHOP,
        edited(
            ("  ingressClassName: nginx\n", ""),
            ("Ingress\nmetadata:\n", "Ingress\nmetadata:\n  annotations: {kubernetes.io/ingress.class: nginx}\n"),
        ),
        [],
    ),
    "another Service": (
        SHOP,
        edited(("service:\n                name: web", "service:\n                name: api")),
        [("changes", "shop.example.com/ led to Service shop/web, leads to Service shop/api now")],
    ),
    "another issuer": (
        SHOP,
        edited(("Ingress\nmetadata:\n", "Ingress\nmetadata:\n  annotations: {cert-manager.io/issuer: us}\n")),
        [("changes", "its certificate was signed by nobody, is signed by us from now on")],
    ),
    "another Gateway": (
        route("/"),
        route("/", name="other"),
        [("disrupts", f"a.example.com/ is no longer served by Gateway default/public, but by Gateway default/other: {STILL}")],
    ),
    "another listener": (
        route("/", sectionName="https"),
        route("/", sectionName="http"),
        [
            (
                "disrupts",
                "a.example.com/ came in by https of Gateway default/public, comes in by http now: who calls the old listener is cut off",
            )
        ],
    ),
    "every listener": (
        route("/", sectionName="https"),
        route("/"),
        [
            (
                "weakens",
                "a.example.com/ comes in by every listener of Gateway default/public, also by those without TLS, no longer by https alone",
            )
        ],
    ),
    "one listener": (
        route("/"),
        route("/", sectionName="https"),
        [("strengthens", "a.example.com/ comes in by https of Gateway default/public alone, no longer by every listener")],
    ),
    "several paths": (
        route("/", "/a"),
        route("/b"),
        [
            ("disrupts", "no longer answers at a.example.com/, but at a.example.com/b: whoever calls it is cut off"),
            ("disrupts", "no longer answers at a.example.com/a: whoever calls it is cut off"),
        ],
    ),
    "several hosts": (
        route("/", hosts=("a", "b", "c")),
        route("/", hosts=("a",)),
        [("disrupts", "no longer answers at b/ and c/: whoever calls it is cut off")],
    ),
    "a wider host": (
        route("/", hosts=("a.example.com", "b.example.com")),
        route("/", hosts=("*.example.com",)),
        [("weakens", "answers at *.example.com/ now, which is open to the outside")],
    ),
    "a host in braces": (
        route("/", hosts=("a",)),
        route("/", hosts=("a",), name="{}"),
        [
            (
                "disrupts",
                "a/ is no longer served by Gateway default/public, but by Gateway default/{}: visitors still come to the old one, as their DNS says",
            )
        ],
    ),
}


@pytest.mark.parametrize("case", ROUTES.values(), ids=ROUTES)
def test_says_what_becomes_of_an_address(case: tuple[str, str, list[tuple[Effect, str]]]) -> None:
    """An address that goes is an outage, one that comes is open to the outside, and one that stays may be served otherwise."""
    old, new, expected = case

    assert entrances(old, new) == expected


hosts = st.sampled_from(["*", "example.com", "*.example.com", "a.example.com", "b.a.example.com"])
addresses = st.builds(Address, hosts, st.sampled_from(["/", "/a", "/a/", "/a/b", "/ab"]), st.booleans())


@given(addresses, addresses, addresses)
def test_what_covers_what_covers_covers(one: Address, two: Address, three: Address) -> None:
    """An address covers itself, and whatever one that it covers does; a path is no part of a longer word."""
    assert one.covers(one)
    assert one.covers(three) or not (one.covers(two) and two.covers(three))
    assert not Address("*", "/a").covers(Address("*", "/ab"))
    assert not one.exact or not one.covers(Address(one.host, f"{one.path}x"))


SERVICES: dict[str, tuple[str, str, list[tuple[Effect, str]]]] = {
    "a port with callers": (
        SHOP,
        edited((API_PORT, API_PORT.replace("port: 8080", "port: 9090"))),
        [("disrupts", "its port 8080 is 9090 now: whoever calls 8080 is cut off at once")],
    ),
    "a port that an Ingress leads to": (
        SHOP,
        edited((WEB_PORT, WEB_PORT.replace("port: 80\n", "port: 81\n").replace("http\n", "other\n", 1))),
        [("disrupts", "its port 80 goes: whoever calls 80 is cut off at once")],
    ),
    "a port of pods that are not known": (
        service(),
        service(ports=[{"port": 81}]),
        [("disrupts", "its port 80 is 81 now: whoever calls 80 is cut off at once")],
    ),
    "a port beside it": (service(), service(ports=[{"name": "a", "port": 80}, {"name": "b", "port": 81}]), []),
    "a port of a headless Service": (service(clusterIP="None"), service(clusterIP="None", ports=[{"port": 81}]), []),
    "a target that nobody has": (
        SHOP,
        edited((WEB_PORT, WEB_PORT.replace("targetPort: http", "targetPort: 8081"))),
        [("disrupts", "its port 80 leads to port 8081 of Deployment/web, which no container declares")],
    ),
    "a target that new pods have": (
        SHOP,
        edited(
            ("- name: http\n              containerPort", "- name: web\n              containerPort"),
            (WEB_PORT, WEB_PORT.replace("targetPort: http", "targetPort: web")),
        ),
        [
            (
                "disrupts",
                'its port 80 leads to port "web" of Deployment/web, which only new pods have: until they are ready, it leads nowhere',
            )
        ],
    ),
    "a target by its number": (SHOP, edited((WEB_PORT, WEB_PORT.replace("targetPort: http", "targetPort: 8080"))), []),
    "a name outside": (
        service(),
        service(type="ExternalName", externalName="a.example.com"),
        [("disrupts", "its name led to its pods, leads to a.example.com, out of the cluster now")],
    ),
    "another name outside": (
        service(type="ExternalName", externalName="a.example.com"),
        service(type="ExternalName", externalName="b.example.com"),
        [("changes", "its name led to a.example.com, out of the cluster, leads to b.example.com, out of the cluster now")],
    ),
    "a balancer": (service(), service(type="LoadBalancer"), [("weakens", "is open to the outside now, by a balancer")]),
    "a new balancer": ("", service(type="LoadBalancer"), [("weakens", "is new, and open to the outside by a balancer")]),
    "a new Service": ("", service(), []),
    "a port of the nodes": (service(), service(type="NodePort"), [("weakens", "is open to the outside now, by a port of every node")]),
    "no port of the nodes": (
        service(type="NodePort"),
        service(),
        [("disrupts", "is no longer open to the outside: whoever calls the nodes is cut off")],
    ),
    "other clients of a balancer": (
        service(type="LoadBalancer", loadBalancerSourceRanges=["10.0.0.0/9"]),
        service(type="LoadBalancer", loadBalancerSourceRanges=["10.64.0.0/9", "10.128.0.0/9"][1:]),
        [("weakens", "its balancer lets in 10.128.0.0/9"), ("strengthens", "its balancer no longer lets in 10.0.0.0/9")],
    ),
    "every client of a balancer": (
        service(type="LoadBalancer", loadBalancerSourceRanges=["0.0.0.0/1", "::/0"]),
        service(type="LoadBalancer"),
        [("weakens", "its balancer lets in 128.0.0.0/1")],
    ),
}


@pytest.mark.parametrize("case", SERVICES.values(), ids=SERVICES)
def test_says_what_becomes_of_the_clients_of_a_service(case: tuple[str, str, list[tuple[Effect, str]]]) -> None:
    """Ports and names that clients find no longer are outages, and what opens to the outside is weaker."""
    old, new, expected = case

    assert entrances(old, new) == expected


def test_a_port_that_nobody_may_call_may_go() -> None:
    """Where policies let nobody in, nobody is cut off."""
    shut = edited(("kubernetes.io/metadata.name: ingress-nginx", "kubernetes.io/metadata.name: shop"))[:INGRESS]
    moved = (WEB_PORT, WEB_PORT.replace("port: 80\n", "port: 81\n"))

    assert entrances(shut, edited(moved, text=shut)) == []
