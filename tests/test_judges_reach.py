"""The judge of NetworkPolicies opens and closes what the Kubernetes API says."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.objects import matches
from judges.reach import egress_to_outside, from_outside, open_to_dns, reach
from shop import GONE, SHOP, Tree, changed, read

SHARED = os.environ.get("ROCKSOLID_SHARED")

PODS = """
{apiVersion: v1, kind: Namespace, metadata: {name: b, labels: {team: blue}}}
---
kind: Deployment
metadata: {name: web, namespace: a}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 80}]}]}}}
---
kind: StatefulSet
metadata: {name: db, namespace: a}
spec:
  template:
    metadata: {labels: {app: db, tier: data}}
    spec:
      initContainers:
        - {ports: [{name: never, containerPort: 1}]}
        - {restartPolicy: Always, ports: [{name: stats, containerPort: 9000}]}
      containers: [{ports: [{name: sql, containerPort: 5432}, {name: gossip, containerPort: 5432, protocol: UDP}]}]
---
kind: CronJob
metadata: {name: job, namespace: b}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}, spec: {containers: [{}]}}}}}
---
"""
WEB, SQL, GOSSIP, STATS = ("a/web", "TCP", 80), ("a/db", "TCP", 5432), ("a/db", "UDP", 5432), ("a/db", "TCP", 9000)
DB = {SQL, GOSSIP, STATS}
CLIENTS = ("a/web", "a/db", "b/job")
ALL = {(client, *server) for client in CLIENTS for server in (WEB, *DB)}
Server = tuple[str, str, int]
Call = tuple[str, str, str, int]


def into_db(*servers: Server, clients: tuple[str, ...] = CLIENTS) -> set[Call]:
    """Everything that is open when only these clients reach only these ports of the database."""
    return {call for call in ALL if call[1] != "a/db"} | {(client, *server) for client in clients for server in servers}


def into_web() -> set[Call]:
    """All calls to the web."""
    return {(client, *WEB) for client in CLIENTS}


def out_of_web(*servers: Server) -> set[Call]:
    """Everything that is open when the web calls nothing but these."""
    return {call for call in ALL if call[0] != "a/web"} | {("a/web", *server) for server in servers}


POLICY = {
    "none": ("", ALL),
    "one without types is about ingress": ("podSelector: {matchLabels: {app: db}}", into_db()),
    "and about egress if it has such rules": ("{podSelector: {matchLabels: {app: web}}, egress: [{}]}", ALL - into_web()),
    "an empty list of egress rules is none": ("{podSelector: {matchLabels: {app: web}}, egress: []}", ALL - into_web()),
    "types win over rules": ("{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], ingress: []}", out_of_web()),
    "an empty selector is the whole namespace": ("{podSelector: {}, policyTypes: [Ingress]}", set()),
    "no selector is the whole namespace": ("policyTypes: [Ingress]", set()),
    "In": ("podSelector: {matchExpressions: [{key: app, operator: In, values: [db, x]}]}", into_db()),
    "NotIn": ("podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web, x]}]}", into_db()),
    "Exists": ("podSelector: {matchExpressions: [{key: tier, operator: Exists}]}", into_db()),
    "DoesNotExist": ("podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}", ALL - into_web()),
    "an absent label is NotIn": ("podSelector: {matchExpressions: [{key: tier, operator: NotIn, values: [data]}]}", ALL - into_web()),
    "labels and expressions are both": ("podSelector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Exists}]}", ALL),
    "egress by the server's port name": (
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: sql}]}]}",
        out_of_web(SQL),
    ),
    "egress to a namespace": (
        "{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {x: y}}}]}]}",
        out_of_web(),
    ),
}
RULE = {
    "an empty rule is all": ("{}", ALL),
    "no from is everyone": ("ports: [{port: 5432}]", into_db(SQL)),
    "an empty from is everyone": ("{from: [], ports: [{port: 5432}]}", into_db(SQL)),
    "no ports are all": ("from: [{podSelector: {matchLabels: {app: web}}}]", into_db(*DB, clients=("a/web",))),
    "empty ports are all": ("{ports: [], from: [{podSelector: {matchLabels: {app: web}}}]}", into_db(*DB, clients=("a/web",))),
    "a peer is of the policy's namespace": ("from: [{podSelector: {}}]", into_db(*DB, clients=("a/web", "a/db"))),
    "any namespace": ("from: [{namespaceSelector: {}}]", ALL),
    "a namespace by its own label": ("from: [{namespaceSelector: {matchLabels: {team: blue}}}]", into_db(*DB, clients=("b/job",))),
    "a namespace by its name, and a pod in it": (
        "from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: a}}, podSelector: {matchLabels: {app: web}}}]",
        into_db(*DB, clients=("a/web",)),
    ),
    "two peers are either": (
        "from: [{namespaceSelector: {matchLabels: {team: blue}}}, {podSelector: {matchLabels: {app: web}}}]",
        into_db(*DB, clients=("a/web", "b/job")),
    ),
    "an address block is no pod": ("from: [{ipBlock: {cidr: 0.0.0.0/0}}]", into_db()),
    "a port by its name": ("ports: [{port: sql}]", into_db(SQL)),
    "a name has its protocol": ("ports: [{port: gossip}]", into_db()),
    "a port of another protocol": ("ports: [{port: gossip, protocol: UDP}]", into_db(GOSSIP)),
    "a protocol alone is all its ports": ("ports: [{protocol: TCP}]", into_db(SQL, STATS)),
    "a range ends with its last port": ("ports: [{port: 5433, endPort: 9000}]", into_db(STATS)),
    "a range begins with its first port": ("ports: [{port: 5432, endPort: 8999}]", into_db(SQL)),
    "two ports are either": ("ports: [{port: 5432}, {port: stats}]", into_db(SQL, STATS)),
}


def network(*specs: Tree) -> list[Tree]:
    """The three workloads, with policies of these specs in the namespace "a"."""
    return [*read(PODS), *({"kind": "NetworkPolicy", "metadata": {"namespace": "a"}, "spec": spec} for spec in specs)]


def to_db(rule: str) -> Tree:
    """A policy for the database with one rule for ingress."""
    return {"podSelector": {"matchLabels": {"app": "db"}}, "ingress": read(f"[{{{rule}}}]" if rule[0] != "{" else f"[{rule}]")[0]}


@pytest.mark.parametrize(("spec", "expected"), POLICY.values(), ids=POLICY)
def test_a_policy_selects_and_isolates(spec: str, expected: set[Call]) -> None:
    """The open calls between three workloads in two namespaces, under one policy."""
    assert reach(network(*read(spec))) == expected


@pytest.mark.parametrize(("rule", "expected"), RULE.values(), ids=RULE)
def test_a_rule_opens(rule: str, expected: set[Call]) -> None:
    """The open calls under one rule for ingress of the database."""
    assert reach(network(to_db(rule))) == expected


def test_policies_add_up() -> None:
    """A pod that two policies select gets the rules of both."""
    assert reach(network(to_db("ports: [{port: 5432}]"), to_db("ports: [{port: stats}]"))) == into_db(SQL, STATS)


def test_both_ends_must_agree() -> None:
    """A call is open when the client may leave and the server lets it in."""
    leave = {
        "podSelector": {"matchLabels": {"app": "web"}},
        "policyTypes": ["Egress"],
        "egress": [{"ports": [{"port": 5432}, {"port": 9000}]}],
    }
    assert reach(network(leave, to_db("ports: [{port: sql}]"))) == into_db(SQL) & out_of_web(SQL, STATS)


def test_a_policy_is_for_its_own_namespace() -> None:
    """The selector of a policy in another namespace selects none of these pods."""
    documents = network({"podSelector": {}, "policyTypes": ["Ingress", "Egress"]})
    documents[-1]["metadata"]["namespace"] = "c"
    assert reach(documents) == ALL


LABELS = st.sampled_from([{}, {"app": "web"}, {"app": "db"}, {"tier": "data"}])
PEERS = st.lists(st.builds(lambda labels: {"namespaceSelector": {}, "podSelector": {"matchLabels": labels}}, LABELS), max_size=2)
PORTS = st.lists(st.sampled_from([{"port": 5432}, {"port": "http"}, {"protocol": "UDP"}, {"port": 1, "endPort": 9999}]), max_size=2)
RULES = st.lists(st.builds(lambda peers, ports: {"from": peers, "to": peers, "ports": ports}, PEERS, PORTS), max_size=2)
POLICIES = st.builds(
    lambda labels, rules, types: {"podSelector": {"matchLabels": labels}, "policyTypes": types, "ingress": rules, "egress": rules},
    LABELS,
    RULES,
    st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"]]),
)


@given(st.lists(POLICIES, max_size=3), RULES)
def test_one_more_rule_never_closes_a_call(specs: list[Tree], more: list[Tree]) -> None:
    """Rules only allow, so more of them in the same policies open more."""
    wider = [{**spec, "ingress": spec["ingress"] + more, "egress": spec["egress"] + more} for spec in specs]
    assert reach(network(*specs)) <= reach(network(*wider))


@given(st.lists(POLICIES, max_size=3), st.randoms(use_true_random=False))
def test_the_order_of_policies_means_nothing(specs: list[Tree], random: Any) -> None:
    """Policies are a set."""
    shuffled = random.sample(specs, len(specs))
    assert reach(network(*specs)) == reach(network(*shuffled))


def test_pods_that_are_not_in_the_documents() -> None:
    """The ingress controller reaches what the shop's policy opens to it; other pods, and its labels elsewhere, reach nothing."""
    assert from_outside(SHOP, "ingress", {"app.kubernetes.io/name": "controller"}) == {("shop/web", "TCP", 8080)}
    assert from_outside(SHOP, "ingress", {"app.kubernetes.io/name": "other"}) == set()
    assert from_outside(SHOP, "default", {"app.kubernetes.io/name": "controller"}) == set()


