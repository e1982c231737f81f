"""Where pods may run: every selector of nodes, affinity and toleration can be read, and says all that it must."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, items, table, tables
from rocksolid.verify.server.fields import numbers, words
from rocksolid.verify.server.formats import dns_label, label_key, label_value, shown, subdomain
from rocksolid.verify.server.pods.keys import label_keys
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal
from rocksolid.verify.server.selectors import WITH_VALUES, WITHOUT_VALUES, chosen, pairs

COMPARING_TAINTS = 37
"""The first minor version that may compare the values of taints as numbers."""
REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_COMPARING = ("Gt", "Lt")
_WEIGHT = {"weight": (1, 100)}
_EFFECTS = {"effect": ("NoSchedule", "PreferNoSchedule", "NoExecute")}
_TOLERATING = ("Equal", "Exists")


def node_selector(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the labels that a node must have."""
    yield from pairs(pod.spec.get("nodeSelector"), (*pod.path, "nodeSelector"))


def affinity(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the nodes and pods that a pod wants or must have near to it, or far from it."""
    if not isinstance(said := pod.spec.get("affinity"), Mapping):
        return
    path = (*pod.path, "affinity")
    yield from _nodes(table(said, "nodeAffinity"), (*path, "nodeAffinity"))
    for name in ("podAffinity", "podAntiAffinity"):
        for index, term in items(said, name, REQUIRED):
            yield from _pods(term, (*path, name, REQUIRED, index))
        for index, one in tables(said, name, PREFERRED):
            where = (*path, name, PREFERRED, index)
            yield from numbers(one, where, _WEIGHT)
            if one.get("podAffinityTerm") is None:
                yield Refusal((*where, "podAffinityTerm", "topologyKey"), "must be set, and so must all of the term", spot=where)
            yield from _pods(table(one, "podAffinityTerm"), (*where, "podAffinityTerm"))


def tolerations(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the taints that a pod tolerates."""
    for index, one in items(pod.spec, "tolerations"):
        yield from _toleration(one, (*pod.path, "tolerations", index), pod.minor)


def _nodes(said: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    if isinstance(must := said.get(REQUIRED), Mapping):
        where = (*path, REQUIRED, "nodeSelectorTerms")
        if must.get("nodeSelectorTerms") == []:
            yield Refusal(where, "must have at least one term")
        for index, term in items(must, "nodeSelectorTerms"):
            yield from _term(term, (*where, index), is_required=True)
    for index, one in tables(said, PREFERRED):
        yield from numbers(one, (*path, PREFERRED, index), _WEIGHT)
        yield from _term(table(one, "preference"), (*path, PREFERRED, index, "preference"), is_required=False)


def _term(term: Mapping[str, Any], path: Path, *, is_required: bool) -> Iterator[Refusal]:
    for index, one in tables(term, "matchExpressions"):
        yield from _expression(one, (*path, "matchExpressions", index), is_required=is_required)
    for index, one in tables(term, "matchFields"):
        yield from _field(one, (*path, "matchFields", index))


def _expression(one: Mapping[str, Any], path: Path, *, is_required: bool) -> Iterator[Refusal]:
    key, operator, values = one.get("key"), one.get("operator"), one.get("values") or []
    if isinstance(key, str) and (problem := label_key(key)):
        yield Refusal((*path, "key"), problem)
    if not isinstance(operator, str) or not isinstance(values, list):
        return
    if operator in WITH_VALUES and not values:
        yield Refusal((*path, "values"), f'must not be empty: "{operator}" asks for at least one', 'values: ["..."]')
    elif operator in WITHOUT_VALUES and values:
        yield Refusal((*path, "values"), f'must be left out: "{operator}" asks for none')
    elif operator in _COMPARING and len(values) != 1:
        yield Refusal((*path, "values"), f'must be one number, as "{operator}" compares with one')
    elif operator not in (*WITH_VALUES, *WITHOUT_VALUES, *_COMPARING):
        yield _no_operator(operator, path, (*WITH_VALUES, *WITHOUT_VALUES, *_COMPARING))
    for index, value in enumerate(values if is_required else ()):
        if isinstance(value, str) and (problem := label_value(value)):
            yield Refusal((*path, "values", index), problem)


def _field(one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    key, operator, values = one.get("key"), one.get("operator"), one.get("values") or []
    if isinstance(key, str) and key != "metadata.name":
        yield Refusal((*path, "key"), f"{shown(key)} must be metadata.name", "key: metadata.name")
    if isinstance(operator, str) and operator not in WITH_VALUES:
        yield _no_operator(operator, path, WITH_VALUES)
    elif isinstance(values, list) and len(values) != 1:
        yield Refusal((*path, "values"), "must be one name")
    for index, value in enumerate(values if isinstance(values, list) and key == "metadata.name" else ()):
        if isinstance(value, str) and (problem := subdomain(value)):
            yield Refusal((*path, "values", index), problem)


def _no_operator(operator: str, path: Path, known: tuple[str, ...]) -> Refusal:
    return Refusal((*path, "operator"), f"{shown(operator)} must be one of {', '.join(known)}")


def _pods(term: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    for name in ("labelSelector", "namespaceSelector"):
        if isinstance(selector := term.get(name), Mapping):
            yield from chosen(selector, (*path, name))
    spaces = term.get("namespaces")
    for index, space in enumerate(spaces) if isinstance(spaces, list) else ():
        if isinstance(space, str) and (problem := dns_label(space)):
            yield Refusal((*path, "namespace"), problem, spot=(*path, "namespaces", index))
    yield from label_keys(term, path)
    if isinstance(key := term.get("topologyKey"), str) and (problem := label_key(key)):
        yield Refusal((*path, "topologyKey"), problem if key else "must not be empty", "topologyKey: kubernetes.io/hostname")


def _toleration(one: Mapping[str, Any], path: Path, minor: int) -> Iterator[Refusal]:
    key, operator, value, effect = (one.get(name) or "" for name in ("key", "operator", "value", "effect"))
    where = (*path, "operator")
    if isinstance(key, str) and key and (problem := label_key(key)):
        yield Refusal((*path, "key"), problem)
    if key == "" and operator != "Exists":
        yield Refusal(where, "must be Exists where there is no key: all taints are tolerated", "operator: Exists", spot=path)
    if one.get("tolerationSeconds") is not None and effect != "NoExecute":
        hint = "effect: NoExecute"
        yield Refusal(
            (*path, "effect"), "must be NoExecute: tolerationSeconds is about pods that run", hint, spot=(*path, "tolerationSeconds")
        )
    if operator in ("", "Equal") and isinstance(value, str) and (problem := label_value(value)):
        yield Refusal(where, problem, spot=(*path, "value"))
    elif operator == "Exists" and value:
        yield Refusal(where, "must be Equal, or the value left out: Exists asks for no value", "operator: Equal", spot=(*path, "value"))
    elif isinstance(operator, str) and operator not in ("", *_TOLERATING, *(_COMPARING if minor >= COMPARING_TAINTS else ())):
        yield Refusal(where, f"{shown(operator)} must be one of {', '.join(_TOLERATING)}")
    yield from words(one, path, _EFFECTS)
