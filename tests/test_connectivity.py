"""Who reaches whom, case by case, as the Kubernetes API defines it."""

from typing import Any

import pytest
import yaml
from rocksolid.verify.connectivity import outside
from rocksolid.verify.connectivity.elsewhere import pods_elsewhere
from rocksolid.verify.connectivity.outside import sides
from rocksolid.verify.connectivity.policies import EGRESS, INGRESS, isolated, policies
from rocksolid.verify.connectivity.reach import connectivity

from clusters import cluster
from shop import Tree, put, read

WORLD = """
{apiVersion: v1, kind: Namespace, metadata: {name: b, labels: {team: blue}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: a}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 80}]}]}}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: a}
spec:
  template:
    metadata: {labels: {app: db, tier: data}}
    spec:
      initContainers:
        - {ports: [{name: never, containerPort: 1}]}
        - {restartPolicy: Always, ports: [{name: stats, containerPort: 9000}]}
      containers: [{ports: [{name: http, containerPort: 5432}, {name: gossip, containerPort: 5433, protocol: UDP}]}]
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: job, namespace: b}
spec: {jobTemplate: {spec: {template: {metadata: {labels: {app: job}}, spec: {containers: [{}]}}}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: lone, namespace: b, labels: {app: lone}}, spec: {containers: [{}]}}
"""
OPEN = "All Connections"
PODS = ("a/web", "a/db", "b/job", "b/lone")
OUTSIDE = ("*/*", "0.0.0.0/0,::/0")
EVERYONE = dict.fromkeys((*PODS, *OUTSIDE), OPEN)
NOBODY: dict[str, str] = {}
Sides = dict[str, str]


def policy(spec: Any, name: str = "p", space: str = "a", version: str = "networking.k8s.io/v1") -> Tree:
    """A NetworkPolicy, its spec in YAML or as a tree."""
    tree = yaml.safe_load(spec) if isinstance(spec, str) else spec
    return {"apiVersion": version, "kind": "NetworkPolicy", "metadata": {"name": name, "namespace": space}, "spec": tree}


def into(server: str, *more: Tree) -> Sides:
    """Who reaches a workload, on which ports."""
    found = connectivity(cluster([*read(WORLD), *more]))
    inside = {client.name: ports.text() for client, to, ports in found.between() if to.name == server}
    return inside | {side: ports.text() for side, to, ports in found.inward() if to.name == server}


def out_of(client: str, *more: Tree) -> Sides:
    """Whom a workload reaches, on which ports."""
    found = connectivity(cluster([*read(WORLD), *more]))
    inside = {to.name: ports.text() for one, to, ports in found.between() if one.name == client}
    return inside | {side: ports.text() for one, side, ports in found.outward() if one.name == client}


SELECTED = {
    "no policy": ("{podSelector: {matchLabels: {app: other}}}", EVERYONE),
    "default deny": ("{podSelector: {}, policyTypes: [Ingress]}", NOBODY),
    "no selector is an empty one": ("{policyTypes: [Ingress]}", NOBODY),
    "without types it is about ingress": ("{podSelector: {}}", NOBODY),
    "empty types are no types": ("{podSelector: {}, policyTypes: []}", NOBODY),
    "types that are no list are none": ("{podSelector: {}, policyTypes: Ingress}", EVERYONE),
    "nor are types that are a number": ("{podSelector: {}, policyTypes: 5}", EVERYONE),
    "types win over rules": ("{podSelector: {}, policyTypes: [Egress], ingress: []}", {**EVERYONE, "a/web": "", "a/db": ""}),
    "empty rules are none": ("{podSelector: {}, ingress: []}", NOBODY),
    "null rules are none": ("{podSelector: {}, ingress: null}", NOBODY),
    "labels": ("{podSelector: {matchLabels: {app: db}}}", NOBODY),
    "In": ("{podSelector: {matchExpressions: [{key: app, operator: In, values: [db, x]}]}}", NOBODY),
    "NotIn": ("{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}}", NOBODY),
    "NotIn is met where the label is missing": ("{podSelector: {matchExpressions: [{key: x, operator: NotIn, values: [y]}]}}", NOBODY),
    "Exists": ("{podSelector: {matchExpressions: [{key: tier, operator: Exists}]}}", NOBODY),
    "DoesNotExist": ("{podSelector: {matchExpressions: [{key: tier, operator: DoesNotExist}]}}", EVERYONE),
    "labels and expressions are both": (
        "{podSelector: {matchLabels: {app: db}, matchExpressions: [{key: tier, operator: DoesNotExist}]}}",
        EVERYONE,
    ),
}


