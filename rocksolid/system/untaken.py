"""Why an object does not take what an author writes over it, or takes away, in the author's words."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from rocksolid.finding import Finding, Spot
from rocksolid.language.diagnostics import did_you_mean, nearest_or_all
from rocksolid.language.values import WHOLE, found
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Object
from rocksolid.manifest.override import FIXED, Patch, Problem, Removal
from rocksolid.manifest.shape import OF_APPS

Change = Patch | Removal

_OF_SOME_APPS = frozenset({"container", "nothing"})
"""What one app lacks and another has: whoever writes for many is not told of it."""
_AT_KEYS = frozenset({"field", "fixed"})
"""What is wrong with a word, and not with its value."""
_OF_THE_APP = frozenset({"extra", "remove", "unset"})
"""Words that TOML takes into the table above them."""
_MAPS = frozenset({"annotations", "labels", "nodeSelector"})
"""Tables with keys that may have dots."""
_DECIDING: Mapping[str, str] = {
    "apiVersion": "the word kind decides what the app's objects are",
    "kind": "the word kind decides what the app's objects are",
    "name": "the words name and instance say what the app's objects are called",
    "namespace": "the word namespace says where the app's objects are",
    "data": "write it under [files]: the pods roll when it changes there",
    "binaryData": "write it under [files]: the pods roll when it changes there",
}
"""By field that is fixed: what decides it."""
_BY_SELECTOR = "pods are selected by name and instance, which never changes"


_SAID: Mapping[str, tuple[str, str]] = {
    "fixed": ("override-fixed", '"{path}" of {where} cannot be {done}'),
    "field": ("override-unknown", '{where} has no field "{path}"'),
    "form": ("override-form", '"{path}" of {where} is {known}, and not {found}'),
    "key": ("override-key", 'the items of "{path}" merge by their {known}, and this one has none'),
    "empty": ("override-form", 'the items of "{path}" merge by their {known}: a list of none changes nothing'),
    "twice": ("override-twice", '"{path}" of {where} is written twice in one list'),
    "container": ("override-unknown", '{where} has no container "{last}"'),
    "nothing": ("remove-nothing", '{where} has nothing at "{path}"'),
    "several": ("override-several", '{where} has several items at "{path}"'),
}
"""By code of a problem: the code and the words of the complaint."""


def untaken(one: Object, change: Change, problem: Problem) -> Iterator[Finding]:
    """Yield the complaint about a problem; none where a change that is for many apps finds nothing in one of them."""
    if not change.own and problem.code in _OF_SOME_APPS:
        return
    code, words = _SAID[problem.code]
    message = words.format(
        path=paths.text(problem.steps),
        where=f"{one.ref.kind}/{one.ref.name}" if change.name or problem.code in _OF_SOME_APPS else one.ref.kind,
        done="written over" if isinstance(change, Patch) else "taken away",
        known=problem.known[0] if problem.known else "",
        found=found(problem.value),
        last=_last(problem),
    )
    spot = change.at(problem.path, key=problem.code in _AT_KEYS) if isinstance(change, Patch) else change.spot
    yield Finding(code, "error", message, spot, _HINTS[problem.code](one, change, problem))


def _last(problem: Problem) -> str:
    """Return the last step of a problem as a word: of an item by its key, what the key is."""
    last = problem.steps[-1]
    return last[1] if isinstance(last, tuple) else str(last)


def _field(one: Object, change: Change, problem: Problem) -> str:
    """Return the field that may have been meant, or how kubectl is asked for those that there are."""
    last, around = _last(problem), problem.steps[:-1]
    if last in _OF_THE_APP:
        return f'"{last}" is a word of the app: write it above the first [table]'
    if last.startswith("$"):
        return f'to replace what is there, take it away first: remove = ["{_target(change)}/{paths.text(around)}"]'
    table = ".".join([one.ref.kind.lower(), *(step for step in around if isinstance(step, str))])
    return did_you_mean(last, problem.known) or f"see what there is: kubectl explain {table}"


def _form(_: Object, __: Change, problem: Problem) -> str:
    """Return how a value may be written as what stands there."""
    expected, *keys = problem.known
    if expected == "a list":
        return "write it in brackets: [...]"
    if keys:
        return f"{{ {keys[0]} = {json.dumps(problem.value)} }}" if isinstance(problem.value, str) else ""
    in_map = isinstance(problem.value, dict) and len(problem.steps) > 1 and problem.steps[-2] in _MAPS
    return "a key that has dots stands in quotes" if in_map else ""


def _container(_: Object, __: Change, problem: Problem) -> str:
    return did_you_mean(_last(problem), problem.known) or f"add it with [containers.{_last(problem)}]"


def _several(_: Object, __: Change, problem: Problem) -> str:
    return f"say which by its {problem.known[0]}" if problem.known else "say which by another of its fields, like [name=...]"


def _empty(_: Object, change: Change, problem: Problem) -> str:
    return f'remove = ["{_target(change)}/{paths.text(problem.steps)}"]'


def _key(_: Object, __: Change, problem: Problem) -> str:
    return f"{problem.known[0]} = {json.dumps(problem.known[1]) if len(problem.known) > 1 else '...'}"


def _fixed(_: Object, __: Change, problem: Problem) -> str:
    """Return what decides a field that is fixed; of a table that has such a field, what can be taken away instead."""
    steps = problem.steps
    if any(len(path) > len(steps) and path[: len(steps)] == steps for path in FIXED):
        return "a part of it is fixed: take away single fields of it"
    return _DECIDING.get(str(steps[1] if steps[0] == "metadata" else steps[0]), _BY_SELECTOR)


def _nothing(one: Object, change: Change, problem: Problem) -> str:
    """Return what may have been meant by the path of something to take away: a key whose dots were read as steps, or what is near."""
    if problem.steps == (one.ref.name,):
        return WHOLE
    rest = change.steps[len(problem.steps) - 1 :] if isinstance(change, Removal) else ()
    dotted = ".".join(map(str, rest))
    whole = next((key for key in problem.known if "." in key and f"{dotted}.".startswith(f"{key}.")), None)
    if whole:
        path = paths.text((*problem.steps[:-1], whole))
        return f"a key that has dots stands in quotes: remove = ['{_target(change)}/{path}']"
    return nearest_or_all(_last(problem), problem.known, "there are")


_HINTS: Mapping[str, Callable[[Object, Change, Problem], str]] = {
    "fixed": _fixed,
    "field": _field,
    "form": _form,
    "key": _key,
    "empty": _empty,
    "twice": lambda _one, _change, _problem: "write its fields in one place",
    "container": _container,
    "nothing": _nothing,
    "several": _several,
}
"""By code of a problem: its hint."""


def _target(change: Change) -> str:
    return "/".join(filter(None, (change.kind, change.name)))


def nobody(change: Change, objects: Sequence[Object]) -> Iterator[Finding]:
    """Yield the complaint about a change for an object that an app does not have; below the app only about a kind that no app has."""
    kinds = sorted({one.ref.kind for one in objects})
    spot = change.at((), key=True) if isinstance(change, Patch) else change.spot
    if change.own:
        names = sorted({one.ref.name for one in objects if one.ref.kind == change.kind})
        word, known, called = (str(change.name), names, f' "{change.name}"') if names else (change.kind, kinds, "")
        hint = nearest_or_all(word, known, "it has")
        yield Finding("override-nothing", "error", f"the app has no {change.kind}{called}", spot, hint)
    elif change.kind not in {*OF_APPS, *kinds}:
        hint = nearest_or_all(change.kind, sorted(OF_APPS), "it writes")
        yield Finding("override-nothing", "error", f"rocksolid writes no {change.kind} for an app", spot, hint)


def no_path(field: str, path: str, error: paths.PathError, spot: Spot) -> Finding:
    """Return the complaint about a field of objects whose path cannot be read."""
    unread = f' from "{path[error.start :]}" on' if error.start else ""
    return Finding("field", "error", f'the path of "{field}" cannot be read{unread}', spot, str(error))
