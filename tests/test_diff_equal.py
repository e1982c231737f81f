"""What means the same is no difference, however it is written."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.diff.change import Change, Topic
from rocksolid.diff.compare import of_topic
from rocksolid.verify.document import get

from sides import SHOP, sides

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("snapshots/*.yaml"), *ROOT.glob("tests/broken/*.yaml")])
MEANINGS: tuple[Topic, ...] = ("calls", "entrances", "hardening", "availability", "probes", "images", "resources")
TERSE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      volumes: [{name: tmp, emptyDir: {}}, {name: host, hostPath: {path: /var}}]
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]
      containers:
        - name: web
          image: nginx
          ports: [{name: http, containerPort: 8080}, {name: more, containerPort: 8081}]
          env: [{name: A, value: a}, {name: B, value: b}]
          readinessProbe: {httpGet: {port: http}}
          livenessProbe: {tcpSocket: {port: 8080}}
          lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}
          resources: {limits: {cpu: 1000m, memory: 1Gi}, requests: {cpu: 500m}}
          securityContext: {capabilities: {add: [SYS_ADMIN, NET_ADMIN], drop: [ALL]}}
        - {name: log, image: "registry.example.com/log:1", securityContext: {privileged: true}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchLabels: {app: web}}
  ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {}}], ports: [{port: http}, {port: 8081}]}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: default, namespace: shop}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web, namespace: shop}
rules: [{apiGroups: [""], resources: [pods, secrets], verbs: [get, list]}, {apiGroups: [apps], resources: ["*"], verbs: ["*"]}]
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{name: http, port: 80, targetPort: 8080}, {name: more, port: 8081}]}
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec: {parentRefs: [{name: public}], hostnames: [web.example.com], rules: [{backendRefs: [{name: web, port: 80}]}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: nginx
  tls: [{secretName: web}]
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
"""Objects that leave every default out; the pod is not hardened, so that it has something to lose."""
OBJECTS = list(yaml.safe_load_all(TERSE))
POD, WEB = (0, "spec", "template", "spec"), (0, "spec", "template", "spec", "containers", 0)
SAME: dict[tuple[str | int, ...], Any] = {
    (0, "spec", "replicas"): 1,
    (0, "spec", "minReadySeconds"): 0,
    (0, "spec", "strategy"): {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
    (*POD, "terminationGracePeriodSeconds"): 30,
    (*POD, "hostUsers"): True,
    (*POD, "hostNetwork"): False,
    (*POD, "shareProcessNamespace"): False,
    (*POD, "automountServiceAccountToken"): True,
    (*POD, "serviceAccountName"): "default",
    (*POD, "priorityClassName"): "",
    (*POD, "topologySpreadConstraints", 0, "whenUnsatisfiable"): "DoNotSchedule",
    (*POD, "topologySpreadConstraints", 0, "labelSelector"): {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]},
    (*WEB, "image"): "docker.io/library/nginx:latest",
    (*WEB, "imagePullPolicy"): "Always",
    (*WEB, "ports", 0, "protocol"): "TCP",
    (*WEB, "readinessProbe", "httpGet"): {"port": 8080, "path": "/", "scheme": "HTTP"},
    (*WEB, "readinessProbe", "periodSeconds"): 10,
    (*WEB, "readinessProbe", "failureThreshold"): 3,
    (*WEB, "readinessProbe", "timeoutSeconds"): 1,
    (*WEB, "livenessProbe", "tcpSocket", "port"): "http",
    (*WEB, "lifecycle", "preStop"): {"sleep": {"seconds": 5}},
    (*WEB, "resources", "limits"): {"memory": 1073741824, "cpu": 1},
    (*WEB, "resources", "requests"): {"cpu": 0.5, "memory": "1024Mi"},
    (*WEB, "securityContext", "readOnlyRootFilesystem"): False,
    (*WEB, "securityContext", "capabilities", "add"): ["NET_ADMIN", "SYS_ADMIN"],
    (*WEB, "startupProbe"): None,
    (1, "spec", "policyTypes"): ["Ingress"],
    (1, "spec", "ingress", 0, "ports", 0): {"port": 8080, "protocol": "TCP"},
    (1, "spec", "ingress", 0, "ports", 1): {"port": 8081, "endPort": 8081},
    (1, "spec", "ingress", 0, "from", 0, "ipBlock", "cidr"): "10.1.2.3/8",
    (2, "automountServiceAccountToken"): True,
    (3, "metadata", "labels"): {"pod-security.kubernetes.io/enforce": "privileged"},
    (4, "rules", 0, "verbs"): ["list", "get", "list"],
    (4, "rules", 1, "resources"): ["*", "deployments", "pods/exec"],
    (5, "spec", "ports", 0, "protocol"): "TCP",
    (5, "spec", "ports", 0, "targetPort"): "http",
    (5, "spec", "ports", 1, "targetPort"): "more",
    (5, "spec", "loadBalancerSourceRanges"): ["::/0", "0.0.0.0/0"],
    (6, "spec", "parentRefs", 0, "kind"): "Gateway",
    (6, "spec", "parentRefs", 0, "namespace"): "shop",
    (6, "spec", "rules", 0, "matches"): [{"path": {"type": "PathPrefix", "value": "/"}}],
    (6, "spec", "rules", 0, "backendRefs", 0, "namespace"): "shop",
    (7, "metadata", "annotations"): {"kubernetes.io/ingress.class": "nginx"},
    (7, "spec", "tls", 0, "hosts"): [],
    (7, "spec", "rules", 0, "http", "paths", 0, "pathType"): "ImplementationSpecific",
    (7, "spec", "rules", 0, "http", "paths", 0, "backend", "service", "port"): {"name": "http"},
}
"""By path from the list of the objects: what could stand there, and means what stands there, or what is meant where nothing does."""


def meanings(old: str, new: str) -> list[Change]:
    """What all topics about meaning say."""
    both = sides(old, new)
    return [change for topic in MEANINGS for change in of_topic(topic, both)]


def written(paths: set[tuple[str | int, ...]], seed: int) -> str:
    """The terse objects, with some of the other ways to write them, and their lists of things with names shuffled."""
    found = json.loads(json.dumps(OBJECTS))
    for path in sorted(paths, key=str):
        *before, last = path
        get(found, *before)[last] = SAME[path]
    _shuffle(found, random.Random(seed))  # noqa: S311  An order to test with.
    return "\n---\n".join(map(json.dumps, found))


def _shuffle(content: Any, order: random.Random) -> None:
    """Put lists of things into another order, where it has no meaning."""
    for inner in content.values() if isinstance(content, dict) else content if isinstance(content, list) else ():
        _shuffle(inner, order)
    if isinstance(content, list) and all(isinstance(one, dict) for one in content):
        order.shuffle(content)


@pytest.mark.parametrize("path", SAME, ids=lambda path: ".".join(map(str, path)))
def test_another_way_to_write_it_is_no_difference(path: tuple[str | int, ...]) -> None:
    """Each of these ways means what the terse one means, there and back."""
    assert meanings(TERSE, written({path}, 0)) == []
    assert meanings(written({path}, 0), TERSE) == []


@settings(deadline=None)
@given(st.sets(st.sampled_from(sorted(SAME, key=str))), st.sets(st.sampled_from(sorted(SAME, key=str))), st.integers(0, 99))
def test_no_two_ways_to_write_it_differ(some: set[tuple[str | int, ...]], others: set[tuple[str | int, ...]], seed: int) -> None:
    """Neither do they together, in whatever order lists and objects stand."""
    assert meanings(written(some, seed), written(others, seed + 1)) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_differs_from_itself(file: Path) -> None:
    """Neither our own output nor what is broken in some way."""
    text = file.read_text(encoding="utf-8")

    assert meanings(text, text) == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_nothing_raises_whatever_changes(file: Path) -> None:
    """Every one of them can be what the shop becomes, and what it was, and what is said is a line."""
    text = file.read_text(encoding="utf-8")

    assert [change for change in (*meanings(SHOP, text), *meanings(text, SHOP)) if "\n" in change.message or not change.message] == []


def _paths(content: Any, walked: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    for step, inner in content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ():
        yield (*walked, step)
        yield from _paths(inner, (*walked, step))


JUNK: tuple[Any, ...] = (
    None,
    "",
    "x",
    -1,
    0,
    1.5,
    True,
    [],
    {},
    [None],
    ["x"],
    [{}],
    [[]],
    {"x": None},
    {"name": []},
    10**30,
    "1e999",
    "9" * 50,
)
EVERYTHING = [*yaml.safe_load_all(SHOP), *OBJECTS]


@settings(deadline=None)
@given(st.sampled_from(sorted(_paths(EVERYTHING), key=str)), st.sampled_from(JUNK))
def test_nothing_raises_whatever_stands_anywhere(path: tuple[str | int, ...], junk: Any) -> None:
    """The objects are anybody's: any field may be of any type, on either side."""
    sound, found = (json.loads(json.dumps(EVERYTHING)) for _ in "ab")
    *before, last = path
    get(found, *before)[last] = junk
    old, new = ("\n---\n".join(map(json.dumps, some)) for some in (sound, found))

    assert [change for change in (*meanings(old, new), *meanings(new, old)) if "\n" in change.message] == []
