from typing import Any

import pytest

from build import APP, compile_toml, one

SERVICE = APP + "port = 8080\n"
EXTERNAL = '{ type = "External", external = { metric = { name = "queue" }, target = { type = "AverageValue", averageValue = "30" } } }'


def scaler(words: str, platform: str = "") -> dict[str, Any]:
    """The spec of the autoscaler of a service with some words of `[scale]`."""
    found: dict[str, Any] = one(compile_toml(SERVICE + f"[scale]\n{words}\n", platform), "HorizontalPodAutoscaler")["spec"]
    return found


def use(name: str, per_cent: int) -> dict[str, Any]:
    """The metric of a resource's use."""
    return {"type": "Resource", "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": per_cent}}}


def test_no_autoscaler_without_the_word() -> None:
    """Without `[scale]` replicas are as many as written."""
    assert not any(item["kind"] == "HorizontalPodAutoscaler" for item in compile_toml(SERVICE))


@pytest.mark.parametrize(("kind", "target"), [("service", "Deployment"), ("worker", "Deployment"), ("stateful", "StatefulSet")])
def test_the_autoscaler_owns_the_replicas(kind: str, target: str) -> None:
    """It scales the controller of the app, which says nothing about replicas itself."""
    objects = compile_toml(SERVICE + f'kind = "{kind}"\nscale = {{ min = 2, max = 5 }}')
    spec = one(objects, "HorizontalPodAutoscaler")["spec"]
    assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": target, "name": "app"}
    assert (spec["minReplicas"], spec["maxReplicas"]) == (2, 5)
    assert list(spec) == ["scaleTargetRef", "minReplicas", "maxReplicas", "metrics"]
    assert "replicas" not in one(objects, target)["spec"]


def test_an_environment_may_scale_what_has_a_count_elsewhere() -> None:
    """An autoscaler of a higher layer replaces the count of a lower one."""
    text = SERVICE + "replicas = 4\nenvironments.production.scale = { max = 5 }\n"
    assert one(compile_toml(text, environment="production"), "HorizontalPodAutoscaler")["spec"]["maxReplicas"] == 5


def test_the_target_is_called_as_the_instance() -> None:
    """The autoscaler follows the name of the object, not that of the program."""
    spec = one(compile_toml(SERVICE + 'instance = "app-eu"\nscale.max = 5'), "HorizontalPodAutoscaler")["spec"]
    assert spec["scaleTargetRef"]["name"] == "app-eu"


def test_a_default_minimum_gives_way_to_a_smaller_maximum() -> None:
    """At least 3 replicas by default, but never more than the author's most."""
    assert (scaler("max = 9")["minReplicas"], scaler("max = 2")["minReplicas"]) == (3, 2)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", [use("cpu", 80)]),
        ("cpu = 60", [use("cpu", 60)]),
        ("memory = 70", [use("memory", 70)]),
        ("memory = 70\ncpu = 50", [use("cpu", 50), use("memory", 70)]),
    ],
)
def test_cpu_is_the_metric_where_none_is_named(words: str, expected: list[Any]) -> None:
    """80 per cent of the cpu request, as Kubernetes would; who names a metric decides on all of them."""
    assert scaler(f"max = 5\n{words}")["metrics"] == expected


def test_raw_metrics_are_passed_on() -> None:
    """What Kubernetes can measure and the language has no word for stands after what it has words for."""
    assert [metric["type"] for metric in scaler(f"max = 5\nmetrics = [{EXTERNAL}]")["metrics"]] == ["External"]
    found = scaler(f"max = 5\ncpu = 60\nmetrics = [{EXTERNAL}]")["metrics"]
    assert found[0] == use("cpu", 60)
    assert found[1]["external"]["target"] == {"type": "AverageValue", "averageValue": "30"}


def test_behavior_is_passed_on() -> None:
    """Policies are written as Kubernetes has them, and left out where nobody writes any."""
    assert scaler("max = 5\nbehavior.scaleDown.stabilizationWindowSeconds = 3600")["behavior"] == {
        "scaleDown": {"stabilizationWindowSeconds": 3600}
    }
    assert "behavior" not in scaler("max = 5")


def test_down_to_zero_from_kubernetes_1_37_with_a_metric_from_outside() -> None:
    """While no pod runs only such a metric has a value."""
    assert scaler(f"min = 0\nmax = 5\nmetrics = [{EXTERNAL}]", 'kubernetes = "1.37"')["minReplicas"] == 0


def test_a_tolerance_from_kubernetes_1_35() -> None:
    """That is the first version that reads it by default."""
    assert scaler("max = 5\nbehavior.scaleUp.tolerance = 0.05", 'kubernetes = "1.35"')["behavior"]["scaleUp"] == {"tolerance": 0.05}
