"""Metrics are scraped in the way that the platform scrapes, from one port, and each replica once."""

from collections.abc import Iterator
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.exposure import straight
from rocksolid.system.ports import PORTS, PodPort
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_MONITORS = {"pod-monitor": ("PodMonitor", "podMetricsEndpoints"), "service-monitor": ("ServiceMonitor", "endpoints")}
_KIND = "platform.metrics.kind"


def observability(system: System) -> Iterator[Part]:
    """Yield annotations of the pods, or a monitor for the Prometheus operator."""
    for w in system.workloads:
        kind = w.platform.metrics.kind
        for port in w.scraped:
            if kind == "annotations" and (notes := w.annotated(_annotations(w, port))):
                yield Part(w.controller, notes, ("metrics.port", "metrics.path", *PORTS, "pod_annotations", _KIND))
            elif kind == "pod-monitor" or (kind == "service-monitor" and port in w.service_ports):
                yield from _monitor(w, port, *_MONITORS[kind])


def _annotations(w: Workload, port: PodPort) -> dict[str, str]:
    """Return the annotations that Prometheus' own examples discover pods by."""
    path = {"prometheus.io/path": w.app.metrics.path} if w.app.metrics and w.app.metrics.path else {}
    return {"prometheus.io/scrape": "true", "prometheus.io/port": str(port.number), **path}


def _monitor(w: Workload, port: PodPort, kind: str, endpoints: str) -> Iterator[Part]:
    """Yield a monitor with the labels that the scraper selects monitors by."""
    monitor = w.ref("monitoring.coreos.com/v1", kind)
    spec = {"selector": w.label_selector, endpoints: [_endpoint(w, port, kind)]}
    because = ("metrics", *PORTS, "name", "instance", _KIND)
    yield Part(monitor, {"spec": spec}, because if kind == "PodMonitor" else (*because, "service_name", "expose.via"))
    labels = dict[Any, str](sorted(w.platform.metrics.labels.items()))
    if labels:
        yield Part(monitor, {"metadata": {"labels": labels}}, ("platform.metrics.labels",))


def _endpoint(w: Workload, port: PodPort, kind: str) -> dict[str, Any]:
    """Return what is scraped; where several Services of the app lead to the same replica, only through the first."""
    metrics = w.app.metrics
    asked = {
        "port": port.name,
        **({"path": metrics.path} if metrics and metrics.path else {}),
        **({"interval": f"{metrics.interval}s"} if metrics and metrics.interval else {}),
    }
    if kind == "ServiceMonitor" and (w.kind == "stateful" or straight(w)):
        only = {"action": "keep", "sourceLabels": ["__meta_kubernetes_service_name"], "regex": w.service_name}
        return {**asked, "relabelings": [only]}
    return asked
