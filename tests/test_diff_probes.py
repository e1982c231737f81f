import pytest
from rocksolid.diff.change import Effect
from rocksolid.diff.probes import probes

from sides import SHOP, Edit, edited, said, sides

READY = "          readinessProbe:\n            httpGet:\n              path: /ready\n              port: http\n"
SERVICE = next(one for one in SHOP.split("---\n") if "kind: Service\n" in one and "name: web\n" in one)
TCP, HTTP = "livenessProbe: {tcpSocket: {port: http}%s}", "livenessProbe: {httpGet: {path: /ready, port: 8080}}"


def live(probe: str) -> str:
    """The shop, with another probe in web."""
    return edited((READY, f"{READY}          {probe}\n"))


def ready(probe: str) -> str:
    """The shop, with another readiness probe in web."""
    return edited((READY, f"          readinessProbe: {probe}\n"))


STARTING = live("startupProbe: {tcpSocket: {port: http}, periodSeconds: 5, failureThreshold: 60}")
CASES: list[tuple[str, str, Effect, str]] = [
    (SHOP, edited((READY, "")), "weakens", "readiness was GET /ready on port 8080, is gone: it gets traffic before it can answer"),
    (edited((READY, "")), SHOP, "strengthens", "readiness is new: GET /ready on port 8080"),
    (SHOP, live(TCP % ""), "strengthens", "liveness is new: a connection to port 8080"),
    (STARTING, SHOP, "weakens", "startup was a connection to port 8080, is gone: a start that takes its time is taken for a hang"),
    (STARTING, STARTING.replace("60}", "6}"), "weakens", "startup gave up after 5 min, now gives up after 30 s"),
    (STARTING.replace("60}", "6}"), STARTING, "changes", "startup gave up after 30 s, now gives up after 5 min"),
    (live(TCP % ", timeoutSeconds: 5"), live(TCP % ""), "weakens", "liveness waited 5 s for an answer, now waits 1 s"),
    (live(TCP % ""), live(TCP % ", initialDelaySeconds: 15"), "changes", "liveness began after 0 s, now begins after 15 s"),
    (
        SHOP,
        edited(("port: http\n", "port: http\n            failureThreshold: 1\n")),
        "changes",
        "readiness gave up after 30 s, now gives up after 10 s",
    ),
    (
        SHOP,
        edited(("port: http\n", "port: http\n            failureThreshold: 60\n")),
        "weakens",
        "readiness gave up after 30 s, now gives up after 10 min",
    ),
    (
        SHOP.replace(SERVICE, ""),
        edited((READY, "")).replace(SERVICE, ""),
        "weakens",
        "readiness was GET /ready on port 8080, is gone: a rollout goes on as soon as it runs",
    ),
    (
        SHOP,
        ready("{grpc: {port: 9090, service: shop}}"),
        "changes",
        'readiness was GET /ready on port 8080, is now gRPC health of "shop" on port 9090',
    ),
    (
        SHOP,
        ready('{exec: {command: [test, -f, "/tmp/a b"]}}'),
        "changes",
        "readiness was GET /ready on port 8080, is now the command test -f '/tmp/a b'",
    ),
    (
        SHOP,
        ready("{httpGet: {port: 1, scheme: HTTPS, host: a, httpHeaders: [{name: X, value: z}]}}"),
        "changes",
        "readiness was GET /ready on port 8080, is now GET / on port 1 of a over HTTPS with X: z",
    ),
    (
        SHOP,
        ready("{tcpSocket: {port: 1, host: a}}"),
        "changes",
        "readiness was GET /ready on port 8080, is now a connection to port 1 of a",
    ),
]


@pytest.mark.parametrize(("old", "new", "effect", "message"), CASES)
def test_what_a_probe_asks_and_how_long_is_said(old: str, new: str, effect: Effect, message: str) -> None:
    """Less patience of what restarts weakens, and so does a probe that is gone."""
    assert said("probes", old, new) == [(effect, f'container "web": {message}')]


def test_liveness_that_asks_what_readiness_asks_is_a_finding() -> None:
    """Named or numbered, the same question is the same; what it means stands in the hint."""
    *_, change = probes(sides(SHOP, live(HTTP)))

    assert change.effect == "weakens"
    assert change.message == 'container "web": liveness now asks what readiness asks: GET /ready on port 8080'
    assert change.hint


@pytest.mark.parametrize("edit", [("/ready", "/other"), ("port: http\n", "port: 8081\n")])
def test_liveness_that_asks_otherwise_is_none(edit: Edit) -> None:
    """Another path or another port is another question."""
    assert len(said("probes", SHOP, edited(edit, text=live(HTTP)))) == 2


def test_that_liveness_asked_the_same_before_is_no_news() -> None:
    """Only what becomes so is said."""
    assert said("probes", live(HTTP), live(HTTP.replace("8080", "http"))) == []


def test_an_open_port_says_nothing_of_neighbours() -> None:
    """Both may ask for a connection."""
    connection = "{tcpSocket: {port: http}}"
    both = edited((READY, f"          readinessProbe: {connection}\n          livenessProbe: {connection}\n"))

    assert [message for _, message in said("probes", SHOP, both) if "asks what" in message] == []
