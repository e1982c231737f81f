"""Documents become Kubernetes objects, the items of lists one by one; what is no object, or none for us, is said."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rocksolid.finding import Finding
from rocksolid.verify.document import Document, Path, get
from rocksolid.verify.engines import TRAFFIC
from rocksolid.verify.resource import Resource
from rocksolid.verify.syntax import foreign

_LIST = "List"
_IN_WORDS: Mapping[type, str] = {bool: "a boolean", int: "a number", float: "a number", str: "text", list: "a list", type(None): "empty"}


def objects(document: Document, report: list[Finding]) -> Iterator[Resource]:
    """Yield the objects of a document; an empty one has none, in silence."""
    if document.content is not None:
        yield from _objects(document, (), document.content, report)


def _objects(document: Document, path: Path, content: Any, report: list[Finding]) -> Iterator[Resource]:
    if not isinstance(content, dict):
        report.append(_no_object(document, path, content))
        return
    items = _items(content)
    wrong = list(_unnamed(content))
    if items is not None:
        for index, item in enumerate(items):
            yield from _objects(document, (*path, "items", index), item, report)
    elif wrong:
        message = f"this is no Kubernetes object: it has {' and '.join(wrong)}"
        report.append(Finding("no-kind", "error", message, document.at(path), foreign(document.source) if not path else ""))
    else:
        yield Resource(document, path, content)


def _unnamed(content: dict[str, Any]) -> Iterator[str]:
    """Yield what an object has instead of each text that says what it is."""
    for name in ("apiVersion", "kind"):
        value = content.get(name)
        if value is None or value == "":
            yield f"no `{name}`"
        elif not isinstance(value, str):
            yield f"{_IN_WORDS.get(type(value), 'a mapping')} for its `{name}`"


def _items(content: dict[str, Any]) -> list[Any] | None:
    """Return the items of a list of any kind, None for anything else; those of a `DeploymentList` need not say what they are."""
    kind, items = content.get("kind"), content.get("items")
    if kind == _LIST and items is None:
        return []
    if not isinstance(kind, str) or not kind.endswith(_LIST) or not isinstance(items, list):
        return None
    said = {"apiVersion": content.get("apiVersion"), "kind": kind.removesuffix(_LIST)}
    return [{**said, **item} if isinstance(item, dict) and kind != _LIST and "kind" not in item else item for item in items]


def _no_object(document: Document, path: Path, content: Any) -> Finding:
    what = "item of the list" if path else "document"
    hint = foreign(document.source) or (
        "put its items under `kind: List`, or separate them by lines `---`" if isinstance(content, list) else ""
    )
    return Finding("not-an-object", "error", f"the {what} is {_IN_WORDS[type(content)]}, not an object", document.at(path), hint)


def each_once(resources: Iterable[Resource], report: list[Finding]) -> list[Resource]:
    """Return the objects that a cluster would hold: of those with one name, the last one that is applied."""
    found: dict[Any, Resource] = {}
    for number, one in enumerate(resources):
        name = get(one.content, "metadata", "name")
        identity = (one.group, one.kind, one.namespace, name) if name and isinstance(name, str) else number
        if (first := found.pop(identity, None)) is not None:
            message = f"{one.title} is here twice; the one that is applied last stays"
            related = ((first.at("metadata", "name"), "it is here as well"),)
            report.append(Finding("object-twice", "warning", message, one.at("metadata", "name"), "leave one of them out", related))
        found[identity] = one
    return list(found.values())


def known(resources: Iterable[Resource], report: list[Finding]) -> list[Resource]:
    """Return the objects of Kubernetes' own, and those that have to do with their traffic; report how many others there are of a kind."""
    others: dict[tuple[str, str], list[Resource]] = {}
    found = []
    for one in resources:
        is_traffic = (one.group, one.kind) in TRAFFIC
        if one.is_native or is_traffic:
            found.append(one)
        if not one.is_native or is_traffic:
            others.setdefault((one.group, one.kind), []).append(one)
    report += [_passed_over(*kind, ones) for kind, ones in others.items()]
    return found


def _passed_over(group: str, kind: str, ones: list[Resource]) -> Finding:
    what = f"{ones[0].title} is" if len(ones) == 1 else f"{len(ones)} objects of the kind {kind} are"
    why = "it may open or close more than is computed here" if (group, kind) in TRAFFIC else f"{group} is no part of Kubernetes"
    return Finding("unknown-kind", "note", f"{what} passed over: {why}", ones[0].at("kind"))
