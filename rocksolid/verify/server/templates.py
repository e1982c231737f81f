"""What a server refuses in how controllers select their pods and keep them running, of all kinds of controllers alike."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, table, tables
from rocksolid.verify.resource import strings
from rocksolid.verify.selectors import Index, is_empty
from rocksolid.verify.server.fields import words
from rocksolid.verify.server.refusal import SPEC, Refusal
from rocksolid.verify.server.selectors import selector

TEMPLATE: Path = (*SPEC, "template")
ROLLING = "RollingUpdate"
"""How every controller replaces its pods by default."""
ENDING = ("OnFailure", "Never")
"""The restart policies of pods that may come to an end."""
_MEND = "give the pod template the labels that are selected: the selector of a running controller cannot be changed"
Requirement = tuple[str, str, Mapping[str, Any]]
"""One requirement of a selector: its key, what it says, and a selector that requires it alone."""


def kept(one: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what is refused in how a controller selects its pods and keeps them running; what is in these is said elsewhere."""
    spec = table(one, "spec")
    wrong = [*_selector(one, spec)]
    yield from wrong or mismatches(spec)
    yield from kept_running(spec)


def _selector(one: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[Refusal]:
    if one.get("spec") is None:
        yield Refusal((*SPEC, "selector"), "must be set, and so must all of the spec", spot=())
    elif isinstance(spec.get("selector"), Mapping) and is_empty(spec["selector"]):
        yield Refusal((*SPEC, "selector"), "must not be empty: it would select every pod", "selector: {matchLabels: {app: web}}")
    yield from selector(one, (*SPEC, "selector"))


def kept_running(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield what is refused in pods that are started again whenever they end."""
    path, pod = (*TEMPLATE, "spec"), table(spec, "template", "spec")
    if pod.get("restartPolicy") in ENDING:
        yield Refusal((*path, "restartPolicy"), f"{pod['restartPolicy']} must be Always: only a Job ends", "restartPolicy: Always")
    if pod.get("activeDeadlineSeconds") is not None:
        yield Refusal((*path, "activeDeadlineSeconds"), "must be left out: only a Job ends")


def update_type(strategy: Mapping[str, Any], path: Path, other: str) -> Iterator[Refusal]:
    """Yield what is wrong with the type of an update, a rolling one or the `other`; the server names the whole strategy at `path`."""
    for found in words(strategy, path, {"type": (ROLLING, other)}):
        yield Refusal(path, found.problem, found.hint, spot=found.path)


def is_rolling(strategy: Mapping[str, Any]) -> bool:
    """Return whether an update is a rolling one, which it is where nothing is said."""
    return strategy.get("type") in (None, "", ROLLING)


def mismatches(spec: Mapping[str, Any]) -> Iterator[Refusal]:
    """Yield each requirement of a controller's selector that the labels of its own pods do not meet."""
    labels = strings(get(spec, "template", "metadata", "labels"))
    index = Index([labels])
    for key, said, alone in requirements(spec.get("selector")):
        if not index.selected(alone):
            yield unmet(key, said, labels)


def unmet(key: str, said: str, labels: Mapping[str, str]) -> Refusal:
    """Return the refusal of pods that do not have what their selector asks of one key."""
    has = f"{key}: {labels[key]}" if key in labels else f"no label {key}"
    path = (*TEMPLATE, "metadata", "labels")
    return Refusal(path, f"have {has}, and the selector asks for {said}", _MEND, spot=(*path, key) if key in labels else path)


def requirements(content: Any) -> Iterator[Requirement]:
    """Yield the requirements of a LabelSelector."""
    for key, value in strings(get(content, "matchLabels")).items():
        yield key, f"{key}: {value}", {"matchLabels": {key: value}}
    for _, one in tables(content, "matchExpressions"):
        values = f" {', '.join(map(str, found))}" if isinstance(found := one.get("values"), list) else ""
        yield str(one.get("key")), f"{one.get('key')} {one.get('operator')}{values}", {"matchExpressions": [one]}
