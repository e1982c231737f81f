from typing import Any

import pytest

from build import APP, compile_toml, compiled, one
from faultless import faultless
from judges.objects import Tree

CILIUM = '[network]\nengine = "cilium"\n'
SELF = {"app.kubernetes.io/name": "app", "app.kubernetes.io/instance": "app"}


def policy(text: str, platform: str = CILIUM) -> Tree:
    """The CiliumNetworkPolicy of the only app, of which all judges approve."""
    objects = compile_toml(APP + text, platform)
    faultless(objects)
    spec: Tree = one(objects, "CiliumNetworkPolicy")["spec"]
    assert spec["endpointSelector"] == {"matchLabels": SELF}
    return spec


def to_ports(*ports: tuple[str, int], **rules: Any) -> list[Tree]:
    """Ports as Cilium writes them."""
    return [{"ports": [{"port": str(number), "protocol": protocol} for protocol, number in ports], **rules}]


@pytest.mark.parametrize("platform", ["", CILIUM], ids=["kubernetes", "cilium"])
def test_what_kubernetes_can_say_it_says(platform: str) -> None:
    """Calls between pods and addresses need no policy of Cilium's."""
    text = 'port = 80\ncallers = ["web"]\ndependencies = [{ app = "db", port = 1 }, { host = "a.example.com", port = 443, cidr = "192.0.2.1/32" }]\n'
    objects = compile_toml(APP + text, platform)
    assert "CiliumNetworkPolicy" not in {item["kind"] for item in objects}
    assert "host-rule-widened" not in {finding.code for finding in compiled(APP + text, platform).findings}


def test_a_host_is_let_through_by_name() -> None:
    """A host is a name or a pattern on its port; Cilium reads the name server's answers, and NetworkPolicy says nothing of the host."""
    text = 'dependencies = [{ host = "api.example.com", port = 443 }, { host = "*.example.org", port = 587 }]\n'
    overheard = to_ports(("UDP", 53), ("TCP", 53), rules={"dns": [{"matchPattern": "*"}]})
    server = {"k8s:io.kubernetes.pod.namespace": "kube-system", "k8s:k8s-app": "kube-dns"}
    assert policy(text)["egress"] == [
        {"toFQDNs": [{"matchName": "api.example.com"}], "toPorts": to_ports(("TCP", 443))},
        {"toFQDNs": [{"matchPattern": "*.example.org"}], "toPorts": to_ports(("TCP", 587))},
        {"toEndpoints": [{"matchLabels": server}], "toPorts": overheard},
    ]
    result = compiled(APP + text, CILIUM)
    assert len(one(result.objects, "NetworkPolicy")["spec"]["egress"]) == 1, "only the name server"
    assert "host-rule-widened" not in {finding.code for finding in result.findings}


def test_a_cache_on_the_node_is_the_node() -> None:
    """To Cilium an address of the pod's own node is the node: the cache for names is let through, and overheard, as such."""
    dns = CILIUM + '[dns]\nnode_local = ["169.254.20.10/32"]\nport = 5353\n'
    both = ("UDP", 53), ("TCP", 53)
    assert policy("", dns)["egress"] == [{"toEntities": ["host"], "toPorts": to_ports(*both)}]
    named = policy('dependencies = [{ host = "api.example.com", port = 443 }]\n', dns)["egress"]
    every_name = {"dns": [{"matchPattern": "*"}]}
    entities = [rule for rule in named if "toEntities" in rule]
    assert entities == [{"toEntities": ["host"], "toPorts": to_ports(*both, rules=every_name)}]
    assert [rule["toPorts"] for rule in named if "toEndpoints" in rule] == [to_ports(("UDP", 5353), ("TCP", 5353), rules=every_name)]


@pytest.mark.parametrize(
    ("stated", "ports"),
    [
        ("", (("TCP", 443), ("TCP", 6443))),
        ('api_server = [{ cidr = "10.0.0.1/32", port = 16443 }, { cidr = "10.0.0.2/32", port = 16443 }]\n', (("TCP", 16443),)),
    ],
)
def test_the_api_server_has_a_name(stated: str, ports: tuple[tuple[str, int], ...]) -> None:
    """The API server needs no address, and only its own port is open: the same entity has all ports of its node."""
    rules = policy('dependencies = [{ kubernetes = "api" }]\n', CILIUM + stated)["egress"]
    assert rules == [{"toEntities": ["kube-apiserver"], "toPorts": to_ports(*ports)}]


def test_nodes_have_names_in_both_directions() -> None:
    """Nodes, the pod's own and the others, are let through by name, on the ports that are stated."""
    spec = policy(
        'port = 8080\ncallers = [{ kubernetes = "node" }, { kubernetes = "api" }]\ndependencies = [{ kubernetes = "node", port = 9100 }]\n'
    )
    port = to_ports(("TCP", 8080))
    assert spec["ingress"] == [
        {"fromEntities": ["host", "remote-node"], "toPorts": port},
        {"fromEntities": ["kube-apiserver"], "toPorts": port},
    ]
    assert spec["egress"] == [{"toEntities": ["host", "remote-node"], "toPorts": to_ports(("TCP", 9100))}]


def test_an_entity_is_said_as_it_is() -> None:
    """What only Cilium knows stands in its policy alone; the NetworkPolicy beside it still denies all else."""
    text = 'ports = { http = 8080, quic = { port = 8443, protocol = "UDP" } }\ncallers = [{ entity = "world", port = "quic" }, "web"]\n'
    assert policy(text)["ingress"] == [{"fromEntities": ["world"], "toPorts": to_ports(("UDP", 8443))}]
    spec = one(compile_toml(APP + text, CILIUM), "NetworkPolicy")["spec"]
    assert (len(spec["ingress"]), spec["policyTypes"]) == (1, ["Ingress", "Egress"])


@pytest.mark.parametrize("way", ["ingress", "gateway"])
def test_ciliums_own_controller_comes_in_by_name(way: str) -> None:
    """Traffic through Cilium's ingress or gateway is let in by its entity."""
    name = 'name = "public"\n' if way == "gateway" else ""
    spec = policy('port = 8080\nexpose.host = "shop.example.com"\n', f'{CILIUM}[{way}]\n{name}controller = "cilium"\n')
    assert spec["ingress"] == [{"fromEntities": ["ingress"], "toPorts": to_ports(("TCP", 8080))}]


def test_the_login_address_of_a_cloud_stays_an_address() -> None:
    """Cilium has no name for it."""
    platform = CILIUM + 'identity = [{ cidr = "169.254.169.254/32", port = 80 }]\n'
    objects = compile_toml(APP + 'dependencies = [{ kubernetes = "identity" }]\n', platform)
    assert "CiliumNetworkPolicy" not in {item["kind"] for item in objects}
    assert {"ipBlock": {"cidr": "169.254.169.254/32"}} in one(objects, "NetworkPolicy")["spec"]["egress"][1]["to"]
