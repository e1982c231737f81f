"""One line on a terminal while long work lasts: what is being done, and how much of it; gone when it ends."""

import os
import signal
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from rocksolid.progress import Watch

PATIENCE = 1.0
"""Seconds of work without a line: who waits no longer needs none."""
_EVERY = 0.1
"""Seconds from one line to the next."""
_CELLS = 30
_COLUMNS = 80
"""Of a terminal that does not tell how wide it is."""
_CLEAR = b"\r\x1b[K"

T = TypeVar("T")


@contextmanager
def shown(terminal: int) -> Iterator[Watch]:
    """Show on a terminal, by its file descriptor, how far the work is that walks through the watch.

    A timer's signal draws the line, so that it comes on time whatever the work is in, and costs the work nothing. Where the
    signal is handled nothing may be imported or printed by a library: what it interrupts may be in the midst of that.
    """
    bar = _Bar(terminal)
    before = signal.signal(signal.SIGALRM, lambda *_: bar.draw())
    signal.setitimer(signal.ITIMER_REAL, PATIENCE, _EVERY)
    try:
        yield bar.watch
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        bar.clear()


class _Bar:
    """What is being done, how much of it is done, and a line that says so."""

    def __init__(self, terminal: int) -> None:
        """Begin now."""
        self._terminal, self._began, self._drawn = terminal, time.monotonic(), False
        self._doing, self._done, self._all = "working", 0, 0

    def watch(self, doing: str, over: Collection[T] = ()) -> Iterable[T]:
        """Return what there is to do, counted while it is walked."""
        self._doing, self._done, self._all = doing, 0, len(over)
        return self._counted(over)

    def draw(self) -> None:
        """Put the line in the place of the last one, unless the run is in the background: the terminal is another's."""
        with suppress(OSError):
            if not _is_in_background(self._terminal):
                columns = os.get_terminal_size(self._terminal).columns or _COLUMNS
                self._drawn = True  # Before it is so: an interrupt may come in between.
                os.write(self._terminal, _CLEAR + self._line()[: columns - 1].encode())

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            with suppress(OSError):
                os.write(self._terminal, _CLEAR)

    def _counted(self, over: Collection[T]) -> Iterator[T]:
        for self._done, one in enumerate(over):
            yield one

    def _line(self) -> str:
        if self._all <= 1:  # There is nothing to compare with: what it does say is that it goes on.
            return f"{self._doing}, {time.monotonic() - self._began:.0f} s"
        return f"{self._doing} [{'#' * (_CELLS * self._done // self._all):{_CELLS}}] {self._done}/{self._all}"


def _is_in_background(terminal: int) -> bool:
    try:
        return os.tcgetpgrp(terminal) != os.getpgrp()
    except OSError:  # It is not the terminal that controls this process.
        return False
