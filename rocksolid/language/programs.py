"""Python that users wrote: it runs beside its own files, and what it raises is told by its own lines."""

import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType

from rocksolid.language.source import shown

RAISED = (Exception, SystemExit)
"""What a user's program may raise and its author is told about; an interrupt ends the run."""
_OURS = f"{Path(__file__).parents[1]}{os.sep}"
_IMPORTING = ("<frozen importlib", str(Path(traceback.__file__).with_name("importlib")))


@contextmanager
def beside(folder: Path) -> Iterator[None]:
    """Let Python find modules in a folder first, as for a program there; in the end those from there are forgotten.

    The next folder may have modules of the same names. Nothing is left in the folder, and what is printed goes to stderr:
    stdout is for manifests.
    """
    known, before, writes = set(sys.modules), list(sys.path), sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        _forget({str(folder), *sys.path} - set(before), known)
        sys.path[:] = before
        sys.dont_write_bytecode = writes


def own_frames(error: BaseException) -> list[traceback.FrameSummary]:
    """Return the frames of an error that are the user's: ours, and those of Python's import, are cut off."""
    frames = traceback.extract_tb(error.__traceback__)
    return [frame for frame in frames if not frame.filename.startswith((_OURS, *_IMPORTING))]


def told(error: BaseException) -> str:
    """Return a traceback as Python prints it, of the user's own frames, with files as the user would type them."""
    frames = own_frames(error)
    for frame in frames:
        frame.filename = shown(Path(frame.filename))
    return "".join(
        ["Traceback (most recent call last):\n", *traceback.format_list(frames), *traceback.format_exception_only(error)]
    ).rstrip()


def what(error: BaseException) -> str:
    """Return in a few words what was raised: "LookupError: no registry"."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


def _forget(folders: Iterable[str], known: set[str]) -> None:
    """Forget the modules that were imported from some folders."""
    homes = {Path(folder).resolve() for folder in folders}
    own = {name for name, module in sys.modules.items() if name not in known and "." not in name and _home(module) in homes}
    for name in [name for name in sys.modules if name.partition(".")[0] in own]:
        del sys.modules[name]


def _home(module: ModuleType) -> Path | None:
    """Return the folder in which a module was found, None where it is in none."""
    spec = module.__spec__
    file = next(iter(spec.submodule_search_locations or ()), spec.origin) if spec else None
    return Path(file).resolve().parent if file else None
