import json
import re

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.diff.calls.isolation import isolation
from rocksolid.diff.calls.pods import calls
from rocksolid.diff.calls.reach import MANY, NOTHING, Harmed, Turn
from rocksolid.diff.change import Change, Effect
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.connectivity.reach import connectivity

from shop import Tree
from sides import SHOP, edited, sides

API, END = SHOP.index("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api"), SHOP.index("apiVersion: v1\nkind: Service\n")
OPPOSITE: dict[Effect, Effect] = {"weakens": "strengthens", "strengthens": "weakens", "changes": "changes"}
CROWD = [f"p{number:02}" for number in range(2 * MANY)]


def lines(old: str, new: str) -> list[str]:
    """What is said about calls, a line each: effect, whose, what."""
    return [f"{change.effect}: {change.subject}: {change.message}" for change in calls(sides(old, new))]


def pod(name: str) -> str:
    """A pod with its name as label."""
    return json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"app": name}}})


def policy(name: str, **spec: object) -> str:
    """A policy for the pod of a name."""
    head = {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": name}}
    return json.dumps({**head, "spec": {"podSelector": {"matchLabels": {"app": name}}, **spec}})


def stream(*documents: str) -> str:
    """Some documents as one text."""
    return "\n---\n".join(documents)


def from_pod(name: str, port: int = 80) -> list[Tree]:
    """The ingress rules that let one pod in."""
    return [{"from": [{"podSelector": {"matchLabels": {"app": name}}}], "ports": [{"port": port}]}]


def to_block(cidr: str) -> list[Tree]:
    """The egress rules that let out to some addresses."""
    return [{"to": [{"ipBlock": {"cidr": cidr}}], "ports": [{"port": 443}]}]


def test_a_call_that_opens_at_one_end_alone_is_none() -> None:
    """Nothing is open unless the client is let out and the server lets in."""
    let_in = edited(
        (
            "  ingress:\n    - from:\n        - podSelector:\n",
            "  ingress:\n    - from:\n        - podSelector: {}\n        - podSelector:\n",
        )
    )

    assert lines(SHOP, let_in) == []


def test_a_call_opens_on_one_more_port() -> None:
    """Only what is new is said, and it weakens; back again it strengthens."""
    more = SHOP.replace(
        "        - protocol: TCP\n          port: 8080\n", "        - protocol: TCP\n          port: 8080\n          endPort: 8081\n"
    )

    assert "weakens: shop/web => shop/api: TCP 8081 opens" in lines(SHOP, more)
    assert "strengthens: shop/web => shop/api: TCP 8081 closes" in lines(more, SHOP)


def test_a_port_that_moves_is_neither_better_nor_worse() -> None:
    """The same call on another port is one line."""
    assert "changes: shop/web => shop/api: TCP 9090 opens, TCP 8080 closes" in lines(SHOP, SHOP.replace("port: 8080\n", "port: 9090\n"))


def test_what_is_left_of_everything_is_said_not_the_gaps() -> None:
    """Nobody reads ranges up to 65535."""
    pods = stream(pod("a"), pod("b"))
    closed = stream(pods, policy("a", ingress=from_pod("b")))

    assert "strengthens: default/b => default/a: was open on every port, is now open on TCP 80" in lines(pods, closed)
    assert "weakens: default/b => default/a: was open on TCP 80, is now open on every port" in lines(closed, pods)


@pytest.mark.parametrize(
    ("policy_type", "subject"), [("Ingress", "15 workloads => default/p00"), ("Egress", "default/p00 => 15 workloads")]
)
def test_a_first_policy_is_one_line_whichever_way_it_closes(policy_type: str, subject: str) -> None:
    """Those that can no longer call are counted, and so are those that can no longer be called."""
    pods = stream(*map(pod, CROWD))
    found = [change.subject for change in calls(sides(pods, stream(pods, policy("p00", policyTypes=[policy_type]))))]

    assert [one for one in found if "p01" in one or "workloads" in one] == [subject]


def test_beside_many_that_are_cut_off_stands_who_is_not() -> None:
    """Of a pod that was open to everyone, the reader wants to know to whom it still is; and back, to whom it always was."""
    pods = stream(*map(pod, CROWD))
    closed = stream(pods, policy("p00", ingress=from_pod("p07")))

    assert [line for line in lines(pods, closed) if line.endswith("default/p07 keeps TCP 80")] != []
    assert [line for line in lines(closed, pods) if line.endswith("default/p07 had TCP 80")] != []
    assert [line for line in lines(pods, closed) if "default/p07 =>" in line] == []


def test_addresses_are_compared_to_the_last_one() -> None:
    """A block that becomes smaller closes what is no longer in it, and opens nothing."""
    wide, narrow = (stream(pod("a"), policy("a", policyTypes=["Egress"], egress=to_block(cidr))) for cidr in ("10.0.0.0/8", "10.0.0.0/9"))

    assert lines(wide, narrow) == ["strengthens: default/a => 10.128.0.0/9: TCP 443 closes"]
    assert lines(narrow, wide) == ["weakens: default/a => 10.128.0.0/9: TCP 443 opens"]


def test_pods_elsewhere_were_reached_under_every_description() -> None:
    """A name server that everyone could reach does not open when everything else closes."""
    to_dns = [{"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "dns"}}}], "ports": [{"port": 53}]}]
    found = lines(pod("a"), stream(pod("a"), policy("a", policyTypes=["Egress"], egress=to_dns)))

    assert "strengthens: default/a => dns/*: was open on every port, is now open on TCP 53" in found
    assert "strengthens: default/a => */*: every port closes" in found


def test_what_a_wider_description_says_is_said_once() -> None:
    """Where every pod elsewhere is cut off, those of one name are as well."""
    to_dns = {"to": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "dns"}}}]}
    both = stream(pod("a"), policy("a", policyTypes=["Egress"], egress=[to_dns, {"to": [{"namespaceSelector": {}}]}]))
    found = lines(both, stream(pod("a"), policy("a", policyTypes=["Egress"])))

    assert found == ["strengthens: default/a => */*: every port closes"]


