"""What authors write over, take away or pass on is checked as our own output is, and they are told at their own line."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rocksolid.check.codes import OUR_MISTAKE
from rocksolid.check.driver import Checked, check
from rocksolid.cli.commands import application
from rocksolid.language.gather import Request
from rocksolid.manifest.part import Part
from rocksolid.rules import RULES
from rocksolid.system.resolve import System
from typer.testing import CliRunner

from cases import parts

CASES = sorted((Path(__file__).parent / "errors").glob("overridden-*.toml"))
SHOP = """
image = "registry.example.com/shop:1.0.0"

[apps.web]
port = 8080
dependencies = [{ app = "api" }, { labels = { app = "import" }, port = 9000 }]
%s
[apps.api]
port = 8080
callers = ["web", { labels = { app = "import" } }]
%s
"""
JOB = """
[[apps.api.extra]]
apiVersion = "batch/v1"
kind = "Job"
metadata.name = "%s"

[apps.api.extra.spec.template]
metadata.labels.app = "%s"

[apps.api.extra.spec.template.spec]
restartPolicy = "Never"
securityContext = { runAsNonRoot = true, seccompProfile.type = "RuntimeDefault" }

[[apps.api.extra.spec.template.spec.containers]]
name = "import"
image = "registry.example.com/import:1.0.0"
securityContext = { allowPrivilegeEscalation = false, capabilities.drop = ["ALL"] }
"""

DEPLOYMENT = """
[[apps.api.extra]]
apiVersion = "apps/v1"
kind = "Deployment"
metadata.name = "import"

[apps.api.extra.spec]
replicas = 1
selector.matchLabels.app = "import"

[apps.api.extra.spec.template]
metadata.labels.app = "import"

[apps.api.extra.spec.template.spec]
securityContext = { runAsNonRoot = true, seccompProfile.type = "RuntimeDefault" }

[[apps.api.extra.spec.template.spec.containers]]
name = "import"
image = "registry.example.com/import:1.0.0"
securityContext = { allowPrivilegeEscalation = false, capabilities.drop = ["ALL"] }
"""
RULE = '''
from rocksolid.manifest.part import Part


def slow(system):
    """Every pod is watched for a while."""
    for w in system.workloads:
        yield Part(w.controller, {"spec": {"minReadySeconds": "soon"}}, ("kind",))
'''


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Checked]:
    """Checks a shop of two apps, with more words for each of them."""
    monkeypatch.chdir(tmp_path)

    def checked(web: str = "", api: str = "", platform: str = "") -> Checked:
        Path("platform.toml").write_text(f'kubernetes = "1.36"\nnamespace = "shop"\n{platform}', encoding="utf-8")
        Path("shop.toml").write_text(SHOP % (web, api), encoding="utf-8")
        return check(Request(paths=("shop.toml",)))

    return checked


def said(found: Checked) -> list[tuple[str, str]]:
    """Return the code of each error and warning, with the excerpt that it stands under."""
    return sorted((one.code, one.spot.place().excerpt) for one in found.findings if one.severity != "note" and one.spot)


def broken(found: Checked) -> set[str]:
    """Return the promises that do not hold."""
    return {promise.says for promise in found.promises if promise.state == "broken"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_override_is_called_a_mistake_of_ours(case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever wrote over a field is told so: we are to blame only where nobody did."""
    monkeypatch.chdir(tmp_path)
    Path("case.toml").write_text(parts(case, "render")[2], encoding="utf-8")
    found = check(Request(paths=("case.toml",)))

    assert OUR_MISTAKE not in {one.hint for one in found.findings}


