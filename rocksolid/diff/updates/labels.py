"""Pod labels that the selector of their workload does not select."""

from collections.abc import Iterator

from rocksolid.diff.change import Change
from rocksolid.diff.updates.normal import changed
from rocksolid.diff.updates.refusals import refused
from rocksolid.verify.document import get
from rocksolid.verify.resource import Resource, strings
from rocksolid.verify.selectors import Index

_KINDS = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet")
_LABELS = ("spec", "template", "metadata", "labels")


def labels(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield that new pods would not be selected by the workload that makes them."""
    if new.group != "apps" or new.kind not in _KINDS or Index([strings(get(new.content, *_LABELS))]).selected(new.spec.get("selector")):
        return
    found = list(changed(old, new, *_LABELS))
    if found:
        yield refused(new, found, "the selector must select the pods of the template", "keep the labels that spec.selector asks for")
