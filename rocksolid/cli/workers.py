"""Work in pieces that do not need each other, shared out among this process and workers that are copies of it."""

import marshal
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, NoReturn

import attrs

from rocksolid.sharing import Work

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MOST_WORKERS = 3
"""What cannot be shared out takes as long as four processes need for the rest; each worker costs memory."""


def shared_out(pieces: int, work: Work) -> list[Any]:
    """Return the results of some pieces of work, at most 256, in their order.

    Each process draws the next piece when it has done one. What a worker does not bring back, because it failed or was
    ended, is done here: so an exception in a piece is raised here, if at all. Without a second core there are no workers.
    """
    with _drawn(pieces) as draws, _at_work(draws, work) as workers:
        done = {piece: work(piece) for piece in draws}
        for worker in workers:
            done |= worker.brought()
    return [done[piece] if piece in done else work(piece) for piece in range(pieces)]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@attrs.frozen(eq=False, repr=False)
class _Worker:
    """A copy of this process, and the pipe in which it brings what it did."""

    process: int
    pipe: int

    def brought(self) -> dict[int, Any]:
        """Return what it did, by piece; nothing where it came to no end."""
        with os.fdopen(self.pipe, "rb", closefd=False) as results, suppress(EOFError, ValueError, TypeError):
            done: dict[int, Any] = marshal.loads(results.read())  # noqa: S302  Written by ourselves.
            return done
        return {}

    def end(self) -> None:
        """End it, whatever it does, and forget it."""
        os.close(self.pipe)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


@attrs.frozen(eq=False, repr=False)
class _Draws:
    """The pieces that nobody has drawn yet: each is a byte in a pipe, and who reads it has drawn it."""

    pipe: int

    def __iter__(self) -> Iterator[int]:
        while drawn := os.read(self.pipe, 1):
            yield drawn[0]


@contextmanager
def _drawn(pieces: int) -> Iterator[_Draws]:
    """Give the draws for some pieces."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(pieces)))
    os.close(writing)
    try:
        yield _Draws(reading)
    finally:
        os.close(reading)


@contextmanager
def _at_work(draws: _Draws, work: Work) -> Iterator[list[_Worker]]:
    """Give workers that are at work; they are gone afterwards."""
    workers: list[_Worker] = []
    try:
        with suppress(OSError):  # Where there may be no more processes, there is one less.
            wanted = min(cores() - 1, _MOST_WORKERS) if hasattr(os, "fork") else 0
            workers.extend(_started(draws, work) for _ in range(wanted))
        yield workers
    finally:
        for worker in workers:
            worker.end()


def _started(draws: _Draws, work: Work) -> _Worker:
    """Start a worker; raise OSError where there may be no more processes."""
    reading, writing = os.pipe()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # What ends this process is not to be answered by its copy.
    try:
        process = os.fork()
        if not process:
            _help(draws, work, reading, writing)
    except OSError:
        os.close(reading)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
    return _Worker(process, reading)


def _help(draws: _Draws, work: Work, reading: int, writing: int) -> NoReturn:
    """Be a worker, which says nothing, not even why it failed: what it does not bring is done again where that can be said."""
    try:
        for ending in _ENDING:
            if signal.getsignal(ending) is not signal.SIG_IGN:
                signal.signal(ending, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        os.close(reading)  # Else nobody would tell it that the other process has gone.
        with os.fdopen(writing, "wb") as results:
            results.write(marshal.dumps({piece: work(piece) for piece in draws}))
    finally:
        os._exit(0)
