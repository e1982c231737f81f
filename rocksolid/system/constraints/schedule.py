"""Which schedules Kubernetes refuses, and which ones never come."""

import re
from collections.abc import Iterator

import attrs

from rocksolid.finding import Finding
from rocksolid.system.workload import Workload

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of each month, in the longest year."""
_LEAST_DEADLINE = 10
"""The seconds between two looks of the controller at a CronJob."""


@attrs.frozen(eq=False)
class Field:
    """One field of a schedule: its range, and the names of its numbers, beginning with the least one."""

    what: str
    least: int
    most: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """Return a number or a name as a number, None for a name that the field does not have."""
        if text.isdecimal():
            return int(text)
        return self.least + self.names.index(text.lower()) if text.lower() in self.names else None


_FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of month", 1, 31),
    Field("month", 1, 12, _MONTHS),
    Field("day of week", 0, 6, _DAYS),
)
"""The fields as Kubernetes' parser has them (robfig/cron, standard form): Sunday is 0 and never 7."""


def schedule(w: Workload) -> Iterator[Finding]:
    """Yield an error for a field that is out of range, for a day that no month has, for a time zone that is none, and for no time to start in."""
    if not w.app.schedule:
        return
    cron, spot = w.app.schedule.cron, w.layers.at(("schedule", "cron"))
    if not cron.startswith("@"):
        fields = list(zip(_FIELDS, cron.split(), strict=True))
        wrong = [(message, hint) for field, text in fields for part in text.split(",") for message, hint in _wrong(field, part)]
        yield from (Finding("schedule", "error", message, spot, hint) for message, hint in wrong)
        if not wrong and _never(*(text for _, text in fields[2:])):
            yield Finding("schedule", "error", f'"{cron}" never comes: no such month has that day', spot, 'cron = "30 4 1 * *"')
    yield from _zone(w)
    deadline = w.app.schedule.deadline
    if deadline is not None and deadline < _LEAST_DEADLINE:
        message = f"a run that may be {deadline} s late may never start: Kubernetes looks every {_LEAST_DEADLINE} s"
        yield Finding("schedule-deadline", "error", message, w.layers.at(("schedule", "deadline")), 'deadline = "5m"')


def _wrong(field: Field, part: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one item of a field, and how to mend it."""
    bounds, _, step = part.partition("/")
    if step and int(step) == 0:
        yield f'"{part}" has a step of 0', f"{field.what}: */5"
    if bounds in {"*", "?"}:
        return
    ends = {text: field.number(text) for text in bounds.split("-")}
    for text, number in ends.items():
        if number is None or not field.least <= number <= field.most:
            names = f" or {field.names[0]} to {field.names[-1]}" if field.names else ""
            hint = "Sunday is 0" if (field.names, number) == (_DAYS, 7) else ""
            yield f'"{text}" is no {field.what}: it is {field.least} to {field.most}{names}', hint
            return
    first, *last = [number for number in ends.values() if number is not None]
    if last and first > last[0]:
        yield (
            f'"{bounds}" ends before it begins',
            f"write two ranges: {bounds.split('-')[0]}-{field.most},{field.least}-{bounds.split('-')[1]}",
        )


def _never(days: str, months: str, weekdays: str) -> bool:
    """Return whether no month that is named has a day that is named; with a day of week either of the two is enough."""
    if weekdays not in {"*", "?"}:
        return False
    earliest = min(_FIELDS[2].number(re.split("[-/]", part)[0]) or 1 for part in days.split(","))
    return all(earliest > _LONGEST[month - 1] for month in _months(months))


def _months(text: str) -> Iterator[int]:
    """Yield the months that a field names."""
    for part in text.split(","):
        bounds, _, step = part.partition("/")
        first, _, last = bounds.partition("-")
        start = 1 if first in {"*", "?"} else _FIELDS[3].number(first) or 1
        end = 12 if (first in {"*", "?"} or (step and not last)) else _FIELDS[3].number(last or first) or 12
        yield from range(start, end + 1, int(step or 1))


def _zone(w: Workload) -> Iterator[Finding]:
    """Yield an error for a time zone that Kubernetes refuses; unknown ones are found where this machine has the IANA database."""
    zone = w.app.schedule.timezone if w.app.schedule else None
    if not zone:
        return
    spot = w.layers.at(("schedule", "timezone"))
    if zone.lower() == "local":
        yield Finding("time-zone", "error", '"Local" is another zone on every machine', spot, 'timezone = "Europe/Vienna"')
    elif _unknown(zone):
        from zoneinfo import available_timezones

        from rocksolid.language.diagnostics import did_you_mean

        yield Finding("time-zone", "error", f'there is no time zone "{zone}"', spot, did_you_mean(zone, available_timezones()))


def _unknown(zone: str) -> bool:
    """Return whether this machine knows time zones, but not this one."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    def known(name: str) -> bool:
        try:
            return bool(ZoneInfo(name))
        except (ZoneInfoNotFoundError, OSError):  # A directory of the database is no zone.
            return False

    return not known(zone) and known("UTC")
