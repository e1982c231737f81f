import pytest
from rocksolid.system.exposure import CONTROLLERS, WAYS

from build import APP, compile_toml, compiled, one
from faultless import faultless
from judges.objects import matches
from judges.reach import from_outside

INGRESS = '[ingress]\nclass = "traefik"\ncontroller = "traefik"\nissuer = "letsencrypt"\nannotations = { edge = "one", size = "8m" }\n'
GATEWAY = '[gateway]\nname = "public"\nnamespace = "gateways"\nsection = "https"\ncontroller = "envoy-gateway"\nissuer = "letsencrypt"\n'
SHOP = APP + "ports = { http = { port = 8080, service = 80 }, admin = 9999 }\n"
EXPOSED = SHOP + '[expose]\nhosts = ["shop.example.com", "*.shop.example.com"]\npaths = ["/", "/cart"]\nannotations = { size = "64m" }\n'


def test_an_ingress_leads_hosts_and_paths_to_the_port_by_its_name() -> None:
    """Every host and path comes to the exposed port of the Service, in the platform's class, and no other port is open."""
    objects = compile_toml(EXPOSED, INGRESS)
    spec = one(objects, "Ingress")["spec"]
    backend = {"service": {"name": "app", "port": {"name": "http"}}}
    assert spec["ingressClassName"] == "traefik"
    assert [rule["host"] for rule in spec["rules"]] == ["shop.example.com", "*.shop.example.com"]
    assert [[(path["path"], path["pathType"], path["backend"]) for path in rule["http"]["paths"]] for rule in spec["rules"]] == [
        [("/", "Prefix", backend), ("/cart", "Prefix", backend)]
    ] * 2
    assert from_outside(objects, "traefik", {"app.kubernetes.io/name": "traefik"}) == {("default/app", "TCP", 8080)}
    assert from_outside(objects, "elsewhere", {"app.kubernetes.io/name": "traefik"}) == set()
    faultless(objects)


def test_clients_of_an_ingress_speak_tls() -> None:
    """The certificate of all hosts is in one Secret of the app, which cert-manager fills; an app without TLS asks for none."""
    ingress = one(compile_toml(EXPOSED, INGRESS), "Ingress")
    assert ingress["spec"]["tls"] == [{"hosts": ["shop.example.com", "*.shop.example.com"], "secretName": "app-tls"}]
    assert ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"] == "letsencrypt"
    plain = one(compile_toml(EXPOSED + "tls = false\n", INGRESS), "Ingress")
    assert "tls" not in plain["spec"]
    assert "cert-manager.io/cluster-issuer" not in plain["metadata"]["annotations"]


def test_what_is_nearer_counts_more() -> None:
    """Of annotations by one name the way in's own count most: the app's over the platform's, and both over those of every object."""
    everywhere = 'annotations = { edge = "all", size = "all", team = "shop" }\n'
    objects = compile_toml(everywhere + EXPOSED, INGRESS)
    assert one(objects, "Ingress")["metadata"]["annotations"] == {
        "cert-manager.io/cluster-issuer": "letsencrypt",
        "edge": "one",
        "size": "64m",
        "team": "shop",
    }
    assert one(objects, "Service")["metadata"]["annotations"] == {"edge": "all", "size": "all", "team": "shop"}


def test_an_app_may_choose_another_class() -> None:
    """The class of `[expose]` counts more than the platform's; without both there is none."""
    classes = [
        one(compile_toml(text, platform), "Ingress")["spec"].get("ingressClassName")
        for text, platform in (
            (EXPOSED + 'class = "internal"\n', INGRESS),
            (EXPOSED, INGRESS),
            (EXPOSED, '[ingress]\ncontroller = "traefik"\n'),
        )
    ]
    assert classes == ["internal", "traefik", None]


def test_a_route_attaches_to_the_listener_for_tls() -> None:
    """A route names the Gateway, its listener for TLS, the hosts, the path prefixes, and the port of the Service by number."""
    objects = compile_toml(EXPOSED, GATEWAY)
    assert one(objects, "HTTPRoute")["spec"] == {
        "parentRefs": [{"name": "public", "namespace": "gateways", "sectionName": "https"}],
        "hostnames": ["shop.example.com", "*.shop.example.com"],
        "rules": [
            {
                "matches": [{"path": {"type": "PathPrefix", "value": path}} for path in ("/", "/cart")],
                "backendRefs": [{"name": "app", "port": 80}],
            }
        ],
    }
    assert one(objects, "HTTPRoute")["metadata"]["annotations"] == {"size": "64m"}, "at a gateway, the Gateway has the certificates"
    faultless(objects)


def test_a_route_without_tls_takes_every_listener() -> None:
    """Where clients may speak plainly, no listener is named."""
    assert one(compile_toml(EXPOSED + "tls = false\n", GATEWAY), "HTTPRoute")["spec"]["parentRefs"] == [
        {"name": "public", "namespace": "gateways"}
    ]


