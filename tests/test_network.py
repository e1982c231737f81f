import ipaddress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.system.networks import METADATA, all_but, inside, meets

from build import APP, compile_toml, compiled, one
from faultless import faultless
from judges.objects import Tree
from judges.reach import egress_to_outside, from_outside, open_to_dns, reach

PORTS = APP + 'ports = { http = 8080, grpc = { port = 9090, callers = ["desk"] }, metrics = 9100 }\n[metrics]\n'
NETWORK = '[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]\nnodes = ["10.1.0.0/16"]\nidentity = [{ cidr = "169.254.169.254/32", port = 80 }]\n'
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")


def label(name: str) -> dict[str, str]:
    """The label by which peers know an app."""
    return {"app.kubernetes.io/name": name}


def opened(callers: str, namespace: str, labels: dict[str, str], ports: str = PORTS) -> set[int]:
    """The ports of the app that some pods reach when it lists some callers."""
    objects = compile_toml(f"callers = {callers}\n{ports}", 'namespace = "shop"\n[metrics]\nscraper = [{ namespace = "monitoring" }]\n')
    return {port for _, _, port in from_outside(objects, namespace, labels)}


def rules(text: str, direction: str, platform: str = "") -> list[Tree]:
    """The rules of the only app in one direction, without the name server."""
    found: list[Any] = one(compile_toml(text, platform), "NetworkPolicy")["spec"][direction]
    return [rule for rule in found if not any(port["port"] == 53 for port in rule.get("ports", []))]


@pytest.mark.parametrize("kind", ['kind = "worker"', 'kind = "job"', 'schedule.cron = "@daily"', 'kind = "daemon"', "port = 8080"])
def test_an_app_is_closed_but_for_names(kind: str) -> None:
    """Without callers and dependencies nothing comes in, and nothing goes out but questions to the name server."""
    objects = compile_toml(APP + kind)
    spec = one(objects, "NetworkPolicy")["spec"]
    assert (spec["policyTypes"], spec["ingress"], len(spec["egress"])) == (["Ingress", "Egress"], [], 1)
    assert len(open_to_dns(objects)) == 1
    assert egress_to_outside(objects) == set()
    faultless(objects)


@pytest.mark.parametrize(
    ("callers", "namespace", "labels", "expected"),
    [
        ('["web"]', "shop", label("web"), {8080}),
        ('["web"]', "other", label("web"), set()),
        ('["web"]', "shop", label("other"), set()),
        ('["other/web"]', "other", label("web"), {8080}),
        ('["other/web"]', "shop", label("web"), set()),
        ('[{ app = "web", port = "grpc" }]', "shop", label("web"), {9090}),
        ('[{ app = "web", port = ["http", 9100] }]', "shop", label("web"), {8080, 9100}),
        ('[{ component = "market" }]', "shop", {"app.kubernetes.io/part-of": "market"}, {8080}),
        ('[{ component = "market", namespace = "fair" }]', "fair", {"app.kubernetes.io/part-of": "market"}, {8080}),
        ('["*"]', "anywhere", {}, {8080}),
        ('["fair/*"]', "fair", {}, {8080}),
        ('["fair/*"]', "shop", {}, set()),
        ('[{ namespace = "legacy", labels = { app = "old", tier = "web" } }]', "legacy", {"app": "old", "tier": "web"}, {8080}),
        ('[{ namespace = "legacy", labels = { app = "old", tier = "web" } }]', "legacy", {"app": "old"}, set()),
        ('[{ labels = { app = "old" } }]', "shop", {"app": "old"}, {8080}),
        ('[{ namespace = "legacy" }]', "legacy", {"any": "thing"}, {8080}),
        ("[]", "shop", label("desk"), {9090}),
        ("[]", "monitoring", {}, {9100}),
    ],
)
def test_a_caller_reaches_what_it_was_given(callers: str, namespace: str, labels: dict[str, str], expected: set[int]) -> None:
    """Each kind of caller, and no other, reaches the ports that it names, else those that nobody else has for himself."""
    assert opened(callers, namespace, labels) == expected


def test_the_metrics_port_is_open_where_there_is_no_other() -> None:
    """Ordinary callers do not reach metrics, unless the app has nothing else to call."""
    assert opened('["web"]', "shop", label("web"), APP + "ports.metrics = 9100\n[metrics]\n") == {9100}
    guarded = APP + 'ports = { grpc = { port = 9090, callers = ["desk"] }, metrics = 9100 }\n[metrics]\n'
    assert opened('[{ app = "web", port = "grpc" }]', "shop", label("web"), guarded) == {9090}