@pytest.mark.parametrize(("spec", "expected"), SELECTED.values(), ids=SELECTED)
def test_whom_a_policy_isolates(spec: str, expected: Sides) -> None:
    """A policy closes the pods that it selects, in the directions that it is about, to everyone whom no rule names."""
    assert into("a/db", policy(spec)) == {side: ports for side, ports in expected.items() if ports}


PEERS = {
    "no from is everyone": ("{ports: [{port: 5432}]}", dict.fromkeys(EVERYONE, "TCP 5432")),
    "an empty from is everyone": ("{from: [], ports: [{port: 5432}]}", dict.fromkeys(EVERYONE, "TCP 5432")),
    "an empty rule is everything": ("{}", EVERYONE),
    "an item that is left empty is an empty rule": ("null", EVERYONE),
    "a pod selector is about the policy's namespace": ("{from: [{podSelector: {}}]}", {"a/web": OPEN, "a/db": OPEN}),
    "pods by label": ("{from: [{podSelector: {matchLabels: {app: web}}}]}", {"a/web": OPEN}),
    "namespaces by label": (
        "{from: [{namespaceSelector: {matchLabels: {team: blue}}}]}",
        {"b/job": OPEN, "b/lone": OPEN, "{team=blue}/*": OPEN},
    ),
    "every namespace": ("{from: [{namespaceSelector: {}}]}", {**dict.fromkeys(PODS, OPEN), "*/*": OPEN}),
    "a namespace by its name": (
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}]}",
        {"b/job": OPEN, "b/lone": OPEN},
    ),
    "pods of a namespace are both": (
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}, podSelector: {matchLabels: {app: job}}}]}",
        {"b/job": OPEN},
    ),
    "several peers are either": (
        "{from: [{podSelector: {matchLabels: {app: web}}}, {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: b}}}]}",
        {"a/web": OPEN, "b/job": OPEN, "b/lone": OPEN},
    ),
    "an address block is no pod": ("{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}", {"0.0.0.0/0": OPEN}),
    "an address block without some": (
        "{from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}]}",
        {"10.0.0.0/16,10.2.0.0-10.255.255.255": OPEN},
    ),
    "IPv6": ("{from: [{ipBlock: {cidr: 'fd00::/8', except: ['fd00::/9']}}]}", {"fd80::/9": OPEN}),
    "a namespace that no file holds": (
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: monitoring}}}]}",
        {"monitoring/*": OPEN},
    ),
    "pods that no file holds": (
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: m}}, podSelector: {matchLabels: {app: p, x: y}}}]}",
        {"m/{app=p,x=y}": OPEN},
    ),
    "a peer that says nothing is nobody": ("{from: [{}]}", NOBODY),
    "a peer that is no selector is nobody": ("{from: [{podSelector: web}, {namespaceSelector: [b]}, web, {ipBlock: all}]}", NOBODY),
    "peers that are no list are nobody": ("{from: {podSelector: {}}}", NOBODY),
}


@pytest.mark.parametrize(("rule", "expected"), PEERS.values(), ids=PEERS)
def test_whom_a_rule_lets_in(rule: str, expected: Sides) -> None:
    """A rule opens a pod to the peers that it names, wherever they are, and to everyone if it names none."""
    assert into("a/db", policy(f"{{podSelector: {{matchLabels: {{app: db}}}}, ingress: [{rule}]}}")) == expected


