"""What containers run as: "restricted" for every one of them, and a word said aloud where an author relaxes it."""

from typing import Any

import pytest
from rocksolid.compiler import RefusedError
from rocksolid.finding import Finding

from build import APP, compile_toml, compiled, container, pod
from judges.objects import pods
from judges.references import dangling
from judges.restricted import violations
from judges.schema import complaints

PRIVILEGED = '[pod_security]\nenforce = "privileged"\n'
"""A platform whose namespaces let every pod in."""
SIDECAR = '[containers.proxy]\nwhen = "beside"\nimage = "registry.example.com/proxy:1.0.0"\n'
BEFORE = '[containers.setup]\nwhen = "before"\n'
NON_ROOT = {"runAsNonRoot": True, "runAsUser": 65532, "runAsGroup": 65532, "seccompProfile": {"type": "RuntimeDefault"}}
HARDENED = {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
KINDS = {
    "service": "port = 8080",
    "worker": "",
    "stateful": 'port = 8080\nreplicas = 1\nkind = "stateful"',
    "daemon": 'kind = "daemon"',
    "job": 'kind = "job"',
    "cron": 'schedule.cron = "@daily"',
}
INSIDE = """
dependencies = [{ app = "ledger", port = 5432, env = { LEDGER = "{host}:{port}" } }]
env_from = [{ secret = "s", prefix = "S_" }]
scratch = ["/var/cache"]
env = { A = "1", B = { secret = "s", key = "b" }, C = { field = "status.podIPs" }, D = { resource = "requests.memory" } }
[files]
"/etc/a.yaml" = { content = "a" }
"/etc/b" = { secret = "b" }
"/etc/c" = { config = "c", key = "c" }
[resources]
memory = "1Gi"
ephemeral_storage = "1Gi"
"""


def excused(*rules: str) -> str:
    """Return a waiver from each of some rules."""
    return "".join(f'\n[[waivers]]\nrule = "{rule}"\nreason = "r"\n' for rule in rules)


def contexts(words: str, platform: str = PRIVILEGED) -> tuple[Any, Any]:
    """Return the security contexts of the pod and of the app's own container."""
    objects = compile_toml(f"{APP}{words}\n", platform)
    return pod(objects)["securityContext"], container(objects)["securityContext"]


def said(words: str, code: str, platform: str = PRIVILEGED) -> list[Finding]:
    """Return the findings of one code, whether it compiles or not."""
    try:
        findings = compiled(f"{APP}{words}\n", platform).findings
    except RefusedError as refused:
        findings = refused.findings
    return [finding for finding in findings if finding.code == code]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("inside", ["", INSIDE])
def test_every_pod_is_restricted_valid_and_complete(kind: str, inside: str) -> None:
    """Whatever is inside a pod of any kind: it passes "restricted", every version reads it, and all that it names is there."""
    for minor in (32, 37):
        objects = compile_toml(f"{APP}{KINDS[kind]}\n{inside}{SIDECAR}{BEFORE}", f'kubernetes = "1.{minor}"')
        assert len([found for workload in pods(objects) for found in workload.containers]) == 3
        assert violations(objects) == []
        assert complaints(objects, f"1.{minor}") == []
        assert dangling(objects, ["Secret/*", "ConfigMap/c", "ServiceAccount/*"]) == []


def test_the_pod_speaks_for_all_containers() -> None:
    """What is the same everywhere stands on the pod, so that it holds for injected containers too."""
    objects = compile_toml(f"{APP}{SIDECAR}{BEFORE}")
    assert pod(objects)["securityContext"] == NON_ROOT
    assert [container(objects, name)["securityContext"] for name in ("app", "proxy", "setup")] == [HARDENED] * 3


def test_ids_are_the_authors() -> None:
    """User and group are what the author says."""
    assert contexts("security = { user = 1000, group = 1001 }")[0] == {**NON_ROOT, "runAsUser": 1000, "runAsGroup": 1001}


def test_ids_may_be_left_to_the_image() -> None:
    """`user = "image"` names neither user nor group, and root is still refused by the kubelet."""
    assert contexts('security.user = "image"')[0] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}


