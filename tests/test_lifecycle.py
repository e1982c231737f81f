from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.compiler import RefusedError

from build import APP, compile_toml, container, pod

SERVICE = APP + "port = 8080\n"
EXPOSED = SERVICE + 'expose = { host = "app.example.com" }\n'


def ending(text: str, platform: str = "") -> tuple[int, int | None]:
    """The grace period and the wait before the end, None where there is none."""
    objects = compile_toml(text, platform)
    hook: Any = container(objects).get("lifecycle", {"preStop": {"sleep": {"seconds": None}}})
    return pod(objects)["terminationGracePeriodSeconds"], hook["preStop"]["sleep"]["seconds"]


def ingress(drain: int) -> str:
    """A platform whose balancer needs some time to take a pod out."""
    return f'[ingress]\nclass = "nginx"\ncontroller = "ingress-nginx"\ndrain = {drain}\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SERVICE, (30, 5)),
        (SERVICE + 'kind = "stateful"\nreplicas = 1', (30, 5)),
        (SERVICE + 'kind = "daemon"', (30, 5)),
        (APP + 'kind = "daemon"', (30, None)),
        (APP, (30, None)),
        (SERVICE + 'kind = "worker"', (30, None)),
        (APP + 'kind = "job"', (30, None)),
        (APP + 'schedule = { cron = "@daily" }', (30, None)),
    ],
    ids=["service", "stateful", "daemon with ports", "daemon", "worker", "worker with ports", "job", "cron"],
)
def test_who_is_called_goes_on_serving(text: str, expected: tuple[int, int | None]) -> None:
    """Only pods that are called wait before they end; every pod has a grace period."""
    assert ending(text) == expected


def test_the_larger_drain_counts() -> None:
    """An exposed app serves as long as the platform's balancer needs, or as long as it says itself."""
    assert ending(EXPOSED, ingress(drain=15)) == (40, 15)
    assert ending(EXPOSED + "shutdown.drain = 20", ingress(drain=15)) == (45, 20)
    assert ending(SERVICE, ingress(drain=15)) == (30, 5)


def test_a_balancer_past_the_ingress_needs_nothing_of_it() -> None:
    """A load balancer of the app's own does not wait for the ingress controller."""
    direct = SERVICE + 'expose = { via = "load-balancer", from = ["198.51.100.0/24"] }'
    assert ending(direct, ingress(drain=15)) == (30, 5)


def test_a_default_grace_period_grows_with_a_longer_drain() -> None:
    """The process keeps the 25 s that the defaults leave it."""
    assert ending(SERVICE + "shutdown.drain = 60") == (85, 60)
    assert ending(SERVICE + "shutdown.drain = 4") == (30, 4)
    assert ending(SERVICE + "shutdown.drain = 60", "[defaults.shutdown]\ngrace = 120\n") == (120, 60)


def test_a_balancer_that_needs_no_longer_changes_nothing() -> None:
    """A platform's grace period is enough for the balancer that the platform has."""
    assert ending(EXPOSED, "defaults.shutdown.grace = 20\n" + ingress(drain=5)) == (20, 5)


def test_a_default_drain_is_clamped_to_a_short_grace_period() -> None:
    """Of a grace period that the author wrote a default drain takes half at most."""
    assert ending(SERVICE + "shutdown.grace = 5") == (5, 2)
    assert ending(SERVICE + "shutdown.grace = 1") == (1, None)
    assert ending(SERVICE + "shutdown.grace = 10") == (10, 5)
    assert ending(SERVICE, "[defaults.shutdown]\ngrace = 6\n") == (6, 3)
    assert ending(SERVICE + "shutdown.grace = 8", "[defaults.shutdown]\ndrain = 10\n") == (8, 4)


def test_no_drain_is_no_hook() -> None:
    """Before Kubernetes 1.33 a sleep of 0 is refused, so none is written."""
    assert ending(SERVICE + "shutdown.drain = 0") == (30, None)


def test_what_was_written_is_taken_as_it_is() -> None:
    """Two written words that fit are left alone, also where little time is left."""
    assert ending(SERVICE + "shutdown = { grace = 21, drain = 20 }") == (21, 20)


def test_containers_beside_do_not_wait() -> None:
    """The kubelet ends them after the app, so only the app's own container has a hook."""
    beside = '[containers.proxy]\nwhen = "beside"\nimage = "registry.example.com/proxy:1.0.0"\n'
    assert "lifecycle" not in container(compile_toml(SERVICE + beside), "proxy")


seconds = st.none() | st.integers(min_value=0, max_value=90)


@given(grace=seconds, drain=seconds, platform_grace=seconds, platform_drain=seconds, balancer=st.integers(min_value=0, max_value=90))
@settings(max_examples=150, deadline=None)
def test_a_pod_never_waits_past_its_end(
    grace: int | None, drain: int | None, platform_grace: int | None, platform_drain: int | None, balancer: int
) -> None:
    """Whoever decides what: either the wait is shorter than the grace period, as the API server demands, or the app is refused."""
    own = {"grace": grace, "drain": drain}
    defaults = {"grace": platform_grace, "drain": platform_drain}
    text = EXPOSED + "".join(f"shutdown.{word} = {value}\n" for word, value in own.items() if value is not None)
    platform = "".join(f"defaults.shutdown.{word} = {value}\n" for word, value in defaults.items() if value is not None)
    try:
        whole, wait = ending(text, platform + ingress(balancer))
    except RefusedError as refused:
        codes = {finding.code for finding in refused.findings}
    else:
        assert wait is None or balancer <= wait < whole
        assert grace in {None, whole}
        assert drain is None or (wait or 0) == max(drain, balancer)
        return
    assert codes == {"drain-over-grace"}
    assert grace is not None or platform_grace is not None, "defaults alone never contradict each other"
