"""Which of the words that a part of an object names can decide one field of it: those that the field's own path does not rule out."""

from collections.abc import Iterable, Mapping

from rocksolid.explain.existence import existence
from rocksolid.explain.fields import FIELDS
from rocksolid.explain.inside import INSIDE
from rocksolid.explain.leaf import Leaf
from rocksolid.language.source import KeyPath
from rocksolid.language.trees import steps
from rocksolid.manifest.waiving import read_waiver_key
from rocksolid.system.extra import position
from rocksolid.system.waivers import waiver_for
from rocksolid.system.workload import LABEL

Paths = list[KeyPath]

_HEAD: Mapping[KeyPath, tuple[str, ...]] = {
    ("apiVersion",): (),
    ("kind",): (),
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
    for narrow in () if passed else (_head, _namespace, _labels, _names, *INSIDE, *FIELDS):
        found = list(dict.fromkeys(narrow(leaf, found)))
    return passed or found


def _passed(leaf: Leaf) -> Paths:
    """Return the field of a manifest that an author passes on, none where it is not there."""
    found = position(leaf.words.w, leaf.one.ref.identity) if leaf.words.w else None
    if found is None:
        return []
    own = ("extra", found, *leaf.path)
    return [own] if leaf.words.says(own) else []


def _head(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says which object it is."""
    allowed = _HEAD.get(leaf.path) if leaf.path[-1] != "name" or not leaf.one.ref.hashed else None
    if allowed is None:
        return paths
    there = existence(leaf) if leaf.path != ("metadata", "namespace") else []
    return [*(path for path in paths if ".".join(map(str, path)) in allowed), *there]


def _namespace(leaf: Leaf, paths: Paths) -> Paths:
    """Name the word of the platform's namespace that says its name, where it is a table."""
    name = ("platform", "namespace", "name")
    return [name if path == name[:2] and leaf.words.says(name) else path for path in paths]


def _labels(leaf: Leaf, paths: Paths) -> Paths:
    """Keep what says a label or an annotation: the words that it is made of, or the author's own one of its key."""
    around, key = ("", *leaf.path)[-2:]
    waived = read_waiver_key(str(key)) if leaf.rule == "waivers" and around == "annotations" else None
    item = waiver_for(leaf.words.w, *waived) if waived and leaf.words.w else None
    if item is not None:
        return [("waivers", item)]
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