@pytest.mark.parametrize(
    ("words", "fs_group"),
    [
        ("", None),
        ('[files]\n"/c" = { config = "c" }', None),
        ('[files]\n"/s" = { secret = "s" }', 65532),
        (f'{SIDECAR}files = {{ "/s" = {{ secret = "s" }} }}', 65532),
        ('replicas = 1\nsecurity = { user = 9, group = 7 }\n[volumes.d]\npath = "/d"\nclaim = "d"', 7),
        ('replicas = 1\nsecurity = { user = 9, group = 7, fs_group = 8 }\n[volumes.d]\npath = "/d"\nclaim = "d"', 8),
        ('replicas = 1\nsecurity.user = "image"\n[volumes.d]\npath = "/d"\nclaim = "d"', None),
        ('security = { user = "image", fs_group = 8 }', 8),
    ],
)
def test_only_claims_and_secret_files_have_a_group(words: str, fs_group: int | None) -> None:
    """Scratch space and ConfigMaps need no fsGroup; where there is one, a start does not change all files again."""
    context = contexts(words)[0]
    policy = "OnRootMismatch" if fs_group is not None else None
    assert (context.get("fsGroup"), context.get("fsGroupChangePolicy")) == (fs_group, policy)


def test_a_container_says_only_what_differs() -> None:
    """Another user stands on the container; what it does not say is as the pod says."""
    objects = compile_toml(f"{APP}{SIDECAR}security = {{ user = 2000 }}\n")
    assert container(objects, "proxy")["securityContext"] == {"runAsUser": 2000, **HARDENED}
    assert container(objects)["securityContext"] == HARDENED


def test_an_image_that_has_its_own_user_gets_none_from_the_pod() -> None:
    """A pod's user cannot be taken back by a container: where one container is left to its image, the others name theirs."""
    objects = compile_toml(f'{APP}{SIDECAR}security = {{ user = "image" }}\n')
    assert "runAsUser" not in pod(objects)["securityContext"]
    assert container(objects, "proxy")["securityContext"] == HARDENED
    assert container(objects)["securityContext"] == {"runAsUser": 65532, "runAsGroup": 65532, **HARDENED}


def test_root_is_root_where_it_is_said_and_nowhere_else() -> None:
    """A container that must be root lets no other container be it, in either direction."""
    waiver = excused("run-as-non-root")
    helper = compile_toml(f"{APP}{SIDECAR}security = {{ user = 0 }}\n{waiver}", PRIVILEGED)
    assert pod(helper)["securityContext"]["runAsNonRoot"] is True
    assert container(helper, "proxy")["securityContext"] == {"runAsNonRoot": False, "runAsUser": 0, **HARDENED}
    own = compile_toml(f"{APP}security.user = 0\n{SIDECAR}security = {{ user = 2000 }}\n{waiver}", PRIVILEGED)
    assert pod(own)["securityContext"]["runAsNonRoot"] is False
    assert container(own, "proxy")["securityContext"]["runAsNonRoot"] is True


