"""The functions that a platform file names as rules, imported from beside it or from what is installed."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from inspect import cleandoc
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs

from rocksolid.finding import Finding, Place, Spot
from rocksolid.language import programs
from rocksolid.language.source import FixedSpot, Source, shown
from rocksolid.language.values import found
from rocksolid.system.resolve import System


@attrs.frozen(eq=False)
class UserRule:
    """One rule: `module:function`, the function, what it promises, and where the platform file names it."""

    name: str
    function: Callable[[System], Any]
    promise: str
    spot: Spot


def loaded(names: Sequence[str], origin: Source, report: list[Finding]) -> list[UserRule]:
    """Return the rules that a platform file names, without those that cannot be had, which are reported.

    A module is found beside the platform file first; what comes from there is forgotten afterwards, so that two platform
    files may have modules of the same name.
    """
    folder = (origin.file or Path("platform.toml")).absolute().parent
    with _set_aside(folder, {name.partition(".")[0].partition(":")[0] for name in names}), programs.beside(folder):
        rules = [_rule(name, origin.at(("rules", names.index(name))), folder, report) for name in dict.fromkeys(names)]
    twice = [(index, name) for index, name in enumerate(names) if name in names[:index]]
    report += [Finding("rule-twice", "error", f'"{name}" stands twice', origin.at(("rules", index)), "remove one") for index, name in twice]
    return [rule for rule in rules if rule]


@contextmanager
def _set_aside(folder: Path, modules: set[str]) -> Iterator[None]:
    """Hide modules that are loaded already, where a folder has some of the same names."""
    there = {name for name in modules if (folder / name).is_dir() or (folder / f"{name}.py").is_file()}
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] in there}
    try:
        yield
    finally:
        sys.modules.update(aside)


def _rule(name: str, spot: Spot, folder: Path, report: list[Finding]) -> UserRule | None:
    """Return one rule, or report why there is none."""
    path, _, function = name.partition(":")
    try:
        module = import_module(path)
    except programs.RAISED as error:
        missing = isinstance(error, ModuleNotFoundError) and error.name and f"{path}.".startswith(f"{error.name}.")
        report.append(_no_module(path, spot, folder) if missing else raised(f'the module "{path}"', error, spot))
        return None
    wanted = getattr(module, function, None)
    if callable(wanted) and not isinstance(wanted, type):
        return UserRule(name, wanted, _promise(wanted, module), spot)
    report.append(_no_function(path, function, module, spot))
    return None


def _no_function(path: str, function: str, module: ModuleType, spot: Spot) -> Finding:
    """Return the complaint that a module has no such function."""
    if hasattr(module, function):
        wanted = getattr(module, function)
        said = "a class" if isinstance(wanted, type) else found(wanted)
        return Finding("rule-function", "error", f'"{function}" of the module "{path}" is no function, but {said}', spot)
    from rocksolid.language.diagnostics import nearest_or_all

    known = [other for other, one in vars(module).items() if callable(one) and getattr(one, "__module__", "") == path]
    hint = nearest_or_all(function, known, "it has") or f"def {function}(system): ..."
    return Finding("rule-function", "error", f'the module "{path}" has no function "{function}"', spot, hint)


def _no_module(path: str, spot: Spot, folder: Path) -> Finding:
    """Return the complaint that there is no such module."""
    from rocksolid.language.diagnostics import did_you_mean

    there = [entry.stem for entry in sorted(folder.iterdir()) if entry.suffix == ".py" or (entry / "__init__.py").is_file()]
    hint = did_you_mean(path, there) or f"write {path.replace('.', '/')}.py beside the platform file, or install it"
    return Finding("rule-module", "error", f'there is no module "{path}" beside the platform file, and none is installed', spot, hint)


def raised(who: str, error: BaseException, spot: Spot) -> Finding:
    """Return the complaint that user code raised something, with the line of it where it did, and its traceback."""
    if isinstance(error, SyntaxError) and error.filename:
        where, message = (error.filename, error.lineno or 1, error.offset or 1), f"{who} is no Python: {error.msg}"
        return Finding("rule-raised", "error", message, spot, related=_here(*where))
    frames = programs.own_frames(error)
    related = _here(frames[-1].filename, frames[-1].lineno or 1, (frames[-1].colno or 0) + 1) if frames else ()
    return Finding("rule-raised", "error", f"{who} raised {programs.what(error)}", spot, programs.told(error), related)


def _here(file: str, line: int, column: int) -> tuple[tuple[Spot, str], ...]:
    return ((FixedSpot(Place(shown(Path(file)), line, column, 1)), "it was here"),)


def _promise(function: Any, module: ModuleType) -> str:
    """Return what a rule promises, on one line: the first paragraph of its docstring, or of its module's where it has none."""
    said = cleandoc(function.__doc__ or module.__doc__ or "")
    return " ".join(said.partition("\n\n")[0].split())
