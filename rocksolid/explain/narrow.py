"""Which of the words that a part of an object names can decide one field of it: those that the field's own path does not rule out."""

from collections.abc import Iterable, Mapping

from rocksolid.explain.inside import INSIDE
from rocksolid.explain.leaf import Leaf
from rocksolid.language.layers import steps
from rocksolid.language.source import KeyPath
from rocksolid.system.workload import LABEL

Paths = list[KeyPath]

_HEAD: Mapping[KeyPath, tuple[str, ...]] = {
    ("apiVersion",): ("kind",),
    ("kind",): ("kind",),
    ("metadata", "name"): ("name", "instance", "service_name", "job.hook", "platform.namespace.name"),
    ("metadata", "namespace"): ("namespace", "platform.namespace", "platform.namespace.name", "platform.descheduler.namespace"),
}
"""How an object begins: its fields, each with the words that may decide it."""
_LABELS: Mapping[str | int, tuple[str, ...]] = {
    f"{LABEL}name": ("name",),
    f"{LABEL}instance": ("name", "instance"),
    f"{LABEL}part-of": ("name", "component"),
    f"{LABEL}version": ("image",),
    f"{LABEL}managed-by": (),
}
"""The labels that rocksolid gives, each with the words that it says."""
_SELECTORS = frozenset({"selector", "podSelector", "endpointSelector"})
"""The fields of an object that hold the labels of its app's pods."""
_KEYED = frozenset({"labels", "annotations", "pod_labels", "pod_annotations"})
"""Words that say a label or an annotation for each of their keys."""
_NAMES = frozenset({"name", "instance", "service_name"})
"""Words that are names: they decide a field only where it has a name in it."""
_SAID_BY_LABELS = frozenset({*_NAMES, "component", "image"})


def narrowed(leaf: Leaf, words: Iterable[str]) -> Paths:
    """Return the paths of those words that can decide a field, each once.

    Those of the platform begin with "platform", those of dependencies with "callee" and, where one alone is meant, its position.
    """
    passed = _passed(leaf)
    found: Paths = [tuple(steps(word)) for word in words]
    for narrow in () if passed else (_head, _labels, _names, *INSIDE):
        found = list(dict.fromkeys(narrow(leaf, found)))
    return passed or found


def _passed(leaf: Leaf) -> Paths:
    """Return the field of a manifest that an author passes on, none where it is not there."""
    manifests = leaf.words.w.app.extra if leaf.words.w else ()
    said = [(one["kind"], one["metadata"]["name"]) for one in manifests]
    target = (leaf.one.ref.kind, leaf.one.ref.name)
    own = [("extra", position, *leaf.path) for position, one in enumerate(said) if one == target]
    return [path for path in own if leaf.words.says(path)]


def _head(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says which object it is."""
    allowed = _HEAD.get(leaf.path) if leaf.path[-1] != "name" or not leaf.one.ref.hashed else None
    return paths if allowed is None else [path for path in paths if ".".join(map(str, path)) in allowed]


def _labels(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says a label or an annotation: the words that it is made of, or the author's own one of its key."""
    around, key = ("", *leaf.path)[-2:]
    ours = _LABELS.get(key)
    if ours is not None and (around == "labels" or leaf.path[1] in _SELECTORS) and (not ours or any(path[0] in ours for path in paths)):
        return [path for path in paths if path[0] in ours]
    if around not in {"labels", "annotations"}:
        return paths
    keyed = [(*path, key) for path in paths if path[-1] in _KEYED and str(path[-1]).removeprefix("pod_") == around]
    said = [path for path in keyed if leaf.words.says(path)]
    others = [path for path in paths if path[-1] not in _KEYED and path[0] not in _SAID_BY_LABELS and leaf.rule != "metadata"]
    return said or [*keyed, *others]


def _names(leaf: Leaf, paths: Paths) -> Paths:
    """Keep the app's names only where they stand."""
    w = leaf.words.w
    there = w is None or (isinstance(leaf.value, str) and any(name in leaf.value for name in (w.app.name, w.name, w.service_name)))
    return [path for path in paths if there or path[0] not in _NAMES]