def test_callers_may_be_addresses_nodes_and_the_api_server() -> None:
    """Traffic without a pod behind it comes from the addresses that the caller or the platform names."""
    callers = '[{ cidr = "203.0.113.0/24", except = ["203.0.113.128/25"] }, { kubernetes = "node" }, { kubernetes = "api" }]'
    found = rules(f"callers = {callers}\n{APP}port = 8080\n", "ingress", NETWORK)
    assert [rule["from"] for rule in found] == [
        [{"ipBlock": {"cidr": "203.0.113.0/24", "except": ["203.0.113.128/25"]}}],
        [{"ipBlock": {"cidr": "10.1.0.0/16"}}],
        [{"ipBlock": {"cidr": "10.0.0.10/32"}}],
    ]
    assert all(rule["ports"] == [{"protocol": "TCP", "port": 8080}] for rule in found)


def test_what_the_platform_lets_into_every_app_is_passed_over_where_there_is_no_such_port() -> None:
    """A caller that the platform adds to all apps opens nothing in an app without the port, and refuses nobody."""
    always = '[always]\ncallers = [{ namespace = "monitoring", port = "metrics" }]\n'
    assert rules(APP + "port = 8080\n", "ingress", always) == []
    assert rules(APP, "ingress", always) == []
    assert len(rules(APP + "ports.metrics = 9100\n", "ingress", always)) == 1


def test_peers_are_never_selected_by_matchlabels() -> None:
    """Kustomize rewrites `matchLabels` of peers and so cuts calls: every peer is written as expressions."""
    text = 'callers = ["web", { component = "m" }]\ndependencies = [{ app = "db", port = 1 }]\n' + PORTS
    spec = one(compile_toml(text), "NetworkPolicy")["spec"]
    peers = [peer for rule in spec["ingress"] for peer in rule["from"]] + [peer for rule in spec["egress"] for peer in rule["to"]]
    assert len(peers) == 5
    assert not [selector for peer in peers for selector in peer.values() if "matchLabels" in selector]


def test_the_two_ends_of_a_call_meet() -> None:
    """Of the calls between apps those are open that both ends declare, on the callee's pod ports, and no others."""
    system = """
        [apps.web]
        image = "registry.example.com/web:1"
        port = 8080
        dependencies = ["api", "store"]
        [apps.api]
        image = "registry.example.com/api:1"
        ports = { http = { port = 8080, service = 80 }, grpc = 9090 }
        callers = ["web", { app = "store", port = "grpc" }]
        dependencies = [{ app = "api", port = "grpc" }]
        [apps.store]
        image = "registry.example.com/store:1"
        port = 6379
        callers = ["api"]
        """
    objects = compile_toml(system)
    assert reach(objects) == {
        ("default/web", "default/api", "TCP", 8080),
        ("default/web", "default/api", "TCP", 9090),
        ("default/api", "default/api", "TCP", 9090),
    }
    faultless(objects)


@pytest.mark.parametrize(
    ("ports", "expected"),
    [("{ http = 80, grpc = { port = 90, callers = [] } }", {80}), ("{ grpc = { port = 90, callers = [] } }", {90})],
    ids=["an ordinary port", "none"],
)
def test_a_dependency_without_a_port_means_ordinary_ones(ports: str, expected: set[int]) -> None:
    """A caller that names no port calls those without callers of their own, and where there are none, all: the callee decides."""
    system = f'[apps.web]\nimage = "registry.example.com/web:1"\ndependencies = ["api"]\n[apps.api]\nimage = "registry.example.com/api:1"\nports = {ports}\n'
    egress: Any = one(compile_toml(system), "NetworkPolicy", "web")["spec"]["egress"]
    assert {port["port"] for port in egress[1]["ports"]} == expected


def test_each_end_knows_whom_it_means() -> None:
    """A call that names an app remembers its namespace and name, so that the two ends can be compared; a group has none."""
    text = 'callers = ["web", "bank/desk", "*", { component = "m" }]\ndependencies = [{ app = "db", namespace = "bank", port = 1 }]\n'
    (w,) = compiled(text + APP + "port = 80\n").system.workloads
    assert [call.app for call in w.inbound] == [(None, "web"), ("bank", "desk"), None, None]
    assert [call.app for call in w.outbound] == [None, ("bank", "db")]


