import copy
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding
from rocksolid.verify.checks.pod_security import pod_security
from rocksolid.verify.cluster import Cluster, Premises, Workload
from rocksolid.verify.document import Document, Text
from rocksolid.verify.podsecurity import level_of, violations
from rocksolid.verify.podsecurity.controls import DEMANDS, RESTRICTIONS, SAFE_SYSCTLS
from rocksolid.verify.reading import read
from rocksolid.verify.resource import Resource

from judges import restricted
from judges.objects import pods
from shop import DATA, GONE, Tree, put

SNAPSHOTS = sorted((Path(__file__).parents[1] / "snapshots").glob("*.yaml"))
VERDICTS = [json.loads(line) for line in (DATA / "pod-security-verdicts.jsonl").read_text(encoding="utf-8").splitlines()]
REASONS = {
    "allowPrivilegeEscalation != false": "Privilege Escalation",
    "forbidden sysctls": "Sysctls",
    "host namespaces": "Host Namespaces",
    "probe or lifecycle host": "Host Probes / Lifecycle Hooks",
    "restricted volume types": "HostPath Volumes",
    "runAsUser=0": "Running as Non-root user",
    "seccompProfile": "Seccomp",
    "unrestricted capabilities": "Capabilities",
}
"""The words of the server, and the name of the control in the standard."""
SOUND: Tree = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "web", "namespace": "shop", "annotations": {}},
    "spec": {
        "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
        "volumes": [{"name": "tmp", "emptyDir": {}}],
        "containers": [
            {
                "name": "web",
                "image": "web:1",
                "ports": [{"name": "http", "containerPort": 8080}],
                "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}},
            }
        ],
    },
}
POD = "spec securityContext"
OWN = "spec containers 0 securityContext"
ANNOTATION = "container.apparmor.security.beta.kubernetes.io/web"
BASELINE: list[tuple[str, str, Any]] = [
    ("HostProcess", f"{POD} windowsOptions hostProcess", True),
    ("HostProcess", f"{OWN} windowsOptions hostProcess", True),
    ("Host Namespaces", "spec hostNetwork", True),
    ("Host Namespaces", "spec hostPID", True),
    ("Host Namespaces", "spec hostIPC", True),
    ("Privileged Containers", f"{OWN} privileged", True),
    ("Capabilities", f"{OWN} capabilities add 0", "NET_RAW"),
    ("HostPath Volumes", "spec volumes 0 hostPath", {"path": "/"}),
    ("Host Ports", "spec containers 0 ports 0 hostPort", 8080),
    ("AppArmor", f"{POD} appArmorProfile type", "Unconfined"),
    ("AppArmor", f"{OWN} appArmorProfile type", "Unconfined"),
    ("AppArmor", f"metadata annotations {ANNOTATION}", "unconfined"),
    ("SELinux", f"{POD} seLinuxOptions type", "spc_t"),
    ("SELinux", f"{OWN} seLinuxOptions user", "root"),
    ("SELinux", f"{OWN} seLinuxOptions role", "sysadm_r"),
    ("/proc Mount Type", f"{OWN} procMount", "Unmasked"),
    ("Seccomp", f"{POD} seccompProfile type", "Unconfined"),
    ("Seccomp", f"{OWN} seccompProfile type", "Unconfined"),
    ("Sysctls", f"{POD} sysctls 0 name", "kernel.msgmax"),
    *(
        ("Host Probes / Lifecycle Hooks", f"spec containers 0 {handler} {action} host", "db")
        for handler in ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle postStart", "lifecycle preStop")
        for action in ("httpGet", "tcpSocket")
    ),
]
RESTRICTED: list[tuple[str, str, Any]] = [
    ("Volume Types", "spec volumes 0 nfs", {"server": "a", "path": "/"}),
    ("Privilege Escalation", f"{OWN} allowPrivilegeEscalation", GONE),
    ("Privilege Escalation", f"{OWN} allowPrivilegeEscalation", True),
    ("Running as Non-root", f"{POD} runAsNonRoot", False),
    ("Running as Non-root", f"{OWN} runAsNonRoot", False),
    ("Running as Non-root user", f"{POD} runAsUser", 0),
    ("Running as Non-root user", f"{OWN} runAsUser", 0),
    ("Capabilities", f"{OWN} capabilities drop", ["NET_RAW"]),
    ("Capabilities", f"{OWN} capabilities add 0", "CHOWN"),
]
BREACHES = [*BASELINE, *RESTRICTED]
"""One field of the sound pod that breaks one control: its name in the standard, the field and what stands there."""


