import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rocksolid.diff.change import Change
from rocksolid.diff.compare import of_topic
from rocksolid.diff.pairs import pairs
from rocksolid.diff.updates import predicted
from rocksolid.diff.updates.leftovers import Manager

from shop import GONE, Tree, put
from sides import sides

VERDICTS: list[Tree] = [
    json.loads(line) for line in (Path(__file__).parent / "data" / "live-updates.jsonl").read_text(encoding="utf-8").splitlines()
]
COMPARED = {"spec.clusterIPs[0]": "spec.clusterIP"}
"""The server compares the list of addresses that it keeps beside the field."""


def one(api_version: str, kind: str, **content: Any) -> Tree:
    """An object called `it`."""
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "it"}, **content}


def template(**spec: Any) -> Tree:
    """A pod template with one container."""
    return {"metadata": {"labels": {"app": "it"}}, "spec": {"containers": [{"name": "it", "image": "registry/it:1"}], **spec}}


SELECTOR = {"matchLabels": {"app": "it"}}
DEPLOYMENT = one("apps/v1", "Deployment", spec={"replicas": 3, "selector": SELECTOR, "template": template()})
STATEFUL_SET = one("apps/v1", "StatefulSet", spec={"replicas": 3, "serviceName": "it", "selector": SELECTOR, "template": template()})
DAEMON_SET = one("apps/v1", "DaemonSet", spec={"selector": SELECTOR, "template": template()})
JOB = one("batch/v1", "Job", spec={"template": template(restartPolicy="Never")})
POD = one("v1", "Pod", **template())
SERVICE = one("v1", "Service", spec={"selector": {"app": "it"}, "ports": [{"name": "http", "port": 80}]})
SIZE = {"requests": {"storage": "1Gi"}}
CLAIM = one("v1", "PersistentVolumeClaim", spec={"accessModes": ["ReadWriteOnce"], "resources": SIZE})
BUDGET = one("policy/v1", "PodDisruptionBudget", spec={"maxUnavailable": 1, "selector": SELECTOR})
VOLUME = one("v1", "PersistentVolume", spec={"capacity": {"storage": "1Gi"}, "nfs": {"server": "a", "path": "/"}})


def text(documents: Sequence[Tree]) -> str:
    """Objects as a stream of YAML."""
    return "\n---\n".join(map(json.dumps, documents))


def with_(tree: Tree, **fields: Any) -> Tree:
    """An object with other values at paths, whose words are written with `__` between them."""
    changed = copy.deepcopy(tree)
    for path, value in fields.items():
        put(changed, path.replace("__", " "), value)
    return changed


def prediction(old: Tree, new: Tree, manager: Manager = "same") -> list[Change]:
    """What is said of one object."""
    ((before, after),) = sides(text([old]), text([new])).both
    return list(predicted(before, after, manager))


def effects(changes: Sequence[Change]) -> list[tuple[str, str]]:
    """The effect and the path of each change."""
    return [(change.effect, change.path) for change in changes]


def said(old: Sequence[Tree], new: Sequence[Tree]) -> list[Change]:
    """What is said of two states."""
    return list(of_topic("updates", sides(text(old), text(new))))


def stated(verdict: Tree) -> tuple[Tree, Tree, Manager]:
    """The objects of a verdict, and who applied the first one.

    Two verdicts keep no manifests. Of the one, the result is kept: a container port of the same name with another number, applied by
    the same manager. Of the other, the message says that a `rollingUpdate` stayed beside Recreate: that happens where nobody wrote
    one, so the old Deployment says nothing about its strategy.
    """
    missing = {
        "ssa-port-number-changed-same-manager": (
            with_(DEPLOYMENT, spec__template__spec__containers__0__ports=[{"name": "http", "containerPort": 8080}]),
            with_(DEPLOYMENT, spec__template__spec__containers__0__ports=verdict.get("ports")),
        ),
        "ssa-strategy-rolling-to-recreate": (DEPLOYMENT, with_(DEPLOYMENT, spec__strategy={"type": "Recreate"})),
    }
    before, after = missing.get(verdict["name"]) or (verdict["before"], verdict["after"])
    return before, after, "other" if verdict["name"].endswith("other-manager") else "same"


