"""The judge of Pod Security agrees with a real server, and names the field that is wrong."""

import json
from typing import Any

import pytest

from judges.restricted import violations
from shop import DATA, GONE, SHOP, Tree, changed, put

VERDICTS = [json.loads(line) for line in (DATA / "pod-security-verdicts.jsonl").read_text().splitlines()]


def test_the_shop_is_restricted() -> None:
    """Every pod of the shop passes."""
    assert violations(SHOP) == []


@pytest.mark.parametrize("verdict", VERDICTS, ids=[verdict["name"] for verdict in VERDICTS])
def test_agrees_with_a_real_server(verdict: Tree) -> None:
    """A kube-apiserver 1.36 that enforces "restricted:latest" let the same pods in, and no others."""
    assert (violations([verdict["manifest"]]) == []) is verdict["allowed"]


POD_CONTEXT = "spec template spec securityContext"
CONTEXT = "spec template spec containers 0 securityContext"
FORBIDDEN = {
    "spec template spec hostNetwork": True,
    "spec template spec hostPID": True,
    "spec template spec hostIPC": True,
    "spec template spec volumes 0": {"name": "tmp", "hostPath": {"path": "/var"}},
    "spec template spec volumes 1": {"name": "files", "nfs": {"server": "a", "path": "/"}},
    "spec template spec containers 0 ports 0 hostPort": 8080,
    f"{POD_CONTEXT} runAsNonRoot": False,
    f"{POD_CONTEXT} runAsUser": 0,
    f"{POD_CONTEXT} seccompProfile type": "Unconfined",
    f"{POD_CONTEXT} appArmorProfile": {"type": "Unconfined"},
    f"{POD_CONTEXT} seLinuxOptions": {"type": "spc_t"},
    f"{POD_CONTEXT} sysctls": [{"name": "kernel.msgmax", "value": "1"}],
    f"{POD_CONTEXT} windowsOptions": {"hostProcess": True},
    "spec template metadata annotations": {"container.apparmor.security.beta.kubernetes.io/web": "unconfined"},
    f"{CONTEXT} runAsNonRoot": False,
    f"{CONTEXT} runAsUser": 0,
    f"{CONTEXT} seccompProfile": {"type": "Unconfined"},
    f"{CONTEXT} appArmorProfile": {"type": "Unconfined"},
    f"{CONTEXT} seLinuxOptions": {"user": "root"},
    f"{CONTEXT} windowsOptions": {"hostProcess": True},
    f"{CONTEXT} privileged": True,
    f"{CONTEXT} procMount": "Unmasked",
    f"{CONTEXT} allowPrivilegeEscalation": GONE,
    f"{CONTEXT} capabilities drop": ["NET_RAW"],
    f"{CONTEXT} capabilities add": ["NET_ADMIN"],
}


@pytest.mark.parametrize("path", FORBIDDEN)
def test_each_forbidden_field_is_named(path: str) -> None:
    """The message holds the path of the field that was changed."""
    found = violations(changed("Deployment/web", path, FORBIDDEN[path]))
    dotted = "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in path.split()).lstrip(".")
    assert any(dotted in each for each in found)
    assert all(each.startswith("Deployment shop/web") for each in found)


def test_a_container_may_say_what_its_pod_does_not() -> None:
    """Non-root and seccomp of the container count, and what must be true of each container is asked of each."""
    documents = changed("Deployment/web", POD_CONTEXT, {})
    own = {"runAsNonRoot": True, "seccompProfile": {"type": "Localhost", "localhostProfile": "a.json"}}
    spec = next(each for each in documents if each["kind"] == "Deployment")["spec"]["template"]["spec"]
    spec["containers"][0]["securityContext"] |= own
    assert len(violations(documents)) == 2
    assert all('container "proxy"' in each for each in violations(documents))


ALLOWED: dict[str, list[Any]] = {
    "spec template spec volumes 0": [
        {"name": "tmp", kind: {}}
        for kind in ("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret")
    ],
    f"{POD_CONTEXT} sysctls": [[{"name": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]],
    f"{POD_CONTEXT} appArmorProfile": [{"type": "RuntimeDefault"}, {"type": "Localhost", "localhostProfile": "a"}],
    f"{POD_CONTEXT} seccompProfile": [{"type": "RuntimeDefault"}, {"type": "Localhost", "localhostProfile": "a"}],
    f"{CONTEXT} seLinuxOptions": [{"type": f"container_{name}t", "level": "s0"} for name in ("", "init_", "kvm_", "engine_")],
    f"{CONTEXT} procMount": ["Default"],
    f"{CONTEXT} capabilities add": [["NET_BIND_SERVICE"]],
    "spec template metadata annotations": [
        {f"container.apparmor.security.beta.kubernetes.io/{profile}": profile} for profile in ("", "runtime/default", "localhost/a")
    ],
}


@pytest.mark.parametrize(("path", "value"), [(path, value) for path, values in ALLOWED.items() for value in values])
def test_what_is_allowed_is_not_mentioned(path: str, value: object) -> None:
    """The lists of allowed values are as long as those of the policy."""
    assert violations(changed("Deployment/web", path, value)) == []


@pytest.mark.parametrize("asked", ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle postStart", "lifecycle preStop"])
@pytest.mark.parametrize("handler", ["httpGet", "tcpSocket"])
def test_every_handler_asks_its_own_pod(asked: str, handler: str) -> None:
    """Probes and hooks may not name a host, whichever way they ask."""
    path = f"spec template spec containers 0 {asked} {handler}"
    (found,) = violations(changed("Deployment/web", path, {"host": "db", "port": 8080}))
    assert found.endswith(f"{path.replace(' ', '.').replace('.0', '[0]')}.host is db")


KINDS = {
    "Pod": "spec",
    "Deployment": "spec.template.spec",
    "ReplicaSet": "spec.template.spec",
    "StatefulSet": "spec.template.spec",
    "DaemonSet": "spec.template.spec",
    "Job": "spec.template.spec",
    "CronJob": "spec.jobTemplate.spec.template.spec",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("group", ["initContainers", "containers", "ephemeralContainers"])
def test_every_container_of_every_workload_is_judged(kind: str, group: str) -> None:
    """A bare container misses four things, wherever it stands."""
    document: Tree = {"kind": kind, "metadata": {"name": "a"}}
    put(document, f"{KINDS[kind].replace('.', ' ')} {group}", [{"name": "bare", "image": "a:1"}])
    path = f'{kind} default/a, container "bare": {KINDS[kind]}.{group}[0].securityContext.'
    missing = ["runAsNonRoot", "seccompProfile.type", "allowPrivilegeEscalation", "capabilities.drop"]
    assert [each.partition(path)[2].split()[0] for each in violations([document])] == missing
