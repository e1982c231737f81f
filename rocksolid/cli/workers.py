"""Work in pieces that do not need each other, shared out among this process and workers that are copies of it."""

import errno
import marshal
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, NoReturn

from rocksolid.sharing import Work

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_MOST_WORKERS = 3
"""What cannot be shared out takes as long as four processes need for the rest; each worker costs memory."""

_PIPE = 1024 * 1024
"""Bytes: as much as Linux allows to everybody (/proc/sys/fs/pipe-max-size)."""


def shared_out(pieces: int, work: Work) -> list[Any]:
    """Return the results of some pieces of work, at most 256, in their order.

    Each process draws the next piece when it has done one. What a worker does not bring back, because it failed or was
    ended, is done here: so an exception in a piece is raised here, if at all. Without a second core there are no workers.
    """
    with _drawn(pieces) as draws, _at_work(lambda: {piece: work(piece) for piece in _draws(draws)}) as workers:
        done = {piece: work(piece) for piece in _draws(draws)}
        for worker in workers:
            done |= worker.brought()
    return [done[piece] if piece in done else work(piece) for piece in range(pieces)]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Worker(NamedTuple):
    """A copy of this process, and the pipe in which it brings what it did."""

    process: int
    pipe: int

    def brought(self) -> dict[Any, Any]:
        """Return what its job returned, by what it is for; nothing where it came to no end."""
        with os.fdopen(self.pipe, "rb", closefd=False) as results, suppress(EOFError, ValueError, TypeError):
            done: dict[Any, Any] = marshal.loads(results.read())  # noqa: S302  Written by ourselves.
            return done
        return {}

    def end(self) -> None:
        """End it, whatever it does, and forget it."""
        os.close(self.pipe)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def _draws(pipe: int) -> Iterator[int]:
    """Yield pieces that nobody has drawn yet: each is a byte in a pipe, and who reads it has drawn it."""
    while drawn := os.read(pipe, 1):
        yield drawn[0]


@contextmanager
def _drawn(pieces: int) -> Iterator[int]:
    """Give a pipe from which some pieces can be drawn."""
    reading, writing = os.pipe()
    os.write(writing, bytes(range(pieces)))
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


@contextmanager
def _at_work(job: Callable[[], Any]) -> Iterator[list[Worker]]:
    """Give workers that are at the same job; they are gone afterwards."""
    workers: list[Worker] = []
    try:
        with suppress(OSError):  # Where there may be no more processes, there is one less.
            workers.extend(started(job) for _ in range(min(cores() - 1, _MOST_WORKERS)))
        yield workers
    finally:
        for worker in workers:
            worker.end()


def started(job: Callable[[], Any]) -> Worker:
    """Start a worker that does a job, and brings what `marshal` can write; raise OSError where there may be no more processes."""
    if not hasattr(os, "fork"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    reading, writing = os.pipe()
    _widen(writing)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)  # What ends this process is not to be answered by its copy.
    try:
        process = os.fork()
        if not process:
            _help(job, reading, writing)
    except OSError:
        os.close(reading)
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        os.close(writing)
    return Worker(process, reading)


def _widen(pipe: int) -> None:
    """Let a pipe hold much of what a worker brings, where the system can: else the worker waits every 64 KiB until they are taken."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _help(job: Callable[[], Any], reading: int, writing: int) -> NoReturn:
    """Be a worker, which says nothing, not even why it failed: what it does not bring is done again where that can be said."""
    try:
        for ending in _ENDING:
            if signal.getsignal(ending) is not signal.SIG_IGN:
                signal.signal(ending, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
        os.close(reading)  # Else nobody would tell it that the other process has gone.
        with os.fdopen(writing, "wb") as results:
            results.write(marshal.dumps(job()))
    finally:
        os._exit(0)
