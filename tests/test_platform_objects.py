from typing import Any

import pytest
import yaml

from build import APP, compile_toml, one, pod
from faultless import faultless
from judges.objects import Tree
from judges.reach import egress_to_outside, from_outside, reach
from judges.schema import descheduler_policy_complaints

NETWORK = '[network]\napi_server = [{ cidr = "10.0.0.10/32", port = 6443 }]\n'
DENY = '[namespace]\nname = "shop"\ndefault_deny = true\n'
CRON = '[descheduler]\nschedule = "*/20 * * * *"\n'


def own(platform: str, text: str = APP, **request: Any) -> list[Tree]:
    """The objects that belong to the platform, of which all judges approve."""
    every = compile_toml(text, platform, platform_objects=True, **request)
    faultless(every)
    apps = compile_toml(text, platform, **request)
    assert every[-len(apps) :] == apps, "those of the platform come first, and change nothing in those of the apps"
    return every[: -len(apps)]


def policy(objects: list[Tree]) -> Tree:
    """The descheduler's policy, which the descheduler would read."""
    found: Tree = yaml.safe_load(one(objects, "ConfigMap")["data"]["policy.yaml"])
    assert descheduler_policy_complaints(found) == []
    return found


def solver(namespace: str) -> Tree:
    """What cert-manager runs to answer a challenge."""
    labels = {"acme.cert-manager.io/http01-solver": "true"}
    container = {"name": "acmesolver", "image": "solver", "ports": [{"containerPort": 8089}]}
    return {"kind": "Pod", "metadata": {"name": "solver", "namespace": namespace, "labels": labels}, "spec": {"containers": [container]}}


def test_only_who_asks_gets_what_belongs_to_the_platform() -> None:
    """Without the flag there is no Namespace and no descheduler, whatever the platform file says."""
    kinds = {item["kind"] for item in compile_toml(APP, DENY + CRON + NETWORK)}
    assert kinds == {"ServiceAccount", "NetworkPolicy", "PodDisruptionBudget", "Deployment"}


def test_a_namespace_names_its_pod_security() -> None:
    """Enforced, audited and warned of is what the platform says, in the version of its cluster; apps cannot lower it."""
    platform = 'kubernetes = "1.34"\nlabels = { cluster = "east", team = "all" }\nannotations = { note = "one" }\n[namespace]\nname = "shop"\nlabels = { team = "shop" }\n[pod_security]\naudit = "baseline"\n'
    metadata = one(own(platform), "Namespace")["metadata"]
    assert metadata == {
        "name": "shop",
        "labels": {
            "app.kubernetes.io/managed-by": "rocksolid",
            "cluster": "east",
            "pod-security.kubernetes.io/audit": "baseline",
            "pod-security.kubernetes.io/audit-version": "v1.34",
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "v1.34",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/warn-version": "v1.34",
            "team": "shop",
        },
        "annotations": {"note": "one"},
    }


def test_the_version_of_pod_security_may_be_pinned() -> None:
    """A platform may stay on the levels of another version than its cluster's."""
    labels = one(own('namespace = "shop"\n[pod_security]\nversion = "v1.33"\n'), "Namespace")["metadata"]["labels"]
    assert {value for key, value in labels.items() if key.endswith("-version")} == {"v1.33"}


def test_every_namespace_in_use_is_there_once() -> None:
    """The platform's namespace and those of apps that name another one are all written, each once."""
    text = "".join(
        f'[apps.{name}]\nimage = "registry.example.com/{name}:1"\n{namespace}\n'
        for name, namespace in (("a", ""), ("b", 'namespace = "bank"'), ("c", 'namespace = "bank"'))
    )
    for platform, names in (('namespace = "shop"\n', ["bank", "shop"]), ("", ["bank"])):
        assert [item["metadata"]["name"] for item in own(platform, text) if item["kind"] == "Namespace"] == names


def test_what_nobody_thought_of_is_closed() -> None:
    """With a default deny, pods without a policy neither call nor are called, in every namespace of the platform."""
    text = APP + 'namespace = "bank"\nport = 8080\n'
    objects = own(DENY, text)
    policies = [(item["metadata"]["namespace"], item["spec"]) for item in objects if item["kind"] == "NetworkPolicy"]
    closed = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert policies == [("bank", closed), ("shop", closed)]
    assert "NetworkPolicy" not in {item["kind"] for item in own('namespace = "shop"\n', text)}
    stranger = {"kind": "Pod", "metadata": {"name": "x", "namespace": "bank"}, "spec": {"containers": [{"ports": [{"containerPort": 1}]}]}}
    assert reach([*objects, stranger]) == egress_to_outside([*objects, stranger]) == set()


