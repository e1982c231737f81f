from typing import Any

import pytest
from rocksolid.compiler import RefusedError
from rocksolid.rules.health import health as rule

from build import APP, compile_toml, compiled, container

PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
ASKING = ("httpGet", "tcpSocket", "grpc", "exec")


def probes(text: str, name: str | None = None, platform: str = "") -> dict[str, dict[str, Any]]:
    """The probes of a container, by their field."""
    found = container(compile_toml(APP + text, platform), name)
    return {field: found[field] for field in PROBES if field in found}


def asked(text: str, name: str | None = None) -> dict[str, Any]:
    """What the probes of a container ask, without when."""
    return {field: {word: probe[word] for word in ASKING if word in probe} for field, probe in probes(text, name).items()}


OPEN = {"tcpSocket": {"port": "http"}}


@pytest.mark.parametrize("kind", ["service", "stateful", "daemon"])
def test_whoever_is_called_is_asked_without_a_word(kind: str) -> None:
    """Where nobody says what to ask, all three probes open the first TCP port."""
    replicas = "replicas = 2\n" if kind == "stateful" else ""
    assert asked(f'kind = "{kind}"\n{replicas}ports = {{ http = 8080, grpc = 9090 }}') == dict.fromkeys(PROBES, OPEN)


@pytest.mark.parametrize(
    "text",
    ["", 'kind = "daemon"', 'kind = "job"', 'schedule = { cron = "@daily" }', 'kind = "worker"\nport = 8080'],
    ids=["worker", "daemon without ports", "job", "cron", "worker with a port"],
)
def test_nobody_else_is(text: str) -> None:
    """Workers, jobs and daemons without ports have no probe that nobody asked for."""
    assert probes(text) == {}


def test_the_path_serves_readiness_alone() -> None:
    """Startup and liveness go on asking the process itself: neither path nor port of `[health]` leaks into them."""
    found = asked('ports = { http = 8080, admin = 9000 }\nhealth = { path = "/readyz", port = "admin" }')
    assert found == {"startupProbe": OPEN, "livenessProbe": OPEN, "readinessProbe": {"httpGet": {"path": "/readyz", "port": "admin"}}}


def test_a_worker_is_asked_what_it_has_words_for() -> None:
    """A worker with words for liveness has a startup probe as well, and still no readiness."""
    found = asked('[health.liveness]\ncommand = ["/app", "check"]')
    check = {"exec": {"command": ["/app", "check"]}}
    assert found == {"startupProbe": check, "livenessProbe": check}


def test_startup_asks_what_liveness_asks_unless_it_has_words() -> None:
    """The words of startup stand for themselves, and its patience is its own."""
    text = 'port = 8080\n[health.liveness]\npath = "/livez"\nperiod = 20\n'
    same = probes(text)
    assert same["startupProbe"]["httpGet"] == same["livenessProbe"]["httpGet"] == {"path": "/livez", "port": "http"}
    assert (same["startupProbe"]["periodSeconds"], same["livenessProbe"]["periodSeconds"]) == (5, 20)
    assert asked(text + '[health.startup]\npath = "/startz"')["startupProbe"] == {"httpGet": {"path": "/startz", "port": "http"}}


def test_an_app_that_nobody_can_ask_says_why() -> None:
    """`kind = "none"` takes a probe away: for liveness also the startup probe that would ask the same."""
    none = '{ kind = "none", reason = "a proprietary protocol" }'
    assert set(probes(f"port = 8080\nhealth.readiness = {none}")) == {"startupProbe", "livenessProbe"}
    assert set(probes(f"port = 8080\nhealth.liveness = {none}")) == {"readinessProbe"}