def broken(*changes: tuple[str, Any]) -> Tree:
    """Return the sound pod with changes."""
    tree = copy.deepcopy(SOUND)
    for path, value in changes:
        if path.startswith("spec volumes 0 "):
            tree["spec"]["volumes"][0].pop("emptyDir", None)
        *steps, last = path.split()
        around: Any = tree
        for step, following in itertools.pairwise([*steps, last]):
            if isinstance(around, dict):
                around = around.setdefault(step, [] if following == "0" else {})
            else:
                around.extend([{}] * (not around))
                around = around[int(step)]
        put(tree, path, value)
    return tree


def cluster(*objects: Tree, premises: Premises = Premises()) -> Cluster:  # noqa: B008  It is immutable.
    """Return the cluster of some objects, read from a text."""
    text = "\n---\n".join(json.dumps(one, indent=1) for one in objects)
    return Cluster(tuple(read([Text("a.yaml", text)], [])), premises)


def plain(*objects: Tree) -> Cluster:
    """Return the cluster of some objects as they are, without a text."""
    return Cluster(tuple(Resource(Document(Text("a.yaml", ""), 1, 2, one), (), one) for one in objects))


def workload(tree: Tree) -> Workload:
    """Return the only workload of an object."""
    (w,) = plain(tree).workloads
    return w


def said(*objects: Tree, **premises: Any) -> list[Finding]:
    """Return the findings of the check."""
    return list(pod_security(cluster(*objects, premises=Premises(**premises))))


def namespace(**labels: str) -> Tree:
    """Return the namespace of the pod with labels about Pod Security."""
    words = {f"pod-security.kubernetes.io/{name.replace('_', '-')}": value for name, value in labels.items()}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop", "labels": words}}


@pytest.mark.parametrize("verdict", VERDICTS, ids=[verdict["name"] for verdict in VERDICTS])
def test_agrees_with_a_real_server(verdict: Tree) -> None:
    """A kube-apiserver 1.36 that enforces "restricted:latest" gave the same verdict, for the same reasons.

    It says of a pod on the host's network that it takes ports of the host as well: it has copied the port numbers there itself.
    """
    found = violations(workload(verdict["manifest"]), "1.36")
    reasons = {control for words, control in REASONS.items() if f"{words} (" in verdict["message"]}

    assert (found == []) is verdict["allowed"]
    assert {violation.control for violation in found} == reasons


def test_the_sound_pod_is_restricted() -> None:
    """What the cases below break is whole."""
    assert violations(workload(SOUND), "1.37") == []
    assert level_of(workload(SOUND), "1.37") == "restricted"


@pytest.mark.parametrize(
    ("control", "path", "value"), BREACHES, ids=[f"{path} {'gone' if value is GONE else value}" for _, path, value in BREACHES]
)
def test_each_breach_is_named_with_its_field(control: str, path: str, value: Any) -> None:
    """One wrong field gives one violation, with the name of its control, the path of the field, and the level that it breaks."""
    w = workload(broken((path, value)))
    (violation,) = violations(w, "1.37")
    steps = tuple(int(step) if step.isdigit() else step for step in path.split())

    assert violation.control == control
    assert violation.path == steps
    assert violation.level == ("baseline" if (control, path, value) in BASELINE else "restricted")
    assert level_of(w, "1.37") == ("privileged" if violation.level == "baseline" else "baseline")
    assert violation.owner == (("containers", 0) if path.startswith("spec containers") else ())


def test_every_control_is_tried() -> None:
    """The cases above break each control of the tables."""
    tables = {(rule.level, rule.control) for rule in RESTRICTIONS} | {("restricted", rule.control) for rule in DEMANDS}
    tried = {("baseline", control) for control, _, _ in BASELINE} | {("restricted", control) for control, _, _ in RESTRICTED}

    assert tables - tried == {("restricted", "/proc Mount Type"), ("restricted", "Seccomp")}  # See "user namespace" and "may say" below.


