"""An override merges as the real `kubectl patch --type=strategic` does, but for the differences that are listed here."""

import copy
import json
import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from rocksolid.finding import Place
from rocksolid.language.source import FixedSpot
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.fields import Shape, shape_of
from rocksolid.manifest.override import FIXED, Patch, Problem, patched
from rocksolid.manifest.part import Ref

import tools
from judges.objects import Tree
from systems import PLAIN
from test_provenance import APPS, PLATFORMS, compiled

SEEDS = range(24)
WORKLOADS = ("CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet")


@cache
def documents() -> dict[str, list[Tree]]:
    """Return, by kind, the objects whose fields are known: of the snapshots, and of blueprints that say everything."""
    found: dict[str, list[Tree]] = {}
    for one in [*(one for case in PLAIN for one in case.documents), *compiled(APPS, PLATFORMS[min(PLATFORMS)]).objects]:
        if shape_of(one["apiVersion"], one["kind"]):
            found.setdefault(one["kind"], []).append(one)
    return found


def ours(document: Tree, patch: Tree) -> tuple[Tree, list[Problem]]:
    """Return an object with an override, and what it does not take."""
    ref = Ref(document["apiVersion"], document["kind"], document["metadata"]["name"], None)
    spot = FixedSpot(Place("test", 1, 1, 1))
    result, problems = patched(Object(ref, document, ()), Patch(ref.kind, None, patch, (), lambda _, **__: spot))
    return dict(result.content), problems


