"""The engine against an evaluator that asks every policy about every pair, on clusters that nobody would write."""

import re
from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.formats import FORMATS
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.document import Document, Text
from rocksolid.verify.resource import Resource

from clusters import cluster
from hostile import values
from judges import reach as judge
from judges.objects import TEMPLATES
from judges.reach import EGRESS, INGRESS, Direction, End, Port, reach
from shop import GONE, Tree, put
from test_connectivity_sets import address_members

SPACES = ("a", "b", "c")
NAME = "kubernetes.io/metadata.name"
KEYS = ("app", "tier")
WORDS = ("x", "y", "z")
NUMBERS = (1, 53, 80, 81, 8080, 65535)
NAMES = ("http", "dns")
PROTOCOLS = ("TCP", "UDP", "SCTP")
ADDRESSES = ("0.0.0.1", "10.0.0.1", "10.1.2.3", "10.2.0.0", "192.0.2.1", "255.255.255.255", "::", "fd00::1", "fe80::1", "ffff::")
CIDRS = ("0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "192.0.2.1/32", "::/0", "fd00::/8", "fe80::/10")

Call = tuple[str, str, str, int]


def sometimes(name: str, strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    """A field that may be missing."""
    return st.one_of(st.just({}), strategy.map(lambda value: {name: value}))


def merged(*parts: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """A tree of several parts."""
    return st.tuples(*parts).map(lambda some: {key: value for part in some for key, value in part.items()})


labels = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(WORDS), max_size=2)
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True)


def requirements(keys: tuple[str, ...]) -> st.SearchStrategy[Tree]:
    """One of the `matchExpressions`."""
    key = st.sampled_from(keys)
    return st.one_of(
        st.builds(
            lambda key, operator, values: {"key": key, "operator": operator, "values": values}, key, st.sampled_from(("In", "NotIn")), words
        ),
        st.builds(lambda key, operator: {"key": key, "operator": operator}, key, st.sampled_from(("Exists", "DoesNotExist"))),
    )


selectors = merged(sometimes("matchLabels", labels), sometimes("matchExpressions", st.lists(requirements(KEYS), max_size=2)))
spaces = st.one_of(selectors, st.sampled_from((*SPACES, "elsewhere")).map(lambda name: {"matchLabels": {NAME: name}}))
blocks = st.builds(
    lambda cidr, left_out: {"ipBlock": {"cidr": cidr, **({"except": left_out} if left_out else {})}},
    st.sampled_from(CIDRS),
    st.lists(st.sampled_from(CIDRS), max_size=2),
)
peers = st.one_of(
    selectors.map(lambda pods: {"podSelector": pods}),
    spaces.map(lambda namespaces: {"namespaceSelector": namespaces}),
    st.builds(lambda pods, namespaces: {"podSelector": pods, "namespaceSelector": namespaces}, selectors, spaces),
    blocks,
)
protocols = sometimes("protocol", st.sampled_from(PROTOCOLS))
ports = st.one_of(
    protocols,
    merged(protocols, st.sampled_from((*NUMBERS, *NAMES)).map(lambda port: {"port": port})),
    merged(
        protocols, st.tuples(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS)).map(lambda two: {"port": min(two), "endPort": max(two)})
    ),
)


def rules(side: str) -> st.SearchStrategy[Tree]:
    """A rule of one direction."""
    return merged(sometimes(side, st.lists(peers, max_size=3)), sometimes("ports", st.lists(ports, max_size=3)))


types = st.lists(st.sampled_from(("Ingress", "Egress")), max_size=2, unique=True)
policies = st.builds(
    lambda space, spec: {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"namespace": space}, "spec": spec},
    st.sampled_from(SPACES),
    merged(
        sometimes("podSelector", selectors),
        sometimes("policyTypes", types),
        sometimes("ingress", st.lists(rules("from"), max_size=3)),
        sometimes("egress", st.lists(rules("to"), max_size=3)),
    ),
)
container_ports = st.lists(
    merged(protocols, st.sampled_from(NUMBERS).map(lambda number: {"containerPort": number}), sometimes("name", st.sampled_from(NAMES))),
    max_size=4,
)


