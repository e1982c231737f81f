"""The words `override` and `remove` of an app: every layer's in turn, from the lowest on, over the objects that the rules wrote."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from rocksolid.finding import Finding, Spot
from rocksolid.language.diagnostics import did_you_mean
from rocksolid.language.layers import Layer, lacking
from rocksolid.language.raw import data
from rocksolid.language.source import KeyPath
from rocksolid.language.types import SCALARS, Field
from rocksolid.language.values import WrongValueError
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.override import Patch, Problem, Removal, patched, removed
from rocksolid.manifest.part import Owner
from rocksolid.manifest.shape import APPLY_ORDER
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

Change = Patch | Removal
_ROOTS = (
    "metadata",
    "spec",
    "data",
    "binaryData",
    "immutable",
    "automountServiceAccountToken",
    "imagePullSecrets",
    "rules",
    "roleRef",
    "subjects",
)
"""The fields that a path into an object can begin with: they tell it from a name."""


def overridden(objects: Sequence[Object], system: System, report: list[Finding]) -> list[Object]:
    """Return the objects of a system with what their authors write over them; report what they do not take."""
    changing = {w.owner: tuple(_changes(w, report)) for w in system.workloads if w.app.override or w.app.remove}
    if not changing:
        return list(objects)
    own: dict[Owner, list[int]] = {}
    for index, one in enumerate(objects):
        own.setdefault(one.ref.owner, []).append(index)
    result = list(objects)
    for owner, changes in changing.items():
        for change in changes:
            there = own.get(owner, [])
            meant = [index for index in there if _means(change, result[index])]
            if not meant:
                report.extend(_nobody(change, [result[index] for index in there]))
            for index in meant:
                result[index] = _changed(result[index], change, report)
    return result


def _changes(w: Workload, report: list[Finding]) -> Iterator[Change]:
    """Yield what the layers of an app write over its objects, in the order in which it applies.

    In one layer, what is taken away goes first, so that it can be written anew; and what is for a kind goes before what is for one object.
    """
    for height, layer in enumerate(w.layers.layers):
        said = {word: layer.tree[word] for word in ("remove", "override") if layer.has((word,))}
        left = lacking(said, (path for higher in w.layers.layers[height + 1 :] for path in higher.unset()))
        yield from _removals(layer, left.get("remove", ()), report)
        yield from _patches(layer, left.get("override", {}), report)


def _patches(layer: Layer, words: dict[str, Any], report: list[Finding]) -> Iterator[Patch]:
    for target in sorted(words, key=lambda target: "/" in target):
        kind, _, name = target.partition("/")
        at = partial(_spot, layer, ("override", target))
        try:
            content = data(words[target])
        except WrongValueError as error:
            report.append(Finding(error.code, "error", error.message, at(error.path), error.hint))
            continue
        yield Patch(kind, name or None, content, f"override.{paths.text((target,))}", at, layer.own)


def _spot(layer: Layer, path: KeyPath, below: KeyPath) -> Spot:
    return layer.at((*path, *below))


def _removals(layer: Layer, words: Sequence[str], report: list[Finding]) -> Iterator[Removal]:
    for index, field in enumerate(words):
        spot = layer.at(("remove", index))
        try:
            kind, name, path = _parts(SCALARS[Field].parse(field))
            yield Removal(kind, name, paths.parse(path), "remove", spot, layer.own)
        except WrongValueError as error:
            report.append(Finding(error.code, "error", error.message, spot, error.hint))
        except paths.PathError as error:
            report.append(Finding("field", "error", str(error), spot))


def _parts(field: str) -> tuple[str, str | None, str]:
    """Return kind, name and path of `KIND/PATH` or `KIND/NAME/PATH`: a name may be called as a field, and the key of a label has slashes."""
    kind, rest = field.split("/", 1)
    name, slash, path = rest.partition("/")
    return (kind, name, path) if slash and path.startswith(_ROOTS) and "." not in name.partition("[")[0] else (kind, None, rest)


def _means(change: Change, one: Object) -> bool:
    return change.kind == one.ref.kind and change.name in {None, one.ref.name}


def _changed(one: Object, change: Change, report: list[Finding]) -> Object:
    if isinstance(change, Patch):
        result, problems = patched(one, change)
        report.extend(_finding(one, problem, change.at(problem.path)) for problem in problems)
    else:
        result, problems = removed(one, change)
        report.extend(_finding(one, problem, change.spot) for problem in problems if change.own or problem.code != "nothing")
    return result


def _nobody(change: Change, objects: Sequence[Object]) -> Iterator[Finding]:
    """Yield the complaint about a change for an object that the app does not have; below the app, where it may be for others, only for no kind at all."""
    if not change.own and change.name is None and change.kind in APPLY_ORDER:
        return
    kinds = sorted({one.ref.kind for one in objects})
    names = sorted({one.ref.name for one in objects if one.ref.kind == change.kind})
    spot = change.at(()) if isinstance(change, Patch) else change.spot
    if names:
        hint = did_you_mean(str(change.name), names) or f"known are {', '.join(names)}"
        yield Finding("override-nothing", "error", f'the app has no {change.kind} "{change.name}"', spot, hint)
    else:
        hint = did_you_mean(change.kind, kinds) or f"it has {', '.join(kinds)}"
        yield Finding("override-nothing", "error", f"the app has no {change.kind}", spot, hint)


def _finding(one: Object, problem: Problem, spot: Spot) -> Finding:
    """Return a problem in an author's words."""
    around, last = problem.steps[:-1], problem.steps[-1]
    word = last[1] if isinstance(last, tuple) else str(last)
    where = f"{one.ref.kind}/{one.ref.name}"
    inside = f'"{paths.text(around)}" of {where}' if around else where
    known = did_you_mean(word, problem.known) or (f"known are {', '.join(problem.known)}" if problem.known else "")
    match problem.code:
        case "fixed":
            return Finding("override-fixed", "error", f'"{paths.text(problem.steps)}" of {where} cannot be written over', spot, _FIXED_HINT)
        case "field":
            return Finding("override-unknown", "error", f'{inside} has no field "{word}"', spot, known)
        case "container":
            hint = did_you_mean(word, problem.known) or f"add it with [containers.{word}]"
            return Finding("override-unknown", "error", f'{where} has no container "{word}"', spot, hint)
        case "nothing":
            return Finding("remove-nothing", "error", f"{inside} has nothing {_called(problem)}", spot, known)
        case "key":
            keys = " and ".join(f'"{key}"' for key in problem.known)
            message = f'the items of "{paths.text(problem.steps)}" are told apart by {keys}, and this one does not say it'
            return Finding("override-key", "error", message, spot, f"{problem.known[0]} = ...")
    message = f'"{paths.text(problem.steps)}" of {where} is {problem.known[0]}'
    return Finding("override-form", "error", message, spot, "")


def _called(problem: Problem) -> str:
    last = problem.steps[-1]
    return f"called {last[1]!r}" if isinstance(last, tuple) else f'at "{last}"'


_FIXED_HINT = "the words name, instance and namespace say what objects are called; a selector follows from them, and never changes"
