"""What kustomize may do to our output without breaking an app, what breaks one, and that `verify` says so; with the real kubectl."""

import copy
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from rocksolid.verify.connectivity.formats import text
from rocksolid.verify.connectivity.reach import connectivity
from rocksolid.verify.document import Text
from rocksolid.verify.verdict import verify

import tools
from build import compiled
from judges.objects import Tree, at, name, pods
from judges.reach import egress_to_outside, from_outside, open_to_dns, reach
from judges.references import dangling
from systems import CASES, PLAIN, WITH_PLATFORM, Case, read

ADDED = {"team": "payments", "example.com/stage": "staging"}
"""The labels that the overlay adds to every selector that it knows."""
ELSEWHERE = ("Secret/*", "ConfigMap/kube-root-ca.crt")
ONE_NAMESPACE = """
[apps.web]
image = "registry.example.com/web:1.0.0"
port = 8080
dependencies = [{ app = "api", env = { API_HOST = "{host}" } }]

[apps.api]
image = "registry.example.com/api:1.0.0"
port = 8080
callers = ["web"]
"""
TWO_NAMESPACES = """
[apps.web]
image = "registry.example.com/web:1.0.0"
namespace = "front"
port = 8080
dependencies = [{ app = "api", namespace = "back", env = { API_HOST = "{host}" } }]

[apps.api]
image = "registry.example.com/api:1.0.0"
namespace = "back"
port = 8080
callers = ["front/web"]
"""

in_every_way = pytest.mark.parametrize("case", [*CASES, *WITH_PLATFORM], ids=str)


