"""Every kind of app, with the words of how it runs over time, is read by every Kubernetes version that can be a target."""

from typing import Any

import pytest
from rocksolid.language.values import SUPPORTED

from build import APP, compile_toml
from judges.schema import complaints

ALL = """
[placement]
node_selector = { pool = "web" }
arch = ["amd64", "arm64"]
tolerations = [{ key = "spot" }, { key = "gone", effect = "NoExecute", seconds = 60 }, { key = "for", value = "us" }]
priority = "high"
[containers.migrate]
when = "before"
image = "registry.example.com/migrate:1.0.0"
[containers.proxy]
when = "beside"
image = "registry.example.com/proxy:1.0.0"
ports = { proxy = 8443 }
health = { path = "/", port = "proxy", startup = { service = "proxy" } }
"""
SERVED = """
[health]
path = "/readyz"
headers = { X-Ask = "ready" }
scheme = "HTTPS"
[health.liveness]
kind = "grpc"
delay = 3
[health.startup]
command = ["/app", "started"]
"""
REPLICATED = """
[scale]
max = 5
memory = 70
metrics = [{ type = "Pods", pods = { metric = { name = "queue" }, target = { type = "AverageValue", averageValue = "10" } } }]
[scale.behavior.scaleDown]
policies = [{ type = "Pods", value = 1, periodSeconds = 60 }]
"""
ROLLED = 'rollout = { history = 2, min_ready = 5, max_unavailable = "30%" }\nshutdown.drain = 20\n'
JOB = '[job]\nbackoff = 1\ndeadline = "1h"\ncompletions = 4\nparallelism = 2\n'
KINDS = {
    "service": "port = 8080\n" + ROLLED + SERVED + REPLICATED,
    "worker": 'kind = "worker"\n' + REPLICATED,
    "stateful": 'kind = "stateful"\nport = 5432\nreplicas = 3\nrollout = { ordered = false, min_ready = 5 }\n' + SERVED,
    "daemon": 'kind = "daemon"\nport = 8080\n' + ROLLED + SERVED,
    "job": 'kind = "job"\n' + JOB + 'hook = "helm"\nttl = "1h"\n',
    "cron": '[schedule]\ncron = "30 4 * * *"\ntimezone = "Etc/UTC"\n' + JOB,
}


@pytest.mark.parametrize("version", [f"1.{minor}" for minor in SUPPORTED])
@pytest.mark.parametrize("kind", KINDS)
def test_kubernetes_reads_every_field(kind: str, version: str) -> None:
    """No field is unknown to the target version, and none has a wrong type."""
    objects = compile_toml(APP + KINDS[kind] + ALL, f'kubernetes = "{version}"')
    assert complaints(objects, version) == []


BECOMES: dict[str, set[Any]] = {
    "service": {"Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"},
    "worker": {"Deployment", "PodDisruptionBudget", "HorizontalPodAutoscaler"},
    "stateful": {"StatefulSet", "PodDisruptionBudget"},
    "daemon": {"DaemonSet"},
    "job": {"Job"},
    "cron": {"CronJob"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_becomes_its_objects(kind: str) -> None:
    """One controller, a budget where replicas can be counted, an autoscaler where one is asked for."""
    found = {item["kind"] for item in compile_toml(APP + KINDS[kind] + ALL)}
    every = set[str]().union(*BECOMES.values())
    assert found & every == BECOMES[kind]
