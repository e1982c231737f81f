"""Differences in the order in which a reader takes them in: by what they do to the system, the plain fields last, the same ones in one line."""

from collections.abc import Iterator, Mapping, Sequence

import attrs

from rocksolid.diff.calls.reach import ARROW
from rocksolid.diff.change import EFFECTS, Change, Effect, Topic
from rocksolid.diff.words import listed
from rocksolid.wording import plural

NONE = "no differences"
"""What is said of two states that are the same."""
WORDS: Mapping[Effect, tuple[str, str]] = {
    "refused": ("The server refuses", "refused"),
    "loses-data": ("Data is lost", "losing data"),
    "disrupts": ("Interrupted", "interrupting"),
    "weakens": ("Weaker than before", "weaker"),
    "changes": ("Other than before", "other"),
    "strengthens": ("Stronger than before", "stronger"),
}
"""What stands above the differences with one effect, and what one of them is called where they are counted."""
_FIELDS = "Field by field"
_NAMED = 12
"""How many objects a line names: about as many as a system has apps."""


@attrs.frozen
class Line:
    """What is said of one object, or of several of which the same is to be said."""

    topic: Topic
    subject: str
    message: str
    hint: str


@attrs.frozen
class Group:
    """Differences of one kind, under a heading; `effect` is None for plain fields, which have none but those that other groups name."""

    heading: str
    effect: Effect | None
    lines: Sequence[Line]


def groups(changes: Sequence[Change]) -> Iterator[Group]:
    """Yield the differences by their effects, the worst first, and at last those of plain fields; only groups that hold some."""
    for effect in EFFECTS:
        some = [change for change in changes if change.effect == effect and change.topic != "fields"]
        if some:
            yield Group(WORDS[effect][0], effect, _lines(some))
    plain = [change for change in changes if change.topic == "fields"]
    if plain:
        yield Group(_FIELDS, None, _lines(plain))


def summary(found: Sequence[Group]) -> str:
    """Return how many lines there are: `3 differences (1 refused, 2 weaker), 12 fields`."""
    numbers = {group.effect: len(group.lines) for group in found}
    fields = numbers.pop(None, 0)
    counted = ", ".join(f"{number} {WORDS[effect][1]}" for effect, number in numbers.items() if effect)
    if not counted:
        return f"{plural(fields, 'field')} differ{'s' if fields == 1 else ''}" if fields else NONE
    return f"{plural(sum(numbers.values()), 'difference')} ({counted})" + (f", {plural(fields, 'field')}" if fields else "")


def _lines(changes: Sequence[Change]) -> list[Line]:
    """Return a line for all differences that say the same of several objects, where the first of them stands."""
    same: dict[tuple[Topic, str, str, str], list[Change]] = {}
    for change in changes:
        call = change.subject if ARROW in change.subject else ""  # Which calls are the same, those who find them say.
        same.setdefault((change.topic, call, _masked(change), change.hint), []).append(change)
    return [_line(some, message) for (_, _, message, _), some in same.items()]


def _line(some: Sequence[Change], message: str) -> Line:
    first = some[0]
    subjects = list(dict.fromkeys(change.subject for change in some))
    return Line(first.topic, _together(subjects), message if subjects[1:] else first.message, first.hint)


def _masked(change: Change) -> str:
    """Return a message in which a container of the name of its object is called `*`: that is how most are called."""
    name = change.subject.rpartition("/")[2]
    return change.message.replace(f'container "{name}"', 'container "*"').replace(f"[name={name}]", "[name=*]")


def _together(subjects: Sequence[str]) -> str:
    """Return several objects with their namespace and kind said once: `shop/{Deployment/{api and web}, StatefulSet/db}`."""
    named: dict[str, list[str]] = {}
    for subject in subjects:
        above, slash, name = subject.rpartition("/")
        named.setdefault(above + slash, []).append(name)
    kinds = [f"{above}{names[0] if len(names) == 1 else f'{{{listed(names, _NAMED)}}}'}" for above, names in named.items()]
    space, *others = {above.partition("/")[0] for above in named}
    if others or len(kinds) == 1:
        return ", ".join(kinds)
    return f"{space}/{{{', '.join(one.removeprefix(f'{space}/') for one in kinds)}}}"