@pytest.mark.parametrize(
    ("entrance", "open_in"),
    [
        ('[ingress]\ncontroller = "traefik"\nissuer = "letsencrypt"\n', {"bank", "shop"}),
        ('[ingress]\ncontroller = "traefik"\n', set()),
        ('[gateway]\nname = "public"\ncontroller = "traefik"\nissuer = "letsencrypt"\n', {"bank", "shop"}),
        ('[gateway]\nname = "public"\nnamespace = "bank"\ncontroller = "traefik"\nissuer = "letsencrypt"\n', {"bank"}),
        ('[gateway]\nname = "public"\nnamespace = "edge"\ncontroller = "traefik"\nissuer = "letsencrypt"\n', set()),
    ],
    ids=["ingress", "no issuer", "gateway beside its apps", "gateway in one of them", "gateway elsewhere"],
)
def test_certificates_are_proven_through_the_default_deny(entrance: str, open_in: set[str]) -> None:
    """cert-manager's answers are fetched by the ingress controller, and by nobody else: beside the Ingress, or beside the Gateway."""
    objects = compile_toml(APP + 'namespace = "bank"\n', DENY + entrance, platform_objects=True)
    for namespace in ("bank", "shop"):
        documents = [*objects, solver(namespace)]
        expected = {(f"{namespace}/solver", "TCP", 8089)} if namespace in open_in else set()
        assert from_outside(documents, "traefik", {"app.kubernetes.io/name": "traefik"}) == expected
        assert from_outside(documents, "traefik", {"app.kubernetes.io/name": "other"}) == set()


def test_ciliums_controller_fetches_answers_by_name() -> None:
    """Where the controller has no address, the hole for certificates is one of Cilium's."""
    platform = DENY + '[network]\nengine = "cilium"\n[ingress]\ncontroller = "cilium"\nissuer = "letsencrypt"\n'
    found = one(compile_toml(APP, platform, platform_objects=True), "CiliumNetworkPolicy")
    assert found["spec"] == {
        "endpointSelector": {"matchLabels": {"acme.cert-manager.io/http01-solver": "true"}},
        "ingress": [{"fromEntities": ["ingress"], "toPorts": [{"ports": [{"port": "8089", "protocol": "TCP"}]}]}],
    }


@pytest.mark.parametrize(
    ("mode", "kinds"),
    [
        ("cronjob", {"ConfigMap", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "NetworkPolicy", "CronJob"}),
        ("deployment", {"ConfigMap", "ServiceAccount", "ClusterRole", "ClusterRoleBinding", "NetworkPolicy", "Deployment"}),
        ("policy-only", {"ConfigMap"}),
    ],
)
def test_a_descheduler_runs_as_the_platform_wants(mode: str, kinds: set[str]) -> None:
    """Each mode has what it needs and no more, all of it labelled, and its pods pass "restricted"."""
    objects = [item for item in own(f'namespace = "shop"\n{NETWORK}[descheduler]\nmode = "{mode}"\n') if item["kind"] != "Namespace"]
    assert {item["kind"] for item in objects} == kinds
    assert {(item["metadata"]["name"], item["metadata"]["labels"]["app.kubernetes.io/managed-by"]) for item in objects} == {
        ("descheduler", "rocksolid")
    }
    assert {item["metadata"].get("namespace") for item in objects if not item["kind"].startswith("Cluster")} == {"kube-system"}


def test_runs_of_the_descheduler_do_not_overlap() -> None:
    """A run now and then forbids a second one and ends in any case; a pod that stays is replaced, never doubled, and rolled by its policy."""
    cron = one(own(f'namespace = "shop"\n{CRON}'), "CronJob")["spec"]
    assert (cron["schedule"], cron["concurrencyPolicy"]) == ("*/20 * * * *", "Forbid")
    assert cron["jobTemplate"]["spec"]["activeDeadlineSeconds"] < 20 * 60
    stays = [
        one(own(f'namespace = "shop"\n[descheduler]\nmode = "deployment"\nutilisation = {asked}\n'), "Deployment")["spec"]
        for asked in ("true", "false")
    ]
    assert {(spec["replicas"], spec["strategy"]["type"]) for spec in stays} == {(1, "Recreate")}
    assert "--descheduling-interval=30m" in stays[0]["template"]["spec"]["containers"][0]["args"]
    assert stays[0]["template"]["metadata"]["annotations"] != stays[1]["template"]["metadata"]["annotations"]