def test_an_override_of_something_else_is_not_to_blame(shop: Callable[..., Checked], monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours stays ours in an app that writes over fields that do not decide it."""
    rules = tuple(rule for rule in RULES if rule.__name__ != "network")
    monkeypatch.setattr("rocksolid.compiler.RULES", rules)
    found = shop(api='[apps.api.override."Deployment".spec]\nminReadySeconds = 10')
    undeclared = [one for one in found.findings if one.code == "call-undeclared"]

    assert undeclared
    assert {one.hint for one in undeclared} == {OUR_MISTAKE}


def test_overrides_in_another_spec_contradict_nothing(shop: Callable[..., Checked], monkeypatch: pytest.MonkeyPatch) -> None:
    """A field of ours that the server refuses is not laid on what an author wrote into pods, or into another object."""

    def impatient(system: System) -> Iterator[Part]:
        for w in system.workloads:
            yield Part(w.controller, {"spec": {"minReadySeconds": -1}}, ("kind",))

    monkeypatch.setattr("rocksolid.compiler.RULES", (*RULES, impatient))
    pods = '[apps.api.override."Deployment".spec.template.spec]\nenableServiceLinks = true\n'
    elsewhere = shop(api=f'{pods}[apps.api.override."Service".spec]\npublishNotReadyAddresses = true')
    beside = shop(api=f'{pods}[apps.api.override."Deployment".spec]\npaused = true')

    assert said(elsewhere) == [("refused", "[apps.api]"), ("refused", "[apps.web]")]
    assert said(beside) == [("refused", "[apps.web]"), ("refused", "paused = true")]


def test_a_hint_is_pasted_where_it_stands(shop: Callable[..., Checked], tmp_path: Path) -> None:
    """A field that an author wrote in TOML has its hint in TOML, and one that he wrote in Python has not."""
    app = 'App(name="job", image="r.example.com/job:1", port=8080, override={"Service": {"spec": {"sessionAffinity": "none"}}})'
    (tmp_path / "job.py").write_text(f"from rocksolid import App\n\napp = {app}\n", encoding="utf-8")
    in_toml = shop(api='[apps.api.override."Service".spec]\nsessionAffinity = "none"')
    in_python = check(Request(paths=("job.py",)))

    assert [one.hint for one in in_toml.findings if one.code == "refused"] == ['sessionAffinity = "None"']
    assert [one.hint for one in in_python.findings if one.code == "refused"] == ["sessionAffinity: None"]


def test_harmless_overrides_keep_every_promise(shop: Callable[..., Checked]) -> None:
    """What breaks nothing is not complained about, and all is proven as without it."""
    found = shop(
        web='[apps.web.override."Deployment".spec.template.metadata.labels]\nteam = "web"',
        api='[apps.api.override."ServiceAccount"]\nautomountServiceAccountToken = true',  # The pods say for themselves that they want none.
    )

    assert said(found) == []
    assert {promise.state for promise in found.promises} == {"proven"}


def test_calls_of_passed_on_pods_are_declared_by_their_labels(shop: Callable[..., Checked]) -> None:
    """Pods without a blueprint may call, and be called, as far as an app's own words describe them."""
    isolated = JOB % ("import", "import") + JOB % ("export", "export")
    found = shop(api=isolated)

    assert {code for code, _ in said(found)} == {"no-policy"}
    assert broken(found) == set()


def test_passed_on_pods_are_no_replicas_of_their_app(shop: Callable[..., Checked]) -> None:
    """A Deployment beside an app does not stand for the app's own: neither does its budget miss, nor are its calls the app's."""
    found = shop(api=DEPLOYMENT)

    assert said(found) == [("no-policy", 'metadata.name = "import"')]
    assert found.proof.pairs == 4
    assert broken(found) == set()


def test_passed_on_routes_are_not_the_apps(shop: Callable[..., Checked]) -> None:
    """An Ingress that an author passes on may lead where it likes; where nobody answers, it is complained about as anybody's is."""
    rule = '[[apps.api.extra]]\napiVersion = "networking.k8s.io/v1"\nkind = "Ingress"\nmetadata.name = "old"\n'
    backend = '[[apps.api.extra.spec.rules]]\nhttp.paths = [{ path = "/", pathType = "Prefix", backend.service = { name = "web", port.name = "%s" } }]'
    unknown = shop(api=rule + backend % "grpc")

    assert {code for code, _ in said(shop(api=rule + backend % "http"))} == {"ingress-cut"}
    assert {code for code, _ in said(unknown)} == {"backend-unknown"}
    assert broken(unknown) == {"every Service and route leads to its own app"}


def test_each_container_has_its_own_lines(shop: Callable[..., Checked]) -> None:
    """What is taken away from one container is no reason for what is said of another."""
    removed = [f"Deployment/spec.template.spec.containers[name={name}].readinessProbe" for name in ("api", "log")]
    removed[1] = removed[1].replace(".containers", ".initContainers")
    sidecar = """
[apps.api.containers.log]
when = "beside"
image = "registry.example.com/log:1.0.0"
ports = { log = 9100 }
health.readiness.port = "log"
"""
    found = shop(api=f'remove = [\n  "{removed[0]}",\n  "{removed[1]}",\n]{sidecar}')

    assert said(found) == sorted(("readiness-lost", f'  "{path}",') for path in removed)


def test_an_override_of_what_is_passed_on_is_told_first(shop: Callable[..., Checked]) -> None:
    """Overrides reach manifests that are passed on as well: what they break stands at the override."""
    found = shop(api=DEPLOYMENT + '\n[apps.api.override."Deployment/import".spec.template.metadata.labels]\napp = "export"')

    assert ("refused", 'app = "export"') in said(found)


def test_the_last_word_is_to_blame(shop: Callable[..., Checked]) -> None:
    """Of several layers that write over one field, the one that counts is told; where it mends what a lower one broke, nobody is."""
    budget = 'override."PodDisruptionBudget".spec.maxUnavailable'
    broken_twice = shop(api=f'{budget} = "0%"', platform=f"[defaults]\n{budget} = 0\n")
    at_api = {place for code, place in said(broken_twice) if code == "budget-blocks"}
    mended = shop(api=f"{budget} = 1", web=f"{budget} = 1", platform=f"[defaults]\n{budget} = 0\n")

    assert at_api == {f"{budget} = 0", f'{budget} = "0%"'}  # That of web is the platform's.
    assert said(mended) == []


def test_both_ends_of_a_cut_call_are_told(shop: Callable[..., Checked]) -> None:
    """Where two authors cut one call, both lines are shown."""
    found = shop(web='[apps.web.override."NetworkPolicy".spec]\negress = []', api='[apps.api.override."NetworkPolicy".spec]\ningress = []')
    call = next(one for one in found.findings if "shop/web => shop/api" in one.message)

    assert call.code == "call-cut"
    assert {call.spot.place().excerpt, *(spot.place().excerpt for spot, _ in call.related)} == {"egress = []", "ingress = []"}  # type: ignore[union-attr]


def test_an_object_whose_pods_are_refused_is_no_proven_one(shop: Callable[..., Checked]) -> None:
    """The server takes the object, and nothing of it ever runs."""
    found = shop(
        '[[apps.web.override."Deployment".spec.template.spec.containers]]\nname = "web"\nimage = " registry.example.com/web:1.0.0"'
    )

    assert {"refused-pod"} == {code for code, _ in said(found)} - {"mutable-image"}
    assert broken(found) == {"every object is one of Kubernetes 1.36"}


def test_a_rule_of_the_platform_team_is_told_in_its_platform_file(shop: Callable[..., Checked], tmp_path: Path) -> None:
    """A value that no server takes stands at the rule that writes it, not at the words that it reads, and not in the YAML."""
    (tmp_path / "acme.py").write_text(RULE, encoding="utf-8")
    found = shop(platform='rules = ["acme:slow"]\n')

    assert said(found) == [("schema", 'rules = ["acme:slow"]')]
    assert [one.message.rpartition(", ")[2] for one in found.findings if one.code == "schema"] == ["and the same in 1 more"]
    assert broken(found) == {"every object is one of Kubernetes 1.36"}


@pytest.mark.parametrize("layout", ["json", "sarif"])
def test_programs_get_the_line_of_the_override(layout: str, shop: Callable[..., Checked]) -> None:
    """Code review tools show what an override breaks beside the override."""
    shop(api='[apps.api.override."Deployment".spec]\nreplicas = 1')
    result = CliRunner().invoke(application(), ["check", "shop.toml", "--format", layout])
    one: Any = json.loads(result.stdout)
    line = Path("shop.toml").read_text(encoding="utf-8").split("\n").index("replicas = 1") + 1

    assert result.exit_code == 1
    if layout == "sarif":
        region = next(found for found in one["runs"][0]["results"] if found["ruleId"] == "drain-stops-app")["locations"][0][
            "physicalLocation"
        ]
        assert (region["artifactLocation"]["uri"], region["region"]["startLine"]) == ("shop.toml", line)
    else:
        place = next(found for found in one["findings"] if found["code"] == "drain-stops-app")
        assert (place["file"], place["line"]) == ("shop.toml", line)