@pytest.mark.parametrize(
    ("section", "tls", "codes"), [("", "", ["gateway-without-section"]), ("", "tls = false", []), ('section = "https"', "", [])]
)
def test_a_route_on_every_listener_is_not_silent(section: str, tls: str, codes: list[str]) -> None:
    """An app that wants TLS at a gateway is told when its route answers without TLS as well."""
    found = compiled(EXPOSED + tls, f'[gateway]\nname = "public"\ncontroller = "traefik"\n{section}\n').findings
    assert [finding.code for finding in found if finding.code.startswith("gateway")] == codes


@pytest.mark.parametrize(("protocol", "kind"), [("grpc", "GRPCRoute"), ("http", "HTTPRoute"), ("kubernetes.io/h2c", "HTTPRoute")])
def test_grpc_has_a_route_of_its_own(protocol: str, kind: str) -> None:
    """A port that says that it speaks gRPC gets a GRPCRoute, without paths; HTTP/2 alone is no gRPC."""
    text = APP + f'ports.api = {{ port = 9090, app_protocol = "{protocol}" }}\n[expose]\nhost = "api.example.com"\n'
    objects = compile_toml(text, GATEWAY)
    (rule,) = one(objects, kind)["spec"]["rules"]
    assert rule["backendRefs"] == [{"name": "app", "port": 9090}]
    assert ("matches" in rule) is (kind == "HTTPRoute")
    faultless(objects)


def test_the_gateway_comes_before_the_ingress() -> None:
    """Where the platform has both, apps use the gateway, unless they name the ingress."""
    both = INGRESS + GATEWAY
    kinds = [
        {item["kind"] for item in compile_toml(EXPOSED + via, both)} & {"Ingress", "HTTPRoute"}
        for via in ("", 'via = "ingress"\n', 'via = "gateway"\n')
    ]
    assert kinds == [{"HTTPRoute"}, {"Ingress"}, {"HTTPRoute"}]


@pytest.mark.parametrize(("via", "kind"), [("load-balancer", "LoadBalancer"), ("node-port", "NodePort")])
def test_a_balancer_has_a_service_of_its_own(via: str, kind: str) -> None:
    """Only the exposed port is outside, for the named addresses and those that balancers check from; callers inside keep their Service."""
    text = SHOP + f'[expose]\nvia = "{via}"\nfrom = ["203.0.113.0/24"]\nport = ["admin", "http"]\nannotations = {{ size = "big" }}\n'
    objects = compile_toml(text, '[network]\nload_balancers = ["198.51.100.0/24"]\n')
    outside, inside = one(objects, "Service", "app-external"), one(objects, "Service", "app")
    assert (outside["spec"]["type"], outside["spec"]["externalTrafficPolicy"], inside["spec"]["type"]) == (kind, "Local", "ClusterIP")
    assert [(port["name"], port["port"]) for port in outside["spec"]["ports"]] == [("admin", 9999), ("http", 80)]
    assert outside["spec"].get("loadBalancerSourceRanges") == (["203.0.113.0/24"] if kind == "LoadBalancer" else None)
    assert (outside["metadata"].get("annotations"), inside["metadata"].get("annotations")) == ({"size": "big"}, None)
    (hole,) = one(objects, "NetworkPolicy")["spec"]["ingress"]
    assert [peer["ipBlock"]["cidr"] for peer in hole["from"]] == ["203.0.113.0/24", "198.51.100.0/24"]
    assert [port["port"] for port in hole["ports"]] == [9999, 8080], "policies see the pod's ports"
    faultless(objects)


def test_a_stateful_app_is_exposed_beside_its_peers() -> None:
    """The external Service of a stateful app stands beside the two that it has inside."""
    text = APP + 'kind = "stateful"\nreplicas = 3\nports = { sql = 5432 }\n[expose]\nvia = "load-balancer"\nfrom = ["203.0.113.0/24"]\n'
    objects = compile_toml(text)
    assert sorted(item["metadata"]["name"] for item in objects if item["kind"] == "Service") == ["app", "app-external", "app-peers"]
    faultless(objects)


@pytest.mark.parametrize(
    ("ports", "port", "exposed"),
    [
        ("{ web = 8080 }", "", 8080),
        ("{ web = 8080, http = 9090 }", "", 9090),
        ("{ web = 8080, http = 9090 }", 'port = "web"', 8080),
        ("{ web = 8080, http = 9090 }", "port = 8080", 8080),
        ("{ web = 8080, admin = { port = 9090, service = false } }", "", 8080),
    ],
    ids=["the only one", "http", "by name", "by number", "the only one of the Service"],
)
def test_one_port_is_exposed(ports: str, port: str, exposed: int) -> None:
    """The port that is named is exposed, else `http`, else the only one of the Service."""
    objects = compile_toml(APP + f'ports = {ports}\n[expose]\nhost = "shop.example.com"\n{port}\n', INGRESS)
    assert from_outside(objects, "traefik", {"app.kubernetes.io/name": "traefik"}) == {("default/app", "TCP", exposed)}