PORTS = {
    "no ports are all": ("null", OPEN),
    "empty ports are all": ("[]", OPEN),
    "TCP unless it says otherwise": ("[{port: 5432}]", "TCP 5432"),
    "a protocol alone is all its ports": ("[{protocol: UDP}]", "UDP 1-65535"),
    "all three protocols are everything": ("[{protocol: UDP}, {protocol: TCP}, {protocol: SCTP}]", OPEN),
    "an item that is left empty is all of TCP": ("[null]", "TCP 1-65535"),
    "several ports are either": ("[{port: 5432}, {port: 53, protocol: UDP}, {port: 1, protocol: SCTP}]", "SCTP 1,TCP 5432,UDP 53"),
    "a range": ("[{port: 8000, endPort: 8100}]", "TCP 8000-8100"),
    "ranges are united": ("[{port: 8000, endPort: 8100}, {port: 8050, endPort: 8200}, {port: 8201}]", "TCP 8000-8201"),
    "a name is the pod's own number": ("[{port: http}]", "TCP 5432"),
    "a name has a protocol": ("[{port: gossip}]", None),
    "a name of another protocol": ("[{port: gossip, protocol: UDP}]", "UDP 5433"),
    "a port of an init container that goes on": ("[{port: stats}]", "TCP 9000"),
    "a port of an init container that ends": ("[{port: never}]", None),
    "a name that nobody has": ("[{port: nowhere}]", None),
    "what is no port is none": ("[{port: 0}, {port: 65536}, {port: 1.5}, {port: true}, {port: 80, protocol: ICMP}, web]", None),
    "a range that ends before it begins": ("[{port: 80, endPort: 70}]", None),
    "ports that are no list are none": ("{port: 80}", None),
}


@pytest.mark.parametrize(("ports", "expected"), PORTS.values(), ids=PORTS)
def test_the_ports_of_a_rule(ports: str, expected: str | None) -> None:
    """A rule opens the ports that it lists, and all of them if it lists none."""
    rule = f"{{from: [{{podSelector: {{matchLabels: {{app: web}}}}}}], ports: {ports}}}"

    assert into("a/db", policy(f"{{podSelector: {{}}, ingress: [{rule}]}}")).get("a/web") == expected


WAYS_OUT = {
    "default deny": ("policyTypes: [Egress]", NOBODY),
    "empty rules without types leave egress open": ("egress: []", {side: ports for side, ports in EVERYONE.items() if side != "a/web"}),
    "rules without types are about both directions": (
        "egress: [{ports: [{port: 53, protocol: UDP}]}]",
        {side: "UDP 53" for side in EVERYONE if side != "a/web"},
    ),
    "an empty to is everyone": ("{policyTypes: [Egress], egress: [{to: []}]}", EVERYONE),
    "rules of a direction that types leave out": ("{policyTypes: [Ingress], ingress: [{}], egress: [{to: [{podSelector: {}}]}]}", EVERYONE),
    "a name is each server's own number": (
        "{policyTypes: [Egress], egress: [{to: [{podSelector: {}}], ports: [{port: http}]}]}",
        {"a/db": "TCP 5432", "a/web": "TCP 80"},
    ),
    "addresses have no names for ports": (
        "{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: http}, {port: 1}]}]}",
        {"10.0.0.0/8": "TCP 1"},
    ),
    "nobody knows the number of a name elsewhere": (
        """
        policyTypes: [Egress]
        egress:
          - to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]
            ports: [{port: dns, protocol: UDP}, {port: 53}]
        """,
        {"kube-system/*": "TCP 53", "kube-system/*:dns": "TCP 53,UDP 1-65535"},
    ),
}


@pytest.mark.parametrize(("words", "expected"), WAYS_OUT.values(), ids=WAYS_OUT)
def test_whom_a_policy_lets_out(words: str, expected: Sides) -> None:
    """A policy about egress lets its pods out to the peers of its rules alone."""
    assert out_of("a/web", policy({"podSelector": {"matchLabels": {"app": "web"}}, **yaml.safe_load(words)})) == expected


def rule(peer: Tree, *numbers: int) -> Tree:
    """A rule of ingress."""
    return {"from": [peer], "ports": [{"port": number} for number in numbers]}


