"""Keys of labels that a pod adds to a selector with its own values: they are keys, and the selector does not have them already."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, table, tables
from rocksolid.verify.server.formats import label_key, shown
from rocksolid.verify.server.refusal import Refusal

MATCH, MISMATCH = "matchLabelKeys", "mismatchLabelKeys"
_SELECTOR = "labelSelector"


def label_keys(term: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the keys of a term, before a pod has added them to its selector."""
    if MATCH not in term and MISMATCH not in term:
        return
    yield from _names(term, path, MATCH)
    yield from _names(term, path, MISMATCH)
    yield from _repeated(term, path, _expressions(term))
    others = {key for _, key in _keys(term, MISMATCH)}
    for index, key in _keys(term, MATCH):
        if key in others:
            yield Refusal((*path, MATCH, index), f"{shown(key)} stands in {MISMATCH} as well")


def kept_label_keys(term: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    """Yield what is refused in the keys of a term that no pod adds to its selector."""
    yield from _names(term, path, MATCH)
    chosen = {*table(term, _SELECTOR, "matchLabels"), *_expressions(term)}
    for index, key in _keys(term, MATCH):
        if key in chosen:
            yield Refusal((*path, MATCH, index), f"{shown(key)} stands in the {_SELECTOR} as well")


def made_label_keys(term: Mapping[str, Any], path: Path, labels: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what is refused in the keys of a term once a pod with some labels has added them to its selector."""
    added = [key for _, key in _keys(term, MATCH) if key in labels] if term.get(_SELECTOR) is not None else []
    if not added:
        return
    before = _expressions(term)
    known = {refusal.spot for refusal in _repeated(term, path, before)}
    yield from (refusal for refusal in _repeated(term, path, [*before, *added]) if refusal.spot not in known)


def _names(term: Mapping[str, Any], path: Path, name: str) -> Iterator[Refusal]:
    keys = list(_keys(term, name))
    if keys and term.get(_SELECTOR) is None:
        yield Refusal((*path, name), f"asks for a {_SELECTOR}")
    else:
        yield from (Refusal((*path, name, index), problem) for index, key in keys if (problem := label_key(key)))


def _repeated(term: Mapping[str, Any], path: Path, expressions: list[str]) -> Iterator[Refusal]:
    """Yield the keys that the expressions of a selector have although they stand in it already; the server names them by their number."""
    places = {key: index for index, key in _keys(term, MATCH)}
    seen = set(table(term, _SELECTOR, "matchLabels"))
    for key in expressions:
        if key in seen and key in places:
            problem = f"{shown(key)} of {MATCH} stands in the labelSelector as well"
            yield Refusal((*path, places[key]), problem, spot=(*path, MATCH, places[key]))
        seen.add(key)


def _expressions(term: Mapping[str, Any]) -> list[str]:
    return [one["key"] for _, one in tables(term, _SELECTOR, "matchExpressions") if isinstance(one.get("key"), str)]


def _keys(term: Mapping[str, Any], name: str) -> Iterator[tuple[int, str]]:
    keys = get(term, name)
    yield from ((index, key) for index, key in enumerate(keys) if isinstance(key, str)) if isinstance(keys, list) else ()
