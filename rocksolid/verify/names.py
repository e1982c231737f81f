"""Which of some names a wrong one was probably meant to be."""

from collections.abc import Iterable, Iterator
from functools import cached_property

_SHORTEST = 4  # In shorter words, only letters in another order are a slip: "api" is not "app" mistyped.


class Names:
    """Some names, prepared so that a question costs as much as its word is long, not as there are names."""

    def __init__(self, known: Iterable[str]) -> None:
        """Remember the names; of several that would do, the shortest is answered, then the first of the alphabet."""
        self._known = sorted(set(known), key=lambda name: (len(name), name))

    def longer(self, word: str) -> str | None:
        """Return the name that has a word as its first or last parts: "prod-api" for "api"."""
        return self._by_parts.get(word)

    def near(self, word: str) -> str | None:
        """Return the name that a word is probably meant to be: one slip of the keys away, or longer by whole parts."""
        slipped = (self._by_slips[slip] for slip in _slips(word) if slip in self._by_slips)
        likely = (name for name in slipped if len(word) >= _SHORTEST or sorted(name) == sorted(word))
        return self.longer(word) or next(likely, None)

    def did_you_mean(self, word: str) -> str:
        """Return `did you mean "http"?` with the name that is near, or nothing where none is."""
        near = self.near(word)
        return f'did you mean "{near}"?' if near else ""

    @cached_property
    def _by_parts(self) -> dict[str, str]:
        return {part: name for name in reversed(self._known) for part in _ends(name.split("-"))}

    @cached_property
    def _by_slips(self) -> dict[str, str]:
        return {slip: name for name in reversed(self._known) for slip in _slips(name)}


def _ends(parts: list[str]) -> Iterator[str]:
    for cut in range(1, len(parts)):
        yield "-".join(parts[cut:])
        yield "-".join(parts[:cut])


def _slips(word: str) -> Iterator[str]:
    """Yield a word and what is left of it without one letter: words that share one of these are one slip apart."""
    yield word
    for index in range(len(word)):
        yield word[:index] + word[index + 1 :]