def test_a_port_without_name_is_the_likely_one() -> None:
    """Without `port` a probe asks the port that is called like its kind, else the first TCP port."""
    ports = "ports = { metrics = 9100, grpc = 9090, http = 8080 }\n"
    assert asked(ports + 'health.path = "/"')["readinessProbe"]["httpGet"]["port"] == "http"
    assert asked(ports + 'health.kind = "grpc"')["readinessProbe"] == {"grpc": {"port": 9090}}
    assert asked(ports)["readinessProbe"]["tcpSocket"]["port"] == "metrics"
    udp_first = 'ports = { dns = { port = 53, protocol = "UDP" }, dns-tcp = 53 }'
    assert asked(udp_first)["readinessProbe"]["tcpSocket"]["port"] == "dns-tcp"


def test_every_kind_of_probe_has_its_words() -> None:
    """Headers, scheme, service and port numbers come out where Kubernetes reads them; nothing names a host."""
    text = """port = 8080
        [health]
        path = "/readyz"
        port = 8080
        scheme = "HTTPS"
        headers = { X-Second = "b", X-First = "a" }
        [health.liveness]
        service = "live"
        """
    found = asked(text)
    headers = [{"name": "X-Second", "value": "b"}, {"name": "X-First", "value": "a"}]
    assert found["readinessProbe"] == {"httpGet": {"path": "/readyz", "port": "http", "scheme": "HTTPS", "httpHeaders": headers}}
    assert found["livenessProbe"] == {"grpc": {"port": 8080, "service": "live"}}


def test_times_are_said_where_they_say_something() -> None:
    """No delay and one success go without saying; everything else is written out."""
    plain = probes("port = 8080")["readinessProbe"]
    assert plain == {**OPEN, "periodSeconds": 5, "timeoutSeconds": 3, "failureThreshold": 3}
    times = "delay = 7, period = 8, timeout = 6, failures = 5, successes = 2"
    said = probes(f"port = 8080\nhealth.readiness = {{ {times} }}")["readinessProbe"]
    assert {field: value for field, value in said.items() if field != "tcpSocket"} == {
        "initialDelaySeconds": 7,
        "periodSeconds": 8,
        "timeoutSeconds": 6,
        "failureThreshold": 5,
        "successThreshold": 2,
    }


def test_liveness_is_laxer_than_readiness_and_startup_more_patient() -> None:
    """By default a replica leaves the Service long before it is restarted, and may take minutes to start."""
    budget = {field: probe["periodSeconds"] * probe["failureThreshold"] for field, probe in probes("port = 8080").items()}
    assert budget["readinessProbe"] < budget["livenessProbe"] < budget["startupProbe"]


def test_a_default_timeout_is_clamped_to_a_written_period() -> None:
    """Asking every second and waiting three for each answer would notice an outage three times later than asked for."""
    readiness = probes("port = 8080\nhealth.readiness.period = 1")["readinessProbe"]
    assert (readiness["periodSeconds"], readiness["timeoutSeconds"]) == (1, 1)
    both = probes("port = 8080\nhealth.readiness = { period = 5, timeout = 10 }")["readinessProbe"]
    assert (both["periodSeconds"], both["timeoutSeconds"]) == (5, 10)
    platform = probes("port = 8080\nhealth.readiness.timeout = 9", platform="[defaults.health.readiness]\nperiod = 4\n")["readinessProbe"]
    assert (platform["periodSeconds"], platform["timeoutSeconds"]) == (4, 9)


def test_a_time_that_nobody_decides_is_left_to_kubernetes() -> None:
    """`unset` takes a default away, and then nothing is written."""
    assert "periodSeconds" not in probes('port = 8080\nunset = ["health.readiness.period"]')["readinessProbe"]


BESIDE = '[containers.proxy]\nwhen = "beside"\nimage = "registry.example.com/proxy:1.0.0"\nports = { proxy = 8443 }\n'


def test_a_container_beside_has_probes_only_where_it_has_words() -> None:
    """A sidecar's readiness counts for the whole pod, so nobody guesses one; its times are as the app's."""
    text = "port = 8080\n" + BESIDE
    assert probes(text, "proxy") == {}
    found = probes(text + 'health = { path = "/" }', "proxy")
    assert found == {
        "readinessProbe": {"httpGet": {"path": "/", "port": "proxy"}, "periodSeconds": 5, "timeoutSeconds": 3, "failureThreshold": 3}
    }
    assert asked(text + 'health = { path = "/" }') == dict.fromkeys(PROBES, OPEN)


