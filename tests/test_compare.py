"""Who can reach whom: rocksolid says the same as an independent analyser, whose findings are kept in `compare/findings/`."""

import os
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from compare import nca
from compare.generate import state
from compare.limits import DIRECTIONS
from compare.normal import EVERYTHING, Ports, lines
from compare.ours import found, open_ports, routed
from compare.subjects import CONTROLLER, STATES, Subject, blueprints, findings, upstream
from judges.objects import TEMPLATES, Tree, at, name
from judges.reach import reach
from systems import FACTS, PLAIN, Case

UPSTREAM = os.environ.get("UPSTREAM")
GENERATED, RENDERED, PUBLISHED = findings("states"), findings("blueprints"), findings("upstream")
SUBJECTS = {subject.name: subject for subject in blueprints()}
FRESH = range(STATES, STATES + 40)
"""States that the analyser was not asked about."""
CALLS = {"online-boutique": 16, "robot-shop": 20}
"""How many calls the owners of the published systems tell."""
ENTRANCES = {"online-boutique": "default/frontend", "robot-shop": "default/web"}
"""Where visitors come in, in the owners' own manifests."""

FORMS = (
    *("Service", "Ingress", "policyTypes None", "policyTypes []", "policyTypes ['Ingress']", "policyTypes ['Egress']"),
    *("policyTypes ['Ingress', 'Egress']", "policyTypes ['Egress', 'Ingress']", "podSelector missing"),
    *(f"{field} {shape}" for field in ("ingress", "egress", "from", "to", "ports") for shape in ("missing", "empty", "some")),
    *("peer podSelector", "peer namespaceSelector", "peer namespaceSelector, podSelector", "peer ipBlock"),
    *(f"{version} except {shape}" for version in ("IPv4", "IPv6") for shape in ("missing", "empty", "some")),
    *(f"{which} {form}" for which in ("podSelector", "namespaceSelector") for form in ("empty", "matchLabels", "matchExpressions")),
    *(f"{which} {form}" for which in ("podSelector", "namespaceSelector") for form in ("In", "NotIn", "Exists", "DoesNotExist")),
    *("port int", "port str", "port NoneType", "port range", "protocol None", "protocol TCP", "protocol UDP", "protocol SCTP"),
)
"""What can be said in a policy, in the words of `_words`."""

of_published = pytest.mark.parametrize("system", CALLS)


def said(subject: Subject) -> dict[str, Any]:
    """Return what rocksolid says of a subject, in the form of a finding."""
    there = {"routed": routed(subject.documents, CONTROLLER)} if subject.has_ingresses else {}
    return {"name": subject.name, "lines": found(subject.documents), **there}


@pytest.mark.parametrize("number", GENERATED)
def test_agrees_on_generated_states(number: str) -> None:
    """Every pair of workloads, every address, every port and every way of an Ingress, as the analyser says."""
    finding = dict(GENERATED[number])
    objects = finding.pop("objects")
    assert said(Subject(number, objects)) == finding


@pytest.mark.parametrize("case", SUBJECTS)
def test_agrees_on_blueprints(case: str) -> None:
    """Every way to render our blueprints, among name servers, controllers, scrapers and a stranger."""
    assert said(SUBJECTS[case]) == RENDERED[case]


@pytest.mark.skipif(not UPSTREAM, reason="UPSTREAM does not say where the published systems lie")
def test_agrees_on_published_systems() -> None:
    """The manifests of the published systems, with the policies of their owners."""
    assert {subject.name: said(subject) for subject in upstream(Path(str(UPSTREAM)))} == PUBLISHED


def test_the_states_say_everything() -> None:
    """At least 300 states, and in them all kinds of workloads and every form that a policy's words can take."""
    assert len(GENERATED) >= 300
    said_of_states = {word for finding in GENERATED.values() for word in _words(finding["objects"])}
    assert said_of_states >= {*TEMPLATES, *FORMS}


def _words(documents: list[Tree]) -> Iterator[str]:
    yield from (document["kind"] for document in documents)
    for spec in (document["spec"] for document in documents if document["kind"] == "NetworkPolicy"):
        yield f"policyTypes {spec.get('policyTypes')}"
        yield from _of_selector("podSelector", spec.get("podSelector"))
        for field, peers in DIRECTIONS.values():
            yield f"{field} {_shape(spec.get(field))}"
            for rule in spec.get(field) or []:
                yield from (f"{peers} {_shape(rule.get(peers))}", f"ports {_shape(rule.get('ports'))}")
                yield from (word for peer in rule.get(peers) or [] for word in _of_peer(peer))
                yield from (word for port in rule.get("ports") or [] for word in _of_port(port))


def _shape(items: list[Tree] | None) -> str:
    return "missing" if items is None else "some" if items else "empty"


def _of_peer(peer: Tree) -> Iterator[str]:
    yield "peer " + ", ".join(sorted(peer))
    if block := peer.get("ipBlock"):
        yield f"IPv{ip_network(block['cidr']).version} except {_shape(block.get('except'))}"
    for which in peer.keys() - {"ipBlock"}:
        yield from _of_selector(which, peer[which])


