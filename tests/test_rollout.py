from typing import Any

import pytest

from build import APP, compile_toml, one

SERVICE = APP + "port = 8080\n"
CLAIM = 'replicas = 1\nsecurity = { user = 999, group = 999 }\nvolumes.data = { path = "/data", claim = "app-data"%s }\n'
KINDS = {"service": "Deployment", "worker": "Deployment", "stateful": "StatefulSet", "daemon": "DaemonSet"}


def spec(text: str, kind: str = "Deployment", platform: str = "") -> dict[str, Any]:
    """The spec of the controller."""
    found: dict[str, Any] = one(compile_toml(text, platform), kind)["spec"]
    return found


def stateful(words: str = "") -> str:
    """An app whose members have names."""
    return SERVICE + f'kind = "stateful"\nreplicas = 3\n{words}'


def test_a_deployment_never_runs_with_fewer_pods_than_asked_for() -> None:
    """By default one pod is added before one is taken away."""
    for text in (SERVICE, APP):
        assert spec(text)["strategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}


def test_a_stateful_set_takes_one_member_at_a_time() -> None:
    """Nothing is said about how many, which means one in every version of Kubernetes."""
    found = spec(stateful(), "StatefulSet", 'kubernetes = "1.37"')
    assert found["updateStrategy"] == {"type": "RollingUpdate"}
    assert "strategy" not in found
    assert "progressDeadlineSeconds" not in found


def test_a_daemon_takes_one_node_at_a_time() -> None:
    """A second pod of a daemon on one node would fight over its ports and files."""
    found = spec(APP + 'kind = "daemon"', "DaemonSet")
    assert found["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}}


def test_several_members_at_once_come_with_kubernetes_1_37() -> None:
    """A platform's default is written from that version on, and passed over before."""
    several = '[defaults.rollout]\nmax_unavailable = "50%"\n'
    assert spec(stateful(), "StatefulSet", 'kubernetes = "1.36"\n' + several)["updateStrategy"] == {"type": "RollingUpdate"}
    found = spec(stateful(), "StatefulSet", 'kubernetes = "1.37"\n' + several)["updateStrategy"]
    assert found["rollingUpdate"] == {"maxUnavailable": "50%"}
    assert spec(stateful("rollout.max_unavailable = 2"), "StatefulSet", 'kubernetes = "1.37"')["updateStrategy"]["rollingUpdate"] == {
        "maxUnavailable": 2
    }


@pytest.mark.parametrize(("words", "expected"), [("", "OrderedReady"), ("rollout.ordered = false", "Parallel")])
def test_members_start_in_order_or_together(words: str, expected: str) -> None:
    """Only a StatefulSet has an order, and it is the default."""
    assert spec(stateful(words), "StatefulSet")["podManagementPolicy"] == expected


@pytest.mark.parametrize("kind", KINDS)
def test_a_few_old_versions_are_kept(kind: str) -> None:
    """Every kind that is rolled out keeps the versions that it can go back to."""
    words = "replicas = 1\nrollout.history = 7\n" if kind == "stateful" else "rollout.history = 7\n"
    assert spec(SERVICE + f'kind = "{kind}"\n{words}', KINDS[kind])["revisionHistoryLimit"] == 7


def test_a_history_that_nobody_decides_is_left_to_kubernetes() -> None:
    """`unset` takes the default away, and then nothing is written."""
    assert "revisionHistoryLimit" not in spec('unset = ["rollout.history"]\n' + SERVICE)


@pytest.mark.parametrize("text", [APP + 'kind = "job"', APP + 'schedule = { cron = "@daily" }'], ids=["job", "cron"])
def test_jobs_are_not_rolled_out(text: str) -> None:
    """A Job has no strategy."""
    kind = "Job" if "job" in text else "CronJob"
    assert not {"strategy", "updateStrategy", "revisionHistoryLimit", "minReadySeconds"} & spec(text, kind).keys()


@pytest.mark.parametrize("access", ["", ', access = "ReadWriteOnce"', ', access = "ReadWriteOncePod"'])
def test_pods_that_cannot_share_a_claim_do_not_overlap(access: str) -> None:
    """The new pod would wait for a claim that the old one holds until the new one is ready."""
    assert spec(SERVICE + CLAIM % access)["strategy"] == {"type": "Recreate"}


@pytest.mark.parametrize("access", ["ReadWriteMany", "ReadOnlyMany"])
def test_pods_that_share_a_claim_overlap(access: str) -> None:
    """A claim for many nodes does not stop a rolling update."""
    assert spec(SERVICE + CLAIM % f', access = "{access}"')["strategy"]["type"] == "RollingUpdate"


def test_a_rolling_update_with_a_lone_claim_takes_the_old_pod_first() -> None:
    """Who insists on RollingUpdate gets one that can end."""
    found = spec(SERVICE + CLAIM % "" + 'rollout.strategy = "RollingUpdate"')["strategy"]
    assert found["rollingUpdate"] == {"maxSurge": 0, "maxUnavailable": 1}


def test_another_strategy_has_no_numbers() -> None:
    """Kubernetes refuses `rollingUpdate` beside any other strategy."""
    assert spec(SERVICE + 'rollout.strategy = "Recreate"')["strategy"] == {"type": "Recreate"}
    assert spec(stateful('rollout.strategy = "OnDelete"'), "StatefulSet")["updateStrategy"] == {"type": "OnDelete"}


def test_a_strategy_of_another_kind_is_passed_over_below_the_app() -> None:
    """A platform's default is for the kinds that have it."""
    platform = '[defaults.rollout]\nstrategy = "Recreate"\n'
    assert spec(SERVICE, platform=platform)["strategy"]["type"] == "Recreate"
    assert spec(stateful(), "StatefulSet", platform)["updateStrategy"]["type"] == "RollingUpdate"


@pytest.mark.parametrize(
    ("kind", "words", "surge", "short"),
    [
        ("service", "max_surge = 0", 0, 1),
        ("service", 'max_surge = "0%"', "0%", 1),
        ("service", "max_unavailable = 1", 1, 1),
        ("service", 'max_surge = "25%"\nrollout.max_unavailable = "25%"', "25%", "25%"),
        ("daemon", "max_surge = 1", 1, 0),
        ("daemon", "max_unavailable = 0", 1, 0),
        ("daemon", 'max_unavailable = "10%"', 0, "10%"),
    ],
)
def test_a_number_that_does_not_fit_the_written_one_is_clamped(kind: str, words: str, surge: Any, short: Any) -> None:
    """Not both may be 0, and a daemon has only one of them: the default gives way to what the author wrote."""
    found = spec(SERVICE + f'kind = "{kind}"\nrollout.{words}', KINDS[kind])
    assert found["updateStrategy" if kind == "daemon" else "strategy"]["rollingUpdate"] == {"maxSurge": surge, "maxUnavailable": short}


def test_the_higher_layer_wins_also_below_the_app() -> None:
    """A platform that wants no surge gets pods replaced one by one."""
    found = spec(SERVICE, platform="[defaults.rollout]\nmax_surge = 0\n")["strategy"]["rollingUpdate"]
    assert found == {"maxSurge": 0, "maxUnavailable": 1}


BESIDE = (
    'containers.proxy = { when = "beside", image = "registry.example.com/proxy:1.0.0", health = { startup = { command = ["/up"] } } }\n'
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", 600),
        ("health.startup = { delay = 100, period = 10, failures = 90 }", 1300),
        ("health.startup = { period = 2, timeout = 8, failures = 90 }", 1020),
        ('health.liveness = { kind = "none", reason = "no way" }\n' + BESIDE, 600),
        ("health.startup = { period = 10, failures = 90 }\nrollout.deadline = 700", 700),
        (BESIDE, 900),
        ("rollout.min_ready = 900", 1200),
        ('unset = ["health.startup.period", "health.startup.timeout", "health.startup.failures"]\nhealth.startup.delay = 1000', 1330),
    ],
    ids=["default", "slow start", "slow answers", "not asked", "written", "slow sidecar", "long ready", "as Kubernetes"],
)
def test_a_rollout_is_not_called_stuck_while_a_pod_may_still_start(words: str, expected: int) -> None:
    """The deadline is beyond the patience with all containers of a pod, unless the author decides it."""
    assert spec(SERVICE + words)["progressDeadlineSeconds"] == expected


def test_a_default_deadline_gives_way_to_a_written_wait() -> None:
    """Kubernetes wants the deadline to be later than `min_ready`."""
    found = spec(SERVICE + "rollout.min_ready = 800", platform="[defaults.rollout]\ndeadline = 800\n")
    assert found["progressDeadlineSeconds"] > found["minReadySeconds"] == 800


def test_a_default_deadline_is_one_that_kubernetes_holds() -> None:
    """However patient a start is: the field has 32 bits, and a larger number is refused."""
    assert spec(SERVICE + "health.startup.period = 2147483647")["progressDeadlineSeconds"] == 2147483647


def test_a_wait_of_nothing_is_not_said() -> None:
    """`minReadySeconds` stands there only where somebody wants to wait."""
    assert "minReadySeconds" not in spec(SERVICE)
    assert "minReadySeconds" not in spec(SERVICE + "rollout.min_ready = 0")
    assert spec(stateful("rollout.min_ready = 5"), "StatefulSet")["minReadySeconds"] == 5
