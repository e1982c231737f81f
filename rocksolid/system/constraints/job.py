"""Which labels a job's pods cannot have, because Kubernetes finds them by these."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload

_RESERVED = frozenset(prefix + word for prefix in ("", "batch.kubernetes.io/") for word in ("job-name", "controller-uid"))


def job(w: Workload) -> Iterator[Finding]:
    """Yield an error for each label that Kubernetes sets on the pods of a Job itself: it refuses any other value."""
    if w.kind not in {"job", "cron"}:
        return
    for word, labels in (("labels", w.app.labels), ("pod_labels", w.app.pod_labels)):
        for key in sorted(_RESERVED & labels.keys()):
            message = f'Kubernetes sets the label "{key}" on the pods of a job itself'
            yield Finding("reserved-label", "error", message, w.layers.at((word, key), key=True), "choose another key")