def build(documents: Sequence[Tree], kustomization: Tree) -> list[Tree]:
    """Return what kustomize makes of some objects."""
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        (folder / "all.yaml").write_text(yaml.safe_dump_all(documents), encoding="utf-8")
        (folder / "kustomization.yaml").write_text(yaml.safe_dump({"resources": ["all.yaml"], **kustomization}), encoding="utf-8")
        done = subprocess.run([tools.path("kubectl"), "kustomize", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return read(done.stdout)


def overlay(documents: Sequence[Tree]) -> Tree:
    """Everything that a team may ask of kustomize for one environment: of the first Deployment, and of all objects."""
    subject = next(document for document in documents if document["kind"] == "Deployment")
    container = subject["spec"]["template"]["spec"]["containers"][0]
    strategic = {key: subject[key] for key in ("apiVersion", "kind")} | {
        "metadata": {key: subject["metadata"][key] for key in ("name", "namespace")},
        "spec": {"template": {"spec": {"containers": [{"name": container["name"], "env": [{"name": "PATCHED", "value": "yes"}]}]}}},
    }
    json6902 = [{"op": "add", "path": "/spec/minReadySeconds", "value": 11}]
    return {
        "images": [{"name": container["image"].split("@")[0].rpartition(":")[0], "newTag": "9.9.9"}],
        "replicas": [{"name": name(subject), "count": 7}],
        "patches": [
            {"patch": yaml.safe_dump(strategic)},
            {"patch": yaml.safe_dump(json6902), "target": {"kind": "Deployment", "name": name(subject)}},
        ],
        "commonAnnotations": {"example.com/owner": "payments"},
        "labels": [{"pairs": ADDED, "includeSelectors": True}],
    }


@cache
def overlaid(case: Case) -> list[Tree]:
    """Return what the overlay makes of a system; do not change it."""
    return build(case.documents, overlay(case.documents))


@in_every_way
def test_has_the_same_connectivity(case: Case) -> None:
    """An overlay of images, replicas, patches, annotations and labels in selectors opens nothing and cuts nothing."""
    after = overlaid(case)
    assert said(after) == said(case.documents)
    assert judged(after, case) == judged(case.documents, case)
    assert dangling(after, ELSEWHERE) == []


@in_every_way
def test_the_overlay_has_its_effect(case: Case) -> None:
    """Image, replicas, both patches and the annotation are there, and the labels are in every selector of a workload and of a policy."""
    after = overlaid(case)
    subject = next(document for document in after if document["kind"] == "Deployment" and at(document, "spec", "replicas") == 7)
    container = subject["spec"]["template"]["spec"]["containers"][0]
    assert container["image"].endswith(":9.9.9")
    assert {"name": "PATCHED", "value": "yes"} in container["env"]
    assert subject["spec"]["minReadySeconds"] == 11
    assert {at(document, "metadata", "annotations", "example.com/owner") for document in after} == {"payments"}
    selectors = [document["spec"]["selector"]["matchLabels"] for document in after if document["kind"] == "Deployment"]
    selectors += [document["spec"]["podSelector"].get("matchLabels", ADDED) for document in after if document["kind"] == "NetworkPolicy"]
    assert all(ADDED.items() <= selector.items() for selector in selectors)


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_cuts_peers_by_match_labels(case: Case) -> None:
    """Peers in the form that others write get the labels too: the same overlay cuts DNS. So we write them otherwise."""
    before = [by_match_labels(document) for document in case.documents]
    assert judged(before, case) == judged(case.documents, case)
    assert open_to_dns(before)
    assert not open_to_dns(build(before, overlay(before)))


def by_match_labels(document: Tree) -> Tree:
    """Return a policy whose peers say by `matchLabels` what they say by `matchExpressions`."""
    policy = copy.deepcopy(document)
    for selector in _peer_selectors(policy) if policy["kind"] == "NetworkPolicy" else ():
        for expression in selector.pop("matchExpressions", ()):
            assert expression["operator"] == "In"
            selector.setdefault("matchLabels", {})[expression["key"]] = expression["values"][0]
    return policy


def _peer_selectors(policy: Tree) -> Iterator[Tree]:
    for field, peers in (("ingress", "from"), ("egress", "to")):
        for peer in (peer for rule in policy["spec"].get(field, ()) for peer in rule.get(peers, ())):
            yield from (peer[which] for which in ("podSelector", "namespaceSelector") if which in peer)


def said(documents: Sequence[Tree]) -> str:
    """Return what `rocksolid connectivity` prints."""
    return text(connectivity(verify([Text("all.yaml", yaml.safe_dump_all(documents))]).cluster))


def judged(documents: Sequence[Tree], case: Case) -> list[Any]:
    """Return what the tests' own judge says: calls inside, the name server, the outside in both directions."""
    guests = [from_outside(documents, space, labels) for space, labels, _ in (*case.facts["pods_from_outside"], ("elsewhere", {}, []))]
    return [reach(documents), open_to_dns(documents), egress_to_outside(documents), *guests]


def codes(documents: Sequence[Tree]) -> list[str]:
    """Return the codes of what `rocksolid verify` finds."""
    return [finding.code for finding in verify([Text("all.yaml", yaml.safe_dump_all(documents))]).findings]


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_verify_finds_a_name_prefix(case: Case) -> None:
    """A prefix renames Services and leaves the addresses in env as they are: each of these is a finding that was none before."""
    services = {name(document) for document in case.documents if document["kind"] == "Service"}
    lost = [variable for pod in pods(case.documents) for variable in _addresses(pod.spec, services)]
    assert lost
    after = build(case.documents, {"namePrefix": "staging-"})
    assert codes(after).count("address-unknown") - codes(case.documents).count("address-unknown") == len(lost)


def _addresses(spec: Tree, services: set[str]) -> Iterator[str]:
    """Yield the variables of a pod whose value is a Service, or an address of one."""
    for container in (*spec.get("initContainers", ()), *spec["containers"]):
        for variable in container.get("env", ()):
            host = str(variable.get("value", "")).rpartition("//")[2].rpartition("@")[2].split(":")[0].split("/")[0]
            if host in services:
                yield variable["name"]


def test_leaves_namespaces_behind() -> None:
    """Moved to one namespace, apps of two no longer meet: their peers and addresses still name the old ones."""
    before = compiled(TWO_NAMESPACES).objects
    assert ("front/web", "back/api", "TCP", 8080) in reach(before)
    after = build(before, {"namespace": "staging"})
    assert ("staging/web", "staging/api", "TCP", 8080) not in reach(after)
    assert "staging/web => back/{app.kubernetes.io/name=api} : TCP 8080\n" in said(after)
    assert {"name": "API_HOST", "value": "api.back.svc"} in [
        each for pod in pods(after) for each in pod.spec["containers"][0].get("env", ())
    ]


def test_needs_no_kustomize_to_move() -> None:
    """`-n` puts the apps of a system into another namespace together, and they meet there."""
    assert reach(compiled(ONE_NAMESPACE, namespace="staging").objects) == {("staging/web", "staging/api", "TCP", 8080)}
