"""`rocksolid check`: all apps agree, and their manifests hold what is promised; where not, it is said at the blueprint's line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import pytest
from rocksolid.check.driver import Checked, check
from rocksolid.cli.commands import application
from rocksolid.language.gather import Request
from rocksolid.manifest.assemble import assemble
from rocksolid.manifest.part import Part
from rocksolid.rules import RULES
from rocksolid.system.resolve import System
from typer.testing import CliRunner, Result

from systems import CASES, WITH_PLATFORM, Case

WEB = """
[apps.web]
image = "registry.example.com/web:1.0.0"
port = 8080
dependencies = [{ app = "api", critical = true }, { cidr = "203.0.113.0/24", port = 443 }]
health.path = "/readyz"
"""
API = """
[apps.api]
image = "registry.example.com/api:1.0.0"
port = 8080
callers = ["web"]
"""
PROMISES = {
    "calls allowed = calls declared",
    "every dependency is admitted by its callee",
    "every Service and route leads to its own app",
    'every pod is "restricted"',
    "no drain stops an app of two or more replicas",
    "no budget blocks for ever",
    "no circle of critical dependencies",
    "no restart because a neighbour is down",
    "every object is one of Kubernetes 1.36",
}

Content = dict[str, Any]


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(application("check"), ["check", *arguments])


@pytest.fixture
def blueprint(tmp_path: Path) -> Callable[..., str]:
    """Writes a blueprint and its platform file, and returns the blueprint's path."""

    def written(text: str, platform: str = 'kubernetes = "1.36"\nnamespace = "shop"\n') -> str:
        (tmp_path / "platform.toml").write_text(platform, encoding="utf-8")
        (tmp_path / "shop.toml").write_text(text, encoding="utf-8")
        return str(tmp_path / "shop.toml")

    return written


def checked(path: str, **request: Any) -> Checked:
    """Return a checked system."""
    return check(Request(paths=(path,), **request))


def states(found: Checked) -> dict[str, str]:
    """Return the state of each promise."""
    return {promise.says: promise.state for promise in found.promises}


def said(found: Checked) -> set[tuple[str, str]]:
    """Return the code and severity of each finding that is no note."""
    return {(finding.code, finding.severity) for finding in found.findings if finding.severity != "note"}


def changed(monkeypatch: pytest.MonkeyPatch, rule: str, change: Callable[[Part], Content | None]) -> None:
    """Let one rule say something else: what `change` returns for each of its parts, None for no part."""

    def wrapped(written: Callable[[System], Iterator[Part]]) -> Callable[[System], Iterator[Part]]:
        def damaged(system: System) -> Iterator[Part]:
            for part in written(system):
                content = change(part)
                if content is not None:
                    yield attrs.evolve(part, content=content)

        damaged.__name__ = written.__name__
        return damaged

    rules = tuple(wrapped(one) if one.__name__ == rule else one for one in RULES)
    assert rules != RULES
    monkeypatch.setattr("rocksolid.compiler.RULES", rules)


def test_a_sound_system_is_proven(blueprint: Callable[..., str]) -> None:
    """Two apps that agree get every promise, and exit code 0."""
    path = blueprint(WEB + API)

    assert states(checked(path)) == dict.fromkeys(PROMISES, "proven")
    assert said(checked(path)) == set()
    assert run(path).exit_code == 0


def test_the_summary_counts_what_was_compared(blueprint: Callable[..., str]) -> None:
    """A person sees how many pairs were asked, how many are open, and that nothing is wrong."""
    result = run(blueprint(WEB + API), "--quiet")
    first, calls, *_ = result.stdout.splitlines()

    assert first.startswith("2 apps: ")
    assert "calls allowed = calls declared" in calls
    assert "1 of 4 pairs of workloads are open, 3 holes to and from outside" in calls  # The network, and the name server of each.
    assert len(result.stdout.splitlines()) == 1 + len(PROMISES)
    assert result.stderr == ""


@pytest.mark.parametrize("case", [*CASES, *WITH_PLATFORM], ids=str)
def test_every_example_is_proven(case: Case) -> None:
    """The example systems hold every promise, but for what their blueprints give up by name."""
    found = check(Request(paths=(str(case.folder),), environment=case.environment, platform_objects=case.platform_objects))

    assert "broken" not in states(found).values()
    assert {finding.code for finding in found.findings if finding.severity == "error"} == set()


