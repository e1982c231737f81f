"""Which fields of workloads, Services, Ingresses, policies and autoscalers a server refuses: each case is one change of a sound object."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.schedules import wrong
from rocksolid.verify.server.fields import twice
from rocksolid.verify.server.kinds import EVERY, KINDS
from rocksolid.verify.server.refusal import Refusal, field

from shop import Tree

GONE = object()
"""What stands in a case for a field that is taken away."""
LABELS = {"app": "web"}
POD: Tree = {"metadata": {"labels": LABELS}, "spec": {"containers": [{"name": "web", "image": "web:1.0.0"}]}}
ENDING: Tree = {**POD, "spec": {**POD["spec"], "restartPolicy": "Never"}}
KEPT: Tree = {"selector": {"matchLabels": LABELS}, "template": POD}
CLAIM: Tree = {
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}
SCALED: Tree = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "minReplicas": 2, "maxReplicas": 5}
METRIC: Tree = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}
QUEUE: Tree = {"type": "External", "external": {"metric": {"name": "queue"}, "target": {"type": "AverageValue", "averageValue": "30"}}}
PATH: Tree = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"name": "http"}}}}
CODES: Tree = {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [1, 42], "containerName": "web"}}
DISRUPTED: Tree = {"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}
SOUND: dict[str, Tree] = {
    "Deployment apps/v1": {"spec": {"replicas": 3, **KEPT}},
    "ReplicaSet apps/v1": {"spec": {"replicas": 3, **KEPT}},
    "ReplicationController v1": {"spec": {"replicas": 3, "selector": LABELS, "template": POD}},
    "StatefulSet apps/v1": {"spec": {"serviceName": "web", "replicas": 3, **KEPT}},
    "DaemonSet apps/v1": {"spec": KEPT},
    "Job batch/v1": {"spec": {"template": ENDING}},
    "CronJob batch/v1": {"spec": {"schedule": "30 4 * * *", "jobTemplate": {"spec": {"template": ENDING}}}},
    "HorizontalPodAutoscaler autoscaling/v2": {"spec": {**SCALED, "metrics": [METRIC]}},
    "HorizontalPodAutoscaler autoscaling/v1": {"spec": SCALED},
    "PodDisruptionBudget policy/v1": {"spec": {"maxUnavailable": 1, "selector": {"matchLabels": LABELS}}},
    "Service v1": {"spec": {"selector": LABELS, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}},
    "Ingress networking.k8s.io/v1": {
        "spec": {"ingressClassName": "nginx", "rules": [{"host": "shop.example.com", "http": {"paths": [PATH]}}]}
    },
    "IngressClass networking.k8s.io/v1": {"spec": {"controller": "example.com/ingress"}},
    "NetworkPolicy networking.k8s.io/v1": {
        "spec": {
            "podSelector": {"matchLabels": LABELS},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{"from": [{"podSelector": {}}], "ports": [{"port": "http", "protocol": "TCP"}]}],
            "egress": [{"to": [{"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}}], "ports": [{"port": 53, "endPort": 60}]}],
        }
    },
    "EndpointSlice discovery.k8s.io/v1": {
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["192.0.2.1"]}],
        "ports": [{"name": "http", "port": 80}],
    },
    "Endpoints v1": {"subsets": [{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"name": "http", "port": 80}]}]},
}
"""Objects that every server takes, by kind and version of its API."""


def made(sound: str, change: Tree) -> Tree:
    """Return a sound object with some fields changed, each by its path as the server writes it."""
    kind, version = sound.split()
    one: Tree = {"apiVersion": version, "kind": kind, "metadata": {"name": "web"}, **alone(SOUND[sound])}
    for path, value in change.items():
        *way, last = [int(step) if step.isdecimal() else step for step in re.findall(r"[^.[\]]+", path)]
        inner: Any = one
        for step in way:
            inner = inner[step] if isinstance(step, int) else inner.setdefault(step, {})
        if value is GONE:
            del inner[last]
        elif last == len(inner):
            inner.append(alone(value))
        else:
            inner[last] = alone(value)
    return one


def alone(tree: Any) -> Any:
    """Return a copy that shares nothing, not even within itself."""
    return json.loads(json.dumps(tree))


def refusals(one: Tree, minor: int = 36) -> list[Refusal]:
    """Return what a server refuses in an object."""
    return [found for rule in (*EVERY, *KINDS[one["apiVersion"], one["kind"]]) for found in rule(one, minor)]


def refused(sound: str, change: Tree, minor: int = 36) -> list[str]:
    """Return the fields for which a server refuses a changed object itself, in the order of the alphabet."""
    return sorted({field(found.path) for found in refusals(made(sound, change), minor) if found.stage == "object"})


@pytest.mark.parametrize("sound", SOUND)
@pytest.mark.parametrize("minor", [25, 30, 34, 36, 37])
def test_sound_objects_are_taken(sound: str, minor: int) -> None:
    """Nothing is said about an object that every server takes."""
    assert refusals(made(sound, {}), minor) == []


ROLLING, UPDATE = "spec.strategy.rollingUpdate", "spec.updateStrategy.rollingUpdate"
WORKLOADS = [
    ("Deployment apps/v1", {"spec.replicas": -1}, "spec.replicas"),
    ("Deployment apps/v1", {"spec.replicas": 2**31}, "spec.replicas"),
    ("Deployment apps/v1", {"spec.replicas": 0}, ""),
    ("Deployment apps/v1", {"spec.revisionHistoryLimit": -1}, "spec.revisionHistoryLimit"),
    ("Deployment apps/v1", {"spec.minReadySeconds": -1}, "spec.minReadySeconds"),
    ("Deployment apps/v1", {"spec.minReadySeconds": 600}, "spec.progressDeadlineSeconds"),
    ("Deployment apps/v1", {"spec.minReadySeconds": 600, "spec.progressDeadlineSeconds": 601}, ""),
    ("Deployment apps/v1", {"spec.progressDeadlineSeconds": 0}, "spec.progressDeadlineSeconds"),
    ("Deployment apps/v1", {"spec.strategy.type": "recreate"}, "spec.strategy"),
    ("Deployment apps/v1", {"spec.strategy.type": "Recreate"}, ""),
    ("Deployment apps/v1", {"spec.strategy.type": "Recreate", f"{ROLLING}.maxSurge": 1}, ROLLING),
    ("Deployment apps/v1", {f"{ROLLING}.maxSurge": "150%"}, ""),
    ("Deployment apps/v1", {f"{ROLLING}.maxUnavailable": "150%"}, f"{ROLLING}.maxUnavailable"),
    ("Deployment apps/v1", {f"{ROLLING}.maxUnavailable": -1}, f"{ROLLING}.maxUnavailable"),
    ("Deployment apps/v1", {f"{ROLLING}.maxSurge": "1", f"{ROLLING}.maxUnavailable": 0}, f"{ROLLING}.maxSurge"),
    ("Deployment apps/v1", {f"{ROLLING}.maxSurge": 0}, ""),
    ("Deployment apps/v1", {f"{ROLLING}.maxSurge": "0%", f"{ROLLING}.maxUnavailable": 0}, f"{ROLLING}.maxUnavailable"),
    ("Deployment apps/v1", {"spec.selector": {}}, "spec.selector"),
    ("Deployment apps/v1", {"spec.selector.matchLabels.app": "b c"}, "spec.selector.matchLabels"),
    ("Deployment apps/v1", {"spec.template.spec.restartPolicy": "Never"}, "spec.template.spec.restartPolicy"),
    ("Deployment apps/v1", {"spec.template.spec.activeDeadlineSeconds": 9}, "spec.template.spec.activeDeadlineSeconds"),
    ("Deployment apps/v1", {"spec.template.metadata.labels.app": "a b"}, "spec.template.labels spec.template.metadata.labels"),
    ("ReplicaSet apps/v1", {"spec.replicas": -1}, "spec.replicas"),
    ("ReplicaSet apps/v1", {"spec.template": {}}, "spec.template.metadata.labels spec.template.spec.containers"),
    ("ReplicaSet apps/v1", {"spec": GONE}, "spec.selector"),
    ("Deployment apps/v1", {"spec": GONE}, "spec.selector"),
    ("Deployment apps/v1", {"spec.template.spec": GONE}, "spec.template.spec.containers"),
    ("DaemonSet apps/v1", {"spec": GONE}, "spec.selector"),
    ("StatefulSet apps/v1", {"spec": GONE}, "spec.selector"),
    ("ReplicationController v1", {"spec.minReadySeconds": -1}, "spec.minReadySeconds"),
    ("ReplicationController v1", {"spec.selector": GONE}, ""),
    ("ReplicationController v1", {"spec.selector": GONE, "spec.template.metadata.labels": GONE}, "spec.selector"),
    ("ReplicationController v1", {"spec.template.spec.restartPolicy": "OnFailure"}, "spec.template.spec.restartPolicy"),
    ("DaemonSet apps/v1", {"spec.minReadySeconds": -1}, "spec.minReadySeconds"),
    ("DaemonSet apps/v1", {"spec.updateStrategy.type": "Recreate"}, "spec.updateStrategy"),
    ("DaemonSet apps/v1", {"spec.updateStrategy.type": "OnDelete", f"{UPDATE}.maxSurge": 1}, ""),
    ("DaemonSet apps/v1", {f"{UPDATE}.maxSurge": 1}, f"{UPDATE}.maxSurge"),
    ("DaemonSet apps/v1", {f"{UPDATE}.maxSurge": "10%", f"{UPDATE}.maxUnavailable": 0}, ""),
    ("DaemonSet apps/v1", {f"{UPDATE}.maxSurge": "110%", f"{UPDATE}.maxUnavailable": 0}, f"{UPDATE}.maxSurge"),
    ("DaemonSet apps/v1", {f"{UPDATE}.maxUnavailable": "0%"}, f"{UPDATE}.maxUnavailable"),
    ("StatefulSet apps/v1", {"spec.podManagementPolicy": "parallel"}, "spec.podManagementPolicy"),
    ("StatefulSet apps/v1", {"spec.serviceName": "db_1"}, "spec.serviceName"),
    ("StatefulSet apps/v1", {"spec.ordinals.start": -1}, "spec.ordinals.start"),
    ("StatefulSet apps/v1", {"spec.revisionHistoryLimit": -1}, "spec.revisionHistoryLimit"),
    ("StatefulSet apps/v1", {f"{UPDATE}.partition": -1}, f"{UPDATE}.partition"),
    ("StatefulSet apps/v1", {f"{UPDATE}.maxUnavailable": 0}, ""),
    ("StatefulSet apps/v1", {"spec.updateStrategy.type": "Recreate"}, "spec.updateStrategy"),
    ("StatefulSet apps/v1", {"spec.updateStrategy.type": "OnDelete", f"{UPDATE}.partition": 1}, UPDATE),
    ("StatefulSet apps/v1", {"spec.persistentVolumeClaimRetentionPolicy.whenScaled": "Keep"}, "spec.persistentVolumeClaimRetentionPolicy.whenScaled"),
    ("StatefulSet apps/v1", {"spec.template.spec.restartPolicy": "OnFailure"}, "spec.template.spec.restartPolicy"),
]  # fmt: skip
TEMPLATE, INDEXED = "spec.template.metadata.labels", {"spec.completionMode": "Indexed", "spec.completions": 5}
FAILURES, SUCCESSES = "spec.podFailurePolicy.rules", "spec.successPolicy.rules"
JOBS = [
    *(("Job batch/v1", {f"spec.{name}": -1}, f"spec.{name}") for name in ("parallelism", "completions", "backoffLimit", "ttlSecondsAfterFinished", "activeDeadlineSeconds")),
    ("Job batch/v1", {"spec.completionMode": "indexed"}, "spec.completionMode"),
    ("Job batch/v1", {"spec.completionMode": ""}, "spec.completionMode"),
    ("Job batch/v1", {"spec.completionMode": "Indexed"}, "spec.completions"),
    ("Job batch/v1", {"spec.podReplacementPolicy": ""}, "spec.podReplacementPolicy"),
    ("Job batch/v1", {**INDEXED, "metadata.name": "a" * 62}, "metadata.name"),
    ("Job batch/v1", {**INDEXED, "metadata.name": "a" * 61}, ""),
    ("Job batch/v1", {**INDEXED, "spec.parallelism": 100_001}, "spec.parallelism"),
    ("Job batch/v1", {"spec.backoffLimitPerIndex": 1}, "spec.backoffLimitPerIndex"),
    ("Job batch/v1", {**INDEXED, "spec.maxFailedIndexes": 1}, "spec.backoffLimitPerIndex"),
    ("Job batch/v1", {**INDEXED, "spec.maxFailedIndexes": 6, "spec.backoffLimitPerIndex": 1}, "spec.maxFailedIndexes"),
    ("Job batch/v1", {**INDEXED, "spec.completions": 100_001, "spec.backoffLimitPerIndex": 1}, "spec.maxFailedIndexes"),
    ("Job batch/v1", {"spec.managedBy": "kueue"}, "spec.managedBy"),
    ("Job batch/v1", {"spec.managedBy": "kueue.x-k8s.io/" + "a" * 60}, "spec.managedBy"),
    ("Job batch/v1", {"spec.managedBy": "kueue.x-k8s.io/multikueue"}, ""),
    ("Job batch/v1", {"spec.template.spec.restartPolicy": "Always"}, "spec.template.spec.restartPolicy"),
    ("Job batch/v1", {"spec.template.spec.restartPolicy": GONE}, "spec.template.spec.restartPolicy"),
    ("Job batch/v1", {FAILURES: [DISRUPTED], "spec.template.spec.restartPolicy": "OnFailure"}, "spec.template.spec.restartPolicy"),
    ("Job batch/v1", {FAILURES: [DISRUPTED], "spec.podReplacementPolicy": "TerminatingOrFailed"}, "spec.podReplacementPolicy"),
    ("Job batch/v1", {"spec.podReplacementPolicy": "TerminatingOrFailed"}, ""),
    ("Job batch/v1", {FAILURES: [DISRUPTED, CODES]}, ""),
    ("Job batch/v1", {FAILURES: []}, ""),
    ("Job batch/v1", {FAILURES: [CODES] * 21}, FAILURES),
    ("Job batch/v1", {FAILURES: [{**CODES, **DISRUPTED}]}, f"{FAILURES}[0]"),
    ("Job batch/v1", {FAILURES: [{"action": "Count"}]}, f"{FAILURES}[0]"),
    ("Job batch/v1", {FAILURES: [{**CODES, "action": "Fail"}]}, f"{FAILURES}[0].action"),
    ("Job batch/v1", {FAILURES: [{**CODES, "action": "FailIndex"}]}, f"{FAILURES}[0].action"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.containerName": "api"}, f"{FAILURES}[0].onExitCodes.containerName"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.operator": "Is"}, f"{FAILURES}[0].onExitCodes.operator"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.values": []}, f"{FAILURES}[0].onExitCodes.values"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.values": [0, 1]}, f"{FAILURES}[0].onExitCodes.values[0]"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.values": [1, 1]}, f"{FAILURES}[0].onExitCodes.values[1]"),
    ("Job batch/v1", {FAILURES: [CODES], f"{FAILURES}[0].onExitCodes.values": [2, 1]}, f"{FAILURES}[0].onExitCodes.values"),
    ("Job batch/v1", {FAILURES: [DISRUPTED], f"{FAILURES}[0].onPodConditions[0].type": "a b"}, f"{FAILURES}[0].onPodConditions[0].type"),
    ("Job batch/v1", {FAILURES: [DISRUPTED], f"{FAILURES}[0].onPodConditions[0].status": "true"}, f"{FAILURES}[0].onPodConditions[0].status"),
    ("Job batch/v1", {f"{SUCCESSES}": [{"succeededCount": 1}]}, "spec.successPolicy"),
    ("Job batch/v1", {**INDEXED, f"{SUCCESSES}": [{"succeededIndexes": "0,2-4", "succeededCount": 4}]}, ""),
    ("Job batch/v1", {**INDEXED, f"{SUCCESSES}": [{"succeededIndexes": "0,2-4", "succeededCount": 5}]}, f"{SUCCESSES}[0].succeededCount"),
    ("Job batch/v1", {**INDEXED, f"{SUCCESSES}": [{"succeededCount": 6}]}, f"{SUCCESSES}[0].succeededCount"),
    *(("Job batch/v1", {**INDEXED, f"{SUCCESSES}": [{"succeededIndexes": said}]}, f"{SUCCESSES}[0].succeededIndexes") for said in ("5", "1,1", "3-2", "1-2-3", "a", "2,1")),
    ("Job batch/v1", {**INDEXED, f"{SUCCESSES}": [{}]}, f"{SUCCESSES}[0]"),
    ("Job batch/v1", {**INDEXED, f"{SUCCESSES}": []}, SUCCESSES),
    ("Job batch/v1", {f"{TEMPLATE}.job-name": "other"}, f"{TEMPLATE}[job-name]"),
    ("Job batch/v1", {f"{TEMPLATE}.job-name": "web"}, ""),
    ("Job batch/v1", {f"{TEMPLATE}.controller-uid": "a"}, f"{TEMPLATE}[controller-uid]"),
    ("Job batch/v1", {"spec.selector.matchLabels": LABELS}, "spec.selector"),
    ("Job batch/v1", {"spec.selector.matchLabels": {"job-name": "web"}}, ""),
    ("Job batch/v1", {"spec.selector.matchLabels": LABELS, "spec.manualSelector": True}, ""),
    ("Job batch/v1", {"spec.selector.matchLabels": {"app": "api"}, "spec.manualSelector": True}, TEMPLATE),
    ("Job batch/v1", {"spec.manualSelector": True}, "spec.selector"),
    ("CronJob batch/v1", {"spec.schedule": "every day"}, "spec.schedule"),
    ("CronJob batch/v1", {"spec.schedule": ""}, "spec.schedule"),
    ("CronJob batch/v1", {"spec.schedule": "TZ=Europe/Vienna 0 3 * * *"}, "spec.schedule"),
    *(("CronJob batch/v1", {"spec.timeZone": zone}, "spec.timeZone") for zone in ("", "local", "Europe/Nowhere", "Europe/Vienna ", "../UTC", "Europe")),
    *(("CronJob batch/v1", {"spec.timeZone": zone}, "") for zone in ("UTC", "Etc/UTC", "US/Pacific", "America/Argentina/Ushuaia", "EST5EDT")),
    ("CronJob batch/v1", {"spec.startingDeadlineSeconds": -1}, "spec.startingDeadlineSeconds"),
    ("CronJob batch/v1", {"spec.startingDeadlineSeconds": 2**40}, ""),
    ("CronJob batch/v1", {"spec.failedJobsHistoryLimit": -1}, "spec.failedJobsHistoryLimit"),
    ("CronJob batch/v1", {"spec.concurrencyPolicy": "forbid"}, "spec.concurrencyPolicy"),
    ("CronJob batch/v1", {"spec.jobTemplate.spec.selector": {}}, "spec.jobTemplate.spec.selector"),
    ("CronJob batch/v1", {"spec.jobTemplate.spec.manualSelector": True}, "spec.jobTemplate.spec.manualSelector"),
    ("CronJob batch/v1", {"spec.jobTemplate.spec.backoffLimit": -1}, "spec.jobTemplate.spec.backoffLimit"),
    ("CronJob batch/v1", {"spec.jobTemplate": GONE}, ""),  # The schema asks for it, and for no spec.
    ("CronJob batch/v1", {"spec.jobTemplate": {}}, "spec.jobTemplate.spec.template.spec.restartPolicy"),
    ("CronJob batch/v1", {"spec": GONE}, "spec.jobTemplate.spec.template.spec.restartPolicy"),
]  # fmt: skip
TARGET, METRICS, UP = "spec.scaleTargetRef", "spec.metrics", "spec.behavior.scaleUp"
V2 = "HorizontalPodAutoscaler autoscaling/v2"
POLICY = {"type": "Pods", "value": 1, "periodSeconds": 60}
NUMBERS: Tree = {"metric": {"name": "calls"}, "target": {"type": "AverageValue", "averageValue": "10"}}
OF_OBJECT: Tree = {"describedObject": {"apiVersion": "v1", "kind": "Service", "name": "web"}, "metric": {"name": "calls"}, "target": {"type": "Value", "value": 1}}  # fmt: skip
OF_CONTAINER: Tree = {"container": "web", "name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}
SCALING = [
    (V2, {"spec.minReplicas": 6}, "spec.maxReplicas"),
    (V2, {"spec.maxReplicas": 0}, "spec.maxReplicas"),
    (V2, {"spec.minReplicas": 0}, "spec.metrics spec.minReplicas"),
    (V2, {"spec.minReplicas": 0, METRICS: [QUEUE]}, "spec.minReplicas"),
    (V2, {METRICS: []}, ""),
    (V2, {f"{TARGET}.name": "a/b"}, f"{TARGET}.name"),
    (V2, {f"{TARGET}.kind": ""}, f"{TARGET}.kind"),
    (V2, {f"{TARGET}.apiVersion": GONE}, f"{TARGET}.apiVersion"),
    (V2, {TARGET: GONE}, ""),  # The schema asks for it, and for no spec.
    (V2, {"spec": GONE}, f"{TARGET}.apiVersion"),
    (V2, {f"{TARGET}.apiVersion": "v1"}, f"{TARGET}.apiVersion"),
    (V2, {f"{TARGET}.apiVersion": "a/b/c"}, f"{TARGET}.apiVersion"),
    (V2, {TARGET: {"apiVersion": "v1", "kind": "ReplicationController", "name": "web"}}, ""),
    (V2, {f"{METRICS}[0].type": "CPU"}, f"{METRICS}[0].type"),
    (V2, {f"{METRICS}[0].pods": NUMBERS}, f"{METRICS}[0].pods"),
    (V2, {f"{METRICS}[0]": {"type": "Pods", "resource": METRIC["resource"]}}, f"{METRICS}[0].pods"),
    (V2, {f"{METRICS}[0].resource.target.averageUtilization": 0}, f"{METRICS}[0].resource.target.averageUtilization"),
    (V2, {f"{METRICS}[0].resource.target": {"type": "Utilization"}}, f"{METRICS}[0].resource.target.averageUtilization"),
    (V2, {f"{METRICS}[0].resource.target.averageValue": "1"}, f"{METRICS}[0].resource.target.averageValue"),
    (V2, {f"{METRICS}[0].resource.target.type": "utilization"}, f"{METRICS}[0].resource.target.type"),
    (V2, {f"{METRICS}[0].resource.name": ""}, f"{METRICS}[0].resource.name"),
    (V2, {METRICS: [{"type": "Pods", "pods": NUMBERS}, {"type": "Object", "object": OF_OBJECT}, {"type": "ContainerResource", "containerResource": OF_CONTAINER}, QUEUE]}, ""),
    (V2, {METRICS: [{"type": "Pods", "pods": {**NUMBERS, "target": {"type": "Value", "value": "1"}}}]}, f"{METRICS}[0].pods.target.averageValue"),
    (V2, {METRICS: [{"type": "Pods", "pods": {**NUMBERS, "metric": {"name": "a/b"}}}]}, f"{METRICS}[0].pods.metric.name"),
    (V2, {METRICS: [{"type": "Object", "object": {**OF_OBJECT, "target": {"type": "Value", "value": "0"}}}]}, f"{METRICS}[0].object.target.value"),
    (V2, {METRICS: [{"type": "Object", "object": OF_OBJECT}], f"{METRICS}[0].object.describedObject.name": ""}, f"{METRICS}[0].object.describedObject.name"),
    (V2, {METRICS: [QUEUE], f"{METRICS}[0].external.target.value": "1"}, f"{METRICS}[0].external.target.value"),
    (V2, {METRICS: [QUEUE], f"{METRICS}[0].external.target.averageValue": "-1"}, f"{METRICS}[0].external.target.averageValue"),
    (V2, {METRICS: [{"type": "ContainerResource", "containerResource": {**OF_CONTAINER, "container": "a.b"}}]}, f"{METRICS}[0].containerResource.container"),
    (V2, {METRICS: [{"type": "ContainerResource", "containerResource": {**OF_CONTAINER, "name": "disk"}}]}, f"{METRICS}[0].containerResource.name"),
    (V2, {f"{UP}.stabilizationWindowSeconds": 3601}, f"{UP}.stabilizationWindowSeconds"),
    (V2, {f"{UP}.stabilizationWindowSeconds": 0}, ""),
    (V2, {f"{UP}.selectPolicy": "max"}, f"{UP}.selectPolicy"),
    (V2, {f"{UP}.selectPolicy": ""}, f"{UP}.selectPolicy"),
    (V2, {f"{UP}.policies": []}, f"{UP}.policies"),
    (V2, {f"{UP}.policies": [POLICY]}, ""),
    (V2, {f"{UP}.policies": [{**POLICY, "type": "pods"}]}, f"{UP}.policies[0].type"),
    (V2, {f"{UP}.policies": [{**POLICY, "value": 0}]}, f"{UP}.policies[0].value"),
    (V2, {f"{UP}.policies": [{**POLICY, "periodSeconds": 1801}]}, f"{UP}.policies[0].periodSeconds"),
    (V2, {f"{UP}.tolerance": "-0.1"}, f"{UP}.tolerance"),
    (V2, {f"{UP}.tolerance": "0"}, ""),
    (V2, {f"{UP}.tolerance": "little"}, f"{UP}.tolerance"),
    ("HorizontalPodAutoscaler autoscaling/v1", {"spec.targetCPUUtilizationPercentage": 0}, f"{METRICS}[0].resource.target.averageUtilization"),
    ("PodDisruptionBudget policy/v1", {"spec.minAvailable": 1}, "spec"),
    ("PodDisruptionBudget policy/v1", {"spec.minAvailable": None}, ""),
    ("PodDisruptionBudget policy/v1", {"spec.selector": {}}, ""),
    ("PodDisruptionBudget policy/v1", {"spec.selector.matchLabels.app": "a b"}, "spec.selector.matchLabels"),
    ("PodDisruptionBudget policy/v1", {"spec.unhealthyPodEvictionPolicy": "Always"}, "spec.unhealthyPodEvictionPolicy"),
    ("PodDisruptionBudget policy/v1", {"spec.unhealthyPodEvictionPolicy": ""}, "spec.unhealthyPodEvictionPolicy"),
    *(("PodDisruptionBudget policy/v1", {"spec.maxUnavailable": said}, "spec.maxUnavailable") for said in (-1, "1", "101%", "-1%", "1.5%", "half", 2**31)),
    *(("PodDisruptionBudget policy/v1", {"spec.maxUnavailable": said}, "") for said in (0, "0%", "100%", "025%")),
]  # fmt: skip
SVC, ING, NP = "Service v1", "Ingress networking.k8s.io/v1", "NetworkPolicy networking.k8s.io/v1"
DNS: Tree = {"name": "dns", "port": 53, "protocol": "UDP"}
BALANCED, RANGES = {"spec.type": "LoadBalancer"}, "service.beta.kubernetes.io/load-balancer-source-ranges"
BOTH = {"spec.ipFamilies": ["IPv4", "IPv6"]}
SERVICES = [
    (SVC, {"spec.type": "Clusterip"}, "spec.type"),
    (SVC, {"spec.ports": []}, "spec.ports"),
    (SVC, {"spec.ports": GONE, "spec.clusterIP": "None"}, ""),
    (SVC, {"spec.ports[1]": {"port": 53}}, "spec.ports[1].name"),
    (SVC, {"spec.ports[1]": DNS}, ""),
    (SVC, {"spec.ports[1]": {**DNS, "name": "http"}}, "spec.ports[1].name"),
    (SVC, {"spec.ports[1]": {**DNS, "port": 80, "protocol": "TCP"}}, "spec.ports[1]"),
    (SVC, {"spec.ports[0].name": "my_http"}, "spec.ports[0].name"),
    (SVC, {"spec.ports[0].port": 0}, "spec.ports[0].port"),
    (SVC, {"spec.ports[0].protocol": "tcp"}, "spec.ports[0].protocol"),
    (SVC, {"spec.ports[0].appProtocol": "HTTP 2"}, "spec.ports[0].appProtocol"),
    (SVC, {"spec.ports[0].appProtocol": "kubernetes.io/h2c"}, ""),
    *((SVC, {"spec.ports[0].targetPort": target}, "spec.ports[0].targetPort") for target in (65536, -1, "80", "a" * 16, "HTTP")),
    *((SVC, {"spec.ports[0].targetPort": target}, "") for target in (0, "", GONE, 8080)),
    (SVC, {"spec.ports[0].nodePort": 30080}, "spec.ports[0].nodePort"),
    (SVC, {"spec.ports[0].nodePort": 30080, "spec.type": "NodePort"}, ""),
    (SVC, {"spec.ports[0].nodePort": 30080, "spec.ports[1]": {**DNS, "protocol": "TCP", "nodePort": 30080}, "spec.type": "NodePort"}, "spec.ports[1].nodePort"),
    (SVC, {"spec.type": "ExternalName"}, "spec.externalName"),
    (SVC, {"spec.type": "ExternalName", "spec.externalName": "db.example.com.", "spec.ports": GONE}, ""),
    (SVC, {"spec.type": "ExternalName", "spec.externalName": "https://db"}, "spec.externalName"),
    (SVC, {"spec.type": "ExternalName", "spec.externalName": "db", "spec.clusterIP": "None"}, "spec.clusterIPs"),
    (SVC, {"spec.type": "ExternalName", "spec.externalName": "db", **BOTH}, "spec.ipFamilies"),
    (SVC, {"spec.selector.app": "b c"}, "spec.selector"),
    (SVC, {"spec.sessionAffinity": "clientIP"}, "spec.sessionAffinity"),
    (SVC, {"spec.sessionAffinity": "ClientIP", "spec.sessionAffinityConfig.clientIP.timeoutSeconds": 86_401}, "spec.sessionAffinityConfig.clientIP.timeoutSeconds"),
    (SVC, {"spec.sessionAffinityConfig.clientIP.timeoutSeconds": 0}, ""),
    (SVC, {"spec.externalTrafficPolicy": "Cluster"}, "spec.externalTrafficPolicy"),
    (SVC, {"spec.externalTrafficPolicy": "Local", "spec.externalIPs": ["192.0.2.1"]}, ""),
    (SVC, {"spec.externalTrafficPolicy": "local", **BALANCED}, "spec.externalTrafficPolicy"),
    (SVC, {"spec.internalTrafficPolicy": "local"}, "spec.internalTrafficPolicy"),
    *((SVC, {f"spec.{name}": ""}, f"spec.{name}") for name in ("internalTrafficPolicy", "ipFamilyPolicy", "trafficDistribution")),
    (SVC, {"spec.trafficDistribution": "Nearest"}, "spec.trafficDistribution"),
    (SVC, {"spec.healthCheckNodePort": 30000}, "spec.healthCheckNodePort"),
    (SVC, {"spec.healthCheckNodePort": 30000, "spec.externalTrafficPolicy": "Local", **BALANCED}, ""),
    (SVC, {"spec.healthCheckNodePort": 65536, "spec.externalTrafficPolicy": "Local", **BALANCED}, "spec.healthCheckNodePort"),
    *((SVC, {f"spec.{name}": value}, f"spec.{name}") for name, value in (("allocateLoadBalancerNodePorts", False), ("loadBalancerClass", "example.com/lb"))),
    (SVC, {"spec.allocateLoadBalancerNodePorts": False, "spec.loadBalancerClass": "example.com/lb", **BALANCED}, ""),
    (SVC, {"spec.loadBalancerClass": "a b", **BALANCED}, "spec.loadBalancerClass"),
    (SVC, {"spec.loadBalancerSourceRanges": ["192.0.2.0/24"]}, "spec.LoadBalancerSourceRanges"),
    (SVC, {"spec.loadBalancerSourceRanges": ["192.0.2.0/24"], **BALANCED}, ""),
    (SVC, {"spec.loadBalancerSourceRanges": ["192.0.2.0/24", "192.0.2.1"], **BALANCED}, "spec.LoadBalancerSourceRanges[1]"),
    (SVC, {"metadata.annotations": {RANGES: "192.0.2.0/24, 10.0.0.0/8"}, **BALANCED}, ""),
    (SVC, {"metadata.annotations": {RANGES: "10.0.0.0"}, **BALANCED}, f"metadata.annotations[{RANGES}]"),
    *((SVC, {"spec.externalIPs": [said]}, "spec.externalIPs[0]") for said in ("example.com", "127.0.0.1", "169.254.1.1", "::", "fe80::1", "192.000.2.1")),
    (SVC, {"spec.clusterIP": "none"}, "spec.clusterIPs[0]"),
    (SVC, {"spec.clusterIP": "None", "spec.type": "NodePort"}, "spec.clusterIPs[0]"),
    (SVC, {"spec.clusterIPs": ["10.96.0.1"]}, "spec.clusterIPs"),
    (SVC, {"spec.clusterIP": "10.96.0.1", "spec.clusterIPs": ["10.96.0.2"]}, "spec.clusterIPs"),
    (SVC, {"spec.clusterIP": "10.96.0.1", "spec.clusterIPs": ["10.96.0.1", "10.96.0.2"], "spec.ipFamilyPolicy": "PreferDualStack"}, "spec.clusterIPs"),
    (SVC, {"spec.clusterIP": "None", "spec.clusterIPs": ["None", "None"], "spec.ipFamilyPolicy": "PreferDualStack"}, "spec.clusterIPs"),
    (SVC, {"spec.clusterIP": "fd00::1", "spec.ipFamilies": ["IPv4"]}, "spec.clusterIPs[0]"),
    (SVC, {"spec.clusterIP": "10.96.0.1", "spec.ipFamilies": ["IPv4"]}, ""),
    (SVC, {"spec.ipFamilies": ["ipv4"]}, "spec.ipFamilies[0]"),
    (SVC, {"spec.ipFamilies": ["IPv4", "IPv4"]}, "spec.ipFamilies[1]"),
    (SVC, BOTH, "spec.ipFamilyPolicy"),
    (SVC, {**BOTH, "spec.ipFamilyPolicy": "PreferDualStack"}, ""),
    (SVC, {**BOTH, "spec.clusterIP": "None", "spec.selector": GONE}, ""),
    (SVC, {"spec.ipFamilyPolicy": "DualStack"}, "spec.ipFamilyPolicy"),
    ("EndpointSlice discovery.k8s.io/v1", {"addressType": "IP"}, "addressType"),
    ("EndpointSlice discovery.k8s.io/v1", {"addressType": "IPv6"}, "endpoints[0].addresses[0]"),
    ("EndpointSlice discovery.k8s.io/v1", {"addressType": "FQDN", "endpoints[0].addresses": ["db.example.com"]}, ""),
    ("EndpointSlice discovery.k8s.io/v1", {"addressType": "FQDN", "endpoints[0].addresses": ["db"]}, "endpoints[0].addresses[0]"),
    ("EndpointSlice discovery.k8s.io/v1", {"endpoints[0].addresses": []}, "endpoints[0].addresses"),
    ("EndpointSlice discovery.k8s.io/v1", {"endpoints": [{"addresses": ["192.0.2.1"]}] * 1001}, "endpoints"),
    ("EndpointSlice discovery.k8s.io/v1", {"endpoints[0].hints.forZones": [{"name": "a"}] * 9}, "endpoints[0].hints.forZones"),
    ("EndpointSlice discovery.k8s.io/v1", {"ports": [{"port": 80}, {"port": 81}]}, "ports[1].name"),
    ("EndpointSlice discovery.k8s.io/v1", {"ports[0].protocol": "HTTP"}, "ports[0].protocol"),
    ("Endpoints v1", {"subsets[0].addresses[0].ip": "127.0.0.1"}, "subsets[0].addresses[0].ip"),
    ("Endpoints v1", {"subsets[0].addresses[0].hostname": "a.b"}, "subsets[0].addresses[0].hostname"),
    ("Endpoints v1", {"subsets[0].addresses": []}, "subsets[0]"),
    ("Endpoints v1", {"subsets[0].ports": [{"port": 80}, {"port": 0, "name": "a"}]}, "subsets[0].ports[0].name subsets[0].ports[1].port"),
]  # fmt: skip
RULE, HTTP, BACKEND = "spec.rules[0]", "spec.rules[0].http.paths[0]", "spec.rules[0].http.paths[0].backend"
FROM, TO = "spec.ingress[0].from[0]", "spec.egress[0].to[0]"
CONTROLLED = "IngressClass networking.k8s.io/v1"
OTHER: Tree = {"apiGroup": "example.com", "kind": "Bucket", "name": "static"}
ROUTES = [
    (ING, {"spec.rules": []}, "spec"),
    (ING, {"spec.rules": GONE, "spec.defaultBackend": PATH["backend"]}, ""),
    *((ING, {f"{RULE}.host": host}, f"{RULE}.host") for host in ("192.0.2.1", "Shop.example.com", "shop.example.com:8080", "*", "*.*.example.com", "a.*.example.com", "shop_1.example.com", "shop.example.com.")),
    *((ING, {f"{RULE}.host": host}, "") for host in ("", "*.example.com", "a" * 64 + ".example.com")),
    (ING, {f"{RULE}.http": GONE}, ""),
    (ING, {f"{RULE}.http.paths": []}, f"{RULE}.http.paths"),
    (ING, {f"{HTTP}.pathType": "prefix"}, f"{HTTP}.pathType"),
    (ING, {f"{HTTP}.pathType": ""}, f"{HTTP}.pathType"),
    *((ING, {f"{HTTP}.path": path}, f"{HTTP}.path") for path in ("shop", "", "/a//b", "/a/./b", "/a/../b", "/a%2fb", "/a/..", "/a/.")),
    (ING, {f"{HTTP}.pathType": "ImplementationSpecific", f"{HTTP}.path": GONE}, ""),
    (ING, {f"{HTTP}.pathType": "ImplementationSpecific", f"{HTTP}.path": "/a//(.*)"}, ""),
    (ING, {f"{HTTP}.pathType": "ImplementationSpecific", f"{HTTP}.path": "a"}, f"{HTTP}.path"),
    (ING, {BACKEND: {}}, BACKEND),
    (ING, {BACKEND: {"resource": OTHER}}, ""),
    (ING, {BACKEND: {**PATH["backend"], "resource": OTHER}}, BACKEND),
    (ING, {BACKEND: {"resource": {**OTHER, "name": "a/b"}}}, f"{BACKEND}.resource.name"),
    (ING, {f"{BACKEND}.service.name": "Web"}, f"{BACKEND}.service.name"),
    (ING, {f"{BACKEND}.service.port": {"name": "http", "number": 80}}, BACKEND),
    (ING, {f"{BACKEND}.service.port": {}}, BACKEND),
    (ING, {f"{BACKEND}.service.port": {"number": 65536}}, f"{BACKEND}.service.port.number"),
    (ING, {f"{BACKEND}.service.port": {"name": "a" * 16}}, f"{BACKEND}.service.port.name"),
    (ING, {"spec.tls": [{"hosts": ["*.example.com", "Shop"]}]}, "spec.tls[0].hosts[1]"),
    (ING, {"spec.tls": [{"secretName": "Web"}]}, "spec.tls[0].secretName"),
    (ING, {"spec.tls": [{}]}, ""),
    (ING, {"spec.ingressClassName": "Nginx"}, "spec.ingressClassName"),
    (ING, {"spec.ingressClassName": ""}, "spec.ingressClassName"),
    (ING, {"metadata.annotations": {"kubernetes.io/ingress.class": "nginx"}}, ""),
    (ING, {"metadata.annotations": {"kubernetes.io/ingress.class": "other"}}, "annotations.kubernetes.io/ingress.class"),
    (CONTROLLED, {"spec.controller": GONE}, "spec.controller"),
    (CONTROLLED, {"spec.controller": "nginx"}, "spec.controller"),
    (CONTROLLED, {"spec.controller": "example.com/" + "a" * 250}, "spec.controller"),
    (CONTROLLED, {"spec.parameters": OTHER}, ""),
    (CONTROLLED, {"spec.parameters": {**OTHER, "scope": "namespace"}}, "spec.parameters.scope"),
    (CONTROLLED, {"spec.parameters": {**OTHER, "scope": "Namespace"}}, "spec.parameters.namespace"),
    (CONTROLLED, {"spec.parameters": {**OTHER, "scope": "Namespace", "namespace": "a.b"}}, "spec.parameters.namespace"),
    (CONTROLLED, {"spec.parameters": {**OTHER, "namespace": "shop"}}, "spec.parameters.namespace"),
    (NP, {"spec": {}}, ""),
    (NP, {"spec.policyTypes": ["Ingress", "Egress", "Ingress"]}, "spec.policyTypes"),
    (NP, {"spec.policyTypes": ["ingress"]}, "spec.policyTypes[0]"),
    (NP, {"spec.podSelector.matchLabels.app": "a b"}, "spec.podSelector.matchLabels"),
    (NP, {FROM: {}}, FROM),
    (NP, {FROM: {"podSelector": {}, "ipBlock": {"cidr": "10.0.0.0/8"}}}, FROM),
    (NP, {f"{FROM}.namespaceSelector.matchExpressions": [{"key": "a", "operator": "in", "values": ["b"]}]}, f"{FROM}.namespaceSelector.matchExpressions[0].operator"),
    *((NP, {f"{TO}.ipBlock": {"cidr": said}}, f"{TO}.ipBlock.cidr") for said in ("", "10.0.0.0", "10.0.0.0/33", "10.0.0.1/8", "010.0.0.0/8")),
    *((NP, {f"{TO}.ipBlock.except": [said]}, f"{TO}.ipBlock.except[0]") for said in ("10.0.0.0/8", "192.0.2.0/24", "10.1.0.0", "fd00::/64", "0.0.0.0/0")),
    (NP, {f"{TO}.ipBlock": {"cidr": "2001:db8::/32", "except": ["2001:db8:1::/48"]}}, ""),
    *((NP, {"spec.ingress[0].ports[0].port": port}, "spec.ingress[0].ports[0].port") for port in (0, 65536, "80", "a" * 16, "")),
    (NP, {"spec.ingress[0].ports[0].protocol": "Any"}, "spec.ingress[0].ports[0].protocol"),
    (NP, {"spec.ingress[0].ports[0].endPort": 90}, "spec.ingress[0].ports[0].endPort"),
    (NP, {"spec.egress[0].ports[0].endPort": 52}, "spec.egress[0].ports[0].endPort"),
    (NP, {"spec.egress[0].ports[0].endPort": 65536}, "spec.egress[0].ports[0].endPort"),
    (NP, {"spec.egress[0].ports[0].port": GONE}, "spec.egress[0].ports[0].endPort"),
]  # fmt: skip


@pytest.mark.parametrize(("sound", "change", "fields"), [*WORKLOADS, *JOBS, *SCALING, *SERVICES, *ROUTES])
def test_a_change_is_refused_for_the_fields_that_the_server_names(sound: str, change: Tree, fields: str) -> None:
    """The fields are those of a server's answer, one below the other where there are several; none where it takes the object."""
    assert refused(sound, change) == sorted(fields.split())