def test_dns_needs_both_protocols() -> None:
    """The web may ask over UDP and TCP; the store may not ask at all."""
    assert open_to_dns(SHOP) == {"shop/web"}
    assert open_to_dns(changed("NetworkPolicy/web", "spec egress 0 ports 1", GONE)) == set()
    assert open_to_dns(SHOP, labels={"k8s-app": "other"}) == set()
    assert open_to_dns(changed("NetworkPolicy/web", "spec egress 0 ports 1 port", "dns-tcp")) == {"shop/web"}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}]}, {("192.0.2.0/24", (), "any", None)}),
        ({"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}], "ports": [{"port": 1, "endPort": 9}]}, {("192.0.2.0/24", (), "TCP", "1-9")}),
        ({"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}], "ports": [{"protocol": "UDP"}]}, {("192.0.2.0/24", (), "UDP", None)}),
        ({"to": [{"ipBlock": {"cidr": "192.0.2.0/24"}}], "ports": [{"port": "http"}]}, set()),
        ({"to": [], "ports": [{"port": 53}]}, {("0.0.0.0/0", (), "TCP", 53), ("::/0", (), "TCP", 53)}),
        ({"to": [{"podSelector": {}}]}, set()),
    ],
)
def test_holes_towards_addresses(rule: Tree, expected: set[tuple[str, tuple[str, ...], str, int | str | None]]) -> None:
    """What an egress rule opens outside of the cluster."""
    found = egress_to_outside(changed("NetworkPolicy/store", "spec egress 0", rule))
    assert {tuple(hole) for workload, *hole in found if workload == "shop/store"} == expected


def test_a_pod_without_egress_policy_may_go_anywhere() -> None:
    """Without a policy about egress every address is open."""
    found = egress_to_outside(changed("NetworkPolicy/store", "spec policyTypes", ["Ingress"]))
    assert {hole for hole in found if hole[0] == "shop/store"} == {("shop/store", cidr, (), "any", None) for cidr in ("0.0.0.0/0", "::/0")}


@pytest.mark.parametrize(
    ("judge", "documents", "message"),
    [
        (reach, changed("NetworkPolicy/store", "spec ingress 0 from 0", {}), "a peer says nothing"),
        (reach, changed("Deployment/web", "spec template spec hostNetwork", True), "shop/web uses the node's network"),
        (lambda _: matches({"matchExpressions": [{"key": "a", "operator": "Gt"}]}, {}), [], "the operator 'Gt'"),
    ],
)
def test_what_has_no_meaning_is_no_answer(judge: Callable[[list[Tree]], object], documents: list[Tree], message: str) -> None:
    """Where Kubernetes defines nothing, the judge refuses to answer."""
    with pytest.raises(ValueError, match=message):
        judge(documents)


@pytest.mark.skipif(not SHARED, reason="ROCKSOLID_SHARED does not say where published systems lie")
def test_a_published_system_is_read_as_its_owners_drew_it() -> None:
    """The published policies of Online Boutique open the 15 calls between its apps that were read out of them by hand, and its frontend to all."""
    systems = Path(str(SHARED)) / "systems"
    told = json.loads((systems / "online-boutique.json").read_text())["expected_policies"]["ingress_allowed"]
    folders = [systems / "upstream" / "online-boutique" / folder for folder in ("base", "network-policies")]
    documents = [document for folder in folders for file in sorted(folder.glob("*.yaml")) for document in read(file.read_text())]
    found = {(client.partition("/")[2], server.partition("/")[2], port) for client, server, _, port in reach(documents)}
    apps = {document["metadata"]["name"] for document in documents if document["kind"] == "Deployment"}
    between = {tuple(call) for call in told if call[0] != "*any*"}
    assert len(between) == 15
    assert found == between | {(app, "frontend", 8080) for app in apps}
