"""Which schedules Kubernetes refuses, and which ones never come."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload

_LEAST_DEADLINE = 10
"""The seconds between two looks of the controller at a CronJob."""


def schedule(w: Workload) -> Iterator[Finding]:
    """Yield an error for a field that is out of range, for a day that no month has, for a time zone that is none, and for no time to start in."""
    if not w.app.schedule:
        return
    from rocksolid.schedules import never, wrong

    cron, spot = w.app.schedule.cron, w.layers.at(("schedule", "cron"))
    found = [Finding("schedule", "error", message, spot, hint) for message, hint in wrong(cron)]
    yield from found
    if not found and never(cron):
        yield Finding("schedule", "error", f'"{cron}" never comes: no such month has that day', spot, 'cron = "30 4 1 * *"')
    yield from _zone(w)
    deadline = w.app.schedule.deadline
    if deadline is not None and deadline < _LEAST_DEADLINE:
        message = f"a run that may be {deadline} s late may never start: Kubernetes looks every {_LEAST_DEADLINE} s"
        yield Finding("schedule-deadline", "error", message, w.layers.at(("schedule", "deadline")), 'deadline = "5m"')


def _zone(w: Workload) -> Iterator[Finding]:
    """Yield an error for a time zone that Kubernetes refuses."""
    zone = w.app.schedule.timezone if w.app.schedule else None
    if not zone:
        return
    from rocksolid.schedules import is_zone

    spot = w.layers.at(("schedule", "timezone"))
    if zone.lower() == "local":
        yield Finding("time-zone", "error", '"Local" is another zone on every machine', spot, 'timezone = "Europe/Vienna"')
    elif not is_zone(zone):
        from rocksolid.language.diagnostics import did_you_mean
        from rocksolid.schedules.zones import NAMES

        yield Finding("time-zone", "error", f'there is no time zone "{zone}"', spot, did_you_mean(zone, NAMES))
