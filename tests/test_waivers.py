"""Hardening is left only by name: by words, by overrides, and by what is passed on; and whoever audits sees each exception."""

import datetime as dt
import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.check.driver import check
from rocksolid.check.hardening import RULES
from rocksolid.cli.commands import application
from rocksolid.compiler import RefusedError
from rocksolid.finding import Finding
from rocksolid.language.gather import Request
from rocksolid.language.values import SUPPORTED
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.part import Ref
from rocksolid.system.controls import CONTAINER, CONTEXTS, POD
from rocksolid.system.relaxations import POD_TEMPLATES, lowered
from rocksolid.system.waivers import LEVELS, WAIVABLE
from rocksolid.system.workload import Workload
from rocksolid.verify.cluster import TEMPLATES
from rocksolid.verify.podsecurity import level_of, violations
from rocksolid.verify.podsecurity.controls import DEMANDS, RESTRICTIONS
from typer.testing import CliRunner, Result

from build import APP, compile_toml, compiled, one, template
from test_verify_pod_security import ALLOWED, BREACHES, GONE, VERDICTS, broken, field, workload

PRIVILEGED = '[pod_security]\nenforce = "privileged"\n'
HELPER = '[containers.helper]\nwhen = "beside"\nimage = "registry.example.com/helper:1.0.0"\n'
KINDS = {
    "Deployment": "",
    "StatefulSet": 'kind = "stateful"\nport = 8080\nreplicas = 2\n',
    "DaemonSet": 'kind = "daemon"\n',
    "Job": 'kind = "job"\n',
    "CronJob": 'schedule.cron = "@daily"\n',
}
SPEC = {kind: ".".join((*map(str, POD_TEMPLATES[kind]), "spec")) for kind in KINDS}
OVERRIDES = {
    "run-as-non-root": "securityContext.runAsUser = 0",
    "read-only-root": 'containers = [{ name = "app", securityContext.readOnlyRootFilesystem = false }]',
    "capabilities": 'containers = [{ name = "app", securityContext.capabilities.add = ["NET_ADMIN"] }]',
    "seccomp": 'securityContext.seccompProfile.type = "Unconfined"',
    "privilege-escalation": 'containers = [{ name = "app", securityContext.allowPrivilegeEscalation = true }]',
    "privileged": 'containers = [{ name = "app", securityContext.privileged = true }]',
    "host-namespaces": "hostPID = true",
    "host-path": 'volumes = [{ name = "node", hostPath.path = "/" }]',
    "host-ports": 'containers = [{ name = "app", ports = [{ containerPort = 8080, hostPort = 80 }] }]',
    "host-probes": 'containers = [{ name = "app", livenessProbe.tcpSocket = { host = "db", port = 1 } }]',
    "host-process": "securityContext.windowsOptions.hostProcess = true",
    "volume-types": 'volumes = [{ name = "share", nfs = { server = "nfs", path = "/" } }]',
    "apparmor": 'containers = [{ name = "app", securityContext.appArmorProfile.type = "Unconfined" }]',
    "selinux": 'securityContext.seLinuxOptions.type = "spc_t"',
    "sysctls": 'securityContext.sysctls = [{ name = "kernel.msgmax", value = "1" }]',
    "proc-mount": 'containers = [{ name = "app", securityContext.procMount = "Unmasked" }]',
}
"""By rule: an override of a pod's spec that leaves it."""
REMOVALS = {
    "run-as-non-root": "securityContext.runAsNonRoot",
    "seccomp": "securityContext",
    "read-only-root": "containers[name=app].securityContext.readOnlyRootFilesystem",
    "privilege-escalation": "containers[name=app].securityContext.allowPrivilegeEscalation",
    "capabilities": "containers[name=app].securityContext.capabilities.drop",
}
"""By rule: what is missed in a pod's spec where it is taken away."""
QUALIFIED = re.compile(r"(?=[^/]{1,253}/)[a-z0-9]([a-z0-9.-]*[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
"""What Kubernetes takes as the key of an annotation."""

each_kind = pytest.mark.parametrize("kind", KINDS)


def said(text: str, platform: str = PRIVILEGED) -> list[Finding]:
    """Return what is said about waivers and hardening, whether it compiles or not."""
    try:
        findings = compiled(text, platform).findings
    except RefusedError as refused:
        findings = refused.findings
    return [finding for finding in findings if finding.code.startswith(("waiver", "hardening"))]


def told(text: str, platform: str = PRIVILEGED) -> list[str]:
    """Return the codes of these."""
    return [finding.code for finding in said(text, platform)]


def waiver(rule: str, **words: str) -> str:
    """Return a waiver; words are written as they are."""
    more = "".join(f"{word} = {value}\n" for word, value in words.items())
    return f'[[waivers]]\nrule = "{rule}"\n{more}' + ("" if "reason" in words else 'reason = "r"\n')


def pasted(finding: Finding) -> str:
    """Return the waiver that a finding suggests."""
    return finding.hint.partition("\n")[2] + "\n"


def excerpt(finding: Finding) -> str:
    """Return the line that a finding is about."""
    return finding.spot.place().excerpt if finding.spot else ""


def override(kind: str, words: str) -> str:
    """Return an override of the pod's spec, after the words of that kind of app."""
    return f"{APP}{KINDS[kind]}[override.{kind}.{SPEC[kind]}]\n{words}\n"


# Generator and verifier


@functools.cache
def app(minor: int) -> Workload:
    """Return an app on a minor version of Kubernetes."""
    (w,) = compiled(APP, f'kubernetes = "1.{minor}"').system.workloads
    return w


def rules_of(tree: dict[str, Any], minor: int = 37) -> tuple[set[str], str]:
    """Return the rules that an object's pods leave, and the strictest level that lets them, as the generator sees both."""
    found = list(lowered(app(minor), Object(Ref("v1", tree["kind"], "web", None), tree, ())))
    hardening = [it for it in found if it.rule != "read-only-root"]
    return {it.rule for it in hardening}, min((it.level for it in hardening), default="restricted", key=LEVELS.index)


def test_every_control_has_a_rule_that_a_waiver_can_be_for() -> None:
    """No control of the Pod Security Standards is without a name by which it is left."""
    controls = {rule.control for rule in RESTRICTIONS} | {rule.control for rule in DEMANDS} | {control for control, _, _ in BREACHES}

    assert set(RULES) == controls
    assert set(RULES.values()) < set(WAIVABLE)
    assert {control.rule for control in (*POD, *CONTEXTS, *CONTAINER)} == {*RULES.values(), "read-only-root"}


@pytest.mark.parametrize(
    ("control", "path", "value"), BREACHES, ids=[f"{path} {'gone' if value is GONE else value}" for _, path, value in BREACHES]
)
def test_every_breach_is_seen_by_both(control: str, path: str, value: Any) -> None:
    """What breaks one control for the verifier leaves its rule, and no other, for the generator."""
    assert rules_of(broken((path, value)))[0] == {RULES[control]}


@given(
    st.lists(st.sampled_from([*((path, value) for _, path, value in BREACHES), *ALLOWED]), max_size=5, unique_by=field),
    st.sampled_from(SUPPORTED),
)
def test_generator_and_verifier_see_the_same(changes: list[tuple[str, Any]], minor: int) -> None:
    """However a pod is damaged: what the one misses of hardening, and which namespace lets it in, the other says as well."""
    tree = broken(*changes)
    w = workload(tree)
    version = f"1.{minor}"

    assert rules_of(tree, minor) == ({RULES[found.control] for found in violations(w, version)}, level_of(w, version))


@pytest.mark.parametrize("verdict", VERDICTS, ids=[verdict["name"] for verdict in VERDICTS])
def test_a_real_server_agrees(verdict: dict[str, Any]) -> None:
    """A pod leaves a rule exactly where a kube-apiserver 1.36 refused it in a "restricted" namespace."""
    rules, level = rules_of(verdict["manifest"], 36)

    assert (not rules) is verdict["allowed"]
    assert (level == "restricted") is verdict["allowed"]


def test_every_kind_with_pods_is_looked_into() -> None:
    """Generator and verifier find the pod template of a kind in the same place."""
    assert {kind: path for (_, kind), path in TEMPLATES.items()} == POD_TEMPLATES


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_no_shape_of_a_pod_is_too_strange(value: Any) -> None:
    """What is passed on may be anything: it is looked at as far as it is a pod."""
    for path in (
        "spec",
        "spec containers",
        "spec containers 0 securityContext",
        "spec securityContext capabilities",
        "metadata annotations",
    ):
        rules_of(broken((path, value)))


# Overrides


@each_kind
@pytest.mark.parametrize("rule", OVERRIDES)
def test_an_override_leaves_hardening_only_by_name(rule: str, kind: str) -> None:
    """The error stands at the override's own line; the waiver that it suggests is enough, and is one that is needed."""
    text = override(kind, OVERRIDES[rule])
    (finding,) = said(text)

    assert (finding.code, finding.severity, excerpt(finding)) == ("hardening-relaxed", "error", OVERRIDES[rule])
    assert f'rule = "{rule}"' in finding.hint
    assert told(f"{text}{pasted(finding)}") == []


@each_kind
@pytest.mark.parametrize("rule", REMOVALS)
def test_who_takes_hardening_away_says_why(rule: str, kind: str) -> None:
    """A field that is missed is told at the line that takes it away; its waiver is enough."""
    line = f'remove = ["{kind}/{SPEC[kind]}.{REMOVALS[rule]}"]'
    found = {pasted(finding): excerpt(finding) for finding in said(f"{APP}{KINDS[kind]}{line}\n")}

    assert set(found.values()) == {line}
    assert any(f'rule = "{rule}"' in text for text in found)
    assert told(f"{APP}{KINDS[kind]}{line}\n{''.join(found)}") == []


@pytest.mark.parametrize("rule", OVERRIDES)
def test_check_takes_a_waiver_for_every_rule(rule: str, tmp_path: Path) -> None:
    """What a waiver excuses is no mistake for the verifier, which names the app in its summary where it is below "restricted"."""
    (tmp_path / "platform.toml").write_text(PRIVILEGED, encoding="utf-8")
    (tmp_path / "app.toml").write_text(override("Deployment", OVERRIDES[rule]) + waiver(rule), encoding="utf-8")
    found = check(Request(paths=(str(tmp_path),)))
    (promise,) = [promise for promise in found.promises if "restricted" in promise.says]

    assert [one.code for one in found.findings if one.code.startswith(("waiver", "hardening"))] == []
    assert promise.state == ("proven" if rule == "read-only-root" else "partly")


def test_a_waived_word_stays_waived_under_an_override() -> None:
    """What a word relaxes is its waiver's matter; an override of something else asks for no second one."""
    words = f"security.writable_root = true\n{waiver('read-only-root')}"
    assert told(f"{APP}{words}[override.Deployment.spec]\nminReadySeconds = 10\n") == []


def test_each_removal_is_told_at_its_own_line() -> None:
    """Of several lines that take something away, the one that took a field away is meant, and none beside it."""
    places = ("containers[name=app]", "initContainers[name=helper]")
    lines = [f'  "Deployment/spec.template.spec.{place}.securityContext",' for place in places]
    found = said(f"{APP}remove = [\n{lines[0]}\n{lines[1]}\n]\n{HELPER}")

    assert {(finding.message.split()[0], excerpt(finding)) for finding in found} == {('"app"', lines[0]), ('"helper"', lines[1])}


def test_the_old_annotation_of_app_armor_counts() -> None:
    """A profile that is taken away by an annotation of the pod is told, whether a word or an override writes it."""
    line = '"container.apparmor.security.beta.kubernetes.io/app" = "unconfined"'
    for table in ("pod_annotations", "override.Deployment.spec.template.metadata.annotations"):
        (finding,) = said(f"{APP}[{table}]\n{line}\n")
        assert excerpt(finding) == line
        assert told(f"{APP}[{table}]\n{line}\n{pasted(finding)}") == []


def test_an_override_that_hardens_needs_no_waiver() -> None:
    """Another profile, another user, a probe without a host: all that "restricted" allows is the author's."""
    words = 'securityContext = { runAsUser = 1, seccompProfile = { type = "Localhost", localhostProfile = "a.json" } }\nhostNetwork = false'

    assert told(override("Deployment", words)) == []


def test_what_the_pod_says_is_for_those_who_say_nothing() -> None:
    """A pod that runs as root does so with each container that names no user; a waiver for one of them is none for the others."""
    text = f"{override('Deployment', 'securityContext.runAsUser = 0')}{HELPER}security.user = 2000\n"
    assert told(text + waiver("run-as-non-root", container='"app"')) == []

    both = text.replace("security.user = 2000", "")
    (finding,) = said(both + waiver("run-as-non-root", container='"app"'))
    assert finding.message.startswith('"helper" has securityContext.runAsUser = 0')
    assert 'container = "helper"' in finding.hint
    assert told(both + waiver("run-as-non-root")) == []


def test_what_is_about_the_pod_is_not_excused_for_a_container() -> None:
    """The host's network is that of all containers: a waiver for one of them does not reach so far, and is not needed."""
    text = override("Deployment", "hostNetwork = true") + waiver("host-namespaces", container='"app"')
    assert told(text) == ["hardening-relaxed", "waiver-unused"]


def test_the_last_of_several_overrides_is_told() -> None:
    """Where two lines write one field, the error stands at the one that counts."""
    text = f"{APP}[override.Deployment.spec.template.spec]\nhostIPC = false\n['override'.'Deployment/app'.spec.template.spec]\nhostIPC = true\n"
    (finding,) = said(text)
    assert excerpt(finding) == "hostIPC = true"


def test_an_override_of_what_is_passed_on_is_judged_by_check() -> None:
    """An override meets a manifest that is passed on: `render` does not take all that it lacks for the override's doing."""
    job = '[[extra]]\napiVersion = "batch/v1"\nkind = "Job"\nmetadata.name = "j"\nspec.template.spec.containers = [{ name = "j" }]\n'
    assert told(f"{APP}{job}[override.Job.spec]\nbackoffLimit = 1\n") == []


def test_a_platform_may_not_override_hardening_in_silence() -> None:
    """An override below the app is told at the platform's line, and the app says why it lives with it."""
    platform = f"{PRIVILEGED}[defaults.override.Deployment.spec.template.spec]\nhostIPC = true\n"
    (finding,) = said(APP, platform)

    assert excerpt(finding) == "hostIPC = true"
    assert told(f"{APP}{pasted(finding)}", platform) == []


def test_a_rule_of_the_platforms_own_leaves_hardening_only_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule in Python is no way around it either: the error stands at its name in the platform file, until each app has a waiver."""
    (tmp_path / "acme_host.py").write_text(
        "from rocksolid import Part\n\n\ndef pids(system):\n    for w in system.workloads:\n"
        '        yield Part(w.controller, w.pod({"hostPID": True}), ("labels",))\n',
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(tmp_path)
    platform = f'rules = ["acme_host:pids"]\n{PRIVILEGED}'
    (finding,) = said(APP, platform)

    assert (finding.code, excerpt(finding)) == ("hardening-relaxed", 'rules = ["acme_host:pids"]')
    assert told(f"{APP}{pasted(finding)}", platform) == []


def test_a_pod_that_is_passed_on_needs_a_waiver_in_the_closed_world(tmp_path: Path) -> None:
    """What an app passes on is not of our making: `render` lets it be, and `check` asks for the reason."""
    pod = '[[extra]]\napiVersion = "v1"\nkind = "Pod"\nmetadata.name = "debug"\nspec.containers = [{ name = "debug", image = "debug:1" }]\n'
    text = f"{APP}{pod}"
    assert told(text) == []

    (tmp_path / "platform.toml").write_text(PRIVILEGED, encoding="utf-8")
    (tmp_path / "app.toml").write_text(text, encoding="utf-8")
    lost = [one for one in check(Request(paths=(str(tmp_path),))).findings if one.code == "hardening-lost"]
    assert {excerpt(one) for one in lost} <= set(pod.split("\n"))
    waivers = "".join(dict.fromkeys(pasted(one) for one in lost))
    assert waivers.count("[[waivers]]") == 4

    (tmp_path / "app.toml").write_text(text + waivers, encoding="utf-8")
    found = [one.code for one in check(Request(paths=(str(tmp_path),))).findings]
    assert "hardening-lost" not in found
    assert "waiver-unused" not in found


# Words


def test_a_word_is_for_all_containers_that_say_nothing_else() -> None:
    """A container inherits user and profile: where only the app's own is excused, the others are told, at the app's word."""
    text = f"{APP}security.user = 0\n{HELPER}"
    assert [finding.message[:6] for finding in said(text)] == ['"app" ']
    (finding,) = said(text + waiver("run-as-non-root", container='"app"'))
    assert finding.message.startswith('"helper" runs as root')
    assert excerpt(finding) == "security.user = 0"
    assert told(text + waiver("run-as-non-root")) == []


@pytest.mark.parametrize(
    ("words", "rule", "level"),
    [
        ("security.user = 0", "run-as-non-root", "baseline"),
        ('security.capabilities = ["CHOWN"]', "capabilities", "baseline"),
        ('security.capabilities = ["CHOWN", "NET_RAW"]', "capabilities", "privileged"),
        ('security.seccomp = "Unconfined"', "seccomp", "privileged"),
        ('unset = ["security.seccomp"]', "seccomp", "baseline"),
        ("security.writable_root = true", "read-only-root", "restricted"),
        ("replicas = 1", "no-budget", "restricted"),
        *(
            (f"override.Deployment.spec.template.spec.{words}", rule, "privileged")
            for rule, words in OVERRIDES.items()
            if rule[:5] == "host-"
        ),
        (f"override.Deployment.spec.template.spec.{OVERRIDES['volume-types']}", "volume-types", "baseline"),
        (f"override.Deployment.spec.template.spec.{OVERRIDES['privilege-escalation']}", "privilege-escalation", "baseline"),
    ],
)
def test_a_namespace_lets_in_what_is_waived(words: str, rule: str, level: str) -> None:
    """A waiver that takes a lower level than the namespace enforces is an error with both places; any level that is low enough will do."""
    for enforced in LEVELS:
        found = said(f"{APP}{words}\n{waiver(rule)}", f'[pod_security]\nenforce = "{enforced}"\n')
        refused = LEVELS.index(enforced) > LEVELS.index(level)
        assert [finding.code for finding in found] == ["waiver-below-namespace"] * refused
        for finding in found:
            ((enforcing, _),) = finding.related
            assert excerpt(finding) == f'rule = "{rule}"'
            assert enforcing.place().excerpt == f'enforce = "{enforced}"'
            assert f'enforce = "{level}"' in finding.hint


def test_the_built_in_level_is_shown_where_no_platform_says_one() -> None:
    """Without a word of the platform file the built-in default is the other place."""
    for platform in ("", '[pod_security]\naudit = "baseline"\n'):
        (finding,) = said(f"{APP}security.user = 0\n{waiver('run-as-non-root')}", platform)
        ((enforcing, _),) = finding.related
        assert enforcing.place().file == "defaults.toml"
        assert enforcing.place().excerpt == 'enforce = "restricted"'


@pytest.mark.parametrize(
    ("words", "rule"),
    [("replicas = 1\n", "no-budget"), ("", "mutable-image"), ("security.writable_root = true\n", "read-only-root")],
)
def test_a_waiver_that_nothing_needs_is_a_warning(words: str, rule: str) -> None:
    """A waiver is there as long as its reason: it is told from the day on which nothing leaves the rule any more."""
    needed = f"{APP.replace('1.0.0', 'latest') if rule == 'mutable-image' else APP}{words}{waiver(rule)}"
    assert told(needed) == []
    assert rule not in {finding.code for finding in compiled(needed).findings}

    (finding,) = said(f"{APP}{waiver(rule)}")
    assert (finding.code, finding.severity) == ("waiver-unused", "warning")
    assert rule in finding.message


def test_a_container_has_its_own_waiver_before_the_one_for_all() -> None:
    """Where a container has a waiver of its own, the one for all is not needed for it."""
    own, general = waiver("read-only-root", container='"app"', reason='"own"'), waiver("read-only-root", reason='"general"')
    (finding,) = said(f"{APP}security.writable_root = true\n{own}{general}")
    place = finding.spot.place() if finding.spot else None
    assert finding.code == "waiver-unused"
    assert place
    assert place.line == len(f"{APP}x\n{own}".splitlines()) + 2


def test_a_waiver_from_below_the_app_may_be_for_others() -> None:
    """What stands in the platform's defaults is for every app: that this one does not need it means nothing."""
    assert told(APP, f"{PRIVILEGED}[[defaults.waivers]]\nrule = 'no-budget'\nreason = 'a playground'\n") == []


@pytest.mark.parametrize(("day", "over"), [("2027-06-29", False), ("2027-06-30", False), ("2027-07-01", True)])
def test_a_waiver_ends_after_its_last_day(day: str, over: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """On its last day a waiver still holds; from the next day on `check` refuses the app."""
    (tmp_path / "app.toml").write_text(f"{APP}replicas = 1\n{waiver('no-budget', until='2027-06-30')}", encoding="utf-8")
    found = check(Request(paths=(str(tmp_path),)), dt.date.fromisoformat(day)).findings

    assert [(one.severity, excerpt(one)) for one in found if one.code == "waiver-expired"] == [("error", "until = 2027-06-30")] * over


def test_render_knows_no_date() -> None:
    """What has expired renders as it did, and says nothing."""
    text = f"{APP}replicas = 1\n{waiver('no-budget', until='2020-01-01')}"
    found = compiled(text)

    assert "waiver-expired" not in [finding.code for finding in found.findings]
    assert told(text) == []
    assert one(found.objects, "Deployment")["metadata"]["annotations"]["waiver/no-budget"] == "r (until 2020-01-01)"


# Annotations


@each_kind
def test_a_reworded_reason_rolls_no_pods(kind: str) -> None:
    """A waiver stands on the workload: its pods, and the name of a Job, stay what they are."""
    objects = [compile_toml(f"{APP}{KINDS[kind]}{waiver('mutable-image', reason=reason)}") for reason in ('"one"', '"another"')]
    first, second = (one(several, kind) for several in objects)

    assert [each["metadata"]["annotations"]["waiver/mutable-image"] for each in (first, second)] == ["one", "another"]
    assert template(objects[0]) == template(objects[1])
    assert first["metadata"]["name"] == second["metadata"]["name"]
    assert "waiver" not in json.dumps(template(objects[0]))


def test_waivers_stand_on_the_workload_alone() -> None:
    """A Service is not excused from anything."""
    objects = compile_toml(f"{APP}port = 8080\n{waiver('mutable-image')}")
    assert [each["kind"] for each in objects if "waiver" in json.dumps(each)] == ["Deployment"]


@pytest.mark.parametrize("container", ["a", "c" * 52])
def test_every_waiver_has_a_key_of_its_own_that_kubernetes_takes(container: str) -> None:
    """A waiver for a container, with the longest of names, does not meet the one for all."""
    waivers = "".join(waiver(rule, container=f'"{container}"') + waiver(rule) for rule in WAIVABLE)
    objects = compile_toml(f"{APP}{HELPER.replace('helper', container, 1)}{waivers}")
    keys = one(objects, "Deployment")["metadata"]["annotations"]

    assert len(keys) == 2 * len(WAIVABLE)
    assert [key for key in keys if not QUALIFIED.fullmatch(key)] == []


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
def test_a_reason_is_emitted_as_it_was_written(reason: str) -> None:
    """Whatever an author has to say comes back from the YAML, in many lines and any script."""
    text = f"{reason}\n{reason}"
    result = compiled(f"{APP}{waiver('mutable-image', reason=json.dumps(text, ensure_ascii=False))}")
    (deployment,) = [each for each in yaml.safe_load_all(result.yaml()) if each["kind"] == "Deployment"]

    assert deployment["metadata"]["annotations"]["waiver/mutable-image"] == text


# The audit


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Lists the waivers of a shop with two environments, on 2027-06-30, with some arguments."""
    (tmp_path / "platform.toml").write_text(f'namespace = "shop"\n{PRIVILEGED}', encoding="utf-8")
    (tmp_path / "web.toml").write_text(
        'name = "web"\nimage = "web:latest"\nreplicas = 1\n'
        + waiver("no-budget", reason='"""it counts,\nand two would count twice"""', until="2027-07-02")
        + waiver("mutable-image", reason='"colours \\u001b[31m"', container='"web"')
        + "[environments.production]\nreplicas = 1\n"
        + "[environments.staging]\nsecurity.writable_root = true\n"
        + '[[environments.staging.waivers]]\nrule = "read-only-root"\nreason = "a debugger"\nuntil = 2027-06-29\n',
        encoding="utf-8",
    )
    (tmp_path / "api.toml").write_text(
        f'name = "api"\n{waiver("no-budget")}[environments.production]\nimage = "api:1"\n[environments.staging]\nimage = "api:2"\n',
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("rocksolid.check.expiry.today", lambda: dt.date(2027, 6, 30))
    return lambda *arguments: CliRunner().invoke(application("waivers"), ["waivers", ".", *arguments])


def test_the_audit_lists_every_waiver_once(shop: Callable[..., Result]) -> None:
    """Each line is one exception, with its place, its last day and where it holds; a reason never leaves its line, or steers the terminal."""
    result = shop()

    assert result.exit_code == 0
    assert result.stdout == (
        "APP       RULE            CONTAINER  UNTIL                     ENVIRONMENTS         PLACE        REASON\n"
        "shop/api  no-budget       -          -                         production, staging  api.toml:2   r\n"
        "shop/web  mutable-image   web        -                         none, production     web.toml:9   colours \\x1b[31m\n"
        "shop/web  no-budget       -          2027-07-02 (2 days left)  none, production     web.toml:4   it counts, and two would count twice\n"
        "shop/web  read-only-root  -          2027-06-29 (expired)      staging              web.toml:17  a debugger\n"
    )
    assert result.stderr == "4 waivers, 1 expired\n"


def test_the_audit_of_one_environment(shop: Callable[..., Result]) -> None:
    """With -e only what holds there is listed."""
    lines = shop("-e", "staging").stdout.splitlines()[1:]
    assert [line.split()[:2] for line in lines] == [["shop/api", "no-budget"], ["shop/web", "read-only-root"]]


def test_the_audit_for_programs_is_whole(shop: Callable[..., Result]) -> None:
    """JSON has every key of every waiver, and the reason as it was written."""
    found = json.loads(shop("--format", "json").stdout)["waivers"]

    assert len(found) == 4
    assert len({tuple(each) for each in found}) == 1
    assert found[2] == {
        "namespace": "shop",
        "app": "web",
        "rule": "no-budget",
        "container": None,
        "reason": "it counts,\nand two would count twice",
        "until": "2027-07-02",
        "daysLeft": 2,
        "expired": False,
        "environments": [None, "production"],
        "file": "web.toml",
        "line": 4,
        "column": 3,
    }


def test_without_waivers_the_audit_is_empty(tmp_path: Path) -> None:
    """No exceptions are no lines."""
    (tmp_path / "app.toml").write_text(APP, encoding="utf-8")
    result = CliRunner().invoke(application("waivers"), ["waivers", str(tmp_path)])

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 waivers\n")


@pytest.mark.parametrize(
    ("text", "arguments", "code"),
    [
        (f"{APP}security.user = 0\n", (), "hardening-relaxed"),
        (f"{APP}{waiver('no-buget')}", (), "no-such-rule"),
        ("name = 1\n", (), "wrong-type"),
        (APP, ("-e", "production"), "unknown-environment"),
        (f"{APP}[environments.production]\nreplicas = 'x'\n", (), "wrong-type"),
    ],
)
def test_the_audit_of_a_wrong_blueprint_ends_with_1(text: str, arguments: tuple[str, ...], code: str, tmp_path: Path) -> None:
    """Half an audit would be a wrong one."""
    (tmp_path / "app.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(application("waivers"), ["waivers", str(tmp_path), *arguments])

    assert (result.exit_code, result.stdout) == (1, "")
    assert f"error[{code}]" in result.stderr