def _of_selector(which: str, selector: Tree | None) -> Iterator[str]:
    yield f"{which} {'missing' if selector is None else ', '.join(sorted(selector)) or 'empty'}"
    yield from (f"{which} {each['operator']}" for each in at(selector, "matchExpressions") or [])


def _of_port(port: Tree) -> Iterator[str]:
    number = port.get("port")
    yield f"port {'range' if 'endPort' in port else type(number).__name__}"
    yield f"protocol {port.get('protocol')}"


@pytest.mark.parametrize("number", FRESH)
def test_agrees_with_the_judge(number: int) -> None:
    """Open calls on declared ports, as the tests' own judge finds them by trying every one."""
    documents = state(number)
    assert open_ports(documents) == {call for call in reach(documents) if call[0] != call[1]}


@of_published
def test_opens_the_published_calls_and_no_others(system: str) -> None:
    """Between the apps of a rendered system exactly the calls of its owners are open, in the eyes of both."""
    calls = FACTS[system]["calls"]
    assert len(calls) == CALLS[system]
    expected = lines((f"{system}/{client}", f"{system}/{server}", (("TCP", port, port),)) for client, server, port in calls)
    for finding in (said(SUBJECTS[system]), RENDERED[system]):
        assert [line for line in finding["lines"] if line.count(f"{system}/") == 2] == expected


@of_published
def test_closes_what_its_owners_leave_open(system: str) -> None:
    """There, every app reaches every address and a stranger comes in; here, only those who need it leave, and no stranger is let in."""
    outside = "0.0.0.0/0,::/0 : everything"
    assert {f"default/{app} => {outside}" for app in FACTS[system]["workloads"] if app != "load"} <= set(PUBLISHED[system]["lines"])
    assert f"elsewhere/stranger => {ENTRANCES[system]} : everything" in PUBLISHED[system]["lines"]
    for finding in (said(SUBJECTS[system]), RENDERED[system]):
        links = [line.split(" : ")[0].split(" => ") for line in finding["lines"]]
        leaving = {client.partition("/")[2] for client, server in links if client.startswith(system) and server[0].isdigit()}
        assert leaving == {app for app, _, _ in FACTS[system]["outside"]}
        assert not [server for client, server in links if client == "elsewhere/stranger" and server.startswith(system)]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_notices_every_policy(case: Case) -> None:
    """Without any one of the policies of a rendered system, what rocksolid says is no longer what the analyser told."""
    documents = SUBJECTS[str(case)].documents
    for policy in (each for each in documents if each["kind"] == "NetworkPolicy"):
        assert found([each for each in documents if each is not policy]) != RENDERED[str(case)]["lines"], name(policy)


PRINTED = """
Namespace default is missing from the network configuration
a/web[Deployment] => 10.0.0.0-10.0.0.127 : All connections
a/web[Deployment] => 10.0.0.128-10.0.0.255 : All connections
a/web[Deployment] => ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff : {protocols:UDP,dst_ports:53}
203.0.113.7 => a/web[Deployment] : {protocols:TCP, UDP,dst_ports:80-90,443}
a/web[Deployment] => kube-system/kube-dns-livesim[Pod] : All connections
Total run time:   0.04 seconds
"""
PORTS: dict[str, Ports] = {
    "All connections": EVERYTHING,
    "{protocols:TCP,dst_ports:80,90-95}": (("TCP", 80, 80), ("TCP", 90, 95)),
    "{protocols:TCP,dst_ports:80},{protocols:UDP}": (("TCP", 80, 80), ("UDP", 1, 65535)),
    "{protocols:all but UDP, ICMP}": (("SCTP", 1, 65535), ("TCP", 1, 65535)),
    "All but {protocols:SCTP, UDP},{protocols:TCP,dst_ports:1-79,81-65535}": (("TCP", 80, 80),),
    "{dst_ports:8080,hosts:shop.example.com,paths:/api(/.*)?}": tuple((protocol, 8080, 8080) for protocol in ("SCTP", "TCP", "UDP")),
}


def test_reads_what_the_analyser_prints() -> None:
    """Neighbouring addresses become one block, and pods that it invents are none."""
    assert lines(nca.read(PRINTED)) == [
        "203.0.113.7/32 => a/web : TCP 80-90, TCP 443, UDP 80-90, UDP 443",
        "a/web => 10.0.0.0/24 : everything",
        "a/web => ::/0 : UDP 53",
    ]


@pytest.mark.parametrize(("text", "ports"), PORTS.items())
def test_reads_ports_as_the_analyser_prints_them(text: str, ports: Ports) -> None:
    """All, some, all but some, and those of hosts and paths."""
    assert nca.ports(text) == ports


@pytest.mark.parametrize("text", ["No connections", "{methods:GET}", "All but {dst_ports:80,hosts:shop.example.com}"])
def test_guesses_no_ports(text: str) -> None:
    """What is not understood is said."""
    with pytest.raises(RuntimeError, match=r"not understood|cannot say"):
        nca.ports(text)