def test_what_an_app_relaxes_its_helpers_keep() -> None:
    """A writable root and capabilities are for the container that asked for them."""
    words = f'security = {{ writable_root = true, capabilities = ["NET_BIND_SERVICE"] }}\n{SIDECAR}'
    objects = compile_toml(f"{APP}{words}{excused('read-only-root')}")
    relaxed = {"readOnlyRootFilesystem": False, "capabilities": {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}
    assert container(objects)["securityContext"] == {**HARDENED, **relaxed}
    assert container(objects, "proxy")["securityContext"] == HARDENED


@pytest.mark.parametrize(
    ("profile", "becomes"),
    [
        ("RuntimeDefault", {"type": "RuntimeDefault"}),
        ("Unconfined", {"type": "Unconfined"}),
        ("profiles/app.json", {"type": "Localhost", "localhostProfile": "profiles/app.json"}),
    ],
)
def test_a_seccomp_profile_is_the_runtimes_or_a_file(profile: str, becomes: dict[str, str]) -> None:
    """A path is a profile on the node; a container may have its own."""
    waiver = excused("seccomp") if profile == "Unconfined" else ""
    assert contexts(f'security.seccomp = "{profile}"{waiver}')[0]["seccompProfile"] == becomes
    objects = compile_toml(f'{APP}{SIDECAR}security = {{ seccomp = "{profile}" }}\n{waiver}', PRIVILEGED)
    assert container(objects, "proxy")["securityContext"]["seccompProfile"] == becomes


RELAXED = {
    "run-as-non-root": ("user = 0", "runs as root"),
    "read-only-root": ("writable_root = true", "may write to its root file system"),
    "capabilities": ('capabilities = ["NET_ADMIN", "NET_BIND_SERVICE"]', "may use NET_ADMIN"),
    "seccomp": ('seccomp = "Unconfined"', "may make any system call"),
}


def test_an_app_without_a_seccomp_profile_is_refused() -> None:
    """Who takes the default profile away is told where, and what the app may then do."""
    [finding] = said('unset = ["security.seccomp"]\n[containers.log]\nwhen = "beside"', "hardening-relaxed")
    assert finding.message == '"app" may make any system call, and no waiver says why'
    assert finding.spot
    assert finding.spot.place().excerpt == 'unset = ["security.seccomp"]'


@pytest.mark.parametrize("rule", RELAXED)
def test_relaxed_hardening_is_an_error_until_a_waiver_says_why(rule: str) -> None:
    """Each word that relaxes hardening is told, with the waiver to paste; the pasted waiver silences it, and no other does."""
    words, does = RELAXED[rule]
    [finding] = said(f"[security]\n{words}", "hardening-relaxed")
    assert (finding.severity, finding.message) == ("error", f'"app" {does}, and no waiver says why')
    waiver = finding.hint.partition("\n")[2]
    assert not said(f"[security]\n{words}\n{waiver}", "hardening-relaxed")
    assert said(f"[security]\n{words}\n{waiver.replace(rule, 'mutable-image')}", "hardening-relaxed")


@pytest.mark.parametrize("rule", RELAXED)
def test_a_waiver_is_for_the_container_that_it_names(rule: str) -> None:
    """The waiver of one container is none for another."""
    words, does = RELAXED[rule]
    sidecar = f"{SIDECAR}[containers.proxy.security]\n{words}\n"
    [finding] = said(sidecar, "hardening-relaxed")
    assert finding.message == f'"proxy" {does}, and no waiver says why'
    waiver = finding.hint.partition("\n")[2]
    assert 'container = "proxy"' in waiver
    assert not said(f"{sidecar}{waiver}", "hardening-relaxed")
    assert said(f"{sidecar}{waiver.replace('proxy', 'app')}", "hardening-relaxed")
    both = f"[security]\n{words}\n{sidecar}{waiver}"
    assert [found.message[:5] for found in said(both, "hardening-relaxed")] == ['"app"']


@pytest.mark.parametrize("words", ["user = 1", 'user = "image"', 'capabilities = ["NET_BIND_SERVICE"]', 'seccomp = "profiles/app.json"'])
def test_what_restricted_allows_needs_no_waiver(words: str) -> None:
    """Only what is less than "restricted" and a read-only root is told."""
    assert not said(f"[security]\n{words}", "hardening-relaxed")


@pytest.mark.parametrize(
    ("image", "told"),
    [("app:latest", True), ("app:1.0.0", False), ("app:1.0-latest", False), (f"app:latest@sha256:{'0' * 64}", False)],
)
def test_an_image_that_changes_under_its_name_is_a_warning(image: str, told: bool) -> None:  # noqa: FBT001
    """`latest` is another image tomorrow, unless a digest says which one; a waiver with its reason silences it."""
    words = f'name = "app"\nimage = "{image}"\n'
    findings = [finding for finding in compiled(words).findings if finding.code == "mutable-image"]
    assert [finding.severity for finding in findings] == ["warning"] * told
    for finding in findings:
        waiver = finding.hint.partition("\n")[2]
        assert "mutable-image" not in [one.code for one in compiled(f"{words}{waiver}\n").findings]


def test_the_image_of_another_container_is_told_as_well() -> None:
    """A waiver for the app's own container does not speak for the others."""
    waivers = '[[waivers]]\nrule = "mutable-image"\nreason = "r"\ncontainer = "app"\n'
    [finding] = said(f"{SIDECAR.replace('1.0.0', 'latest')}{waivers}", "mutable-image")
    assert '"registry.example.com/proxy:latest"' in finding.message