def test_an_ingress_opens_a_way_for_its_controller() -> None:
    """Whoever obeys Ingresses is somebody outside."""
    without = SHOP[: SHOP.index("---\napiVersion: networking.k8s.io/v1\nkind: Ingress")]

    assert lines(without, SHOP) == ["weakens: {ingress-controller} => shop/web: TCP 8080 opens"]


def test_what_turns_outside_for_many_is_one_line() -> None:
    """Those to whom the same happens are counted."""
    shut = stream(*map(pod, CROWD), *(policy(name, policyTypes=["Egress"], egress=to_block("10.0.0.0/8")) for name in CROWD))
    found = lines(shut, shut.replace("10.0.0.0/8", "10.0.0.0/7"))

    assert [line.partition(" (")[0] for line in found] == ["weakens: 16 workloads => 11.0.0.0/8: TCP 443 opens"]


def test_a_workload_comes_and_goes_with_its_calls() -> None:
    """An app is one line with both ends of its calls, not one a call."""
    without = SHOP[:API] + SHOP[END:]
    new, gone = lines(without, SHOP), lines(SHOP, without)

    assert [line.partition(" (")[0] for line in new] == ["changes: shop/Deployment/api: is new: it may be called by shop/web"]
    assert [line.partition(" (")[0] for line in gone] == ["changes: shop/Deployment/api: is gone: it could be called by shop/web"]
    assert all("kube-system/{k8s-app=kube-dns} (TCP 53,UDP 53)" in line for line in (*new, *gone))


def test_a_workload_that_nobody_calls_says_so() -> None:
    """A closed pod is a line as well: the reader need not wonder."""
    closed = stream(pod("a"), policy("a", policyTypes=["Ingress", "Egress"]))

    assert lines("", closed) == ["changes: Pod/a: is new: it may be called by nobody, and may call nobody"]


def test_a_workload_of_another_kind_keeps_its_calls() -> None:
    """Its callers do not care what makes its pods."""
    assert lines(SHOP, edited(("kind: Deployment\n", "kind: StatefulSet\n"))) == []


def test_a_job_under_the_next_hash_keeps_its_calls() -> None:
    """A Job is made anew for every template, and is the same to everybody."""
    ours = ('"labels": {', '"labels": {"app.kubernetes.io/managed-by": "rocksolid", ')
    job = pod("a").replace('"v1"', '"batch/v1"').replace('"Pod"', '"Job"').replace(*ours)

    assert lines(job.replace('"name": "a"', '"name": "a-0123abcd"'), job.replace('"name": "a"', '"name": "a-ffffffff"')) == []