ALLOWED: list[tuple[str, Any]] = [
    *((f"spec volumes 0 {kind}", {}) for kind in ("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image")),
    *((f"spec volumes 0 {kind}", {}) for kind in ("persistentVolumeClaim", "projected", "secret")),
    ("spec volumes 0 hostPath", None),
    ("spec hostNetwork", False),
    *((f"{where} seccompProfile type", "Localhost") for where in (POD, OWN)),
    *((f"{where} appArmorProfile type", kind) for where in (POD, OWN) for kind in ("RuntimeDefault", "Localhost")),
    *((f"{OWN} seLinuxOptions type", f"container_{name}t") for name in ("", "init_", "kvm_", "engine_")),
    (f"{OWN} seLinuxOptions user", ""),
    (f"{OWN} capabilities add 0", "NET_BIND_SERVICE"),
    (f"{OWN} procMount", "Default"),
    (f"{OWN} runAsUser", 65532),
    ("spec containers 0 ports 0 hostPort", 0),
    ("spec containers 0 readinessProbe httpGet host", ""),
    *((f"metadata annotations {ANNOTATION}", value) for value in ("", "runtime/default", "localhost/web")),
    *((f"{POD} sysctls 0 name", name) for name in SAFE_SYSCTLS),
]


@pytest.mark.parametrize(("path", "value"), ALLOWED, ids=[f"{path} {value}" for path, value in ALLOWED])
def test_what_the_standard_allows_is_not_mentioned(path: str, value: Any) -> None:
    """The lists of allowed values are whole."""
    assert violations(workload(broken((path, value))), "1.37") == []


VERSIONS: list[tuple[str, Any, int, bool]] = [
    ("spec containers 0 readinessProbe httpGet host", "db", 34, False),
    (f"{POD} sysctls 0 name", "net.ipv4.ip_local_reserved_ports", 27, True),
    (f"{POD} sysctls 0 name", "net.ipv4.tcp_keepalive_time", 29, True),
    (f"{POD} sysctls 0 name", "net.ipv4.tcp_wmem", 32, True),
    (f"{POD} sysctls 0 name", "net.ipv4.tcp_notsent_lowat", 37, True),
    (f"{OWN} seLinuxOptions type", "container_engine_t", 31, True),
    (f"{OWN} allowPrivilegeEscalation", GONE, 8, False),
    (f"{POD} seccompProfile", GONE, 19, False),
    (f"{OWN} capabilities", GONE, 22, False),
    (f"{OWN} runAsUser", 0, 23, False),
]


@pytest.mark.parametrize(("path", "value", "since", "allowed"), VERSIONS)
def test_a_control_counts_from_its_version_on(path: str, value: Any, since: int, allowed: bool) -> None:  # noqa: FBT001
    """The version of the policy decides, whether it is pinned by a label or that of the server; never a newer one than the server's."""
    w = workload(broken((path, value)))

    assert (violations(w, "1.37", f"v1.{since}") == []) is allowed
    assert (violations(w, "1.37", f"v1.{since - 1}") == []) is not allowed
    assert (violations(w, f"1.{since - 1}", "latest") == []) is not allowed
    assert (violations(w, f"1.{since - 1}", f"v1.{since}") == []) is not allowed
    assert violations(w, "1.37", "1.x") == violations(w, "1.37", "latest")


def test_image_volumes_are_a_matter_of_the_server() -> None:
    """Servers allow them since 1.33, under every version of the policy."""
    w = workload(broken(("spec volumes 0 image", {"reference": "a"})))

    assert violations(w, "1.33", "v1.25") == []
    assert [violation.control for violation in violations(w, "1.32")] == ["Volume Types"]


def test_a_user_namespace_excuses_root_from_1_35_on() -> None:
    """In a user namespace root is nobody on the host, and "baseline" lets it see all of /proc; nothing else is excused."""
    root = (("spec hostUsers", False), (f"{POD} runAsNonRoot", False), (f"{OWN} runAsUser", 0))
    unmasked = workload(broken(("spec hostUsers", False), (f"{OWN} procMount", "Unmasked")))

    assert violations(workload(broken(*root)), "1.35") == []
    assert len(violations(workload(broken(*root)), "1.34")) == 2
    assert level_of(unmasked, "1.35") == "baseline"
    assert level_of(unmasked, "1.34") == "privileged"
    assert level_of(workload(broken(*root, (f"{OWN} capabilities", GONE))), "1.35") == "baseline"


def test_windows_has_no_seccomp_and_no_capabilities() -> None:
    """A Windows pod need not say what Windows does not know; it must not be an administrator's all the same."""
    windows = (("spec os name", "windows"), (f"{OWN} allowPrivilegeEscalation", GONE), (f"{POD} seccompProfile", GONE))
    w = workload(broken(*windows, (f"{OWN} capabilities", GONE)))

    assert violations(w, "1.37") == []
    assert len(violations(w, "1.37", "v1.24")) == 3
    assert [one.control for one in violations(workload(broken(*windows, (f"{POD} runAsNonRoot", GONE))), "1.37")] == ["Running as Non-root"]