def test_a_dependency_may_be_known_without_being_called() -> None:
    """`calls = false` opens nothing, on neither end."""
    assert rules(APP + 'dependencies = [{ app = "db", port = 5432, calls = false, env = { DB = "{host}" } }]\n', "egress") == []
    assert rules(APP + 'port = 80\ndependencies = [{ app = "app", calls = false }]\n', "ingress") == []


@pytest.mark.parametrize(
    ("dependency", "expected"),
    [
        (
            '{ host = "mail.example.com", port = 25, cidr = ["198.51.100.7/32", "10.9.0.0/24"] }',
            {("198.51.100.7/32", (), "TCP", 25), ("10.9.0.0/24", (), "TCP", 25)},
        ),
        (
            '{ cidr = "192.0.2.0/24", except = ["192.0.2.128/25"], port = 53, protocol = "UDP" }',
            {("192.0.2.0/24", ("192.0.2.128/25",), "UDP", 53)},
        ),
        ('{ cidr = "192.0.2.0/24" }', {("192.0.2.0/24", (), "any", None)}),
        (
            '{ cidr = ["192.0.2.0/24", "198.51.100.0/24"], except = ["192.0.2.128/25"], port = 1 }',
            {("192.0.2.0/24", ("192.0.2.128/25",), "TCP", 1), ("198.51.100.0/24", (), "TCP", 1)},
        ),
        ('{ kubernetes = "api" }', {("10.0.0.10/32", (), "TCP", 6443)}),
        ('{ kubernetes = "node", port = 9100 }', {("10.1.0.0/16", (), "TCP", 9100)}),
        ('{ kubernetes = "identity" }', {("169.254.169.254/32", (), "TCP", 80)}),
    ],
)
def test_outside_an_app_reaches_what_it_names(dependency: str, expected: set[Any]) -> None:
    """A dependency outside the pods is its addresses, those that the platform knows for it, and its ports."""
    objects = compile_toml(APP + f"dependencies = [{dependency}]\n", NETWORK)
    assert {hole[1:] for hole in egress_to_outside(objects)} == expected
    faultless(objects)


def test_a_host_without_addresses_is_every_public_address() -> None:
    """A NetworkPolicy knows no names: all addresses that a host on the internet may have are open, and the author is told."""
    result = compiled(APP + 'dependencies = [{ host = "*.example.com", port = 443 }]\n', '[network]\ndeny = ["203.0.113.0/24"]\n')
    assert {hole[1:] for hole in egress_to_outside(result.objects)} == {
        ("0.0.0.0/0", (*PRIVATE, "203.0.113.0/24"), "TCP", 443),
        ("::/0", ("fc00::/7", "fe80::/10"), "TCP", 443),
    }
    assert [finding.code for finding in result.findings if finding.code.startswith("host")] == ["host-rule-widened"]
    faultless(result.objects)


@pytest.mark.parametrize(
    ("dependency", "said"),
    [
        ('{ cidr = "192.0.2.0/24" }', ['every port of "192.0.2.0/24" is open, over every protocol: the dependency names none']),
        ('{ namespace = "shop" }', ["every port of these pods is open, over every protocol: the dependency names none"]),
        ('{ labels = { a = "b" } }', ["every port of these pods is open, over every protocol: the dependency names none"]),
        ('{ labels = { a = "b" }, port = 80 }', []),
        ('{ kubernetes = "api" }', []),
    ],
)
def test_a_dependency_without_a_port_is_said_aloud(dependency: str, said: list[str]) -> None:
    """Whoever names no port of addresses or foreign pods opens all of them, and is told."""
    findings = compiled(f"{APP}dependencies = [{dependency}]\n", NETWORK).findings
    assert [finding.message for finding in findings if finding.code == "every-port"] == said


def test_apps_of_one_name_are_one_app_to_a_caller_where_they_agree() -> None:
    """Policies select both by their name: where their ports are the same, a dependency on the name is no question."""
    apps = "".join(f'[apps.{key}]\nname = "db"\ninstance = "db-{key}"\nport = 5432\n' for key in "ab")
    text = f'image = "registry.example.com/app:1.0.0"\n{apps}[apps.web]\ndependencies = ["db"]\n'
    egress = one(compile_toml(text), "NetworkPolicy", "web")["spec"]["egress"]
    assert [rule["ports"] for rule in egress][1:] == [[{"protocol": "TCP", "port": 5432}]]