@pytest.mark.parametrize("direction", ["ingress", "egress"])
def test_a_hole_that_nobody_declares_is_found(direction: str, blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that opens both ends of an undeclared call breaks the proof: the verifier does not believe the generator."""
    everyone = {"ports": [{"protocol": "TCP", "port": 9999}]}

    def opened(part: Part) -> Content:
        spec = part.content["spec"]
        wider = {"ingress": [everyone], "egress": [everyone]} if direction == "ingress" else {"egress": [everyone]}
        return {"spec": {**spec, **wider}} if "policyTypes" in spec else dict(part.content)

    changed(monkeypatch, "network", opened)
    found = checked(blueprint(WEB + API))
    messages = [finding.message for finding in found.findings if finding.code == "call-undeclared"]

    assert states(found)["calls allowed = calls declared"] == "broken"
    assert any("0.0.0.0/0" in message and "TCP 9999" in message for message in messages)
    assert any(message.startswith("shop/api => shop/web : TCP 9999") for message in messages) == (direction == "ingress")


def test_a_hole_that_is_missing_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A declared call without its hole breaks the proof as well, at the line of the app that is cut off."""
    changed(monkeypatch, "network", lambda part: None if "callers" in part.because else dict(part.content))
    path = blueprint(WEB + API)
    found = checked(path)

    assert ("call-cut", "error") in said(found)
    assert states(found)["calls allowed = calls declared"] == "broken"
    result = run(path)
    assert result.exit_code == 1
    assert "shop/web => shop/api : TCP 8080: it is declared, and the rendered policies cut it" in result.stderr


def test_an_app_that_is_not_rendered_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is not there opens nothing, and is not proven by that."""
    monkeypatch.setattr("rocksolid.compiler.assemble", lambda said: [one for one in assemble(said) if one.ref.kind != "Deployment"])
    found = checked(blueprint(API.replace('callers = ["web"]', "")))

    assert ("app-missing", "error") in said(found)
    assert states(found)["calls allowed = calls declared"] == "broken"


def test_a_name_that_nobody_has_breaks_the_agreement(blueprint: Callable[..., str]) -> None:
    """A dependency on no known app is admitted by nobody."""
    found = checked(blueprint(WEB.replace('app = "api"', 'app = "apo", port = 8080') + API))

    assert ("unknown-app", "error") in said(found)
    assert states(found)["every dependency is admitted by its callee"] == "broken"


def test_an_outage_that_restarts_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The promise about restarts is asked of the rendered probes, not of the words."""

    def same(part: Part) -> Content:
        text = json.dumps(part.content).replace('{"tcpSocket": {"port": "http"}', '{"httpGet": {"path": "/readyz", "port": "http"}')
        content: Content = json.loads(text)
        return content

    changed(monkeypatch, "health", same)
    path = blueprint(WEB + API)

    assert said(checked(path)) == {("restarted-by-outage", "error")}
    assert states(checked(path))["no restart because a neighbour is down"] == "broken"
    assert run(path).exit_code == 1


def test_a_drain_that_stops_an_app_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without their budgets nothing keeps a drain from stopping the apps."""
    changed(monkeypatch, "disruption", lambda _: None)
    path = blueprint(WEB + API)

    assert said(checked(path)) == {("drain-stops-app", "error")}
    assert states(checked(path))["no drain stops an app of two or more replicas"] == "broken"
    assert run(path).exit_code == 1


def test_replicas_that_are_not_rendered_are_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """How many replicas there should be is asked of the blueprint, not of the YAML under judgement."""

    def single(part: Part) -> Content:
        spec = part.content.get("spec", {})
        return {**part.content, "spec": {**spec, "replicas": 1}} if "replicas" in spec else dict(part.content)

    changed(monkeypatch, "workload", single)

    assert ("drain-stops-app", "error") in said(checked(blueprint(WEB + API)))


def test_hardening_that_is_lost_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A pod below "restricted" whose blueprint gives nothing up is a mistake of ours, with or without the Namespace that refuses it."""
    changed(monkeypatch, "security", lambda _: None)
    path = blueprint(API)

    assert ("hardening-lost", "error") in said(checked(path))
    assert states(checked(path))['every pod is "restricted"'] == "broken"
    assert run(path).exit_code == 1


@pytest.mark.parametrize("damage", ["none", "selector", "targetPort"])
def test_a_service_that_leads_astray_is_found(damage: str, blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A call that policies let through still needs a Service that leads to the right port of the right pods."""

    def astray(part: Part) -> Content | None:
        spec = dict(part.content["spec"])
        if damage == "selector":
            spec["selector"] = {"app.kubernetes.io/name": "web"}
        spec["ports"] = [{**port, "targetPort": 9 if damage == "targetPort" else port["targetPort"]} for port in spec["ports"]]
        return None if damage == "none" else {"spec": spec}

    changed(monkeypatch, "service", astray)
    found = checked(blueprint(WEB + API))

    assert ("service-misled", "error") in said(found)
    assert states(found)["every Service and route leads to its own app"] == "broken"


def test_a_route_that_leads_astray_is_found(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """An Ingress leads to its own app."""
    platform = 'kubernetes = "1.36"\nnamespace = "shop"\n[ingress]\ncontroller = "traefik"\n'
    text = WEB + 'expose.host = "web.example.com"\n' + API

    assert states(checked(blueprint(text, platform)))["every Service and route leads to its own app"] == "proven"

    def astray(part: Part) -> Content:
        content: Content = json.loads(json.dumps(part.content).replace('{"name": "web"', '{"name": "api"'))
        return content

    changed(monkeypatch, "exposure", astray)

    assert ("route-misled", "error") in said(checked(blueprint(text, platform)))


SCRAPED = """
[apps.api.ports]
metrics = 9102
[apps.api.metrics]
"""
MONITORED = """
kubernetes = "1.36"
namespace = "shop"
[metrics]
kind = "annotations"
scraper = [{ labels = { app = "prometheus" } }]
"""


def test_a_hole_for_pods_without_a_blueprint_is_compared(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer that no pod of the system is counts as well: what its hole says must be what is declared."""
    path = blueprint(API.replace('callers = ["web"]\n', "") + SCRAPED, MONITORED)
    assert states(checked(path))["calls allowed = calls declared"] == "proven"

    changed(monkeypatch, "network", lambda part: None if "platform.metrics.scraper" in part.because else dict(part.content))
    found = checked(path)

    assert ("call-cut", "error") in said(found)
    assert any("shop/{app=prometheus} => shop/api : TCP 9102" in finding.message for finding in found.findings)


def test_other_policies_cannot_be_proven(blueprint: Callable[..., str]) -> None:
    """What Cilium's own policies open is not computed: the promise holds in part."""
    cilium = 'kubernetes = "1.36"\nnamespace = "shop"\n[network]\nengine = "cilium"\n'
    host = API.replace('callers = ["web"]', 'dependencies = [{ host = "api.example.com", port = 443 }]')

    assert states(checked(blueprint(host, cilium)))["calls allowed = calls declared"] == "partly"
    assert states(checked(blueprint(host, cilium)))["every object is one of Kubernetes 1.36"] == "partly"


def test_platforms_of_two_versions_are_one_system(tmp_path: Path) -> None:
    """What an older platform would not read is not rendered for its apps: the newest version judges all."""
    for name, version in (("old", "1.32"), ("new", "1.36")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "platform.toml").write_text(f'kubernetes = "{version}"\nnamespace = "{name}"\n', encoding="utf-8")
        scale = f"[apps.{name}.scale]\nmax = 5\ncpu = 70\n[apps.{name}.scale.behavior.scaleUp]\n"
        tolerance = "tolerance = 0.05\n" if name == "new" else "stabilizationWindowSeconds = 60\n"
        text = f'[apps.{name}]\nimage = "registry.example.com/{name}:1.0.0"\nport = 8080\n{scale}{tolerance}'
        (tmp_path / name / "app.toml").write_text(text, encoding="utf-8")

    assert said(checked(str(tmp_path))) == set()


def test_neighbours_are_no_unknown_addresses(tmp_path: Path) -> None:
    """Services that are not rendered here, because their apps are but neighbours, are known by their blueprints."""
    (tmp_path / "platform.toml").write_text('kubernetes = "1.36"\nnamespace = "shop"\n', encoding="utf-8")
    (tmp_path / "api.toml").write_text(API, encoding="utf-8")
    env = WEB.replace("critical = true", 'env = { API_URL = "http://{host}:{port}" }')
    (tmp_path / "web.toml").write_text(env, encoding="utf-8")

    assert said(checked(str(tmp_path / "web.toml"), neighbours=(str(tmp_path / "api.toml"),))) == set()


def test_a_budget_that_blocks_is_found_at_its_word(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the verifier finds in the YAML is said at the blueprint's line, with the rendered line beside it."""
    changed(monkeypatch, "disruption", lambda part: {"spec": {**part.content["spec"], "maxUnavailable": 0}})
    result = run(blueprint(API.replace('callers = ["web"]', "disruption.max_unavailable = 1")))

    assert result.exit_code == 1
    assert "shop.toml:5:30: error[budget-blocks]" in result.stderr
    assert "PodDisruptionBudget/api:" in result.stderr
    assert "broken" in next(line for line in result.stdout.splitlines() if "no budget blocks for ever" in line)


def test_a_field_that_is_missing_is_found_at_the_app(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A namespace that enforces "restricted" refuses a pod without hardening: no word says so, thus the name of its app is shown."""
    changed(monkeypatch, "security", lambda _: None)
    result = run(blueprint(API), "--platform-objects", "--quiet")

    assert result.exit_code == 1
    assert "shop.toml:2:7: error[pod-security]: the server refuses every pod of Deployment/api" in result.stderr
    assert "Namespace/shop:" in result.stderr


def test_without_schemas_the_rest_is_proven(blueprint: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the schemas are not installed, one promise holds in part only, and a note says how to install them."""
    monkeypatch.setattr("rocksolid.verify.schemas.find_spec", lambda _: None)
    path = blueprint(WEB + API)

    assert {says for says, state in states(checked(path)).items() if state != "proven"} == {"every object is one of Kubernetes 1.36"}
    assert 'pip install --upgrade "rocksolid[verify]"' in run(path).stderr


def test_what_cannot_be_proven_is_counted(blueprint: Callable[..., str]) -> None:
    """A host without addresses opens more than was declared, so the promise holds in part only."""
    host = API.replace('callers = ["web"]', 'dependencies = [{ host = "api.example.com", port = 443 }]')
    found = checked(blueprint(host))

    assert states(found)["calls allowed = calls declared"] == "partly"
    assert ("host-rule-widened", "warning") in said(found)


def test_hardening_that_is_given_up_is_named(blueprint: Callable[..., str]) -> None:
    """A pod below "restricted" with a waiver breaks nothing, and is named in the summary."""
    root = API.replace('callers = ["web"]', 'security.user = 0\n[[apps.api.waivers]]\nrule = "run-as-non-root"\nreason = "legacy"')
    found = checked(blueprint(root, 'kubernetes = "1.36"\nnamespace = "shop"\npod_security.enforce = "baseline"\n'))

    assert states(found)['every pod is "restricted"'] == "partly"
    assert said(found) == set()
    assert "given up by shop/api" in next(promise.over for promise in found.promises if "restricted" in promise.says)


def test_latest_is_refused(blueprint: Callable[..., str]) -> None:
    """What `render` warns of is an error of the closed world, unless it is waived."""
    latest = API.replace("1.0.0", "latest").replace('callers = ["web"]', "")

    assert said(checked(blueprint(latest))) == {("mutable-image", "error")}
    waived = latest + '[[apps.api.waivers]]\nrule = "mutable-image"\nreason = "a playground"\n'
    assert said(checked(blueprint(waived))) == set()


def test_a_mistake_in_a_blueprint_is_told_as_by_render(blueprint: Callable[..., str]) -> None:
    """Nothing is proven about what does not compile: there is no summary."""
    path = blueprint(API + "replcias = 3\n")
    result = run(path)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr == CliRunner().invoke(application("render"), ["render", path]).stderr


def test_without_a_namespace_all_is_in_one(blueprint: Callable[..., str]) -> None:
    """Apps that name no namespace are compared as what lands in one."""
    found = checked(blueprint(WEB + API, 'kubernetes = "1.36"\n'))

    assert states(found) == dict.fromkeys(PROMISES, "proven")


@pytest.mark.parametrize("layout", ["json", "sarif"])
def test_findings_for_programs(layout: str, blueprint: Callable[..., str]) -> None:
    """Programs get the findings on stdout, with the same exit code; also of what does not compile."""
    result = run(blueprint(WEB + API.replace('callers = ["web"]', "")), "--format", layout)
    found = json.loads(result.stdout)

    assert result.exit_code == 1
    assert "caller-not-allowed" in str(found)
    broken = run(blueprint("name = 3\n"), "--format", layout)
    assert broken.exit_code == 1
    assert "wrong-type" in str(json.loads(broken.stdout))


def test_json_tells_the_promises(blueprint: Callable[..., str]) -> None:
    """The summary is part of the JSON."""
    found = json.loads(run(blueprint(WEB + API), "--format", "json").stdout)

    assert {promise["says"] for promise in found["promises"]} == PROMISES
    assert {promise["state"] for promise in found["promises"]} == {"proven"}


@pytest.mark.parametrize(("limit", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_the_limit_is_the_users(limit: str, code: int, blueprint: Callable[..., str]) -> None:
    """A pipeline decides from which severity on it stops."""
    alone = API.replace('callers = ["web"]', "replicas = 1")

    assert run(blueprint(alone), "--fail-on", limit).exit_code == code


def test_a_quiet_run_says_what_fails_it(blueprint: Callable[..., str]) -> None:
    """Who stops at warnings sees them, also in a quiet run."""
    path = blueprint(API.replace('callers = ["web"]', "replicas = 1"))

    assert "warning[no-budget]" not in run(path, "--quiet").stderr
    assert "warning[no-budget]" in run(path, "--quiet", "--fail-on", "warning").stderr
    assert "note[" not in run(path, "--quiet", "--fail-on", "warning").stderr