def test_an_app_that_is_not_exposed_has_no_way_in() -> None:
    """Without `[expose]` there is nothing for traffic from outside, and no hole."""
    objects = compile_toml(SHOP, INGRESS + GATEWAY)
    assert not {item["kind"] for item in objects} & {"Ingress", "HTTPRoute", "GRPCRoute"}
    assert one(objects, "NetworkPolicy")["spec"]["ingress"] == []


INSTALLED: dict[str, dict[str, tuple[str, dict[str, str]]]] = {
    "ingress-nginx": {
        "ingress": ("ingress-nginx", {"app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller"})
    },
    "traefik": dict.fromkeys(("ingress", "gateway"), ("traefik", {"app.kubernetes.io/name": "traefik"})),
    "haproxy": {"ingress": ("haproxy-controller", {"run": "haproxy-ingress"})},
    "envoy-gateway": {
        "gateway": (
            "envoy-gateway-system",
            {
                "app.kubernetes.io/name": "envoy",
                "app.kubernetes.io/component": "proxy",
                "app.kubernetes.io/managed-by": "envoy-gateway",
                "gateway.envoyproxy.io/owning-gateway-name": "public",
            },
        )
    },
    "istio": {
        "ingress": ("istio-system", {"app": "istio-ingressgateway", "istio": "ingressgateway"}),
        "gateway": ("gateways", {"gateway.networking.k8s.io/gateway-name": "public", "istio.io/dataplane-mode": "none"}),
    },
}
"""Where each controller's own manual puts the pods that forward traffic, and how it labels them."""


@pytest.mark.parametrize(("controller", "way"), [(controller, way) for controller, ways in INSTALLED.items() for way in ways])
def test_a_known_controller_comes_in(controller: str, way: str) -> None:
    """The pods of a well-known controller, installed by its manual, reach the exposed port; the same labels elsewhere do not."""
    gateway = 'name = "public"\nnamespace = "gateways"\n' if way == "gateway" else ""
    objects = compile_toml(EXPOSED, f'[{way}]\n{gateway}controller = "{controller}"\n')
    namespace, labels = INSTALLED[controller][way]
    assert from_outside(objects, namespace, labels) == {("default/app", "TCP", 8080)}
    assert from_outside(objects, "elsewhere", labels) == set()
    assert from_outside(objects, namespace, {"app": "other"}) == set()


@pytest.mark.parametrize(
    ("controller", "namespace", "labels"),
    [
        ("traefik", "kube-system", {"app.kubernetes.io/name": "traefik", "app.kubernetes.io/instance": "traefik-kube-system"}),
        ("haproxy", "haproxy-controller", {"app.kubernetes.io/name": "kubernetes-ingress", "app.kubernetes.io/instance": "edge"}),
        ("istio", "istio-ingress", {"app": "istio-ingress", "istio": "ingress"}),
    ],
    ids=["k3s", "chart", "chart of the gateway"],
)
def test_a_controller_that_is_installed_in_two_ways_comes_in_by_both(controller: str, namespace: str, labels: dict[str, str]) -> None:
    """Where there are two usual installations, the traffic of both is let in."""
    objects = compile_toml(EXPOSED, f'[ingress]\ncontroller = "{controller}"\n')
    assert from_outside(objects, namespace, labels) == {("default/app", "TCP", 8080)}


def test_every_known_controller_is_tried() -> None:
    """No controller and none of its ways is left out of the test above; Cilium's own has no pods."""
    assert {name: set(ways) for name, ways in WAYS.items() if name != "cilium"} == {name: set(ways) for name, ways in INSTALLED.items()}
    assert set(CONTROLLERS) == set(WAYS)


def test_the_platform_may_say_where_traffic_comes_from() -> None:
    """`from` stands for a controller that is installed otherwise, and counts more than the well-known places."""
    platform = '[ingress]\ncontroller = "traefik"\nfrom = [{ namespace = "edge", labels = { app = "proxy" } }, { cidr = "10.1.0.0/16" }]\n'
    objects = compile_toml(EXPOSED, platform)
    (hole,) = one(objects, "NetworkPolicy")["spec"]["ingress"]
    pods, addresses = hole["from"]
    assert addresses == {"ipBlock": {"cidr": "10.1.0.0/16"}}
    assert matches(pods["podSelector"], {"app": "proxy"})
    assert from_outside(objects, "edge", {"app": "proxy"}) == {("default/app", "TCP", 8080)}
    assert from_outside(objects, "traefik", {"app.kubernetes.io/name": "traefik"}) == set()


def test_an_istio_gateway_of_ones_own_namespace_is_next_door() -> None:
    """A Gateway without a namespace stands beside its apps: its proxy is a pod of the same namespace."""
    objects = compile_toml(EXPOSED, 'namespace = "shop"\n[gateway]\nname = "public"\ncontroller = "istio"\n')
    labels = {"gateway.networking.k8s.io/gateway-name": "public"}
    assert from_outside(objects, "shop", labels) == {("shop/app", "TCP", 8080)}
    assert one(objects, "HTTPRoute")["spec"]["parentRefs"] == [{"name": "public"}]