def theirs(several: Sequence[Tree], patch: Tree) -> list[Tree]:
    """Return objects as kubectl patches them."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"apiVersion": "v1", "kind": "List", "items": several}, file)
        file.flush()
        command = [tools.path("kubectl"), "patch", "--local", "--type=strategic", "-f", file.name, "-p", json.dumps(patch)]
        command += ["-o", "json", "--show-managed-fields"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(read(done.stdout))


def read(stream: str) -> Iterator[Tree]:
    """Yield the objects of a stream of JSON."""
    while stream.strip():
        one, end = json.JSONDecoder().raw_decode(stream.lstrip())
        stream = stream.lstrip()[end:]
        yield one


def ordered(content: Any, shape: Shape | None) -> Any:
    """Return an object with the items of its merging lists in an order of their own: what is said of order is compared apart."""
    if isinstance(content, dict) and shape:
        return {key: ordered(value, shape.field(key)) for key, value in content.items()}
    if isinstance(content, list) and shape and shape.keys:
        return sorted(
            (ordered(item, shape.item) for item in content), key=lambda item: json.dumps([item[shape.keys[0]], item], sort_keys=True)
        )
    return content


def agree(several: Sequence[Tree], patch: Tree) -> None:
    """Assert that an override does to some objects of one kind what kubectl does."""
    shape = shape_of(several[0]["apiVersion"], several[0]["kind"])
    for document, expected in zip(several, theirs(several, patch), strict=True):
        result, problems = ours(document, patch)
        assert not problems, (document["metadata"]["name"], problems)
        assert ordered(result, shape) == ordered(expected, shape), patch


def test_the_objects_are_not_changed() -> None:
    """What is patched is a copy: objects share pieces."""
    document = documents()["Deployment"][0]
    before = copy.deepcopy(document)
    ours(document, {"spec": {"minReadySeconds": 1, "template": {"spec": {"volumes": [{"name": "tmp", "emptyDir": {"medium": "Memory"}}]}}}})
    assert document == before


NAME = "NAME"
"""What stands for the name of a container."""
TMP = "/tmp"  # noqa: S108  The path is in a pod.
POD_PATCHES: dict[str, Tree] = {
    "a container's fields": {"containers": [{"name": NAME, "image": "example.com/a:2", "tty": True, "args": ["--one"]}]},
    "variables": {"containers": [{"name": NAME, "env": [{"name": "NEW", "value": "1"}, {"name": "OTHER", "value": "$(NEW)"}]}]},
    "ports": {"containers": [{"name": NAME, "ports": [{"containerPort": 8080, "hostPort": 80}, {"containerPort": 7, "name": "echo"}]}]},
    "mounts": {"containers": [{"name": NAME, "volumeMounts": [{"mountPath": TMP, "readOnly": True}, {"mountPath": "/x", "name": "x"}]}]},
    "resources": {"containers": [{"name": NAME, "resources": {"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"memory": "1Gi"}}}]},
    "capabilities": {"containers": [{"name": NAME, "securityContext": {"capabilities": {"drop": ["NET_RAW"]}, "privileged": False}}]},
    "sources of variables": {"containers": [{"name": NAME, "envFrom": [{"secretRef": {"name": "all"}}]}]},
    "an empty table": {"containers": [{"name": NAME, "lifecycle": {}, "securityContext": {}}], "securityContext": {}},
    "a volume": {"volumes": [{"name": "tmp", "emptyDir": {"medium": "Memory"}}, {"name": "x", "configMap": {"name": "x"}}]},
    "tolerations": {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "value": "c", "effect": "NoSchedule"}]},
    "spread": {"topologySpreadConstraints": [{"topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "DoNotSchedule"}]},
    "more spread": {"topologySpreadConstraints": [{"topologyKey": "rack", "maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}]},
    "affinity": {"affinity": {"podAntiAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": []}, "nodeAffinity": {}}},
    "pull secrets": {"imagePullSecrets": [{"name": "registry"}, {"name": "other"}]},
    "host aliases": {"hostAliases": [{"ip": "10.0.0.1", "hostnames": ["a", "b"]}]},
    "node selector": {"nodeSelector": {"kubernetes.io/arch": "arm64"}},
    "dns": {"dnsPolicy": "None", "dnsConfig": {"nameservers": ["10.0.0.10"], "options": [{"name": "ndots", "value": "2"}]}},
    "security": {"securityContext": {"sysctls": [{"name": "net.core.somaxconn", "value": "1024"}], "supplementalGroups": [1]}},
    "gates": {"schedulingGates": [{"name": "example.com/wait"}], "readinessGates": [{"conditionType": "example.com/ready"}]},
}
PATCHES: dict[str, tuple[str, Tree]] = {
    "metadata": ("Deployment", {"metadata": {"annotations": {"example.com/a": "b"}, "labels": {"team": "x"}}}),
    "rollout": ("Deployment", {"spec": {"minReadySeconds": 10, "strategy": {"rollingUpdate": {"maxSurge": "50%"}}}}),
    "pod labels": ("Deployment", {"spec": {"template": {"metadata": {"labels": {"team": "x"}}}}}),
    "claims": ("StatefulSet", {"spec": {"volumeClaimTemplates": [{"metadata": {"name": "other"}}], "podManagementPolicy": "Parallel"}}),
    "a daemon's rollout": ("DaemonSet", {"spec": {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "20%"}}}}),
    "a schedule": ("CronJob", {"spec": {"suspend": True, "jobTemplate": {"spec": {"podFailurePolicy": {"rules": []}}}}}),
    "service ports": ("Service", {"spec": {"ports": [{"port": 80, "nodePort": 30080}, {"port": 7, "name": "echo", "protocol": "TCP"}]}}),
    "source ranges": ("Service", {"spec": {"loadBalancerSourceRanges": ["10.0.0.0/8"], "sessionAffinity": "ClientIP"}}),
    "holes": ("NetworkPolicy", {"spec": {"ingress": [{"from": [{"podSelector": {}}]}], "policyTypes": ["Ingress"]}}),
    "an ingress": ("Ingress", {"spec": {"ingressClassName": "other", "tls": [{"hosts": ["example.com"]}], "rules": []}}),
    "an autoscaler": ("HorizontalPodAutoscaler", {"spec": {"maxReplicas": 99, "behavior": {"scaleDown": {"policies": []}}, "metrics": []}}),
    "a budget": ("PodDisruptionBudget", {"spec": {"maxUnavailable": "25%", "unhealthyPodEvictionPolicy": "IfHealthyBudget"}}),
    "an account": ("ServiceAccount", {"imagePullSecrets": [{"name": "registry"}], "secrets": [{"name": "token"}]}),
    "a role": ("Role", {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]}),
    "a binding": ("RoleBinding", {"subjects": [{"kind": "ServiceAccount", "name": "other"}]}),
    "files": ("ConfigMap", {"data": {"new.txt": "text"}, "immutable": False}),
}


@pytest.mark.parametrize("title", POD_PATCHES)
def test_merges_into_pods_as_kubectl_does(title: str) -> None:
    """What is written over a Deployment's pods, for containers of every name, becomes what kubectl makes of it."""
    by_name: dict[str, list[Tree]] = {}
    for one in documents()["Deployment"]:
        by_name.setdefault(one["spec"]["template"]["spec"]["containers"][0]["name"], []).append(one)
    for name, several in sorted(by_name.items())[:2]:
        agree(several, json.loads(json.dumps(pod(POD_PATCHES[title])).replace(NAME, name)))