WEB, ANY_NAMESPACE = {"podSelector": {"matchLabels": {"app": "web"}}}, {"namespaceSelector": {}}
TEN, TEN_ONE = {"ipBlock": {"cidr": "10.0.0.0/8"}}, {"ipBlock": {"cidr": "10.1.0.0/16"}}


def test_policies_on_one_pod_are_united() -> None:
    """A pod is open to whom any of its policies lets in, on the ports of all of them."""
    first, second, third = (
        policy({"podSelector": {}, "ingress": [one]}, name)
        for name, one in (("1", rule(WEB, 1)), ("2", rule(WEB, 2, 8)), ("3", rule(ANY_NAMESPACE, 1)))
    )

    assert into("a/db", first, second) == {"a/web": "TCP 1-2,8"}
    assert into("a/db", first, second, third) == {
        "a/web": "TCP 1-2,8",
        "a/db": "TCP 1",
        "b/job": "TCP 1",
        "b/lone": "TCP 1",
        "*/*": "TCP 1",
    }


def test_a_rule_without_effect_opens_nothing() -> None:
    """What one policy isolates, the rules of another open only if its types name their direction."""
    deny = policy("{podSelector: {}, policyTypes: [Egress]}", "deny")

    assert out_of("a/web", deny, policy("{podSelector: {}, policyTypes: [Ingress], ingress: [{}], egress: [{}]}")) == NOBODY
    assert out_of("a/web", deny, policy("{podSelector: {}, policyTypes: [Egress], egress: [{}]}")) == EVERYONE


def test_both_ends_must_open() -> None:
    """A call needs a hole in the client's egress and one in the server's ingress, on the same port."""
    out = {"podSelector": {"matchLabels": {"app": "web"}}, "policyTypes": ["Egress"], "egress": [{"ports": [{"port": 1, "endPort": 5}]}]}
    inward = {"podSelector": {"matchLabels": {"app": "db"}}, "ingress": [{"ports": [{"port": 4, "endPort": 9}]}]}

    assert into("a/db", policy(out, "out"), policy(inward, "in"))["a/web"] == "TCP 4-5"


def test_addresses_are_told_apart_where_their_ports_differ() -> None:
    """Each line of the outside is the largest set of addresses with equal ports; together they are what the rules say."""
    spec = {"podSelector": {}, "ingress": [rule(TEN, 80), rule(TEN_ONE, 443), rule({"ipBlock": {"cidr": "11.0.0.0/8"}}, 80)]}

    assert into("a/db", policy(spec)) == {"10.0.0.0/16,10.2.0.0-11.255.255.255": "TCP 80", "10.1.0.0/16": "TCP 80,443"}


def test_a_line_about_pods_elsewhere_says_all_that_is_open_to_them() -> None:
    """What is open to wider descriptions is open to narrower ones; a narrower one that adds nothing is not told."""
    prometheus = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "m"}}, "podSelector": {"matchLabels": {"app": "p"}}}
    wide, narrow = rule(ANY_NAMESPACE, 80), rule(prometheus, 9090)

    assert into("a/db", policy({"podSelector": {}, "ingress": [wide, narrow]}))["m/{app=p}"] == "TCP 80,9090"
    assert "m/{app=p}" not in into("a/db", policy({"podSelector": {}, "ingress": [wide, rule(prometheus, 80)]}))


def test_replicas_talk_to_each_other_only_if_they_may() -> None:
    """A workload's pair with itself stands for its replicas; a bare Pod always reaches itself and has no such pair."""
    deny = policy("{podSelector: {}, policyTypes: [Ingress]}")

    assert into("a/db")["a/db"] == OPEN
    assert "a/db" not in into("a/db", deny)
    assert "b/lone" not in into("b/lone")
    assert "b/job" in into("b/lone")


