"""A waiver holds until its last day: who looks after that day is told, and nothing that is rendered depends on it."""

import datetime as dt
from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.system.resolve import System


def today() -> dt.date:
    """Return the date in UTC, which is the same for a laptop and for CI."""
    return dt.datetime.now(tz=dt.UTC).date()


def expired(system: System, day: dt.date) -> Iterator[Finding]:
    """Yield an error for each waiver whose last day lies before a day."""
    for w in system.workloads:
        for position, waiver in enumerate(w.app.waivers):
            if waiver.until and waiver.until < day:
                message = f'the waiver from "{waiver.rule}" ended on {waiver.until.isoformat()}: {waiver.reason}'
                spot, hint = w.layers.at(("waivers", position, "until")), "mend what it excuses and remove it, or give it a new last day"
                yield Finding("waiver-expired", "error", message, spot, hint)
