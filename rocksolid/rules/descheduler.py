"""Pods that a lost node has crowded together are spread again, a few at a time."""

from collections.abc import Iterator
from typing import Any

from rocksolid.language.identity import Token
from rocksolid.language.platform import Descheduler
from rocksolid.manifest.part import Part
from rocksolid.system.descheduler import INTERVAL, NAME, SELECTOR, checksum, descheduler_ref, policy
from rocksolid.system.identity import API_FOLDER, TOKEN_VOLUME, token_volume
from rocksolid.system.resolve import System

_POLICY = ("platform.descheduler.utilisation",)
_RUN = ("platform.descheduler.mode", "platform.descheduler.image", "platform.labels")
_MOUNTS = ({"name": "policy", "mountPath": "/policy", "readOnly": True}, {"name": TOKEN_VOLUME, "mountPath": API_FOLDER, "readOnly": True})


def descheduler(system: System) -> Iterator[Part]:
    """Yield the policy, and what runs it: now and then, or as a pod that stays, but never two of them at a time."""
    for platform in system.platforms:
        wanted = platform.descheduler
        if not wanted:
            continue
        yield Part(descheduler_ref(platform, wanted, "v1", "ConfigMap"), {"data": {"policy.yaml": policy(wanted)}}, _POLICY)
        if wanted.mode == "cronjob":
            ref = descheduler_ref(platform, wanted, "batch/v1", "CronJob")
            template = {"metadata": {"labels": ref.metadata["labels"]}, "spec": {"restartPolicy": "Never", **_pod(wanted)}}
            # A run that hangs would forbid all that follow.
            job = {"backoffLimit": 0, "activeDeadlineSeconds": 600, "template": template}
            limits = {"concurrencyPolicy": "Forbid", "startingDeadlineSeconds": 600}
            spec = {"schedule": wanted.schedule, **limits, "jobTemplate": {"spec": job}}
            yield Part(ref, {"spec": spec}, (*_RUN, "platform.descheduler.schedule"))
        if wanted.mode == "deployment":
            ref = descheduler_ref(platform, wanted, "apps/v1", "Deployment")
            # The policy is read when the process starts.
            metadata = {"labels": ref.metadata["labels"], "annotations": {"checksum/policy": checksum(wanted)}}
            template = {"metadata": metadata, "spec": _pod(wanted, f"--descheduling-interval={INTERVAL}")}
            selector = {"matchLabels": SELECTOR}
            spec = {"replicas": 1, "selector": selector, "strategy": {"type": "Recreate"}, "template": template}
            yield Part(ref, {"spec": spec}, (*_RUN, *_POLICY))


def _pod(wanted: Descheduler, *args: str) -> dict[str, Any]:
    """Return the pod; it runs as the image's own user, whom the image does not name by number."""
    container = {
        "name": NAME,
        "image": wanted.image,
        "command": ["/bin/descheduler"],
        "args": ["--policy-config-file=/policy/policy.yaml", *args],
        "livenessProbe": {"httpGet": {"path": "/healthz", "port": 10258, "scheme": "HTTPS"}, "initialDelaySeconds": 3},
        "resources": {"requests": {"cpu": "500m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}},
        "securityContext": {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}, "readOnlyRootFilesystem": True},
        "volumeMounts": list(_MOUNTS),
    }
    return {
        "serviceAccountName": NAME,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, "runAsUser": 1000, "runAsGroup": 1000, "seccompProfile": {"type": "RuntimeDefault"}},
        "containers": [container],
        "volumes": [{"name": "policy", "configMap": {"name": NAME}}, token_volume(Token())],
    }
