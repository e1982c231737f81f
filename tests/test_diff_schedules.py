"""When runs start and where pods may run: what nobody sees before the next run, or the next full node."""

import pytest
from rocksolid.diff.change import Effect

from sides import SHOP, edited, said

NIGHTLY = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: report, namespace: shop}
spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      activeDeadlineSeconds: 600
      template:
        metadata: {labels: {app: report}}
        spec:
          nodeSelector: {disk: ssd}
          tolerations: [{key: dedicated, value: batch, effect: NoSchedule}, {key: gpu, operator: Exists}]
          containers: [{name: report, image: "registry.example.com/report:1"}]
"""
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  maxReplicas: 5
  metrics:
    - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: import, namespace: shop}
spec:
  backoffLimit: 2
  template:
    metadata: {labels: {app: import}}
    spec: {containers: [{name: import, image: "registry.example.com/import:1"}]}
"""
TWO_WAYS: dict[str, tuple[str, str, str, str, str]] = {
    "deadline": (
        NIGHTLY,
        "activeDeadlineSeconds: 600",
        "parallelism: 1",
        "weakens",
        "a run had 10 min to end, now has no end that it must keep",
    ),
    "overlap": (NIGHTLY, "Forbid", "Allow", "weakens", "runs may go on side by side; before, no run starts while the last one goes on"),
    "retries": (JOB, "backoffLimit: 2", "backoffLimit: 0", "weakens", "a run that failed was started 2 times again, now 0 times"),
    "nodes": (
        NIGHTLY,
        "nodeSelector: {disk: ssd}",
        "hostNetwork: false",
        "weakens",
        "its pods ran on nodes with disk=ssd, they now run on any node",
    ),
    "target": (
        SCALER,
        "averageUtilization: 70",
        "averageUtilization: 95",
        "weakens",
        "it added pods where cpu was above 70 %, now above 95 %",
    ),
    "metric": (SCALER, "{name: cpu, target", "{name: memory, target", "weakens", "it no longer adds pods by cpu: the target was 70 %"),
    "suspended": (NIGHTLY, 'schedule: "0', 'suspend: true\n  schedule: "0', "disrupts", "no run starts any more"),
    "held": (JOB, "backoffLimit: 2", "backoffLimit: 2\n  suspend: true", "disrupts", "it has no pods until somebody lets it go on"),
    "paused": (
        SHOP,
        "  replicas: 2\n",
        "  replicas: 2\n  paused: true\n",
        "disrupts",
        "no change reaches its pods until somebody lets it go on",
    ),
}
"""A text, what stands there, what comes for it, the effect, and how it is said."""
OTHERS: dict[str, tuple[str, str, Effect, str]] = {
    "schedule": ("0 3 * * *", "0 3 1 * *", "changes", "its schedule was 0 3 * * *, is now 0 3 1 * *"),
    "zone": (
        "concurrency",
        "timeZone: Europe/Berlin\n  concurrency",
        "changes",
        "the time zone of its schedule was not set, is now Europe/Berlin",
    ),
    "replacing": ("Forbid", "Replace", "changes", "a new run stops the last one; before, no run starts while the last one goes on"),
    "later deadline": ("600", "900", "changes", "a run had 10 min to end, now has 15 min to end"),
    "other nodes": ("disk: ssd", "disk: hdd", "changes", "its pods ran on nodes with disk=ssd, they now run on nodes with disk=hdd"),
    "lost toleration": (
        "{key: dedicated, value: batch, effect: NoSchedule}, ",
        "",
        "weakens",
        "its pods no longer tolerate dedicated=batch:NoSchedule: nodes with this taint take them no more",
    ),
    "new toleration": ("tolerations: [", "tolerations: [{key: spot}, ", "changes", "its pods now tolerate spot"),
}
"""What stands in the CronJob, what comes for it, the effect, and how it is said."""


@pytest.mark.parametrize("case", TWO_WAYS.values(), ids=TWO_WAYS)
def test_what_is_lost_is_gained_on_the_way_back(case: tuple[str, str, str, str, str]) -> None:
    """What weakens or stops is said, and its return strengthens."""
    text, was, now, effect, message = case
    other = edited((was, now), text=text)

    assert (effect, message) in said("availability", text, other)
    assert "strengthens" in {effect for effect, _ in said("availability", other, text)}


@pytest.mark.parametrize("case", OTHERS.values(), ids=OTHERS)
def test_what_a_run_does_otherwise_is_said(case: tuple[str, str, Effect, str]) -> None:
    """One line, whichever is the field."""
    was, now, effect, message = case

    assert said("availability", NIGHTLY, edited((was, now), text=NIGHTLY)) == [(effect, message)]


def test_a_default_that_is_written_out_is_no_difference() -> None:
    """What the server fills in is no news."""
    written = ('schedule: "0 3 * * *"', 'schedule: "0 3 * * *"\n  suspend: false'), ("    spec:\n", "    spec:\n      backoffLimit: 6\n")

    assert said("availability", NIGHTLY, edited(*written, text=NIGHTLY)) == []


def test_bounds_of_an_autoscaler_are_mixed_or_not() -> None:
    """Fewer at most is weaker, although there may be more at least: that is neither weaker nor stronger."""
    bounds = [
        SHOP + "---" + SCALER.replace("maxReplicas: 5", f"minReplicas: {least}\n  maxReplicas: {most}")
        for least, most in ((2, 9), (3, 4), (2, 4))
    ]

    assert [effect for effect, _ in said("availability", bounds[0], bounds[1])] == ["changes"]
    assert [effect for effect, _ in said("availability", bounds[0], bounds[2])] == ["weakens"]
    assert [effect for effect, _ in said("availability", bounds[2], bounds[1])] == ["strengthens"]
