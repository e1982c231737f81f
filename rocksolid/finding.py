"""What a stage or a check has to say about somebody's text: the one type that every part may import."""

from typing import Literal, Protocol

import attrs

Severity = Literal["error", "warning", "note"]


@attrs.frozen
class Place:
    """A range of one line of a text; lines and columns count from 1, columns in characters.

    `excerpt` is the whole line without its end, empty where the text cannot be shown (an unreadable file).
    """

    file: str
    line: int
    column: int
    length: int
    excerpt: str = ""


class Spot(Protocol):
    """Something that knows its place, and looks it up only when asked: a fast way through never pays for it."""

    def place(self) -> Place:
        """Return where this is."""
        ...


@attrs.frozen
class Finding:
    """One complaint or remark.

    `code` is stable and kebab-case, `message` says what is, `hint` how to mend it (empty: nothing to paste),
    `related` are other places that matter, each with what is to be seen there.
    """

    code: str
    severity: Severity
    message: str
    spot: Spot | None = None
    hint: str = ""
    related: tuple[tuple[Spot, str], ...] = ()
