"""Schedules and time zones as Kubernetes reads them: its parser is robfig/cron in standard form, its zones are those of the IANA database."""

import re
from collections.abc import Iterator

import attrs

WORDS = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
"""The schedules that have a name; `@every 90m` is one as well."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
ANY = ("*", "?")
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of each month, in the longest year."""
_NUMBER = re.compile(r"\+?[0-9]+", re.ASCII)
_DURATION = re.compile(r"[-+]?(?:0|(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)", re.ASCII)
_ZONE = re.compile(r"(?!-)(?!\.{1,2}\Z)[A-Za-z._0-9+-]{1,14}", re.ASCII)
_LONGEST_NUMBER = 19
"""The digits of the greatest number that the parser reads."""
Wrong = tuple[str, str]
"""What is wrong with a schedule, and how to mend it; the second is empty where that is not known."""


@attrs.frozen(eq=False)
class Field:
    """One field of a schedule: its range, and the names of its numbers, beginning with the least one."""

    what: str
    least: int
    most: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        """Return a number or a name as a number, None for what is neither."""
        if text.lower() in self.names:
            return self.least + self.names.index(text.lower())
        return _number(text)


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day of month", 1, 31),
    Field("month", 1, 12, MONTHS),
    Field("day of week", 0, 6, DAYS),
)
"""The fields in their order: Sunday is 0 and never 7."""


def wrong(schedule: str) -> Iterator[Wrong]:
    """Yield what is wrong with a schedule, whatever text it is."""
    if schedule.startswith("@"):
        word, _, duration = schedule.partition(" ")
        if schedule not in WORDS and not (word == "@every" and _DURATION.fullmatch(duration)):
            yield f'"{schedule}" is no schedule', "@daily"
        return
    fields = schedule.split()
    if len(fields) != len(FIELDS):
        yield f'"{schedule}" has {len(fields)} fields, not {len(FIELDS)}', ", ".join(field.what for field in FIELDS)
        return
    for field, text in zip(FIELDS, fields, strict=True):
        for part in filter(None, text.split(",")):
            yield from _wrong(field, part)


def _wrong(field: Field, part: str) -> Iterator[Wrong]:
    """Yield what is wrong with one item of a field: `5`, `mon-fri`, `*/15`, `10-20/2`."""
    bounds, slash, step = part.partition("/")
    if slash and _number(step) is None:
        yield f'"{part}" has "{step}" for a step', f"{field.what}: */5"
    elif slash and _number(step) == 0:
        yield f'"{part}" has a step of 0', f"{field.what}: */5"
    first, *last = bounds.split("-")
    if first in ANY:
        return
    if len(last) > 1:
        yield f'"{bounds}" is more than one range', ""
        return
    for text in dict.fromkeys((first, *last)):
        number = field.number(text)
        if number is None or not field.least <= number <= field.most:
            names = f" or {field.names[0]} to {field.names[-1]}" if field.names else ""
            hint = "Sunday is 0" if (field.names, number) == (DAYS, 7) else ""
            yield f'"{text}" is no {field.what}: it is {field.least} to {field.most}{names}', hint
            return
    if last and (field.number(first) or 0) > (field.number(last[0]) or 0):
        yield f'"{bounds}" ends before it begins', f"write two ranges: {first}-{field.most},{field.least}-{last[0]}"


def _number(text: str) -> int | None:
    return int(text) if len(text) <= _LONGEST_NUMBER and _NUMBER.fullmatch(text) else None


def never(schedule: str) -> bool:
    """Return whether no month that a schedule names has a day that it names; with a day of week either of the two is enough.

    Nothing is wrong with the schedule.
    """
    if schedule.startswith("@"):
        return False
    days, months, weekdays = schedule.split()[2:]
    named = (re.split("[-/]", part)[0] for part in filter(None, days.split(",")))
    earliest = min((FIELDS[2].number(text) or 1 for text in named), default=1)
    return weekdays in ANY and all(earliest > _LONGEST[month - 1] for month in _months(months))


def _months(text: str) -> Iterator[int]:
    """Yield the months that a field names."""
    for part in filter(None, text.split(",")):
        bounds, _, step = part.partition("/")
        first, _, last = bounds.partition("-")
        start = 1 if first in ANY else FIELDS[3].number(first) or 1
        end = 12 if (first in ANY or (step and not last)) else FIELDS[3].number(last or first) or 12
        yield from range(start, end + 1, int(step or 1))


def is_zone(name: str) -> bool:
    """Return whether there is a time zone of a name; what is newer than the names here, the machine may know."""
    from rocksolid.schedules.zones import NAMES

    return name in NAMES or (all(map(_ZONE.fullmatch, name.split("/"))) and _is_known_here(name))


def _is_known_here(name: str) -> bool:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return bool(ZoneInfo(name))
    except (ZoneInfoNotFoundError, OSError):  # A directory of the database is no zone.
        return False