@pytest.mark.parametrize("title", PATCHES)
def test_merges_into_every_kind_as_kubectl_does(title: str) -> None:
    """What is written over the objects of a kind becomes what kubectl makes of it."""
    kind, patch = PATCHES[title]
    agree(documents()[kind], patch)


@pytest.mark.parametrize("seed", SEEDS)
def test_merges_anything_as_kubectl_does(seed: int) -> None:
    """Whatever fields are written over an object, the result is that of kubectl."""
    dice = random.Random(seed)  # noqa: S311  The seed makes a failure repeatable.
    document = dice.choice(documents()[dice.choice(WORKLOADS if seed % 2 else sorted(documents()))])
    shape = shape_of(document["apiVersion"], document["kind"])
    assert shape
    patch = Author(dice).table(document, shape, ())
    agree([document], patch)
    assert ours(document, patch)[0] != document


class Author:
    """Somebody who writes anything that Kubernetes knows over an object, but what is in the differences below."""

    def __init__(self, dice: random.Random) -> None:
        """Throw these dice."""
        self.dice = dice

    def table(self, old: Any, shape: Shape, path: tuple[str, ...]) -> Tree:
        """Return a table to be merged into another one."""
        old = old if isinstance(old, dict) else {}
        names = [name for name in (shape.names or ("team", *old)) if (*path, name) not in FIXED and name not in {"finalizers", "type"}]
        said = sorted(shape.alternatives & old.keys()) or sorted(shape.alternatives)[:1]
        names = [name for name in names if name not in shape.alternatives or name in said]
        there = [name for name in names if name in old]
        chosen = {*self.dice.sample(there, min(len(there), 3)), *self.dice.sample(names, min(len(names), 2 if len(path) < 7 else 0))}
        fields = {name: inner for name in sorted(chosen) if (inner := shape.field(name))}
        return {name: value for name, inner in fields.items() if (value := self.value(old.get(name), inner, (*path, name))) is not None}

    def value(self, old: Any, shape: Shape, path: tuple[str, ...]) -> Any:
        """Return what is written in one place; None for nothing."""
        if shape.form in {"table", "map"}:
            return self.table(old, shape, path)
        if shape.form == "value":
            return self.dice.choice(["text", 7, True])
        if not shape.keys:
            return [self.value(None, shape.item, path) for _ in range(self.dice.randrange(3))]
        return self.items([item for item in old or () if self.dice.random() < 0.6], shape, path) or None

    def items(self, there: list[Tree], shape: Shape, path: tuple[str, ...]) -> list[Tree]:
        """Return items to be merged into a list: some that there are, in any order, and mostly a new one."""
        key, *others = shape.keys
        result = [{**self.table(one, shape.item, path), **{word: one[word] for word in shape.keys if word in one}} for one in there]
        self.dice.shuffle(result)
        if shape.type != "core.v1.Container" and self.dice.random() < 0.7:
            result.append({**self.table({}, shape.item, path), **dict.fromkeys(others, "new"), key: "new"})
        return result


def test_intended_difference_alternatives() -> None:
    """Of fields of which the server takes one, the written one takes the others away: kubectl leaves both, which the server refuses."""
    container = {"name": "c", "readinessProbe": {"tcpSocket": {"port": 1}, "periodSeconds": 5}, "env": [{"name": "A", "value": "1"}]}
    document = deployment({"containers": [container], "volumes": [{"name": "v", "emptyDir": {}}]})
    patch = pod(
        {
            "containers": [
                {
                    "name": "c",
                    "readinessProbe": {"httpGet": {"port": 2}},
                    "env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
                }
            ],
            "volumes": [{"name": "v", "configMap": {"name": "files"}}],
        }
    )
    spec, kept = (one["spec"]["template"]["spec"] for one in (ours(document, patch)[0], theirs([document], patch)[0]))

    assert spec["containers"][0]["readinessProbe"] == {"periodSeconds": 5, "httpGet": {"port": 2}}
    assert set(kept["containers"][0]["readinessProbe"]) == {"periodSeconds", "httpGet", "tcpSocket"}
    assert set(spec["containers"][0]["env"][0]) == {"name", "valueFrom"}
    assert set(kept["containers"][0]["env"][0]) == {"name", "value", "valueFrom"}
    assert set(spec["volumes"][0]) == {"name", "configMap"}
    assert set(kept["volumes"][0]) == {"name", "configMap", "emptyDir"}