def test_a_host_never_opens_where_a_cloud_gives_credentials() -> None:
    """However little the platform calls private, the metadata addresses are closed to rules for hosts."""
    objects = compile_toml(APP + 'dependencies = [{ host = "api.example.com", port = 80 }]\n', "[network]\nprivate = []\n")
    without = {one for _, _, excepted, _, _ in egress_to_outside(objects) for one in excepted}
    assert without == set(METADATA)


def test_apps_of_one_component_may_call_each_other_where_the_platform_says_so() -> None:
    """The component's mesh opens ordinary ports between its apps' pods, and none where all have callers of their own."""
    mesh = "[network]\ncomponent_mesh = true\n"
    system = "".join(
        f'[apps.{name}]\nimage = "registry.example.com/{name}:1"\ncomponent = "{component}"\n{ports}\n'
        for name, component, ports in (
            ("a", "x", "port = 8080"),
            ("b", "x", "ports = { grpc = { port = 9090, callers = [] } }"),
            ("c", "y", "port = 8080"),
            ("d", "x", ""),
        )
    )
    a, c = "default/a", "default/c"
    assert reach(compile_toml(system, mesh)) == {(client, a, "TCP", 8080) for client in (a, "default/b", "default/d")} | {
        (c, c, "TCP", 8080)
    }
    assert reach(compile_toml(system)) == set()


def test_the_name_server_is_where_the_platform_has_it() -> None:
    """Names are asked of the platform's own server and port, over UDP and TCP, and of a cache on the node on port 53."""
    dns = '[dns]\nnamespace = "names"\nlabels = { app = "bind" }\nport = 5353\nnode_local = ["169.254.20.10/32"]\n'
    objects = compile_toml(APP, dns)
    assert open_to_dns(objects, "names", {"app": "bind"}, 5353) == {"default/app"}
    assert open_to_dns(objects) == set()
    assert {hole[1:] for hole in egress_to_outside(objects)} == {("169.254.20.10/32", (), protocol, 53) for protocol in ("UDP", "TCP")}


NETWORKS = st.one_of(
    st.builds(lambda number, bits: str(ipaddress.ip_network((number, bits), strict=False)), st.integers(0, 2**32 - 1), st.integers(0, 32)),
    st.builds(
        lambda number, bits: str(ipaddress.ip_network((number, bits), strict=False)), st.integers(2**125, 2**128 - 1), st.integers(0, 128)
    ),
)


@given(NETWORKS, NETWORKS)
def test_networks_lie_to_each_other_as_python_says(one: str, other: str) -> None:
    """Inside, and meeting without exceptions, are what the standard library calls a subnet and an overlap."""
    first, second = ipaddress.ip_network(one), ipaddress.ip_network(other)
    same = first.version == second.version
    assert inside(one, other) is (same and first != second and first.subnet_of(second))  # type: ignore[arg-type]
    assert meets(one, (), other) is (same and first.overlaps(second))
    assert meets(one, (other,), other) is False


@given(st.lists(NETWORKS, max_size=6), st.integers(0, 2**32 - 1))
def test_all_addresses_but_some(without: list[str], number: int) -> None:
    """An address is among all but some networks exactly when it is in none of them; what is excepted never overlaps."""
    address = ipaddress.IPv4Address(number)
    found = all_but(tuple(without))
    opened = any(
        address in ipaddress.ip_network(whole) and not any(address in ipaddress.ip_network(one) for one in excepted)
        for whole, excepted in found
    )
    assert opened is not any(address in ipaddress.ip_network(network) for network in without)
    assert all(inside(one, whole) for whole, excepted in found for one in excepted)
    assert not any(meets(one, (), other) for _, excepted in found for one in excepted for other in excepted if one is not other)


def test_replicas_reach_each_other_on_ordinary_ports() -> None:
    """A dependency on one's own name opens what it would open to anybody: no port with callers of its own."""
    objects = compile_toml(f'{APP}dependencies = ["app"]\n[ports]\nhttp = 8080\nadmin = {{ port = 9999, callers = ["ops"] }}\n')
    assert {port for client, server, _, port in reach(objects) if client == server} == {8080}
