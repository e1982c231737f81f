"""Large blueprints are read by a worker while this process still loads what compiles them."""

import marshal
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

LARGE = 100_000
"""Bytes of TOML from which on a worker is worth its start: they take about 7 ms to read."""
Read = tuple[str, dict[str, Any]]
"""The text of a TOML file, and its tree."""


def read_ahead(paths: Iterable[str]) -> Callable[[Path], Read | None]:
    """Return what gives the text and the tree of large TOML files that some paths mean, as a worker read them; None for all others.

    Nothing is said here, and nothing lost: what cannot be read is read again by whoever says what is wrong with it.
    """
    if not _are_large(paths):
        return _nothing
    from rocksolid.cli.workers import cores, started

    if cores() > 1:
        with suppress(OSError):  # There may be no more processes.
            worker = started(lambda: dict(_read(paths)))

            @cache
            def brought() -> dict[str, bytes]:
                found = worker.brought()
                worker.end()
                return found

            return lambda file: marshal.loads(brought()[str(file)]) if str(file) in brought() else None  # noqa: S302  Written by ourselves.
    return _nothing


def _nothing(_: Path) -> None:
    return None


def _are_large(paths: Iterable[str]) -> bool:
    """Return whether there is much to read, as far as must be looked to know."""
    left = LARGE
    with suppress(OSError):
        for file in _files(paths):
            left -= file.stat().st_size
            if left <= 0:
                return True
    return False


def _files(paths: Iterable[str]) -> Iterator["Path | os.DirEntry[str]"]:
    """Yield each TOML file that is named, or lies in a directory that is named but not in one of its folders."""
    for path in paths:
        with suppress(OSError, ValueError):
            named = Path(path)
            if named.is_dir():
                with os.scandir(path) as entries:
                    yield from (entry for entry in entries if entry.name.endswith(".toml") and entry.is_file())
            elif named.suffix == ".toml" and named.is_file():
                yield named


def _read(paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield each file that can be read, with what it holds."""
    from rocksolid.language.toml import loads

    for file in map(Path, _files(paths)):
        with suppress(OSError, ValueError, RecursionError):  # `marshal` knows no dates: whoever wrote one into a blueprint is told so.
            text = file.read_bytes().decode().removeprefix("\ufeff")
            yield str(file), marshal.dumps((text, loads(text)))
