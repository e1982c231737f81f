"""Annotations fit into an object, and those that roll the pods are not written over."""

from collections.abc import Iterator, Mapping

from rocksolid.finding import Finding
from rocksolid.language.source import KeyPath
from rocksolid.language.types import LabelKey
from rocksolid.system.files import CHECKSUM, own_contents
from rocksolid.system.workload import Workload

LIMIT = 256 * 1024
"""The bytes that all annotations of an object may have, keys included: Kubernetes' own limit."""


def annotations(w: Workload) -> Iterator[Finding]:
    """Yield what is wrong with the annotations of an app's objects and pods."""
    every = {**w.platform.annotations, **w.app.annotations}
    exposed: Mapping[LabelKey, str] = w.app.expose.annotations if w.app.expose else {}
    yield from _too_large(w, ("annotations",), w.app.annotations, every)
    yield from _too_large(w, ("pod_annotations",), w.app.pod_annotations, {})
    yield from _too_large(w, ("identity", "annotations"), w.app.identity.annotations, every)
    yield from _too_large(w, ("expose", "annotations"), exposed, every)
    if CHECKSUM in w.app.pod_annotations and own_contents(w):
        message = f'the annotation "{CHECKSUM}" is what rolls the pods when a file changes: rocksolid sets it'
        spot = w.layers.at(("pod_annotations", CHECKSUM), key=True)
        yield Finding("reserved-annotation", "error", message, spot, "remove it")


def _too_large(w: Workload, path: KeyPath, table: Mapping[LabelKey, str], others: Mapping[LabelKey, str]) -> Iterator[Finding]:
    """Yield an error, at the largest annotation of a table, where it and others have more bytes in all than an object takes."""
    total = _bytes({**others, **table}) if table else 0
    if total > LIMIT:
        largest = max(table, key=lambda key: len(table[key]))
        message = f"the annotations of an object would have {total:,} bytes, more than {LIMIT:,}; this is the largest"
        yield Finding("annotations-too-large", "error", message, w.layers.at((*path, largest), key=True), "put it into a file")


def _bytes(table: Mapping[LabelKey, str]) -> int:
    return sum(len(key.encode()) + len(value.encode()) for key, value in table.items())