def test_the_descheduler_may_look_and_evict() -> None:
    """Its rights are those that its plugins ask for: it evicts, which budgets can refuse, and cannot delete or change anything."""
    rules = one(own(f'namespace = "shop"\n{CRON}'), "ClusterRole")["rules"]
    rights = {(resource, verb) for rule in rules for resource in rule["resources"] for verb in rule["verbs"]}
    assert {(resource, verb) for resource, verb in rights if verb not in {"get", "list", "watch"}} == {
        ("pods/eviction", "create"),
        ("events", "create"),
        ("events", "update"),
    }
    looked_at = {resource for resource, verb in rights if verb == "watch"}
    assert looked_at == {"namespaces", "nodes", "pods", "persistentvolumeclaims", "priorityclasses", "poddisruptionbudgets"}


@pytest.mark.parametrize("engine", ["kubernetes", "cilium"])
def test_the_descheduler_reaches_the_api_server_alone(engine: str) -> None:
    """Where the platform says where the API server is, nothing else is open to the descheduler, not even the name server."""
    objects = [item for item in own(f'namespace = "shop"\n{NETWORK}engine = "{engine}"\n{CRON}') if item["kind"] != "Namespace"]
    outside = egress_to_outside(objects)
    spec = one(objects, "NetworkPolicy")["spec"]
    assert (spec["policyTypes"], spec["ingress"]) == (["Ingress", "Egress"], [])
    if engine == "kubernetes":
        assert outside == {("kube-system/descheduler", "10.0.0.10/32", (), "TCP", 6443)}
    else:
        assert outside == set()
        assert one(objects, "CiliumNetworkPolicy")["spec"]["egress"] == [
            {"toEntities": ["kube-apiserver"], "toPorts": [{"ports": [{"port": "6443", "protocol": "TCP"}]}]}
        ]


def test_a_descheduler_that_cannot_be_isolated_is_not() -> None:
    """Where nobody says where the API server is, a policy would only cut the descheduler off: there is none."""
    assert "NetworkPolicy" not in {item["kind"] for item in own(f'namespace = "shop"\n{CRON}')}


def test_the_descheduler_repairs_what_we_ask_for() -> None:
    """The policy looks at both kinds of spread, moves pods with scratch space, few at once, and obeys `prefer-no-eviction`."""
    found = policy(own(f'namespace = "shop"\n{CRON}'))
    (profile,) = found["profiles"]
    assert profile["plugins"] == {"balance": {"enabled": ["RemoveDuplicates", "RemovePodsViolatingTopologySpreadConstraint"]}}
    args = {plugin["name"]: plugin["args"] for plugin in profile["pluginConfig"]}
    assert args["RemovePodsViolatingTopologySpreadConstraint"] == {"constraints": ["DoNotSchedule", "ScheduleAnyway"]}
    evictor = args["DefaultEvictor"]
    assert evictor["podProtections"]["defaultDisabled"] == ["PodsWithLocalStorage"]
    assert (evictor["nodeFit"], evictor["noEvictionPolicy"], evictor["minPodAge"]) == (True, "Mandatory", "10m")
    assert all(found[f"maxNoOfPodsToEvict{scope}"] > 0 for scope in ("PerNode", "PerNamespace", "Total"))


@pytest.mark.parametrize(("asked", "there"), [("true", True), ("false", False)])
def test_busy_nodes_are_emptied_only_on_request(asked: str, there: bool) -> None:  # noqa: FBT001
    """Utilisation is known to loop with soft spread: it is looked at only when asked for, and nodes are never packed."""
    text = yaml.safe_dump(policy(own(f'namespace = "shop"\n{CRON}utilisation = {asked}\n')))
    assert ("LowNodeUtilization" in text) is there
    assert "HighNodeUtilization" not in text


def test_the_descheduler_runs_the_platforms_image_with_its_policy_and_a_token() -> None:
    """Its pod has its policy, and a token only where its client looks for one."""
    objects = own(f'namespace = "shop"\n{CRON}image = "registry.example.com/descheduler:v1"\nnamespace = "tools"\n')
    spec = pod([item for item in objects if item["kind"] == "CronJob"])
    (container,) = spec["containers"]
    assert container["image"] == "registry.example.com/descheduler:v1"
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/policy", "/var/run/secrets/kubernetes.io/serviceaccount"}
    assert container["args"] == ["--policy-config-file=/policy/policy.yaml"]
    assert spec["automountServiceAccountToken"] is False
    assert one(objects, "ClusterRoleBinding")["subjects"] == [{"kind": "ServiceAccount", "name": "descheduler", "namespace": "tools"}]
