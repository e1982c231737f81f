"""Which fields of an object a rule of a platform team's own may not write: those that are written already, and selectors."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from rocksolid.finding import Finding
from rocksolid.manifest import paths
from rocksolid.manifest.assemble import Said
from rocksolid.manifest.override import FIXED
from rocksolid.manifest.part import Content, Part, Ref
from rocksolid.manifest.paths import Step, Steps
from rocksolid.manifest.shape import APPENDED, MERGED_BY, Path
from rocksolid.user_rules.load import UserRule

_SELECTING = frozenset({"app.kubernetes.io/name", "app.kubernetes.io/instance"})
_SELECTORS = sorted(steps for steps in FIXED if steps[0] == "spec")


def wrong_fields(rule: UserRule, part: Part, there: Sequence[Said], *, guarded: bool) -> Iterator[Finding]:
    """Yield the complaints about the fields of a part, where `there` is what has been said of its object before.

    The selector of a `guarded` object, which one of our rules makes, is nobody's to add to.
    """
    kind = part.ref.kind
    unfit = list(_unfit(part.content, (), ())) if there else []
    for steps, key in unfit:
        items = f", each with its {key}" if key else ""
        yield Finding("rule-part", "error", f'"{paths.text(steps)}" of a {kind} is a list of tables{items}', rule.spot)
    if unfit:
        return
    for steps in (steps for steps in _SELECTORS if guarded and paths.located(part.content, steps)):
        message = f'"{paths.text(steps)}" of a {kind} says whose pods it is about: nothing can be added to it'
        yield Finding("rule-conflict", "error", message, rule.spot)
    for writer, content in (("", _header(part.ref)), *((name, one.content) for name, one in there)):
        for steps, value in _both(part.content, content, (), ()):
            if not guarded or steps[:2] not in _SELECTORS:
                message = f'"{paths.text(steps)}" of a {kind} is written already, by {_who(rule, writer)}'
                hint = "let one of them write it" if ":" in writer else _override(kind, steps, value)
                yield Finding("rule-conflict", "error", message, rule.spot, hint)


def _who(rule: UserRule, writer: str) -> str:
    return "this rule" if writer == rule.name else f'the rule "{writer}"' if writer else "what all objects of the app begin with"


def _header(ref: Ref) -> Content:
    """Return what an object begins with."""
    of_all = {field: dict(said) for field, said in ref.metadata.items()}
    return {"apiVersion": ref.api_version, "kind": ref.kind, "metadata": {"name": ref.name, "namespace": ref.namespace, **of_all}}


def _unfit(content: Any, steps: Steps, keys: Path) -> Iterator[tuple[Steps, str]]:
    """Yield each list that several rules fill and that is none, or has an item without its key; with the key, empty where it needs none."""
    if keys in MERGED_BY or keys in APPENDED:
        key = MERGED_BY.get(keys, "")
        if not (isinstance(content, list) and all(_is_item(one, key) for one in content)):
            yield steps, key
            return
        inside = [((*steps, (key, item[key])), item) for item in content if key]
    else:
        inside = [(steps, content)] if isinstance(content, dict) else []
    for around, table in inside:
        for word, value in table.items():
            yield from _unfit(value, (*around, word), (*keys, word))


def _is_item(one: Any, key: str) -> bool:
    return isinstance(one, dict) and (not key or isinstance(one.get(key), str))


def _both(one: Any, other: Any, steps: Steps, keys: Path) -> Iterator[tuple[Steps, Any]]:
    """Yield the places that two pieces of one object both write, each with what the first one says there."""
    key = MERGED_BY.get(keys)
    if key:
        pairs = [((*steps, (key, item[key])), item, same) for item in one for same in other if same[key] == item[key]]
    elif isinstance(one, dict) and isinstance(other, dict):
        pairs = [(steps, one, other)]
    else:
        pairs = []
        if keys not in APPENDED:
            yield steps, one
    for around, mine, theirs in pairs:
        for word in [word for word in mine if word in theirs and word != key]:
            yield from _both(mine[word], theirs[word], (*around, word), (*keys, word))


def _variables(env: Any) -> Iterator[str]:
    """Yield how `[always]` gives the variables of a container to every app."""
    from rocksolid.language.reference import literal

    yield "[always.env]"
    plain = (one for one in env if isinstance(one, dict) and {type(one.get("name")), type(one.get("value"))} == {str})
    yield from (f"{paths.dotted((one['name'],))} = {literal(one['value'])}" for one in plain)


def _tolerations(tolerations: Any) -> Iterator[str]:
    """Yield how `[always]` lets every app put up with some taints."""
    from rocksolid.language.reference import literal

    for one in tolerations:
        yield "[[always.tolerations]]"
        words = one.items() if isinstance(one, dict) else ()
        yield from (f"{'seconds' if word == 'tolerationSeconds' else word} = {literal(value)}" for word, value in words)


_ALWAYS: Mapping[Step, Callable[[Any], Iterator[str]]] = {"env": _variables, "tolerations": _tolerations}
"""The lists that no two rules fill, but `[always]` and an app: how that says what is in them."""


def _override(kind: str, steps: Steps, value: Any) -> str:
    """Suggest an override that says the same: in the platform file, or, where a name is in it that others do not have, in the app."""
    if steps in FIXED:
        return "w.ref(...) says what an object is, and what it is called"
    if steps[-2:-1] == ("labels",) and steps[-1] in _SELECTING:
        return "the words name and instance decide it: Services and policies select pods by it"
    from rocksolid.language.reference import literal

    if steps[-1] in _ALWAYS and isinstance(value, list):
        return "\n".join(["the platform file adds to what each app says:", *_ALWAYS[steps[-1]](value)])
    own = any(isinstance(step, tuple) for step in steps)
    table, words = ["override", kind] if own else ["defaults", "override", kind], list[str]()
    lines: list[str] = []
    for step in steps:
        if isinstance(step, tuple):
            lines += [f"[[{paths.text(tuple(table))}]]", f"{step[0]} = {literal(step[1])}"]
            words = []
        else:
            table.append(str(step))
            words.append(str(step))
    if not lines:
        lines, words = [f"[{paths.text(tuple(table[:-1]))}]"], words[-1:]
    where = "the blueprint" if own else "the platform file"
    return "\n".join([f"write it over in {where}:", *lines, f"{paths.text(tuple(words))} = {literal(value)}"])