def test_a_policy_that_is_not_computed_is_not_passed_over() -> None:
    """Whoever reads that no call changes must be able to rely on it."""
    cilium = json.dumps({"apiVersion": "cilium.io/v2", "kind": "CiliumNetworkPolicy", "metadata": {"name": "a"}, "spec": {"egress": []}})
    other = cilium.replace("egress", "ingress")

    assert [line.partition(";")[0] for line in lines("", cilium)] == ["changes: CiliumNetworkPolicy/a: is new"]
    assert [line.partition(";")[0] for line in lines(cilium, "")] == ["changes: CiliumNetworkPolicy/a: is gone"]
    assert [line.partition(";")[0] for line in lines(cilium, other)] == ["changes: CiliumNetworkPolicy/a: changes"]


NAMES = ("a", "b", "c")
rules = st.lists(st.builds(lambda name, port: from_pod(name, port)[0], st.sampled_from(NAMES), st.sampled_from((80, 81))), max_size=3)
systems = st.builds(
    lambda order, ingress, egress: stream(
        *map(pod, order),
        *(policy(f"{name}", policyTypes=["Ingress"], ingress=some) for name, some in ingress.items()),
        *(policy(f"{name}", policyTypes=["Egress"], egress=some).replace('"name": "', '"name": "out-', 1) for name, some in egress.items()),
    ),
    st.permutations(NAMES),
    st.dictionaries(st.sampled_from(NAMES), rules, max_size=3),
    st.dictionaries(
        st.sampled_from(NAMES), rules.map(lambda some: [{"to": one["from"], "ports": one["ports"]} for one in some]), max_size=3
    ),
)


def between(cluster: Cluster) -> dict[str, Ports]:
    """What is open in a cluster, pair by pair."""
    return {f"{client.name} => {server.name}": ports for client, server, ports in connectivity(cluster).between()}


def harmed(text: str, pair: str, turn: Turn) -> Harmed:
    """Whom it harms that a call closes: which end has a rule that names the other one, read from the policies as they are written."""
    client, server = (name.removeprefix("default/") for name in pair.split(" => "))
    closed = turn.was - turn.now
    ends: tuple[tuple[Harmed, str, str, str, str], ...] = (
        ("client", client, "egress", "to", server),
        ("server", server, "ingress", "from", client),
    )
    for end, subject, rules, peers, other in ends:
        for one in map(json.loads, text.split("---")):
            mine = one["kind"] == "NetworkPolicy" and one["spec"]["podSelector"]["matchLabels"]["app"] == subject
            for rule in one["spec"].get(rules, ()) if mine else ():
                port, asked = rule["ports"][0]["port"], rule[peers][0]["podSelector"]["matchLabels"]["app"]
                if asked == other and Ports.of("TCP", port, port) & closed:
                    return end
    return "nobody"


@settings(deadline=None)
@given(systems, systems)
def test_says_of_each_pair_what_is_otherwise_and_of_no_other(old: str, new: str) -> None:
    """Sets and shortcuts come to what comparing pair by pair comes to, whatever the order of the objects."""
    both = sides(old, new)
    was, now = between(both.old), between(both.new)
    turns = {pair: Turn(was.get(pair, NOTHING), now.get(pair, NOTHING)) for pair in was | now}
    pairs = [change for change in calls(both) if re.fullmatch("default/. => default/.", change.subject)]
    expected = [attrs.evolve(turn, harms=harmed(new, pair, turn)).change(pair) for pair, turn in turns.items() if turn.was != turn.now]

    assert sorted(pairs, key=str) == sorted(expected, key=str)


@settings(deadline=None)
@given(systems, systems)
def test_the_way_back_is_the_mirror_image(old: str, new: str) -> None:
    """What opens on the way there closes on the way back, and nothing else does."""
    there, back = calls(sides(old, new)), calls(sides(new, old))

    assert sorted((OPPOSITE[direction(change)], change.subject) for change in there) == sorted(
        (direction(change), change.subject) for change in back
    )


def direction(change: Change) -> Effect:
    """What a change does to isolation, whomever it harms."""
    opens, closes = " opens" in change.message or "now open on every" in change.message, " closes" in change.message
    if change.effect == "disrupts" and not (opens and closes):
        return "strengthens"
    return "changes" if change.effect == "disrupts" else change.effect


WISHED = policy("b", policyTypes=["Egress"], egress=[{"to": from_pod("a")[0]["from"], "ports": [{"port": 80}]}])
LET_IN = policy("a", policyTypes=["Ingress"], ingress=from_pod("b"))
OPEN = stream(pod("a"), pod("b"), LET_IN, WISHED)
CUT = {
    "by the server": (OPEN.replace(LET_IN, policy("a", policyTypes=["Ingress"])), "client's policy lets it out"),
    "by the client": (OPEN.replace(WISHED, policy("b", policyTypes=["Egress"])), "server's policy lets it in"),
}


