from textwrap import dedent

import pytest
from rocksolid.finding import Finding
from rocksolid.verify.checks import Check
from rocksolid.verify.checks.entrances import entrances
from rocksolid.verify.checks.isolation import isolation
from rocksolid.verify.checks.name_servers import name_servers
from rocksolid.verify.checks.peers import peers
from rocksolid.verify.checks.policies import selections
from rocksolid.verify.checks.policy_ports import policy_ports
from rocksolid.verify.checks.rules import rules
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read
from rocksolid.verify.verdict import verify

OPEN = "policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]"


def found(check: Check, *texts: str) -> list[Finding]:
    """Return what a check says about some objects."""
    return [*check(Cluster(tuple(read([Text("case.yaml", "\n---\n".join(map(dedent, texts)))], []))))]


def said(check: Check, *texts: str) -> list[str]:
    """Return the messages of a check."""
    return [finding.message for finding in found(check, *texts)]


def pod(name: str, ports: str = "", more: str = "", namespace: str = "shop") -> str:
    """Return a Pod with a label of its name; ports as `{name: http, containerPort: 8080}`."""
    metadata = f"{{name: {name}, namespace: {namespace}, labels: {{app: {name}}}}}"
    return f"{{apiVersion: v1, kind: Pod, metadata: {metadata}, spec: {{{more} containers: [{{name: main, ports: [{ports}]}}]}}}}"


def policy(spec: str, selector: str = "{}", namespace: str = "shop", name: str = "policy") -> str:
    """Return a NetworkPolicy."""
    metadata = f"{{name: {name}, namespace: {namespace}}}"
    return f"{{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {metadata}, spec: {{podSelector: {selector}, {spec}}}}}"


def ingress(rules: str) -> str:
    """Return a NetworkPolicy for the pods of `api` with ingress rules."""
    return policy(f"ingress: [{rules}]", "{matchLabels: {app: api}}")


def egress(rules: str) -> str:
    """Return a NetworkPolicy for the pods of `api` with egress rules."""
    return policy(f"policyTypes: [Egress], egress: [{rules}]", "{matchLabels: {app: api}}")


@pytest.mark.parametrize(
    ("selector", "namespace", "selects"),
    [
        ("{}", "shop", True),
        ("{matchLabels: {app: api}}", "shop", True),
        ("{matchLabels: {app: apii}}", "shop", False),
        ("{matchExpressions: [{key: app, operator: NotIn, values: [api]}]}", "shop", False),
        ("{matchLabels: {app: apii}}", "elsewhere", True),
    ],
)
def test_a_policy_selects_pods_of_its_namespace(selector: str, namespace: str, *, selects: bool) -> None:
    """Where the files hold no pods of the namespace, nothing is known of what it selects."""
    assert [finding.code for finding in found(selections, pod("api"), policy(OPEN, selector, namespace))] == (
        [] if selects else ["policy-selects-nothing"]
    )


def test_a_policy_never_selects_pods_on_the_network_of_their_node() -> None:
    """Its author is told why the labels are right and the policy protects nobody."""
    (finding,) = found(selections, pod("api", more="hostNetwork: true,"), policy(OPEN, "{matchLabels: {app: api}}"))

    assert finding.hint == "no policy selects pods on the network of their node (hostNetwork: true)"


@pytest.mark.parametrize(
    ("peer", "is_known"),
    [
        ("{podSelector: {matchLabels: {app: web}}}", True),
        ("{podSelector: {}}", True),
        ("{podSelector: {matchLabels: {app: wbe}}}", False),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}, podSelector: {matchLabels: {app: wbe}}}", False),
        ("{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}", True),
        ("{namespaceSelector: {}, podSelector: {matchLabels: {app: wbe}}}", True),
        ("{namespaceSelector: {matchLabels: {team: shop}}}", True),
        ("{namespaceSelector: {matchExpressions: [{key: a, operator: In, values: []}]}}", False),
        ("{ipBlock: {cidr: 10.0.0.0/8}}", True),
        ("{ipBlock: {cidr: nonsense}}", True),
        ("{}", False),
    ],
)
@pytest.mark.parametrize("rule", [lambda peer: ingress(f"{{from: [{peer}]}}"), lambda peer: egress(f"{{to: [{peer}]}}")])
def test_a_peer_means_somebody(rule: object, peer: str, *, is_known: bool) -> None:
    """A peer that may mean pods of namespaces that the files do not hold may mean anybody there; addresses are no pods."""
    assert callable(rule)
    assert [finding.code for finding in found(peers, pod("api"), pod("web"), rule(peer))] == ([] if is_known else ["peer-matches-nothing"])


