"""The annotations of a pod that Kubernetes itself reads say what it understands."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import table
from rocksolid.verify.server.fields import INT32
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.pods.paths import inside
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal, Written

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_SECCOMP = ("seccomp.security.alpha.kubernetes.io/pod", "container.seccomp.security.alpha.kubernetes.io/")
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"
_COST = re.compile(r"0|-?[1-9][0-9]{0,9}", re.ASCII)
_DEFAULT, _NONE, _FILE = "runtime/default", "unconfined", "localhost/"


def annotations(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the annotations of a pod; the server leaves out that those of a template stand in its metadata."""
    said: Mapping[Any, Any] = table(pod.metadata, "annotations")
    spot = (*pod.path[:-1], "metadata", "annotations")
    path = spot if pod.path == ("spec",) else (*pod.path[:-1], "annotations")
    for key, value in said.items():
        if not isinstance(key, str) or not isinstance(value, str):
            continue
        if key == DELETION_COST and not (_COST.fullmatch(value) and abs(int(value)) <= INT32):
            yield Refusal((*path, key), f"{shown(value)} must be a whole number", spot=(*spot, key))
        elif key.startswith(_SECCOMP) and (problem := _seccomp(value)):
            yield Refusal((*path, Written(f".{key}")), problem, spot=(*spot, key))
        elif key.startswith(_APPARMOR):
            names = {one.content.get("name") for one in pod.containers if isinstance(one.content.get("name"), str)}
            problem = _apparmor(value) if key.removeprefix(_APPARMOR) in names else "the pod has no such container"
            if problem:
                yield Refusal((*path, key), problem, spot=(*spot, key))


def _seccomp(value: str) -> str:
    if value.startswith(_FILE):
        return inside(value.removeprefix(_FILE))
    return _known(value, (_DEFAULT, "docker/default", _NONE))


def _apparmor(value: str) -> str:
    return "" if value.startswith(_FILE) or not value else _known(value, (_DEFAULT, _NONE))


def _known(value: str, known: tuple[str, ...]) -> str:
    return "" if value in known else f"{shown(value)} must be {', '.join(known)} or {_FILE}PROFILE"