def test_a_container_may_say_what_its_pod_does_not() -> None:
    """Non-root and seccomp of each container count where the pod says nothing, and are asked of each container."""
    own = {"runAsNonRoot": True, "seccompProfile": {"type": "Localhost"}, **SOUND["spec"]["containers"][0]["securityContext"]}
    tree = broken((POD, GONE), (OWN, own))
    tree["spec"]["initContainers"] = [{**tree["spec"]["containers"][0], "name": "init", "securityContext": {}}]

    found = violations(workload(tree), "1.37")

    assert {violation.owner for violation in found} == {("initContainers", 0)}
    assert sorted(violation.control for violation in found) == ["Capabilities", "Privilege Escalation", "Running as Non-root", "Seccomp"]
    assert found[0].message == 'init container "init" does not set securityContext.allowPrivilegeEscalation'


def test_what_the_pod_says_wrong_is_said_once() -> None:
    """A pod that runs its containers as root is one violation, not one for each container that leaves it at that."""
    (violation,) = violations(workload(broken((f"{POD} runAsNonRoot", False))), "1.37")

    assert violation.message == "the pod sets securityContext.runAsNonRoot to false"


@pytest.mark.parametrize("group", ["initContainers", "containers", "ephemeralContainers"])
def test_every_container_is_judged(group: str) -> None:
    """A bare container breaks four controls, wherever it stands, and without a name it is known by its place."""
    found = violations(workload({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": {group: [{"image": "a"}]}}), "1.37")

    assert [violation.owner for violation in found] == [(group, 0)] * 4
    assert all(f"{group}[0]" in violation.message for violation in found)


def test_agrees_with_the_judge_about_our_own_output() -> None:
    """A second implementation of "restricted", made for the tests of the rules, names the same fields, some of which are waived."""
    documents = [one for file in SNAPSHOTS for one in yaml.load_all(file.read_text(encoding="utf-8"), yaml.CSafeLoader)]
    judged = [restricted.violations([one]) for one in documents if pods([one])]
    found = [(w, violations(w, "1.37")) for w in plain(*documents).workloads]

    assert [bool(violated) for _, violated in found] == [bool(complaints) for complaints in judged]
    assert len([complaints for complaints in judged if complaints]) < len(judged) / 2
    for (w, violated), complaints in zip(found, judged, strict=True):
        for named in [dotted((*w.path, *one.path)) for one in violated]:
            assert any(f" {named} " in complaint for complaint in complaints), named


def field(change: tuple[str, Any]) -> str:
    """Return what can be changed once only: a field, or a whole volume, which has one source."""
    return "volume" if change[0].startswith("spec volumes") else change[0]


def dotted(path: tuple[str | int, ...]) -> str:
    """Return a path as the judge writes it: a capability without its number."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
    return words.split("add[")[0] + "add" if "add[" in words else words


JUDGED = [
    (path, value)
    for path, value in [*((path, value) for _, path, value in BREACHES), *ALLOWED]
    if value is not None and path != "spec volumes 0 image" and not (path == f"{POD} sysctls 0 name" and SAFE_SYSCTLS.get(value) == 37)
]
"""What the judge sees as the standard does; he is stricter about a few on purpose, and does not look at empty volumes."""


@given(st.lists(st.sampled_from(JUDGED), max_size=4, unique_by=field))
def test_agrees_with_the_judge_about_generated_pods(changes: list[tuple[str, Any]]) -> None:
    """Whatever is put together, both say yes or both say no."""
    tree = broken(*changes)

    assert bool(violations(workload(tree), "1.37")) is bool(restricted.violations([tree]))


@given(st.lists(st.sampled_from([*((path, value) for _, path, value in BREACHES), *ALLOWED]), max_size=4, unique_by=field))
def test_a_laxer_level_asks_for_less(changes: list[tuple[str, Any]]) -> None:
    """What breaks "baseline" breaks "restricted", and the level of a pod is the strictest that nothing breaks."""
    w = workload(broken(*changes))
    strict, lax = (violations(w, "1.37", level=level) for level in ("restricted", "baseline"))

    assert [violation for violation in strict if violation.level == "baseline"] == lax
    assert level_of(w, "1.37") == ("privileged" if lax else "baseline" if strict else "restricted")
    assert violations(w, "1.37", level="privileged") == []
    assert len({violation.path for violation in strict}) == len(strict)


ODD = [None, 0, 2**63, "", "x", True, 1.5, [], {}, [[]], [None], [{}], {"a": []}, ["ALL", {}]]


def fields(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in a tree."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield (*path, step)
        yield from fields(value, (*path, step))


EVERYTHING = broken(*((path, value) for _, path, value in BREACHES if value is not GONE))


@pytest.mark.parametrize("path", tuple(fields(EVERYTHING)), ids=str)
def test_nothing_is_too_odd(path: tuple[str | int, ...]) -> None:
    """Any value in any field is judged: what has the wrong shape is for the schema to say."""
    for odd in ODD:
        tree = copy.deepcopy(EVERYTHING)
        around: Any = tree
        for step in path[:-1]:
            around = around[step]
        around[path[-1]] = odd
        for violation in [one for w in plain(tree).workloads for one in violations(w, "1.37")]:
            assert violation.path[0] in {"spec", "metadata"}
            assert violation.message


def test_every_violation_has_a_place() -> None:
    """All that can be wrong with a pod is wrong with this one, and each finding points at a line of it."""
    found = said(EVERYTHING)

    assert {one.message.rpartition(", ")[2].rstrip(")") for one in found} == {control for control, _, _ in BREACHES}
    assert all(one.spot is not None and one.spot.place().excerpt for one in found)
    assert all(spot.place().excerpt for one in found for spot, _ in one.related)


def test_what_a_namespace_enforces_is_an_error() -> None:
    """The label stands beside it, and what its level does not ask for is not mentioned."""
    tree = broken(("spec hostPID", True), (f"{POD} runAsUser", 0))
    baseline, strict = said(namespace(enforce="baseline"), tree), said(namespace(enforce="restricted"), tree)

    assert [one.severity for one in strict] == ["error", "error"]
    assert [one.message for one in baseline] == [
        'the server refuses every pod of Pod/web: the pod sets hostPID to true (Pod Security "baseline", Host Namespaces)'
    ]
    ((spot, text),) = baseline[0].related
    assert text == 'the namespace enforces "baseline"'
    assert 'enforce": "baseline"' in spot.place().excerpt


def test_what_is_only_expected_is_a_warning() -> None:
    """Where no label stands, the level is the reader's wish; a namespace that enforces nothing at all has had its say."""
    tree = broken(("spec hostPID", True), (f"{POD} runAsUser", 0))

    assert [one.severity for one in said(tree)] == ["warning", "warning"]
    assert [one.severity for one in said(namespace(warn="baseline"), tree)] == ["warning", "warning"]
    assert [one.message for one in said(tree, pod_security="baseline")] == [
        'Pod/web is not "baseline": the pod sets hostPID to true (Pod Security "baseline", Host Namespaces)'
    ]
    assert said(tree, pod_security="privileged") == []
    assert said(namespace(enforce="privileged"), tree) == []


@pytest.mark.parametrize(
    ("labels", "found"), [({}, 1), ({"enforce_version": "latest"}, 1), ({"enforce_version": "v1.33"}, 0), ({"enforce_version": "1.33"}, 1)]
)
def test_the_version_of_the_label_counts(labels: dict[str, str], found: int) -> None:
    """A pinned version is asked for no more than it knew; one that is no version is the latest."""
    tree = broken(("spec containers 0 readinessProbe httpGet host", "db"))

    assert len(said(namespace(enforce="restricted", **labels), tree)) == found


def test_an_unknown_level_is_the_strictest() -> None:
    """So the server takes it."""
    assert [one.severity for one in said(namespace(enforce="strict"), broken((f"{POD} runAsUser", 0)))] == ["error"]


def test_one_finding_for_each_control_and_container() -> None:
    """What else breaks the same control of the same container is a related place."""
    first, second = said(broken(("spec hostPID", True), ("spec hostIPC", True), ("spec containers 0 ports 0 hostPort", 80)))

    assert first.message.startswith("Pod/web is not")
    assert [text for _, text in first.related] == ["the pod sets hostIPC to true"]
    assert 'container "web" sets ports[0].hostPort to 80' in second.message


def test_long_texts_are_not_repeated() -> None:
    """A message stays a line, whatever stands in the field."""
    (found,) = said(broken((f"{POD} sysctls 0 name", "a" * 10_000)))

    assert len(found.message) < 300