def workload(kind: str, number: int, space: str, pod_labels: dict[str, str], declared: list[Tree]) -> Tree:
    """A workload of a kind."""
    group = {"Pod": "v1", "Job": "batch/v1", "CronJob": "batch/v1", "ReplicationController": "v1"}.get(kind, "apps/v1")
    tree: Tree = {"apiVersion": group, "kind": kind, "metadata": {"name": f"w{number}", "namespace": space}}
    template = tree
    for step in TEMPLATES[kind]:
        template = template.setdefault(step, {})
    template.setdefault("metadata", {})["labels"] = pod_labels
    template["spec"] = {"containers": [{"name": "main", "ports": declared}]}
    return tree


@st.composite
def clusters(draw: st.DrawFn) -> list[Tree]:
    """Workloads of every kind in three namespaces, which may be labelled, and policies on them."""
    kinds = draw(st.lists(st.sampled_from(sorted(TEMPLATES)), min_size=1, max_size=6))
    workloads = [
        workload(kind, number, draw(st.sampled_from(SPACES)), draw(labels), draw(container_ports)) for number, kind in enumerate(kinds)
    ]
    labelled = draw(st.lists(st.sampled_from(SPACES), unique=True))
    namespaces = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name, "labels": draw(labels)}} for name in labelled]
    drawn = draw(st.lists(policies, max_size=6))
    return [*namespaces, *workloads, *(one | {"metadata": one["metadata"] | {"name": f"p{number}"}} for number, one in enumerate(drawn))]


@st.composite
def damaged(draw: st.DrawFn) -> list[Any]:
    """A cluster with anything at all in one place, or without it."""
    documents = draw(clusters())
    place = draw(st.sampled_from(list(places(documents))))
    put(documents, place, draw(st.one_of(values, st.just(GONE))))
    return documents


def places(tree: Any, path: tuple[str, ...] = ()) -> Iterator[str]:
    """Every place in a tree, as words."""
    steps = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, below in steps:
        yield " ".join((*path, str(step)))
        yield from places(below, (*path, str(step)))


def judged(documents: list[Tree]) -> set[Call]:
    """What the judge finds, without what bare pods say to themselves."""
    pods = {f"{one['metadata']['namespace']}/{one['metadata']['name']}" for one in documents if one["kind"] == "Pod"}
    return {call for call in reach(documents) if call[0] != call[1] or call[0] not in pods}


def has(some: Ports, protocol: str, number: int) -> bool:
    """Whether a port is in a set."""
    return bool(some & Ports.of(protocol, number, number))


def is_meant(pods: str, labels: Tree) -> bool:
    """Whether labels meet a selector in kubectl's notation, in braces, or `*`."""
    if pods == "*":
        return True
    said = re.findall(r"(!?)([\w./]+)(?: (in|notin) \(([^)]*)\)|(!?=)(\w+))?", pods[1:-1])
    return all(
        _is_met(labels.get(key), absent + operator + sign, values.split(",") if values else [value])
        for absent, key, operator, values, sign, value in said
    )


def _is_met(value: str | None, operator: str, some: list[str]) -> bool:
    answers = {
        "": value is not None,
        "!": value is None,
        "=": value in some,
        "in": value in some,
        "!=": value not in some,
        "notin": value not in some,
    }
    return answers[operator]


def is_probe(side: str, space: Tree, pod_labels: Tree) -> str | None:
    """The name of the only port that a side means, "" if all, None if the side does not mean the probe."""
    found = re.fullmatch(r"([\w-]+|\*|\{.*?\})/(\*|\{.*?\})(?::(\w+))?", side)
    if not found:
        return None
    namespaces, pods, port = found.groups()
    here = namespaces == space[NAME] if namespaces[0] not in "{*" else is_meant(namespaces, space)
    return port or "" if here and is_meant(pods, pod_labels) else None


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents=clusters())
def test_agrees_with_the_judge(documents: list[Tree]) -> None:
    """Every call between workloads is open or closed as the one who asks every policy about every pair says."""
    found = {
        (client.name, server.name, port.protocol, port.number)
        for client, server, open_to in connectivity(cluster(documents)).between()
        for port in server.ports
        if has(open_to, port.protocol, port.number)
    }

    assert found == judged(documents)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents=clusters(), pod_labels=labels, space_labels=labels, declared=container_ports)