@pytest.mark.parametrize("verdict", VERDICTS, ids=[verdict["name"] for verdict in VERDICTS])
def test_predicts_the_verdict_of_a_real_server(verdict: Tree) -> None:
    """An update is said to be refused if and only if a real server refused it, and the field is the one that it named."""
    refused = [change for change in prediction(*stated(verdict)) if change.effect == "refused"]

    assert bool(refused) is not verdict["accepted"]
    if refused:
        field = verdict["message"].partition(" is invalid: ")[2].partition(": ")[0]
        assert {change.path[: len(COMPARED.get(field, field))] for change in refused} == {COMPARED.get(field, field)}


REFUSED: dict[str, tuple[Tree, Tree, str]] = {
    "selector of a DaemonSet": (DAEMON_SET, with_(DAEMON_SET, spec__selector__matchLabels__app="other"), "spec.selector.matchLabels.app"),
    "selector of a StatefulSet": (STATEFUL_SET, with_(STATEFUL_SET, spec__selector__matchLabels__app="x"), "spec.selector.matchLabels.app"),
    "labels that nothing selects": (
        DEPLOYMENT,
        with_(DEPLOYMENT, spec__template__metadata__labels={"app": "fe"}),
        "spec.template.metadata.labels.app",
    ),
    "size of a set's claims": (
        with_(STATEFUL_SET, spec__volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": {"resources": SIZE}}]),
        with_(STATEFUL_SET, spec__volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": {}}]),
        "spec.volumeClaimTemplates[0].spec",
    ),
    "governing Service": (STATEFUL_SET, with_(STATEFUL_SET, spec__serviceName="other"), "spec.serviceName"),
    "mode of a Job": (JOB, with_(JOB, spec__completionMode="Indexed", spec__completions=1), "spec.completionMode"),
    "completions of a Job": (JOB, with_(JOB, spec__completions=2), "spec.completions"),
    "completions alone of an indexed Job": (
        with_(JOB, spec__completionMode="Indexed", spec__completions=2, spec__parallelism=2),
        with_(JOB, spec__completionMode="Indexed", spec__completions=3, spec__parallelism=2),
        "spec.completions",
    ),
    "where a running Job runs": (
        JOB,
        with_(JOB, spec__template__spec__nodeSelector={"disk": "fast"}),
        "spec.template.spec.nodeSelector",
    ),
    "image of a suspended Job": (
        with_(JOB, spec__suspend=True),
        with_(JOB, spec__suspend=True, spec__template__spec__containers__0__image="registry/it:2"),
        "spec.template.spec.containers[name=it].image",
    ),
    "limit from which a request follows": (
        with_(JOB, spec__template__spec__containers__0__resources={"limits": {"cpu": 1}}),
        with_(JOB, spec__template__spec__containers__0__resources={"limits": {"cpu": 2}}),
        "spec.template.spec.containers[name=it].resources.limits.cpu",
    ),
    "command of a pod": (POD, with_(POD, spec__containers__0__command=["sh"]), "spec.containers[name=it].command"),
    "less tolerations of a pod": (with_(POD, spec__tolerations=[{"key": "a"}]), with_(POD, spec__tolerations=[]), "spec.tolerations"),
    "later deadline of a pod": (
        with_(POD, spec__activeDeadlineSeconds=5),
        with_(POD, spec__activeDeadlineSeconds=6),
        "spec.activeDeadlineSeconds",
    ),
    "family of a Service": (
        with_(SERVICE, spec__ipFamilies=["IPv4"]),
        with_(SERVICE, spec__ipFamilies=["IPv6", "IPv4"]),
        "spec.ipFamilies[0]",
    ),
    "other address": (with_(SERVICE, spec__clusterIP="10.0.0.1"), with_(SERVICE, spec__clusterIP="10.0.0.2"), "spec.clusterIP"),
    "address for a headless Service": (
        with_(SERVICE, spec__clusterIP="None"),
        with_(SERVICE, spec__clusterIP="10.0.0.2"),
        "spec.clusterIP",
    ),
    "balancer before a headless Service": (with_(SERVICE, spec__clusterIP="None"), with_(SERVICE, spec__type="LoadBalancer"), "spec.type"),
    "class of a balancer": (
        with_(SERVICE, spec__type="LoadBalancer"),
        with_(SERVICE, spec__type="LoadBalancer", spec__loadBalancerClass="example.com/it"),
        "spec.loadBalancerClass",
    ),
    "port of health checks": (
        with_(SERVICE, spec__type="LoadBalancer", spec__externalTrafficPolicy="Local", spec__healthCheckNodePort=30001),
        with_(SERVICE, spec__type="LoadBalancer", spec__externalTrafficPolicy="Local", spec__healthCheckNodePort=30002),
        "spec.healthCheckNodePort",
    ),
    "seal": (one("v1", "ConfigMap", immutable=True), one("v1", "ConfigMap", immutable=False), "immutable"),
    "data that come to what is sealed": (
        one("v1", "ConfigMap", immutable=True),
        one("v1", "ConfigMap", immutable=True, binaryData={"a": "YQ=="}),
        "binaryData.a",
    ),
    "sealed Secret": (
        one("v1", "Secret", immutable=True, data={"a": "YQ=="}),
        one("v1", "Secret", immutable=True, stringData={"a": "b"}),
        "data.a",
    ),
    "sealed Secret that is no base64": (
        one("v1", "Secret", immutable=True, data={"a": "x"}),
        one("v1", "Secret", immutable=True, data={"a": "y"}),
        "data.a",
    ),
    "type of a Secret, no longer written": (one("v1", "Secret", type="example.com/x"), one("v1", "Secret"), "type"),
    "class of a claim": (with_(CLAIM, spec__storageClassName="slow"), with_(CLAIM, spec__storageClassName="fast"), "spec.storageClassName"),
    "source of a volume": (VOLUME, with_(VOLUME, spec__nfs__server="b"), "spec.nfs.server"),
    "another source of a volume": (VOLUME, with_(VOLUME, spec__nfs=GONE, spec__hostPath={"path": "/"}), "spec"),
    "role of a ClusterRoleBinding": (
        one("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", roleRef={"kind": "ClusterRole", "name": "a"}),
        one("rbac.authorization.k8s.io/v1", "ClusterRoleBinding", roleRef={"kind": "ClusterRole", "name": "b"}),
        "roleRef.name",
    ),
    "provisioner": (
        one("storage.k8s.io/v1", "StorageClass", provisioner="a", parameters={"x": "1"}),
        one("storage.k8s.io/v1", "StorageClass", provisioner="a", parameters={"x": "2"}),
        "parameters.x",
    ),
    "priority": (one("scheduling.k8s.io/v1", "PriorityClass", value=1), one("scheduling.k8s.io/v1", "PriorityClass", value=2), "value"),
    "handler before OnDelete": (
        STATEFUL_SET,
        with_(STATEFUL_SET, spec__updateStrategy={"type": "OnDelete"}),
        "spec.updateStrategy.rollingUpdate",
    ),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_says_what_the_server_refuses(case: tuple[Tree, Tree, str]) -> None:
    """What the server's validation of updates does not let through is said to be refused, at its field, with a way out."""
    old, new, path = case
    refused = [change for change in prediction(old, new) if change.effect == "refused"]

    assert [change.path for change in refused] == [path]
    assert refused[0].hint


TAKEN: dict[str, tuple[Tree, Tree]] = {
    "defaults of a Service": (
        SERVICE,
        with_(SERVICE, spec__type="ClusterIP", spec__ports__0__protocol="TCP", spec__sessionAffinity="None"),
    ),
    "address that is no longer written": (with_(SERVICE, spec__clusterIP="10.0.0.1"), SERVICE),
    "second family": (with_(SERVICE, spec__ipFamilies=["IPv4"]), with_(SERVICE, spec__ipFamilies=["IPv4", "IPv6"])),
    "name outside that becomes an address": (
        one("v1", "Service", spec={"type": "ExternalName", "externalName": "example.com"}),
        with_(SERVICE, spec__clusterIP="None"),
    ),
    "class of a new balancer": (SERVICE, with_(SERVICE, spec__type="LoadBalancer", spec__loadBalancerClass="example.com/it")),
    "order of a StatefulSet's pods": (STATEFUL_SET, with_(STATEFUL_SET, spec__podManagementPolicy="OrderedReady")),
    "size in other words": (
        with_(STATEFUL_SET, spec__volumeClaimTemplates=[{"metadata": {"name": "d"}, "spec": {"resources": SIZE}}]),
        with_(
            STATEFUL_SET,
            spec__volumeClaimTemplates=[
                {
                    "apiVersion": "v1",
                    "kind": "PersistentVolumeClaim",
                    "metadata": {"name": "d", "creationTimestamp": None},
                    "spec": {"volumeMode": "Filesystem", "resources": {"requests": {"storage": "1024Mi"}}},
                }
            ],
        ),
    ),
    "what may change of a StatefulSet": (
        STATEFUL_SET,
        with_(STATEFUL_SET, spec__replicas=4, spec__minReadySeconds=5, spec__revisionHistoryLimit=3, spec__ordinals={"start": 1}),
    ),
    "defaults of a Job's template": (
        JOB,
        with_(
            JOB,
            spec__completions=1,
            spec__completionMode="NonIndexed",
            spec__template__spec__dnsPolicy="ClusterFirst",
            spec__template__spec__securityContext={},
            spec__template__spec__containers__0__imagePullPolicy="IfNotPresent",
            spec__template__spec__containers__0__terminationMessagePolicy="File",
        ),
    ),
    "requests that follow from limits": (
        with_(JOB, spec__template__spec__containers__0__resources={"limits": {"cpu": 1}}),
        with_(JOB, spec__template__spec__containers__0__resources={"limits": {"cpu": "1"}, "requests": {"cpu": "1000m"}}),
    ),
    "where a suspended Job is to run": (
        with_(JOB, spec__suspend=True),
        with_(
            JOB,
            spec__suspend=False,
            spec__template__metadata__annotations={"queue": "a"},
            spec__template__spec__nodeSelector={"disk": "fast"},
            spec__template__spec__affinity={"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}},
        ),
    ),
    "indexed Job that grows": (
        with_(JOB, spec__completionMode="Indexed", spec__completions=2, spec__parallelism=2),
        with_(JOB, spec__completionMode="Indexed", spec__completions=3, spec__parallelism=3),
    ),
    "what may change of a Job": (JOB, with_(JOB, spec__parallelism=0, spec__ttlSecondsAfterFinished=5, spec__activeDeadlineSeconds=9)),
    "image of a pod": (POD, with_(POD, spec__containers__0__image="registry/it:2")),
    "more tolerations and an earlier deadline": (
        with_(POD, spec__tolerations=[{"key": "a"}], spec__activeDeadlineSeconds=9),
        with_(POD, spec__tolerations=[{"key": "a"}, {"key": "b"}], spec__activeDeadlineSeconds=5),
    ),
    "gate that opens": (with_(POD, spec__schedulingGates=[{"name": "a"}]), POD),
    "claim in other words": (CLAIM, with_(CLAIM, spec__resources__requests__storage="1073741824", spec__volumeMode="Filesystem")),
    "volume of a claim": (CLAIM, with_(CLAIM, spec__volumeName="pv-1", spec__volumeAttributesClassName="gold")),
    "capacity of a volume": (VOLUME, with_(VOLUME, spec__capacity__storage="2Gi", spec__nodeAffinity={"required": {}})),
    "open ConfigMap": (one("v1", "ConfigMap", data={"a": "b"}), one("v1", "ConfigMap", data={"a": "c"}, immutable=True)),
    "same secret in other letters": (
        one("v1", "Secret", immutable=True, data={"a": "YQ=="}),
        one("v1", "Secret", immutable=True, type="Opaque", stringData={"a": "a"}),
    ),
    "group of a role": (
        one("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef={"kind": "Role", "name": "a"}),
        one("rbac.authorization.k8s.io/v1", "RoleBinding", roleRef={"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "a"}),
    ),
    "strategy that was written": (
        with_(DEPLOYMENT, spec__strategy={"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}),
        with_(DEPLOYMENT, spec__strategy={"type": "Recreate"}),
    ),
}


@pytest.mark.parametrize("case", TAKEN.values(), ids=TAKEN)
def test_says_nothing_of_what_the_server_takes(case: tuple[Tree, Tree]) -> None:
    """What may change, and what the server would have filled in itself, is not said to be refused."""
    assert [change for change in prediction(*case) if change.effect == "refused"] == []


def test_another_manager_s_strategy_stays() -> None:
    """A `rollingUpdate` that one manager wrote goes when it no longer writes it, and stays when another one says Recreate."""
    old, new = TAKEN["strategy that was written"]

    assert effects(prediction(old, new, "other")) == [("refused", "spec.strategy.rollingUpdate")]


HTTP = with_(DEPLOYMENT, spec__template__spec__containers__0__readinessProbe={"httpGet": {"port": 80}})
VALUE = with_(DEPLOYMENT, spec__template__spec__containers__0__env=[{"name": "A", "value": "a"}])
STORE = with_(DEPLOYMENT, spec__template__spec__volumes=[{"name": "data", "emptyDir": {}}])
CONTAINER = "spec.template.spec.containers[name=it]"
COLLIDING: dict[str, tuple[Tree, Tree, str]] = {
    "budget": (BUDGET, with_(BUDGET, spec__maxUnavailable=GONE, spec__minAvailable=1), "spec.minAvailable"),
    "name of a port": (SERVICE, with_(SERVICE, spec__ports__0__port=8080), "spec.ports[port=8080]"),
    "probe": (
        HTTP,
        with_(DEPLOYMENT, spec__template__spec__containers__0__readinessProbe={"tcpSocket": {"port": 80}}),
        f"{CONTAINER}.readinessProbe.tcpSocket",
    ),
    "variable": (
        VALUE,
        with_(
            DEPLOYMENT, spec__template__spec__containers__0__env=[{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}}]
        ),
        f"{CONTAINER}.env[name=A].valueFrom",
    ),
    "volume": (
        STORE,
        with_(DEPLOYMENT, spec__template__spec__volumes=[{"name": "data", "configMap": {"name": "it"}}]),
        "spec.template.spec.volumes[name=data].configMap",
    ),
}


@pytest.mark.parametrize("case", COLLIDING.values(), ids=COLLIDING)
def test_what_must_not_stand_together(case: tuple[Tree, Tree, str]) -> None:
    """Of two managers both things stay and are refused; of one, the old thing goes, and the risk is said once."""
    old, new, path = case

    assert [change.path for change in prediction(old, new, "other") if change.effect == "refused"] == [path]
    same = [change for change in prediction(old, new) if "another field manager" in change.message]
    assert effects(same) == [("changes", path)]
    assert prediction(new, new, "other") == []


ROLLOUTS: dict[str, tuple[Tree, str, str]] = {
    "step by step": (DEPLOYMENT, "changes", "step by step"),
    "all at once": (with_(DEPLOYMENT, spec__strategy={"type": "Recreate"}), "disrupts", "all of its pods stop before"),
    "one pod that may go first": (
        with_(DEPLOYMENT, spec__replicas=1, spec__strategy={"rollingUpdate": {"maxUnavailable": 1}}),
        "disrupts",
        "its only pod may stop",
    ),
    "a quarter of one pod is none": (
        with_(DEPLOYMENT, spec__replicas=1, spec__strategy={"rollingUpdate": {"maxUnavailable": "25%"}}),
        "changes",
        "step by step",
    ),
    "all of three": (
        with_(DEPLOYMENT, spec__strategy={"rollingUpdate": {"maxUnavailable": "100%"}}),
        "disrupts",
        "all of its pods may stop",
    ),
    "all nodes at once": (
        with_(DAEMON_SET, spec__updateStrategy={"rollingUpdate": {"maxUnavailable": "100%"}}),
        "disrupts",
        "all of its pods",
    ),
    "paused": (with_(DEPLOYMENT, spec__paused=True), "changes", "while it is paused"),
    "one pod": (with_(DEPLOYMENT, spec__replicas=1), "changes", "step by step"),
    "one by one": (STATEFUL_SET, "changes", "one by one, each stopped before"),
    "the only one": (with_(STATEFUL_SET, spec__replicas=1), "disrupts", "its only pod stops"),
    "from a number on": (with_(STATEFUL_SET, spec__updateStrategy={"rollingUpdate": {"partition": 2}}), "changes", "from number 2 on"),
    "by hand": (with_(STATEFUL_SET, spec__updateStrategy={"type": "OnDelete"}), "changes", "when somebody deletes it"),
    "node by node": (DAEMON_SET, "changes", "node by node"),
    "by hand on nodes": (with_(DAEMON_SET, spec__updateStrategy={"type": "OnDelete"}), "changes", "when somebody deletes it"),
    "later ones": (one("apps/v1", "ReplicaSet", spec=DAEMON_SET["spec"]), "changes", "only later ones are new"),
}


@pytest.mark.parametrize("case", ROLLOUTS.values(), ids=ROLLOUTS)
def test_says_how_pods_are_replaced(case: tuple[Tree, str, str]) -> None:
    """A changed template is one line for its workload, which says how its pods go over to it and which field makes them."""
    old, effect, how = case
    (change,) = prediction(old, with_(old, spec__template__spec__containers__0__image="registry/it:2"))

    assert (change.effect, change.path) == (effect, "spec.template")
    assert how in change.message
    assert "spec.containers[name=it].image" in change.message


def test_what_has_no_pods_rolls_none() -> None:
    """Where no pod is wanted, none is replaced."""
    none = with_(DEPLOYMENT, spec__replicas=0)

    assert prediction(none, with_(none, spec__template__spec__containers__0__image="registry/it:2")) == []


@pytest.mark.parametrize("tree", [DEPLOYMENT, STATEFUL_SET, DAEMON_SET], ids=lambda tree: tree["kind"])
def test_defaults_roll_nothing(tree: Tree) -> None:
    """A template that says what the server fills in anyway is the same template."""
    assert (
        prediction(tree, with_(tree, spec__template__spec__restartPolicy="Always", spec__template__spec__terminationGracePeriodSeconds=30))
        == []
    )


OTHERS: dict[str, tuple[Tree, Tree, str, str]] = {
    "replicas for an autoscaler": (DEPLOYMENT, with_(DEPLOYMENT, spec__replicas=GONE), "disrupts", "spec.replicas"),
    "selector of a Service": (SERVICE, with_(SERVICE, spec__selector__app="other"), "disrupts", "spec.selector"),
    "balancer that goes": (with_(SERVICE, spec__type="LoadBalancer"), SERVICE, "disrupts", "spec.type"),
    "port of the nodes": (
        with_(SERVICE, spec__type="NodePort", spec__ports__0__nodePort=30001),
        with_(SERVICE, spec__type="NodePort", spec__ports__0__nodePort=30002),
        "disrupts",
        "spec.ports[0].nodePort",
    ),
    "headless for ever": (with_(SERVICE, spec__clusterIP="None"), SERVICE, "changes", "spec.clusterIP"),
    "claim that grows": (CLAIM, with_(CLAIM, spec__resources__requests__storage="2Gi"), "changes", "spec.resources.requests.storage"),
    "claims that go with their set": (
        STATEFUL_SET,
        with_(STATEFUL_SET, spec__persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        "loses-data",
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
    ),
    "claims of pods that go": (
        with_(STATEFUL_SET, spec__persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"}, spec__volumeClaimTemplates=[{}]),
        with_(
            STATEFUL_SET,
            spec__persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"},
            spec__volumeClaimTemplates=[{}],
            spec__replicas=2,
        ),
        "loses-data",
        "spec.replicas",
    ),
}


@pytest.mark.parametrize("case", OTHERS.values(), ids=OTHERS)
def test_says_what_one_does_not_expect(case: tuple[Tree, Tree, str, str]) -> None:
    """What the server takes but does otherwise than one may think is one line, at its field."""
    old, new, effect, path = case

    assert effects(prediction(old, new)) == [(effect, path)]


@pytest.mark.parametrize("number", [GONE, 1])
def test_one_pod_is_what_the_server_sets(number: Any) -> None:
    """A number of pods that is the server's own may go unsaid."""
    assert prediction(with_(DEPLOYMENT, spec__replicas=number), with_(DEPLOYMENT, spec__replicas=GONE)) == []


def test_replicas_are_handed_over_by_a_command() -> None:
    """The hint has the command for each way to apply, with the name and namespace of the object, to be pasted."""
    old = with_(DEPLOYMENT, metadata__namespace="shop")
    (change,) = prediction(old, with_(old, spec__replicas=GONE))

    assert "kubectl apply edit-last-applied deployment it -n shop" in change.hint
    manifest = change.hint.partition("echo '")[2].partition("'")[0]
    assert json.loads(manifest) == {**one("apps/v1", "Deployment", spec={"replicas": 3}), "metadata": {"name": "it", "namespace": "shop"}}


def test_a_command_is_quoted() -> None:
    """A name that means something to a shell is text in a command."""
    job = with_(JOB, metadata__name="a; rm -rf b")

    assert "kubectl delete job 'a; rm -rf b'" in prediction(job, with_(job, spec__completions=2))[0].hint


def test_a_secret_is_not_shown() -> None:
    """A refused change of a Secret says where, and nothing of what."""
    old, new = (one("v1", "Secret", immutable=True, stringData={"a": value}) for value in ("tell-nobody", "nor-this"))

    assert [change.message for change in prediction(old, new)] == [
        "data.a has another value; the server refuses it: it is sealed with `immutable: true`"
    ]


MOUNTING = with_(DEPLOYMENT, spec__template__spec__volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "it"}}])


def test_data_that_are_no_longer_mounted() -> None:
    """A workload that drops a claim starts without its data, which stay."""
    (lost, _) = prediction(MOUNTING, DEPLOYMENT)

    assert (lost.effect, lost.path) == ("loses-data", "spec.template.spec.volumes")


@pytest.mark.parametrize(("modes", "is_stuck"), [(["ReadWriteOnce"], True), (["ReadWriteOnce", "ReadWriteMany"], False), ([{}], False)])
def test_a_rollout_waits_for_its_volume(modes: list[Any], is_stuck: bool) -> None:  # noqa: FBT001
    """A new pod cannot mount a claim of one writer that the old pod holds, unless the old one goes first."""
    claim = with_(CLAIM, spec__accessModes=modes)
    new = with_(MOUNTING, spec__template__spec__containers__0__image="registry/it:2")
    recreated = with_(new, spec__strategy={"type": "Recreate"})

    assert any(change.path == "spec.strategy" for change in said([claim, MOUNTING], [claim, new])) is is_stuck
    assert "spec.strategy" not in {
        change.path for change in said([claim, recreated], [claim, with_(recreated, spec__template__spec__nodeName="a")])
    }


KEEPING = with_(STATEFUL_SET, spec__volumeClaimTemplates=[{"metadata": {"name": "data"}}])


def test_another_user_does_not_own_the_files() -> None:
    """Who runs as another user finds the files of the old one; without a claim there are none."""
    old, new = (with_(MOUNTING, spec__template__spec__securityContext={"runAsUser": user}) for user in (999, 1000))
    without = [with_(one, spec__template__spec__volumes=[]) for one in (old, new)]

    assert [change.message for change in prediction(old, new) if change.effect == "disrupts"] == [
        'container "it" ran as user 999, now runs as 1000: the files on its claims stay those of 999'
    ]
    assert [change.effect for change in prediction(without[0], without[1])] == ["changes"]


def test_a_namespace_takes_all_along() -> None:
    """What goes with a namespace is said once; what comes again elsewhere needs no command of its own."""
    space, other = ({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}} for name in ("shop", "other"))
    service, moved = (with_(SERVICE, metadata__namespace=name) for name in ("shop", "other"))

    assert [change.subject for change in said([space, service], [])] == ["Namespace/shop"]
    assert [(change.subject, change.hint) for change in said([space, service], [other, moved])][1] == ("shop/Service/it", "")


def test_one_command_deletes_what_goes_together() -> None:
    """Objects of one namespace of which the same is said have one hint."""
    services = [with_(SERVICE, metadata__name=name, metadata__namespace=space) for name, space in (("a", "x"), ("b", "x"), ("c", "y"))]

    assert [change.hint.partition(": ")[2] for change in said(services, [])] == [
        "kubectl delete service/a service/b -n x",
        "kubectl delete service/a service/b -n x",
        "kubectl delete service c -n y",
    ]


def test_a_system_that_moves_is_the_same_to_itself() -> None:
    """A workload in another namespace is compared with what it was, where it is the only one of its name."""
    moved = [with_(one, metadata__namespace="other") for one in (DEPLOYMENT, SERVICE)]
    system, there = (
        sides(text(old), text(new))
        for old, new in (([DEPLOYMENT, SERVICE], moved), ([DEPLOYMENT], [moved[0], with_(moved[0], metadata__namespace="x")]))
    )

    assert list(of_topic("calls", system)) == []
    assert len(system.once(pairs)) == 1
    assert there.once(pairs) == ()


GOING: dict[str, tuple[Tree, list[Tree], str, str]] = {
    "claim": (CLAIM, [], "loses-data", "with it goes its volume"),
    "namespace": (one("v1", "Namespace"), [], "loses-data", "every object in it"),
    "Service": (SERVICE, [], "disrupts", "finds its name no longer"),
    "Deployment": (DEPLOYMENT, [], "disrupts", "its pods stop"),
    "set without claims": (STATEFUL_SET, [], "disrupts", "its pods stop"),
    "set with claims": (with_(STATEFUL_SET, spec__volumeClaimTemplates=[{}]), [], "disrupts", "its claims stay behind"),
    "set that takes its claims along": (
        with_(STATEFUL_SET, spec__volumeClaimTemplates=[{}], spec__persistentVolumeClaimRetentionPolicy={"whenDeleted": "Delete"}),
        [],
        "loses-data",
        "its claims go with it",
    ),
    "other namespace": (CLAIM, [with_(CLAIM, metadata__namespace="other")], "loses-data", "moves to the namespace other"),
    "other kind": (DEPLOYMENT, [STATEFUL_SET], "disrupts", "becomes StatefulSet/it"),
    "namespace of what has no data": (
        DEPLOYMENT,
        [with_(DEPLOYMENT, metadata__namespace="other")],
        "disrupts",
        "stays until it is deleted",
    ),
    "namespace of a set with claims": (
        KEEPING,
        [with_(KEEPING, metadata__namespace="other")],
        "loses-data",
        "without the data in data-it-0",
    ),
    "name of a set with claims": (KEEPING, [with_(KEEPING, metadata__name="that")], "loses-data", "without the data in data-it-0"),
    "kind, with another claim": (
        KEEPING,
        [with_(MOUNTING, spec__template__spec__volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "fresh"}}])],
        "loses-data",
        "without the data in data-it-0",
    ),
    "kind, with the same claim": (
        KEEPING,
        [with_(MOUNTING, spec__template__spec__volumes=[{"name": "data", "persistentVolumeClaim": {"claimName": "data-it-0"}}])],
        "disrupts",
        "becomes Deployment/it",
    ),
    "other name": (
        DEPLOYMENT,
        [with_(DEPLOYMENT, metadata__name="that", spec__selector__matchLabels__app="that")],
        "disrupts",
        "is called that now",
    ),
}


@pytest.mark.parametrize("case", GOING.values(), ids=GOING)
def test_says_what_goes_with_an_object(case: tuple[Tree, list[Tree], str, str]) -> None:
    """An object that is no longer written says what deleting it loses, or where it comes again."""
    old, come, effect, what = case
    (change,) = said([old], come)

    assert change.effect == effect
    assert what in change.message
    assert f"kubectl delete {old['kind'].lower()} it" in change.hint


def test_a_budget_that_goes_loses_nothing_itself() -> None:
    """What an object means to others is said where these are looked at."""
    assert said([BUDGET, JOB], []) == []