def test_a_port_of_another_container_is_asked_by_number() -> None:
    """A port's name means nothing in another container of the pod."""
    text = "port = 8080\n" + BESIDE + 'health = { path = "/", port = "http" }'
    assert asked(text, "proxy")["readinessProbe"]["httpGet"]["port"] == 8080


def test_a_sidecar_of_a_job_can_be_asked() -> None:
    """A job is asked nothing, but may wait for the start of a container beside it."""
    text = 'kind = "job"\n' + BESIDE + 'health.startup = { kind = "tcp" }'
    assert probes(text) == {}
    assert asked(text, "proxy") == {"startupProbe": {"tcpSocket": {"port": "proxy"}}}


@pytest.mark.parametrize(
    "words",
    [
        'health.path = "/readyz"\nhealth.liveness.path = "/livez"',
        'health.path = "/z"\nhealth.liveness = { path = "/z", headers = { X-Ask = "live" } }',
        'health.path = "/z"\nhealth.liveness = { path = "/z", port = "admin" }',
        'health.kind = "tcp"\nhealth.liveness.kind = "tcp"',
    ],
    ids=["path", "headers", "port", "tcp"],
)
def test_liveness_may_ask_something_else_than_readiness(words: str) -> None:
    """Another path, another port, other headers, or an open port: none of them is the question that a neighbour can fail."""
    text = 'ports = { http = 8080, admin = 9000 }\ndependencies = [{ app = "db", port = 5432, critical = true }]\n'
    assert "livenessProbe" in probes(text + words)


@pytest.mark.parametrize(
    "words",
    [
        'health.path = "/z"\nhealth.liveness = { path = "/z", scheme = "HTTP", port = 8080 }',
        'health.kind = "grpc"\nhealth.liveness = { service = "", port = "http" }',
        'health.readiness.command = ["/up"]\nhealth.startup.command = ["/up"]',
    ],
    ids=["http", "grpc", "exec"],
)
def test_the_same_question_is_the_same_in_other_words(words: str) -> None:
    """A default that is written out, or a port by number instead of by name, makes no other question."""
    with pytest.raises(RefusedError) as refused:
        compile_toml(APP + 'port = 8080\ndependencies = [{ app = "db", port = 5432, critical = true }]\n' + words)
    assert [finding.code for finding in refused.value.findings if finding.severity == "error"] == ["restarted-by-outage"]


def test_without_critical_dependencies_the_question_may_be_the_same() -> None:
    """An app that cannot be unready because of a neighbour is not restarted because of one either."""
    text = 'port = 8080\ndependencies = [{ app = "db", port = 5432 }]\nhealth.path = "/z"\nhealth.liveness.path = "/z"'
    assert asked(text)["livenessProbe"] == asked(text)["readinessProbe"]


@pytest.mark.parametrize(("text", "guesses"), [("port = 8080", 1), ('port = 8080\nhealth.path = "/"', 0), ("", 0)])
def test_a_guess_is_noted(text: str, guesses: int) -> None:
    """`check` notes where readiness is an open port because nobody said anything better."""
    found = [finding for finding in compiled(APP + text).findings if finding.code == "readiness-guessed"]
    assert [finding.severity for finding in found] == ["note"] * guesses


def test_the_reasons_are_of_the_probe_alone() -> None:
    """Readiness does not depend on liveness' words, nor liveness on readiness'."""
    system = compiled(APP + "port = 8080").system
    because = {
        next(iter(part.content["spec"]["template"]["spec"]["containers"][0].keys() - {"name"})): part.because for part in rule(system)
    }
    assert "health.liveness" not in because["readinessProbe"]
    assert "health.path" not in because["livenessProbe"]
    assert {"health.startup", "health.liveness"} <= set(because["startupProbe"])