def test_files_that_add_to_kube_system_do_not_describe_it() -> None:
    """A pod of one's own beside the cluster's does not mean that there are no others; only with the name server they are all."""
    dns = ingress(
        "{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {a: b}}}]}"
    )
    server = pod("dns", namespace="kube-system").replace("app: dns", "k8s-app: kube-dns")

    assert found(peers, pod("api"), pod("descheduler", namespace="kube-system"), dns) == []
    assert [finding.code for finding in found(peers, pod("api"), server, dns)] == ["peer-matches-nothing"]


def test_peers_of_rules_without_effect_mean_nothing_anyway() -> None:
    """What is said of the rule is enough."""
    without = policy("policyTypes: [Ingress], egress: [{to: [{podSelector: {matchLabels: {app: wbe}}}]}]")

    assert found(peers, pod("api"), without) == []
    assert [finding.code for finding in found(rules, pod("api"), without)] == ["rule-without-effect"]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("egress: [{}]", []),
        ("policyTypes: [Ingress], egress: []", []),
        ("policyTypes: [Ingress], egress: [{}]", [("rule-without-effect", "policyTypes: [Ingress, Egress]")]),
        ("policyTypes: [Egress], ingress: [{}]", [("rule-without-effect", "policyTypes: [Ingress, Egress]")]),
        ("ingress: [{ports: [{port: 80}]}]", []),
        ("ingress: []", []),
        (
            "ingress: [{from: []}]",
            [("opens-to-everyone", "to open nothing, write `ingress: []`; where everybody is meant, leave `from` out")],
        ),
        (
            "ingress: [{from: }]",
            [("opens-to-everyone", "to open nothing, write `ingress: []`; where everybody is meant, leave `from` out")],
        ),
        ("egress: [{to: []}]", [("opens-to-everyone", "to open nothing, write `egress: []`; where everybody is meant, leave `to` out")]),
        ("policyTypes: [Egress], ingress: [{from: []}]", [("rule-without-effect", "policyTypes: [Ingress, Egress]")]),
    ],
)
def test_rules_do_what_they_say(spec: str, expected: list[tuple[str, str]]) -> None:
    """Missing `policyTypes` are filled in by the server, and a rule without peers means everybody on purpose."""
    assert [(finding.code, finding.hint) for finding in found(rules, policy(spec))] == expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ingress("{ports: [{port: http}]}"), []),
        (ingress("{ports: [{port: 9090}]}"), []),
        (ingress("{ports: [{port: htp}, {port: grpc}]}"), ["htp", "grpc"]),
        (ingress("{ports: [{port: http, protocol: UDP}]}"), ["http"]),
        (ingress("{ports: [{port: stats}]}"), ["stats"]),
        (policy("ingress: [{ports: [{port: stats}]}]"), []),
        (policy("ingress: [{ports: [{port: htp}]}]", "{matchLabels: {app: nobody}}"), []),
        (egress("{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: stats}]}"), []),
        (egress("{to: [{podSelector: {matchLabels: {app: web}}}], ports: [{port: http}]}"), ["http"]),
        (egress("{to: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: nothing}]}"), []),
        (egress("{ports: [{port: nothing}]}"), []),
        (egress("{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: nothing}]}"), []),
    ],
)
def test_ports_are_called_by_names_that_the_pods_give(rule: str, expected: list[str]) -> None:
    """The server's pods give names: those that are selected for ingress, the peers for egress, if none of them can be elsewhere."""
    pods = pod("api", "{name: http, containerPort: 8080}"), pod("web", "{name: stats, containerPort: 9901}")

    assert [message.split('"')[1] for message in said(policy_ports, *pods, rule)] == expected


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], "for Ingress and Egress: anybody may call them, and they may call anybody"),
        ([policy("ingress: []")], "for Egress: they may call anybody"),
        ([policy("policyTypes: [Egress]")], "for Ingress: anybody may call them"),
        ([policy("ingress: []"), policy("policyTypes: [Egress]", name="other")], None),
        ([policy(OPEN)], None),
        ([policy(OPEN, "{matchLabels: {app: web}}")], "for Ingress and Egress: anybody may call them, and they may call anybody"),
        ([policy(OPEN, namespace="other")], "for Ingress and Egress: anybody may call them, and they may call anybody"),
    ],
)
def test_a_workload_is_isolated_both_ways(policies: list[str], expected: str | None) -> None:
    """Several policies isolate a pod together, and one that opens everything says so aloud."""
    assert said(isolation, pod("api"), *policies) == ([f"no NetworkPolicy isolates the pods of Pod/api {expected}"] if expected else [])