@pytest.mark.parametrize(
    ("sound", "change", "minor", "fields"),
    [
        (SVC, {"spec.trafficDistribution": "PreferSameNode"}, 33, "spec.trafficDistribution"),
        (SVC, {"spec.trafficDistribution": "PreferSameNode"}, 34, ""),
        (SVC, {"spec.trafficDistribution": "Nearest"}, 30, ""),
        ("Job batch/v1", {"spec.managedBy": "kueue"}, 31, ""),
        ("Job batch/v1", {SUCCESSES: []}, 30, ""),
        (SVC, {"spec.externalIPs": ["192.000.2.1"]}, 35, ""),
        (NP, {f"{TO}.ipBlock": {"cidr": "010.0.0.0/8", "except": ["10.1.0.0/16"]}}, 35, ""),
        (ING, {f"{BACKEND}.service.name": "1web"}, 35, f"{BACKEND}.service.name"),
        (ING, {f"{BACKEND}.service.name": "1web"}, 36, ""),
        (V2, {f"{TARGET}.apiVersion": GONE}, 34, ""),
        (V2, {f"{UP}.tolerance": "-0.1"}, 34, ""),
        (V2, {METRICS: [{"type": "Object", "object": OF_OBJECT}], f"{METRICS}[0].object.describedObject.apiVersion": "a/b/c"}, 34, ""),
        (V2, {"spec.minReplicas": 0, METRICS: [QUEUE]}, 37, ""),
        (V2, {"spec.minReplicas": 0}, 37, METRICS),
        ("StatefulSet apps/v1", {"spec.revisionHistoryLimit": -1}, 32, ""),
        ("StatefulSet apps/v1", {"spec.serviceName": "db_1"}, 32, ""),
    ],
)
def test_servers_of_other_versions_answer_otherwise(sound: str, change: Tree, minor: int, fields: str) -> None:
    """A rule holds from the version on that brought it."""
    assert refused(sound, change, minor) == fields.split()


