"""A job runs to its end once, is tried again a few times, and leaves nothing behind; a cron job starts one on a schedule."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_HOOKS: Mapping[str, Mapping[str, str]] = {
    "argocd": {"argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation"},
    # A pre-hook would run before the ServiceAccount and the policies of its pod exist.
    "helm": {"helm.sh/hook": "post-install,post-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation"},
}
"""How each deployer is told to run a job in every release; the one before is deleted first, because a Job's template is immutable."""
_JOB = (
    ("completions", "completions"),
    ("parallelism", "parallelism"),
    ("backoff", "backoffLimit"),
    ("deadline", "activeDeadlineSeconds"),
    ("ttl", "ttlSecondsAfterFinished"),
)
_SCHEDULE = (
    ("cron", "schedule"),
    ("timezone", "timeZone"),
    ("concurrency", "concurrencyPolicy"),
    ("deadline", "startingDeadlineSeconds"),
    ("history", "successfulJobsHistoryLimit"),
    ("history", "failedJobsHistoryLimit"),
)


def job(system: System) -> Iterator[Part]:
    """Yield how Jobs run, and when CronJobs start them."""
    for w in system.workloads:
        if w.kind not in {"job", "cron"}:
            continue
        yield Part(w.controller, w.pod({"restartPolicy": "Never"}), ())  # A new pod for each try: the logs of the last one stay.
        for word, field in _SCHEDULE if w.kind == "cron" else ():
            value = getattr(w.app.schedule, word)
            if value is not None:
                yield Part(w.controller, {"spec": {field: value}}, (f"schedule.{word}",))
        for word, field in _JOB:
            value = getattr(w.app.job, word, None)
            if value is not None:
                yield Part(w.controller, _of_job(w, {field: value}), (f"job.{word}",))
        hook = _hook(w)
        if hook:
            yield Part(w.controller, {"metadata": {"annotations": hook}}, ("job.hook",))


def _of_job(w: Workload, spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return a piece of the Job's spec as a piece of the controller."""
    return {"spec": {"jobTemplate": {"spec": spec}} if w.kind == "cron" else spec}


def _hook(w: Workload) -> dict[str, str]:
    """Return the annotations for a deployer; those that the author wrote keep the author's value."""
    ours = _HOOKS[w.app.job.hook] if w.app.job and w.app.job.hook else {}
    written = w.controller.metadata.get("annotations", {})
    return {key: value for key, value in ours.items() if key not in written}