def test_who_has_no_network_of_his_own_needs_no_policy() -> None:
    """No policy applies to pods on the network of their node, and what has no containers makes no pods."""
    cron = "{apiVersion: batch/v1, kind: CronJob, metadata: {name: a}, spec: {}}"

    assert said(isolation, pod("agent", more="hostNetwork: true,"), cron) == []


DNS = "ports: [{protocol: UDP, port: 53}]"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("{}", None),
        ("", "note"),
        ("{to: [{podSelector: {matchLabels: {app: web}}}]}", "warning"),
        ("{to: [{podSelector: {matchLabels: {app: dns}}}]}", None),
        (f"{{to: [{{podSelector: {{matchLabels: {{app: web}}}}}}], {DNS}}}", "warning"),
        (f"{{to: [{{namespaceSelector: {{matchLabels: {{team: a}}}}}}], {DNS}}}", None),
        ("{to: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{port: 53}]}", "warning"),
        ("{to: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{protocol: UDP, port: dns}]}", None),
        ("{to: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{protocol: UDP, port: 5353}]}", None),
        ("{to: [{namespaceSelector: {matchLabels: {team: a}}}], ports: [{protocol: UDP, port: 1, endPort: 100}]}", None),
        (f"{{to: [{{ipBlock: {{cidr: 169.254.20.10/32}}}}], {DNS}}}", None),
        ("{to: [{ipBlock: {cidr: 10.20.0.10/32}}], ports: [{port: 6443}]}", "note"),
        ("{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 443}]}", "warning"),
        (f"{{{DNS}}}", None),
    ],
)
def test_who_calls_by_name_asks_a_name_server(rules: str, expected: str | None) -> None:
    """A name server is whoever may listen on UDP port 53: somebody outside the files, or pods that declare it; single addresses need none."""
    pods = pod("api"), pod("web", "{containerPort: 8080}"), pod("dns", "{containerPort: 53, protocol: UDP}")
    findings = found(name_servers, *pods, egress(rules))

    assert [finding.severity for finding in findings] == ([expected] if expected else [])


def test_the_holes_of_several_policies_are_one_set() -> None:
    """A policy that opens a name server to all opens it for the policies beside it too; without one, each workload is said once."""
    called = egress("{to: [{podSelector: {matchLabels: {app: web}}}]}")
    deny = policy("policyTypes: [Egress]", name="deny")

    assert found(name_servers, pod("api"), pod("web"), called, policy(f"policyTypes: [Egress], egress: [{{{DNS}}}]", name="dns")) == []
    assert [finding.severity for finding in found(name_servers, pod("api"), pod("web"), deny, called)] == ["warning", "note"]


