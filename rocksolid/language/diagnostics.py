"""The word that an author may have meant by one that is not known."""

import difflib
from collections.abc import Collection, Iterable
from textwrap import fill

_NEAR = 0.6
_TIMES = 3
_WIDEST = 100
"""Columns of a hint that lists words."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that is nearest, or None where none is near.

    Near is a `difflib` ratio of 0.6 or more, its own default, whatever the case of the letters; without such a word, one
    that has it as a part: "ingress-nginx" for "nginx".
    """
    meant = {name.casefold(): name for name in sorted(known)}  # Of words that differ in case alone, the last one.
    if len(word) > _TIMES * max(map(len, meant), default=0):  # Its ratio would be less, and take long to find.
        return None
    near = difflib.get_close_matches(word.casefold(), meant, n=1, cutoff=_NEAR)
    near = near or [name for name in meant if word.casefold() in name.replace("_", "-").split("-")]
    return meant[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `did you mean "callers"?` with the known word that is nearest, or nothing where none is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""


def nearest_or_all(word: str, known: Collection[str], there: str) -> str:
    """Return `did you mean "callers"?`, or where none is near, what there is: `known are callers, env`; nothing where there is nothing."""
    return did_you_mean(word, known) or (fill(f"{there} {', '.join(known)}", _WIDEST) if known else "")
