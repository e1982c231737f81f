import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.compiler import RefusedError

from build import APP, compile_toml, compiled, one

SERVICE = APP + "port = 8080\n"


def budgets(text: str, platform: str = "") -> list[dict[str, Any]]:
    """The budgets that come out."""
    return [item for item in compile_toml(text, platform) if item["kind"] == "PodDisruptionBudget"]


@pytest.mark.parametrize("kind", ["service", "worker", "stateful"])
def test_a_drain_takes_one_replica_at_a_time(kind: str) -> None:
    """Each app of two or more replicas has one budget, which selects its pods and lets unhealthy ones go."""
    objects = compile_toml(SERVICE + f'kind = "{kind}"\nreplicas = 2')
    budget = one(objects, "PodDisruptionBudget", "app")
    controller = next(item for item in objects if item["kind"] in {"Deployment", "StatefulSet"})
    labels = controller["spec"]["template"]["metadata"]["labels"]
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert budget["spec"]["selector"] == controller["spec"]["selector"]
    assert budget["spec"]["maxUnavailable"] == 1
    assert budget["spec"]["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


@pytest.mark.parametrize(
    "text",
    [SERVICE + 'kind = "daemon"', APP + 'kind = "job"\njob.parallelism = 4', APP + 'schedule = { cron = "@daily" }'],
    ids=["daemon", "job", "cron"],
)
def test_pods_without_a_scale_have_no_budget(text: str) -> None:
    """Kubernetes cannot count their replicas, so a budget would block every drain."""
    assert budgets(text) == []


@pytest.mark.parametrize(
    ("words", "warned"),
    [
        ("replicas = 1", True),
        ("scale = { min = 1, max = 5 }", True),
        ("scale.max = 1", True),
        ("replicas = 0", False),
        ("replicas = 2", False),
        ("scale = { min = 2, max = 5 }", False),
    ],
)
def test_one_replica_has_no_budget_and_a_warning(words: str, warned: bool) -> None:  # noqa: FBT001 -- a case, not a switch.
    """A budget over one replica promises nothing or blocks for ever; under `[scale]` the fewest replicas count."""
    result = compiled(SERVICE + words)
    found = [finding for finding in result.findings if finding.code == "no-budget"]
    assert bool(found) == warned
    assert all(finding.severity == "warning" for finding in found)
    if warned:
        assert not any(item["kind"] == "PodDisruptionBudget" for item in result.objects)


def test_a_written_budget_is_taken_as_it_is() -> None:
    """A count or a percentage comes out as written."""
    assert budgets(SERVICE + "replicas = 5\ndisruption.max_unavailable = 3")[0]["spec"]["maxUnavailable"] == 3
    assert budgets(SERVICE + 'replicas = 5\ndisruption.max_unavailable = "50%"')[0]["spec"]["maxUnavailable"] == "50%"


@pytest.mark.parametrize(
    ("words", "place", "hint"),
    [
        ("replicas = 1", "replicas = 1", "replicas = 2"),
        ("[scale]\nmin = 1\nmax = 5", "min = 1", "min = 2"),
        ("[scale]\nmax = 1", "[scale]", "min = 2"),
    ],
)
def test_the_warning_stands_where_the_replicas_are_decided(words: str, place: str, hint: str) -> None:
    """Under `[scale]` that is its minimum, or the table where only the maximum is written."""
    finding = next(finding for finding in compiled(SERVICE + words).findings if finding.code == "no-budget")
    assert finding.spot is not None
    assert finding.spot.place().excerpt == place
    assert finding.hint.startswith(hint)


def test_percentages_are_rounded_up() -> None:
    """66% of 3 replicas are 2, and 67% are all of them: so a real API server counts."""
    assert budgets(SERVICE + 'replicas = 3\ndisruption.max_unavailable = "66%"')[0]["spec"]["maxUnavailable"] == "66%"
    with pytest.raises(RefusedError):
        budgets(SERVICE + 'replicas = 3\ndisruption.max_unavailable = "67%"')


def test_a_default_budget_leaves_one_replica() -> None:
    """What a platform allows for large apps does not let a drain stop a small one."""
    platform = '[defaults.disruption]\nmax_unavailable = "60%"\n'
    assert budgets(SERVICE + "replicas = 2", platform)[0]["spec"]["maxUnavailable"] == 1
    assert budgets(SERVICE + "replicas = 5", platform)[0]["spec"]["maxUnavailable"] == "60%"


@given(
    replicas=st.integers(min_value=0, max_value=12), allowed=st.integers(min_value=0, max_value=14) | st.integers(0, 100).map("{}%".format)
)
def test_no_budget_blocks_for_ever_and_none_lets_a_drain_stop_the_app(replicas: int, allowed: int | str) -> None:
    """Whatever is written: what comes out lets a drain take some replicas, and not all; percentages round up as the server does."""
    written = allowed if isinstance(allowed, int) else f'"{allowed}"'
    try:
        found = budgets(SERVICE + f"replicas = {replicas}\ndisruption.max_unavailable = {written}")
    except RefusedError as refused:
        codes = {finding.code for finding in refused.findings if finding.severity == "error"}
    else:
        assert len(found) == (replicas >= 2)
        assert all(0 < taken(budget["spec"]["maxUnavailable"], replicas) < replicas for budget in found)
        return
    assert codes <= {"budget-blocks", "budget-protects-nothing"}
    assert replicas >= 2


def taken(pods: int | str, replicas: int) -> int:
    """How many replicas a budget lets go at once, as the server counts."""
    return pods if isinstance(pods, int) else math.ceil(replicas * int(pods[:-1]) / 100)
