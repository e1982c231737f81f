"""The same objects from a plain Python program: dictionaries without any check, and either `json` or rocksolid's own writer of YAML."""

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Tree = dict[str, Any]
KEY = "etc-app-app.conf"


def main(data: str, form: str) -> None:
    """Print the objects of a fleet."""
    found = [one for app in json.loads(Path(data).read_text(encoding="utf-8"))["apps"] for one in objects(app)]
    if form == "json":
        print("\n---\n".join([json.dumps(one) for one in found]))
    else:
        from rocksolid.emit.yaml import dump_all

        print(dump_all(found), end="")


def objects(app: Tree) -> Iterator[Tree]:
    """Yield what an app needs in the cluster, from its parameters."""
    yield {**_head("v1", "ServiceAccount", app), "automountServiceAccountToken": False}
    yield {**_head("v1", "ConfigMap", app, name=f"{app['name']}-files"), "data": {KEY: _file(app)}}
    ports = [{"name": "http", "port": app["port"], "targetPort": "http", "protocol": "TCP"}]
    yield {**_head("v1", "Service", app), "spec": {"type": "ClusterIP", "selector": _selector(app), "ports": ports}}
    yield {**_head("networking.k8s.io/v1", "NetworkPolicy", app), "spec": _policy(app)}
    yield {**_head("policy/v1", "PodDisruptionBudget", app), "spec": _budget(app)}
    yield {**_head("apps/v1", "Deployment", app, version=app["version"]), "spec": _deployment(app)}
    yield {**_head("autoscaling/v2", "HorizontalPodAutoscaler", app), "spec": _autoscaler(app)}


def _head(api_version: str, kind: str, app: Tree, name: str = "", version: str = "") -> Tree:
    metadata = {"name": name or app["name"], "namespace": "shop", "labels": _labels(app, version)}
    return {"apiVersion": api_version, "kind": kind, "metadata": metadata}


def _labels(app: Tree, version: str) -> Tree:
    labels = {
        "app.kubernetes.io/instance": app["name"],
        "app.kubernetes.io/managed-by": "rocksolid",
        "app.kubernetes.io/name": app["name"],
        "app.kubernetes.io/part-of": app["component"],
    }
    return {**labels, "app.kubernetes.io/version": version} if version else labels


def _selector(app: Tree) -> Tree:
    return {"app.kubernetes.io/name": app["name"], "app.kubernetes.io/instance": app["name"]}


def _file(app: Tree) -> str:
    return f"service {app['name']}\nlisten 0.0.0.0:{app['port']}\n"


def _checksum(content: str) -> str:
    return hashlib.sha256(f"{KEY}\0{len(content)}\0{content}".encode()).hexdigest()


def _policy(app: Tree) -> Tree:
    dns = {
        "to": [{"namespaceSelector": _equal("kubernetes.io/metadata.name", "kube-system"), "podSelector": _equal("k8s-app", "kube-dns")}],
        "ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 53}],
    }
    return {
        "podSelector": {"matchLabels": _selector(app)},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{"from": [_pods(caller)], "ports": [_port(app["port"])]} for caller in app["callers"]],
        "egress": [dns, *({"to": [_pods(callee["name"])], "ports": [_port(callee["port"])]} for callee in app["dependencies"])],
    }


def _pods(name: str) -> Tree:
    return {"podSelector": _equal("app.kubernetes.io/name", name)}


def _equal(key: str, value: str) -> Tree:
    return {"matchExpressions": [{"key": key, "operator": "In", "values": [value]}]}


def _port(number: int) -> Tree:
    return {"protocol": "TCP", "port": number}


def _budget(app: Tree) -> Tree:
    return {"maxUnavailable": 1, "selector": {"matchLabels": _selector(app)}, "unhealthyPodEvictionPolicy": "AlwaysAllow"}


def _deployment(app: Tree) -> Tree:
    annotations = {"checksum/files": _checksum(_file(app)), "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": "tmp"}
    return {
        "progressDeadlineSeconds": 600,
        "revisionHistoryLimit": 3,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
        "selector": {"matchLabels": _selector(app)},
        "template": {"metadata": {"labels": _labels(app, app["version"]), "annotations": annotations}, "spec": _pod(app)},
    }


def _pod(app: Tree) -> Tree:
    topologies = ("kubernetes.io/hostname", "topology.kubernetes.io/zone")
    items = [{"key": KEY, "path": KEY}]
    return {
        "serviceAccountName": app["name"],
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "terminationGracePeriodSeconds": 30,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 65532, "runAsGroup": 65532, "seccompProfile": {"type": "RuntimeDefault"}},
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    _apart(app, weight, key) for weight, key in zip((100, 90), topologies, strict=True)
                ]
            }
        },
        "topologySpreadConstraints": [_spread(app, key) for key in topologies],
        "containers": [_container(app)],
        "volumes": [
            {"name": "files", "configMap": {"name": f"{app['name']}-files", "items": items, "defaultMode": 0o444}},
            {"name": "tmp", "emptyDir": {"sizeLimit": "512Mi"}},
        ],
    }


def _apart(app: Tree, weight: int, key: str) -> Tree:
    return {"weight": weight, "podAffinityTerm": {"labelSelector": {"matchLabels": _selector(app)}, "topologyKey": key}}


def _spread(app: Tree, key: str) -> Tree:
    return {
        "maxSkew": 1,
        "topologyKey": key,
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": _selector(app)},
        "matchLabelKeys": ["pod-template-hash"],
        "nodeTaintsPolicy": "Honor",
    }


def _container(app: Tree) -> Tree:
    return {
        "name": app["name"],
        "image": f"{app['image']}:{app['version']}",
        "ports": [{"name": "http", "containerPort": app["port"], "protocol": "TCP"}],
        "env": [
            {"name": "PORT", "value": str(app["port"])},
            {"name": "LOG_LEVEL", "value": "info"},
            {"name": "STRICT", "value": "yes"},
            {"name": "EMPTY", "value": ""},
            {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
        ],
        "startupProbe": _probe("/healthz", 5, 5, 60),
        "livenessProbe": _probe("/healthz", 10, 5, 6),
        "readinessProbe": _probe("/readyz", 5, 3, 3),
        "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "files", "mountPath": "/etc/app/app.conf", "subPath": KEY},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108  A path in a pod.
        ],
    }


def _probe(path: str, period: int, timeout: int, failures: int) -> Tree:
    return {
        "httpGet": {"path": path, "port": "http"},
        "periodSeconds": period,
        "timeoutSeconds": timeout,
        "failureThreshold": failures,
    }


def _autoscaler(app: Tree) -> Tree:
    target = {"type": "Utilization", "averageUtilization": 70}
    return {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": app["name"]},
        "minReplicas": app["replicas"],
        "maxReplicas": 3 * app["replicas"],
        "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": target}}],
    }


if __name__ == "__main__":
    main(*sys.argv[1:])
