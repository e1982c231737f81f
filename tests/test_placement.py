from typing import Any

import pytest

from build import APP, compile_toml, pod

SERVICE = APP + "port = 8080\n"
HOST, ZONE = "kubernetes.io/hostname", "topology.kubernetes.io/zone"
SELECTOR = {"matchLabels": {"app.kubernetes.io/name": "app", "app.kubernetes.io/instance": "app"}}


def apart(spec: dict[str, Any]) -> dict[str, int]:
    """The weight of keeping replicas apart, by what they are kept apart over."""
    wishes = spec.get("affinity", {}).get("podAntiAffinity", {}).get("preferredDuringSchedulingIgnoredDuringExecution", [])
    assert all(wish["podAffinityTerm"]["labelSelector"] == SELECTOR for wish in wishes)
    return {wish["podAffinityTerm"]["topologyKey"]: wish["weight"] for wish in wishes}


def evenly(spec: dict[str, Any]) -> dict[str, str]:
    """What happens to a pod that would break the spread, by what the replicas are spread over."""
    constraints = spec.get("topologySpreadConstraints", [])
    assert all(one["labelSelector"] == SELECTOR and one["maxSkew"] == 1 and one["nodeTaintsPolicy"] == "Honor" for one in constraints)
    return {one["topologyKey"]: one["whenUnsatisfiable"] for one in constraints}


@pytest.mark.parametrize("kind", ["service", "worker", "stateful"])
def test_replicas_keep_apart_over_hosts_and_zones(kind: str) -> None:
    """Two replicas on one host are worse than two in one zone; neither stops a pod from running."""
    spec = pod(compile_toml(SERVICE + f'kind = "{kind}"\nreplicas = 3'))
    assert apart(spec) == {HOST: 100, ZONE: 90}
    assert evenly(spec) == {HOST: "ScheduleAnyway", ZONE: "ScheduleAnyway"}


@pytest.mark.parametrize(("kind", "expected"), [("service", ["pod-template-hash"]), ("worker", ["pod-template-hash"]), ("stateful", None)])
def test_only_a_deployment_counts_its_versions_apart(kind: str, expected: list[str] | None) -> None:
    """Pods of a StatefulSet carry no such label: the constraint would match nothing."""
    spec = pod(compile_toml(SERVICE + f'kind = "{kind}"\nreplicas = 3'))
    assert [one.get("matchLabelKeys") for one in spec["topologySpreadConstraints"]] == [expected, expected]


def test_required_spread_is_a_constraint_and_no_affinity() -> None:
    """A demand stands where the descheduler and a rollout can live with it."""
    spec = pod(compile_toml(SERVICE + 'placement = { spread = ["zone"], required = true }'))
    assert evenly(spec) == {ZONE: "DoNotSchedule"}
    assert apart(spec) == {ZONE: 90}
    assert "requiredDuringSchedulingIgnoredDuringExecution" not in spec["affinity"]["podAntiAffinity"]


def test_the_order_is_the_authors() -> None:
    """What is named first stands first."""
    spec = pod(compile_toml(SERVICE + 'placement.spread = ["zone", "host"]'))
    assert list(apart(spec)) == list(evenly(spec)) == [ZONE, HOST]


@pytest.mark.parametrize(
    "text",
    [
        SERVICE + "replicas = 1",
        SERVICE + "replicas = 0",
        SERVICE + "placement.spread = []",
        SERVICE + "scale.max = 1",
        SERVICE + 'kind = "daemon"',
        APP + 'kind = "job"',
        APP + 'schedule = { cron = "@daily" }',
    ],
    ids=["one", "none", "not wanted", "never two", "daemon", "job", "cron"],
)
def test_one_pod_has_nothing_to_spread(text: str) -> None:
    """Where there is never a second replica, or none that could be elsewhere, nothing is said."""
    spec = pod(compile_toml(text))
    assert not {"affinity", "topologySpreadConstraints"} & spec.keys()


def test_the_most_replicas_count_and_not_the_least() -> None:
    """An autoscaler that begins with one replica spreads those that follow."""
    assert evenly(pod(compile_toml(SERVICE + "scale = { min = 1, max = 4 }"))) == {HOST: "ScheduleAnyway", ZONE: "ScheduleAnyway"}


def test_the_selector_tells_instances_apart() -> None:
    """Another instance of the same program does not count as a replica."""
    spec = pod(compile_toml(SERVICE + 'instance = "app-eu"'))
    wish = spec["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"][0]
    assert wish["podAffinityTerm"]["labelSelector"]["matchLabels"]["app.kubernetes.io/instance"] == "app-eu"


def test_nodes_are_chosen_by_labels_architecture_and_priority() -> None:
    """These words hold for every kind, also where nothing is spread."""
    words = 'placement = { node_selector = { pool = "batch" }, arch = ["amd64", "arm64"], priority = "low" }'
    spec = pod(compile_toml(APP + 'kind = "job"\n' + words))
    assert spec["nodeSelector"] == {"pool": "batch"}
    assert spec["priorityClassName"] == "low"
    terms = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    assert terms == [{"matchExpressions": [{"key": "kubernetes.io/arch", "operator": "In", "values": ["amd64", "arm64"]}]}]


def test_architecture_and_spread_share_the_affinity() -> None:
    """Both are affinities, and neither hides the other."""
    assert pod(compile_toml(SERVICE + 'placement.arch = "arm64"'))["affinity"].keys() == {"nodeAffinity", "podAntiAffinity"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('{ key = "dedicated", value = "web" }', {"key": "dedicated", "operator": "Equal", "value": "web"}),
        ('{ key = "spot" }', {"key": "spot", "operator": "Exists"}),
        ("{}", {"operator": "Exists"}),
        ('{ key = "old", operator = "Equal", value = "" }', {"key": "old", "operator": "Equal", "value": ""}),
        (
            '{ key = "node.kubernetes.io/unreachable", effect = "NoExecute", seconds = 0 }',
            {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 0},
        ),
    ],
)
def test_a_toleration_says_how_it_compares(written: str, expected: dict[str, Any]) -> None:
    """Without an operator a value is compared, and none is any; 0 seconds are not no seconds."""
    assert pod(compile_toml(SERVICE + f"placement.tolerations = [{written}]"))["tolerations"] == [expected]


def test_the_platform_adds_tolerations() -> None:
    """What the platform says of every app comes after what the app says."""
    platform = '[always]\ntolerations = [{ key = "spot" }]\n'
    tolerations = pod(compile_toml(SERVICE + 'placement.tolerations = [{ key = "gpu" }]', platform))["tolerations"]
    assert [one["key"] for one in tolerations] == ["gpu", "spot"]