def test_a_pod_elsewhere_may_do_what_the_sides_that_mean_it_may(
    documents: list[Tree], pod_labels: Tree, space_labels: Tree, declared: list[Tree]
) -> None:
    """A pod in a namespace without workloads could call, and be called, as the judge says once it is there."""
    space = {**space_labels, NAME: "elsewhere"}
    documents.append({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "elsewhere", "labels": space_labels}})
    probe = workload("Pod", 9, "elsewhere", pod_labels, declared)
    found = connectivity(cluster(documents))
    calls = {
        (side, server.name, port.protocol, port.number)
        for side, server, open_to in found.inward()
        for port in server.ports
        if has(open_to, port.protocol, port.number) and is_probe(side, space, pod_labels) == ""
    }
    called = {
        (client.name, port.get("protocol", "TCP"), port["containerPort"])
        for client, side, open_to in found.outward()
        for port in declared
        if has(open_to, port.get("protocol", "TCP"), port["containerPort"])
        if (name := is_probe(side, space, pod_labels)) is not None and name in ("", port.get("name"))
    }
    expected = {call for call in reach([*documents, probe]) if (call[0] == "elsewhere/w9") != (call[1] == "elsewhere/w9")}

    assert {call[1:] for call in calls} == {call[1:] for call in expected if call[0] == "elsewhere/w9"}
    assert called == {(client, *port) for client, server, *port in expected if server == "elsewhere/w9"}


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents=clusters(), direction=st.sampled_from((INGRESS, EGRESS)))
def test_an_address_may_do_what_its_line_says(documents: list[Tree], direction: Direction) -> None:
    """Every address stands in at most one line of a workload, with all the ports that some rule opens to a block that holds it."""
    found = connectivity(cluster(documents))
    every = [(w, side, open_to) for side, w, open_to in found.from_outside()] if direction == INGRESS else found.to_outside()
    lines = [(w, side.name, open_to) for w, side, open_to in every if side.kind == "Addresses"]
    for w in found.cluster.workloads:
        declared = tuple(Port(port.protocol, port.name, port.number) for port in w.ports) if direction == INGRESS else ()
        asked = (*declared, *(Port(protocol, None, number) for protocol in PROTOCOLS for number in NUMBERS))
        for address in ADDRESSES:
            mine = [open_to for other, side, open_to in lines if other is w and address_members(side, [address])]
            expected = {port for port in asked if opens(documents, direction, End(w.name, w.namespace, w.labels), address, port, declared)}
            assert len(mine) <= 1
            assert {port for port in asked for open_to in mine if has(open_to, port.protocol, port.number)} == expected


def opens(documents: list[Tree], direction: Direction, subject: End, address: str, port: Port, declared: tuple[Port, ...]) -> bool:
    """Whether a rule opens a port to an address, looked at one by one; a number is open if a declared port of it is."""
    policies = [one for one in documents if one["kind"] == "NetworkPolicy"]
    rules = judge.Cluster(policies, {}).rules(direction, subject)
    same = [port, *(other for other in declared if (other.protocol, other.number) == (port.protocol, port.number))]
    return rules is None or any(
        _holds(rule.get(direction.peers), address)
        and (not rule.get("ports") or any(_says(said, one) for said in rule["ports"] for one in same))
        for _, rule in rules
    )


def _holds(peers: list[Tree] | None, address: str) -> bool:
    blocks = [(peer["ipBlock"]["cidr"], peer["ipBlock"].get("except", ())) for peer in peers or () if "ipBlock" in peer]
    one = ip_address(address)
    return not peers or any(one in ip_network(cidr) and not any(one in ip_network(out) for out in left_out) for cidr, left_out in blocks)


def _says(said: Tree, port: Port) -> bool:
    first = said.get("port")
    if said.get("protocol", "TCP") != port.protocol:
        return False
    return first is None or (first == port.name if isinstance(first, str) else first <= port.number <= said.get("endPort", first))


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(documents=damaged())
def test_anything_may_stand_anywhere(documents: list[Any]) -> None:
    """Whatever an author wrote, and wherever, there is an answer in every format."""
    found = connectivity(Cluster(tuple(Resource(Document(Text("", ""), 0, 0, 1), (), one) for one in documents if isinstance(one, dict))))

    for write in FORMATS.values():
        assert write(found) is not None