ROUTE = "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: api, namespace: shop}, spec: {defaultBackend: {service: {name: api, port: {number: 80}}}}}"
SERVICE = "{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {selector: {app: api}, ports: [{port: 80, targetPort: http}]}}"


@pytest.mark.parametrize(
    ("rules", "is_cut"),
    [
        ("", True),
        ("{}", False),
        ("{ports: [{port: http}]}", False),
        ("{ports: [{port: 80}]}", True),
        ("{from: [{podSelector: {}}]}", True),
        ("{from: [{podSelector: {matchLabels: {app: web}}}]}", True),
        ("{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}]}", False),
        ("{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: ingress-nginx}}}], ports: [{port: 9090}]}", True),
        ("{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 8080}]}", False),
    ],
)
def test_who_is_behind_an_ingress_lets_its_controller_in(rules: str, *, is_cut: bool) -> None:
    """The controller is somebody outside the files, by selector or address, at the port of the pod and not the Service's."""
    findings = found(entrances, pod("api", "{name: http, containerPort: 8080}"), pod("web"), SERVICE, ROUTE, ingress(rules))

    assert [finding.code for finding in findings] == ["ingress-cut"] * is_cut


def test_a_controller_of_the_files_is_one_too() -> None:
    """Pods that are labelled as a known controller count, if they may call: where their own egress is closed, visitors wait as well."""
    controller = pod("nginx").replace("app: nginx", "app.kubernetes.io/name: ingress-nginx")
    objects = [pod("api", "{name: http, containerPort: 8080}"), controller, SERVICE, ROUTE, ingress("{from: [{podSelector: {}}]}")]
    silent = policy("policyTypes: [Egress]", "{matchLabels: {app.kubernetes.io/name: ingress-nginx}}", name="silent")

    assert found(entrances, *objects) == []
    assert [finding.code for finding in found(entrances, *objects, silent)] == ["ingress-cut"]


def test_routes_are_cut_like_ingresses() -> None:
    """A Gateway route over namespaces leads to the Service that it names; each of its workloads is looked at."""
    route = """
        {apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {name: public, namespace: edge},
        spec: {rules: [{backendRefs: [{name: api, namespace: shop, port: 80}]}, {backendRefs: [{name: api, namespace: shop, port: 80}]}]}}
    """
    (first, second) = found(entrances, pod("api", "{name: http, containerPort: 8080}"), SERVICE, route, ingress(""))

    assert first.message == second.message
    assert first.message.startswith("HTTPRoute/public leads to TCP 8080 of Pod/api, which no policy opens")


@pytest.mark.parametrize(
    ("api", "kind", "namespace", "is_silent"),
    [
        ("cilium.io/v2", "CiliumNetworkPolicy", "shop", True),
        ("cilium.io/v2", "CiliumNetworkPolicy", "other", False),
        ("cilium.io/v2", "CiliumClusterwideNetworkPolicy", "other", True),
        ("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "other", True),
        ("projectcalico.org/v3", "NetworkPolicy", "shop", True),
    ],
)
def test_what_policies_of_other_engines_open_is_not_judged(api: str, kind: str, namespace: str, *, is_silent: bool) -> None:
    """Beside them nothing is said of what NetworkPolicies leave open or closed; that they are passed over is said, once."""
    other = f"{{apiVersion: {api}, kind: {kind}, metadata: {{name: more, namespace: {namespace}}}, spec: {{}}}}"
    closed = policy("policyTypes: [Ingress, Egress]", "{matchLabels: {app: api}}")
    objects = [pod("api", "{name: http, containerPort: 8080}"), pod("web"), SERVICE, ROUTE, other, closed]
    codes = [finding.code for check in (entrances, name_servers, isolation) for finding in found(check, *objects)]
    strange = [finding.code for finding in verify([Text("case.yaml", other)]).findings]

    assert codes == ([] if is_silent else ["ingress-cut", "dns-closed", "no-policy"])
    assert strange == ["unknown-kind"]