@pytest.mark.parametrize(
    ("kind", "spec", "patch"),
    [
        ("Deployment", {"strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}}, {"strategy": {"type": "Recreate"}}),
        ("StatefulSet", {"updateStrategy": {"rollingUpdate": {"partition": 1}}}, {"updateStrategy": {"type": "OnDelete"}}),
    ],
    ids=["Deployment", "StatefulSet"],
)
def test_intended_difference_types(kind: str, spec: Tree, patch: Tree) -> None:
    """Another type of strategy takes the fields of the old one away, which the server would refuse beside it."""
    document = {"apiVersion": "apps/v1", "kind": kind, "metadata": {"name": "a"}, "spec": spec}
    assert ours(document, {"spec": patch})[0]["spec"] == patch
    assert theirs([document], {"spec": patch})[0]["spec"] != patch


def test_the_same_type_takes_nothing_away() -> None:
    """A strategy that does not say its type is a rolling one: to say so changes nothing else."""
    spec = {"updateStrategy": {"rollingUpdate": {"maxSurge": 1}}}
    document = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "a"}, "spec": spec}
    agree([document], {"spec": {"updateStrategy": {"type": "RollingUpdate"}}})


def test_intended_difference_order() -> None:
    """What is new in a list comes last, where a variable can refer to those before; kubectl puts it first."""
    document = deployment({"containers": [{"name": "c", "env": [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]}]})
    patch = pod({"containers": [{"name": "c", "env": [{"name": "C", "value": "$(A)"}, {"name": "A", "value": "3"}]}]})
    names = [
        [variable["name"] for variable in one["spec"]["template"]["spec"]["containers"][0]["env"]]
        for one in (ours(document, patch)[0], theirs([document], patch)[0])
    ]
    assert names == [["A", "B", "C"], ["C", "A", "B"]]


def test_intended_difference_protocols() -> None:
    """A port of another protocol is another port; kubectl makes the one of TCP a second one of UDP."""
    document = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}, "spec": {"ports": [{"port": 53, "name": "dns"}]}}
    patch = {"spec": {"ports": [{"port": 53, "protocol": "UDP", "name": "dns-udp"}]}}
    assert [port["name"] for port in ours(document, patch)[0]["spec"]["ports"]] == ["dns", "dns-udp"]
    assert [port["name"] for port in theirs([document], patch)[0]["spec"]["ports"]] == ["dns-udp"]
    agree([document], {"spec": {"ports": [{"port": 53, "protocol": "TCP", "appProtocol": "dns"}]}})


def test_intended_difference_finalizers() -> None:
    """A list of texts is replaced, also that of finalizers, the only one which kubectl adds to."""
    document = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "finalizers": ["example.com/a"]}}
    patch = {"metadata": {"finalizers": ["example.com/b"]}}
    assert ours(document, patch)[0]["metadata"]["finalizers"] == ["example.com/b"]
    assert theirs([document], patch)[0]["metadata"]["finalizers"] == ["example.com/b", "example.com/a"]


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"containers": [{"name": "other", "image": "a:1"}]}, "container"),
        ({"volumes": []}, "empty"),
        ({"containers": [{"name": "c", "imige": "a:1"}]}, "field"),
        ({"tolerations": [{"kye": "a"}]}, "field"),
        ({"nodeSelector": {"a": {"b": "c"}}}, "form"),
        ({"priority": [1]}, "form"),
    ],
    ids=["unknown container", "no items", "unknown field", "unknown field in a list", "table as text", "list as number"],
)
def test_intended_difference_refusals(patch: Tree, code: str) -> None:
    """What cannot be meant is refused, where kubectl writes it, or says nothing."""
    document = deployment({"containers": [{"name": "c"}]})
    assert [problem.code for problem in ours(document, pod(patch))[1]] == [code]
    theirs([document], pod(patch))


def pod(spec: Tree) -> Tree:
    """Return a piece of a pod's spec in a workload."""
    return {"spec": {"template": {"spec": spec}}}


def deployment(spec: Tree) -> Tree:
    """Return a Deployment with a pod."""
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, **pod(spec)}