def test_pods_on_the_network_of_their_node_are_on_no_side_of_a_policy() -> None:
    """No policy isolates them, no selector means them; who is open to everyone is open to them."""
    world = read(WORLD)
    put(next(one for one in world if one["kind"] == "Deployment"), "spec template spec hostNetwork", True)
    closed = policy({"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [rule({"podSelector": {}}, 1)]})
    found = connectivity(cluster([*world, closed, policy({"podSelector": {}, "ingress": [{"ports": [{"port": 2}]}]}, "q")]))
    pairs = {(client.name, server.name): ports.text() for client, server, ports in found.between()}

    assert pairs["a/web", "b/job"] == pairs["b/job", "a/web"] == OPEN
    assert pairs["a/web", "a/db"] == "TCP 2"
    assert ("a/db", "a/db") not in pairs


def test_policies_of_others_are_not_ours() -> None:
    """A NetworkPolicy of another API group has a meaning of its own."""
    spec = "{podSelector: {}, policyTypes: [Ingress]}"

    assert into("a/db", policy(spec, version="crd.projectcalico.org/v1")) == EVERYONE
    assert into("a/db", policy(spec, version="crd.antrea.k8s.io/v1")) == EVERYONE
    assert into("a/db", policy(spec, space="b")) == EVERYONE


@pytest.mark.parametrize(
    ("namespaces", "pods", "text"),
    [
        ({}, {}, "*/*"),
        ({"matchLabels": {"kubernetes.io/metadata.name": "m"}}, {}, "m/*"),
        ({"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["m", "a"]}]}, {}, "m/*"),
        (
            {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "In", "values": ["n", "m"]}]},
            {},
            "{kubernetes.io/metadata.name in (m,n)}/*",
        ),
        ({"matchLabels": {"kubernetes.io/metadata.name": "m", "x": "y"}}, {}, "{kubernetes.io/metadata.name=m,x=y}/*"),
        (
            {"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["m"]}]},
            {},
            "{kubernetes.io/metadata.name!=m}/*",
        ),
        (
            {},
            {
                "matchLabels": {"z": "1", "a": "2"},
                "matchExpressions": [
                    {"key": "b", "operator": "In", "values": ["2", "1"]},
                    {"key": "c", "operator": "NotIn", "values": ["2", "1"]},
                    {"key": "d", "operator": "NotIn", "values": ["1"]},
                    {"key": "e", "operator": "Exists"},
                    {"key": "f", "operator": "DoesNotExist"},
                ],
            },
            "*/{a=2,b in (1,2),c notin (1,2),d!=1,e,!f,z=1}",
        ),
        (
            {},
            {
                "matchExpressions": [
                    {"key": "a", "operator": "In", "values": ["1", "2"]},
                    {"key": "a", "operator": "NotIn", "values": ["2"]},
                    {"key": "aa", "operator": "NotIn", "values": ["2"]},
                    {"key": "aa", "operator": "In", "values": ["1", "2"]},
                    {"key": "b", "operator": "Exists"},
                    {"key": "b", "operator": "NotIn", "values": ["2"]},
                    {"key": "c", "operator": "NotIn", "values": ["2"]},
                    {"key": "c", "operator": "DoesNotExist"},
                    {"key": "d", "operator": "NotIn", "values": []},
                ]
            },
            "*/{a=1,aa=1,b,b!=2,!c}",
        ),
    ],
)
def test_pods_elsewhere_in_words(namespaces: Tree, pods: Tree, text: str) -> None:
    """A description is a namespace's name or kubectl's notation of selectors, in an order of its own, each requirement once."""
    found = pods_elsewhere(namespaces, pods, {"a", "b"})

    assert found is not None
    assert found.text() == text


def test_files_that_add_to_kube_system_do_not_hold_all_of_it() -> None:
    """The pods of the control plane are in no file: they are elsewhere, unless the name server itself is in the files."""
    dns = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}
    closed = policy({"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"to": [dns]}]})
    added, name_server = (
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "kube-system", "labels": {"k8s-app": name}}}
        for name in ("added", "kube-dns")
    )

    assert out_of("a/web", closed, added) == {"kube-system/added": OPEN, "kube-system/*": OPEN}
    assert out_of("a/web", closed, added, name_server) == {"kube-system/added": OPEN, "kube-system/kube-dns": OPEN}


@pytest.mark.parametrize(
    ("namespaces", "pods"),
    [
        ({"matchLabels": {"kubernetes.io/metadata.name": "a"}}, {}),
        ({"matchExpressions": [{"key": "kubernetes.io/metadata.name", "operator": "DoesNotExist"}]}, {}),
        ({}, {"matchLabels": {"x": "y"}, "matchExpressions": [{"key": "x", "operator": "DoesNotExist"}]}),
        ({}, {"matchLabels": {"x": "y"}, "matchExpressions": [{"key": "x", "operator": "In", "values": ["z"]}]}),
        ({}, {"matchExpressions": [{"key": "x", "operator": "Like", "values": ["z"]}]}),
        ({}, "web"),
        (None, {}),
        ({}, {"matchLabels": {"version": 1.5}}),
        ({}, {"matchLabels": {1.5: "version"}}),
    ],
)
def test_nobody_elsewhere_is_meant(namespaces: Any, pods: Any) -> None:
    """A peer means nobody elsewhere whose namespaces are all in the files, or that nothing can meet."""
    assert pods_elsewhere(namespaces, pods, {"a", "b"}) is None


def test_a_policy_says_where_its_rules_and_peers_stand() -> None:
    """Rules and peers keep their place in the object, past what stands beside them and is none."""
    spec = {"podSelector": {}, "ingress": ["nothing", {"from": ["nothing", WEB]}], "egress": [{}]}
    (found,) = policies(cluster([*read(WORLD), policy(spec)]))

    assert [(one.path, one.to_everyone) for one in found.rules] == [(("spec", "ingress", 1), False), (("spec", "egress", 0), True)]
    assert [peer.path for peer in found.rules[0].peers] == [("spec", "ingress", 1, "from", 1)]
    assert found.directions == (INGRESS, EGRESS)


@pytest.mark.parametrize(
    "labels", [{"app": 1.5}, {"app": None}, {"app": ["web"]}, {1.5: "web"}, {"app": "web", "version": 1.5}, ["web"], "web"]
)
def test_labels_that_are_no_text_select_nobody(labels: Any) -> None:
    """The server refuses them: neither a selector nor a Service means everyone by them, nor those that have the rest."""
    one = cluster(read(WORLD))

    assert one.index.selected({"matchLabels": labels}) == one.index.labelled(labels) == 0
    assert one.labelled("a", labels) == []
    assert one.index.selected({"matchLabels": {}}) == one.index.selected({"matchLabels": None}) == one.index.everyone


@pytest.mark.parametrize(("ports", "computed"), [([{"port": 80}], 2), ([{"port": "http"}], 3)])
def test_what_one_policy_opens_is_computed_once(ports: list[Tree], computed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workloads under the same rules share the answer about the outside; by a named port only those whose numbers are the same."""
    calls: list[None] = []

    def counted(*pieces: Any) -> Any:
        calls.append(None)
        return sides(*pieces)

    monkeypatch.setattr(outside, "sides", counted)
    rules = {"ports": ports, "from": [{"ipBlock": {"cidr": "10.0.0.0/8"}}]}
    one = cluster([*read(WORLD), *(policy({"podSelector": {}, "ingress": [rules]}, space=space) for space in ("a", "b"))])
    found = {w.name: ports.text() for _, w, ports in outside.inward(one)}

    assert len(calls) == computed
    assert found == {"a/web": "TCP 80", "a/db": "TCP 80" if computed == 2 else "TCP 5432"} | (
        {"b/job": "TCP 80", "b/lone": "TCP 80"} if computed == 2 else {}
    )


def test_policies_are_read_once() -> None:
    """Whoever asks about a cluster gets the same values."""
    one = cluster([*read(WORLD), policy("{}")])

    assert policies(one) is policies(one)
    assert connectivity(one) is connectivity(one)
    assert one.among(isolated(one, INGRESS)) == [w for w in one.workloads if w.namespace == "a"]
    assert isolated(one, EGRESS) == 0
