"""Every app runs its image as the kind of workload that it is, under a selector that never has to change."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rocksolid.language.types import Name
from rocksolid.manifest.part import Part
from rocksolid.system.ports import PORTS
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_POD = ("name", "instance", "component", "labels", "pod_labels", "pod_annotations", "image", "platform.labels")
_RUN = ("name", "image", "command", "args", "containers", "image_pull.policy")


def workload(system: System) -> Iterator[Part]:
    """Yield the controllers: labels, selector, replicas, and what runs in each container."""
    for w in system.workloads:
        if w.version:
            yield Part(w.controller, {"metadata": {"labels": w.version}}, ("image",))
        yield Part(w.controller, w.template({"metadata": _pod_metadata(w)}), _POD)
        yield Part(w.controller, w.containers(partial(_run, w)), _RUN)
        yield Part(w.controller, w.containers(partial(_ports, w)), ("name", *PORTS))
        yield Part(w.controller, w.pod({"enableServiceLinks": False}), ())  # A Service `flagd` would inject FLAGD_PORT.
        if w.app.image_pull.secrets:
            secrets = [{"name": name} for name in w.app.image_pull.secrets]
            yield Part(w.controller, w.pod({"imagePullSecrets": secrets}), ("image_pull.secrets",))
        if w.kind not in {"job", "cron"}:  # Kubernetes makes the selector of a Job.
            yield Part(w.controller, {"spec": {"selector": w.label_selector}}, ("name", "instance", "kind"))
        if w.app.replicas is not None and not w.app.scale:  # An autoscaler owns the field from the first render on.
            yield Part(w.controller, {"spec": {"replicas": w.app.replicas}}, ("replicas", "scale"))


def _pod_metadata(w: Workload) -> dict[str, Any]:
    """Return the labels and annotations of a pod."""
    annotations = dict(sorted(w.app.pod_annotations.items()))
    return {"labels": dict(w.pod_labels), **({"annotations": annotations} if annotations else {})}


def _run(w: Workload, name: str) -> dict[str, Any]:
    """Return what a container runs; one that runs beside the app is an init container that restarts."""
    container = w.app.containers.get(Name(name))
    runs = container or w.app
    said = {
        "image": runs.image or w.app.image,
        "imagePullPolicy": w.app.image_pull.policy,
        "restartPolicy": "Always" if container and container.when == "beside" else None,
        "command": list(runs.command),
        "args": list(runs.args),
    }
    return {field: value for field, value in said.items() if value}


def _ports(w: Workload, name: str) -> dict[str, Any]:
    """Return the ports of a container."""
    ports = [port.in_pod for port in w.ports if port.container == name]
    return {"ports": ports} if ports else {}
