"""What a server refuses in a CronJob: its schedule, its time zone, and the Job that it makes."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, table
from rocksolid.verify.names import Names
from rocksolid.verify.server.fields import COUNT, INT64, numbers, required, words
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.jobs import job_spec
from rocksolid.verify.server.refusal import SPEC, Refusal

_BOUNDS = {"startingDeadlineSeconds": (0, INT64), "successfulJobsHistoryLimit": COUNT, "failedJobsHistoryLimit": COUNT}
_APART = re.compile(r"(?:CRON_)?TZ=(\S+) +")


def cron_job(one: Mapping[str, Any], minor: int) -> Iterator[Refusal]:
    """Yield what is refused in a CronJob."""
    spec = table(one, "spec")
    yield from required(spec, SPEC, ("schedule",))
    yield from _schedule(spec.get("schedule"), (*SPEC, "schedule"))
    yield from _zone(spec.get("timeZone"), (*SPEC, "timeZone"))
    yield from numbers(spec, SPEC, _BOUNDS)
    yield from words(spec, SPEC, {"concurrencyPolicy": ("Allow", "Forbid", "Replace")})
    job, path = table(spec, "jobTemplate", "spec"), (*SPEC, "jobTemplate", "spec")
    if job.get("selector") is not None:
        yield Refusal((*path, "selector"), "must be left out: each Job gets its own")
    if job.get("manualSelector") is True:
        yield Refusal((*path, "manualSelector"), "must be left out: the selector of each Job is made for it")
    if spec.get("jobTemplate") is not None or not spec:  # That a spec has no template, the schema says.
        yield from job_spec(job, path, minor)


def _schedule(said: Any, path: Path) -> Iterator[Refusal]:
    if not said or not isinstance(said, str):
        return
    from rocksolid.schedules import wrong

    if "TZ" in said:
        zone = _APART.match(said)
        yield Refusal(path, f"{shown(said)} must not have a time zone in it", f"timeZone: {zone[1]}" if zone else "")
    else:
        yield from (Refusal(path, problem, hint) for problem, hint in wrong(said))


def _zone(zone: Any, path: Path) -> Iterator[Refusal]:
    if not isinstance(zone, str):
        return
    from rocksolid.schedules import is_zone

    if not zone:
        yield Refusal(path, "must be left out or be a time zone", "timeZone: Europe/Vienna")
    elif zone.lower() == "local":
        yield Refusal(path, f"{shown(zone)} is another time zone on every machine", "timeZone: Europe/Vienna")
    elif not is_zone(zone):
        from rocksolid.schedules.zones import NAMES

        yield Refusal(path, f"{shown(zone)} is no time zone", Names(NAMES).did_you_mean(zone))
