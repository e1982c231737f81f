"""Every app is somebody of its own, and holds a token only if it says what for: a stolen default token opens nothing."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from rocksolid.manifest.part import Part
from rocksolid.system.identity import account, api_rules, mounts, token, token_volume
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_RBAC = "rbac.authorization.k8s.io"
_TOKEN = ("identity.token", "identity.api")


def identity(system: System) -> Iterator[Part]:
    """Yield the ServiceAccount of each app, its rights, and its token."""
    for w in system.workloads:
        named = {"serviceAccountName": account(w), "automountServiceAccountToken": False}
        yield Part(w.controller, w.pod(named), ("identity.account", "name", "instance"))
        if not w.app.identity.account:
            yield from _account(w)
        if w.app.identity.api:
            yield from _rights(w)
        if held := token(w):
            yield Part(w.controller, w.pod({"volumes": [token_volume(held)]}), _TOKEN)
            yield Part(w.controller, w.containers(partial(_mounts, w)), (*_TOKEN, "containers", "name"))


def _account(w: Workload) -> Iterator[Part]:
    """Yield an account that gives no token to anybody who does not ask for one."""
    ref = w.ref("v1", "ServiceAccount")
    yield Part(ref, {"automountServiceAccountToken": False}, ("identity.account",))
    notes = dict[Any, str](sorted(w.app.identity.annotations.items()))
    if notes:
        yield Part(ref, {"metadata": {"annotations": notes}}, ("identity.annotations",))


def _rights(w: Workload) -> Iterator[Part]:
    """Yield the app's rights, in its own namespace; the account is of that namespace because the subject names no other."""
    yield Part(w.ref(f"{_RBAC}/v1", "Role"), {"rules": api_rules(w)}, ("identity.api",))
    role = {"apiGroup": _RBAC, "kind": "Role", "name": w.name}
    bound = {"roleRef": role, "subjects": [{"kind": "ServiceAccount", "name": w.name}]}
    yield Part(w.ref(f"{_RBAC}/v1", "RoleBinding"), bound, ("identity.api", "name", "instance"))


def _mounts(w: Workload, container: str) -> dict[str, Any]:
    """Return the mount of the token, in the containers that see it."""
    found = mounts(w, container)
    return {"volumeMounts": found} if found else {}