@pytest.mark.parametrize("case", CUT.values(), ids=CUT)
def test_a_wanted_call_that_is_cut_is_an_outage(case: tuple[str, str]) -> None:
    """Where one end closes what the policy of the other one still names, somebody waits in vain."""
    new, why = case
    (change,) = calls(sides(OPEN, new))

    assert (change.effect, change.subject) == ("disrupts", "default/b => default/a")
    assert why in change.message
    assert change.hint


def test_a_call_that_closes_at_both_ends_is_given_up() -> None:
    """Nobody misses what neither end names."""
    both = OPEN.replace(LET_IN, policy("a", policyTypes=["Ingress"])).replace(WISHED, policy("b", policyTypes=["Egress"]))

    assert lines(OPEN, both) == ["strengthens: default/b => default/a: TCP 80 closes"]


def test_a_rule_for_everybody_names_nobody() -> None:
    """Who may call all pods of the namespace does not want to call each of them."""
    wide = OPEN.replace(WISHED, policy("b", policyTypes=["Egress"], egress=[{"to": [{"podSelector": {}}], "ports": [{"port": 80}]}]))

    assert lines(wide, wide.replace(LET_IN, policy("a", policyTypes=["Ingress"]))) == ["strengthens: default/b => default/a: TCP 80 closes"]


def test_visitors_are_cut_off_where_an_ingress_still_leads() -> None:
    """A policy that shuts out the controller leaves its Ingress without an answer; without the Ingress, nobody waits."""
    closed = edited(("kubernetes.io/metadata.name: ingress-nginx", "kubernetes.io/metadata.name: shop"))
    without = closed[: closed.index("---\napiVersion: networking.k8s.io/v1\nkind: Ingress")]

    assert any(line.startswith("disrupts: {ingress-controller} => shop/web: TCP 8080 closes") for line in lines(SHOP, closed))
    assert not any(line.startswith("disrupts") for line in lines(SHOP, without))


def test_a_policy_moves_before_the_pods_do() -> None:
    """A port that moves with its pods is closed at once, while pods listen there until they are replaced."""
    found = lines(SHOP, SHOP.replace("ort: 8080\n", "ort: 9090\n"))

    assert [line for line in found if line.startswith("disrupts: shop/web => shop/api: TCP 9090 opens, TCP 8080 closes at once")] != []
    assert [line for line in found if line.startswith("disrupts: {ingress-controller} => shop/web: ")] != []


def test_anybody_is_one_word() -> None:
    """All addresses, all pods and all workloads on the same ports are not listed."""
    assert [line.partition(": ")[2] for line in lines(pod("b"), stream(pod("a"), pod("b")))] == [
        "Pod/a: is new: it may be called by anybody (every port), and may call anybody (every port)"
    ]


DENY = stream(pod("a"), policy("a", policyTypes=["Ingress"]).replace('"matchLabels": {"app": "a"}', ""))


def test_a_namespace_that_is_closed_by_default_no_longer_is() -> None:
    """Where every pod is selected by a policy of its own, the one for all of them is missed only by those that are to come."""
    own = stream(pod("a"), policy("a", policyTypes=["Ingress"]).replace('"name": "a"', '"name": "own"', 1))
    both = stream(DENY, own[own.index("---") + 4 :])
    (open_now,), (closed_now,) = isolation(sides(both, own)), isolation(sides(own, both))

    assert (open_now.effect, open_now.subject) == ("weakens", "NetworkPolicy/a")
    assert "(ingress)" in open_now.message
    assert (closed_now.effect, closed_now.subject) == ("strengthens", "NetworkPolicy/a")
    assert lines(both, own) == []


def test_another_policy_for_all_pods_is_as_good() -> None:
    """What counts is that the namespace is closed, and in which directions."""
    other = DENY.replace('"name": "a"}, "spec"', '"name": "b"}, "spec"')
    wider = DENY.replace('["Ingress"]', '["Ingress", "Egress"]')

    assert list(isolation(sides(DENY, other))) == []
    assert [(change.effect, "(egress)" in change.message) for change in isolation(sides(DENY, wider))] == [("strengthens", True)]


def test_a_namespace_that_goes_takes_its_isolation_along() -> None:
    """Where there are no pods, none is open."""
    assert list(isolation(sides(DENY.replace('"name"', '"namespace": "x", "name"'), pod("a")))) == []