@pytest.mark.parametrize("sound", [sound for sound in SOUND if "template" in SOUND[sound].get("spec", {})])
def test_the_template_of_every_workload_is_looked_at(sound: str) -> None:
    """What a server refuses in a pod, it refuses in the pods that an object makes."""
    assert refused(sound, {"spec.template.spec.containers": []}) == ["spec.template.spec.containers"]


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"])
def test_controllers_select_the_pods_that_they_make(kind: str) -> None:
    """Every requirement of a selector must hold for the labels of the template; the one of several that does not is told."""
    for change in (
        {"spec.selector.matchLabels.app": "api"},
        {"spec.selector.matchLabels.tier": "front"},
        {"spec.selector.matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]},
        {"spec.template.metadata": GONE},
    ):
        assert refused(f"{kind} apps/v1", change) == [TEMPLATE]
    assert refused(f"{kind} apps/v1", {"spec.template.metadata.labels.tier": "front"}) == []


def test_old_controllers_select_by_labels_alone() -> None:
    """A ReplicationController's selector is a mapping of labels, which its pods must have."""
    assert refused("ReplicationController v1", {"spec.selector.app": "api"}) == [TEMPLATE]
    assert refused("ReplicationController v1", {"spec.selector.tier": "front"}) == [TEMPLATE]


def test_the_label_that_is_wrong_is_shown() -> None:
    """The server names all labels of the template; the caret stands under the one, or where it is missing under all."""
    (other,) = refusals(made("Deployment apps/v1", {"spec.selector.matchLabels.app": "api"}))
    (missing,) = refusals(made("Deployment apps/v1", {"spec.selector.matchLabels.tier": "front"}))

    assert other.spot == ("spec", "template", "metadata", "labels", "app")
    assert missing.spot == ("spec", "template", "metadata", "labels")


MOUNTED: Tree = {
    "spec.volumeClaimTemplates": [CLAIM],
    "spec.template.spec.volumes": [{"name": "Scratch", "emptyDir": {}}],
    "spec.template.spec.containers[0].volumeMounts": [{"name": "data", "mountPath": "/data"}],
}


def test_claims_are_volumes_of_a_stateful_set() -> None:
    """Containers mount them; the server counts them before the volumes that the template has, and one of their name hides such a volume."""
    (wrong_name,) = refusals(made("StatefulSet apps/v1", MOUNTED))
    assert wrong_name.path == ("spec", "template", "spec", "volumes", 1, "name")
    assert wrong_name.spot == ("spec", "template", "spec", "volumes", 0, "name")

    hidden = {**MOUNTED, "spec.template.spec.volumes": [{"name": "data", "emptyDir": {"sizeLimit": "much"}}]}
    assert refused("StatefulSet apps/v1", hidden) == []

    unsaid = {path: value for path, value in MOUNTED.items() if "containers" in path}
    assert refused("StatefulSet apps/v1", unsaid) == ["spec.template.spec.containers[0].volumeMounts[0].name"]


def test_a_claim_with_a_name_that_no_volume_can_have_is_shown_itself() -> None:
    """The server names a volume that it makes; the caret stands under the claim."""
    named = {"spec.volumeClaimTemplates": [{**CLAIM, "metadata": {"name": "Data"}}]}
    (found,) = refusals(made("StatefulSet apps/v1", named))

    assert (field(found.path), found.spot) == ("spec.template.spec.volumes[0].name", ("spec", "volumeClaimTemplates", 0, "name"))


@pytest.mark.parametrize(("minor", "stage"), [(33, "pod"), (34, "object")])
def test_older_servers_find_out_when_the_pods_of_a_stateful_set_are_made(minor: int, stage: str) -> None:
    """They take a template and claims that are wrong, and no pod is ever made."""
    wrong_claim = {"spec.volumeClaimTemplates": [{**CLAIM, "spec": {**CLAIM["spec"], "accessModes": []}}]}
    for change in ({**MOUNTED, "spec.volumeClaimTemplates": []}, wrong_claim):
        assert {found.stage for found in refusals(made("StatefulSet apps/v1", change), minor)} == {stage}


@pytest.mark.parametrize(
    "schedule",
    ["* * * * *", "*/15 0-6/2 1,15 jan-MAR mon", "0 4 * * ?", "5/10 * * * *", "*-5 * * * *", "1,,2 * * * *", "+5 * * * *", "@weekly", "@every 1h30m", "@every 0"],
)  # fmt: skip
def test_a_schedule_that_the_controller_reads_is_taken(schedule: str) -> None:
    """Numbers, names, ranges, steps, lists and words for the whole."""
    assert list(wrong(schedule)) == []


@pytest.mark.parametrize(
    "schedule",
    ["", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 7", "* * * * mon-sun", "*/0 * * * *", "*/x * * * *", "1/2/3 * * * *", "1-2-3 * * * *", "1- * * * *", "* * L * *", "* * * * mon#2", "@reboot", "@every", "@every 5", "@DAILY", "\u0665 * * * *"],
)  # fmt: skip
def test_a_schedule_that_the_controller_cannot_read_is_refused(schedule: str) -> None:
    """Once, whatever is wrong with it."""
    assert len(list(wrong(schedule))) == 1


@given(st.text())
def test_no_text_breaks_the_reader_of_schedules(text: str) -> None:
    """It is either read or refused with a sentence."""
    assert all(problem for problem, _ in wrong(text))


JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [None, 0, -1, 2**70, True, 1.5, "", "x", "80", "1%", [], [None], [[]], {}, [{}], {"a": {}}, ["x", 1, {}], "::1", "1.2.3.4/33"]
)


@given(st.data())
def test_no_rule_breaks_on_what_has_another_type(data: st.DataObject) -> None:
    """Whatever stands in a field, the schema says that it is wrong, and no rule raises."""
    one = made(data.draw(st.sampled_from([*SOUND])), {})
    for _ in range(data.draw(st.integers(1, 3))):
        way = [*paths(one)]
        *above, last = data.draw(st.sampled_from(way))
        inner: Any = one
        for step in above:
            inner = inner[step]
        inner[last] = alone(data.draw(JUNK))

    assert all(found.problem for found in refusals(one, data.draw(st.integers(25, 37))))


def paths(tree: Any, above: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in an object but its kind."""
    for step, value in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        if above or step not in {"kind", "apiVersion"}:
            yield (*above, step)
            yield from paths(value, (*above, step))


def test_the_second_of_two_is_told() -> None:
    """Of several equal values, every one but the first stands twice."""
    found = twice([(("a",), "x"), (("b",), "y"), (("c",), "x"), (("d",), "x")])

    assert [one.path for one in found] == [("c",), ("d",)]
