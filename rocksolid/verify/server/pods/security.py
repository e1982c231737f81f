"""Who runs in a pod, and what the kernel lets it do: identities are numbers that can be, and no two settings contradict each other."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, tables
from rocksolid.verify.server.fields import INT32, is_number, named, numbers, required, texts, twice, words
from rocksolid.verify.server.formats import longer, shown, subdomain
from rocksolid.verify.server.pods.paths import inside
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal

IDENTITY = (0, INT32)
OWN_USERS = 33
"""The first minor version that reads hostUsers and procMount."""
OWN_USERS_ON_HOST_NETWORK = 37
"""The first minor version that may take pods with users of their own on the network of the node."""
_IDENTITIES = {"runAsUser": IDENTITY, "runAsGroup": IDENTITY}
_POD_IDENTITIES = {**_IDENTITIES, "fsGroup": IDENTITY}
_POD_WORDS = {
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "seLinuxChangePolicy": ("MountOption", "Recursive"),
    "supplementalGroupsPolicy": ("Merge", "Strict"),
}
_WORDS = {"procMount": ("Default", "Unmasked")}
_PROFILES = ("Localhost", "RuntimeDefault", "Unconfined")
_LONGEST_PROFILE = 4095
_SYSCTL = re.compile(r"(?:[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?")
_LONGEST_SYSCTL = 253
_OF_NODES = {"hostNetwork": ("net.",), "hostIPC": ("kernel.shm", "kernel.msg", "kernel.sem", "fs.mqueue.")}


def of_pod(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the security context of a pod."""
    context, path = pod.spec.get("securityContext"), (*pod.path, "securityContext")
    if pod.spec.get("shareProcessNamespace") is True and pod.spec.get("hostPID") is True:
        spot = (*pod.path, "shareProcessNamespace")
        yield Refusal((*path, "shareProcessNamespace"), "must not stand beside hostPID", spot=spot)
    if pod.has_own_users and pod.minor >= OWN_USERS:
        yield from _own_users(pod)
    if not isinstance(context, Mapping):
        return
    yield from numbers(context, path, _POD_IDENTITIES)
    groups = context.get("supplementalGroups")
    for index, group in enumerate(groups) if isinstance(groups, list) else ():
        if is_number(group) and not IDENTITY[0] <= group <= IDENTITY[1]:
            yield Refusal((*path, "supplementalGroups", index), f"{group} must be {IDENTITY[0]} to {IDENTITY[1]}")
    yield from words(context, path, _POD_WORDS)
    yield from required(context, path, _POD_WORDS)
    yield from _both(context, path)
    if "sysctls" in context:
        yield from _sysctls(pod, context, path)


def _own_users(pod: Pod) -> Iterator[Refusal]:
    """Yield what a pod shares with the node although its users are its own; the server writes two of the names in its own way."""
    shared = {
        "hostPID": "HostPID",
        "hostIPC": "HostIPC",
        **({"hostNetwork": "hostNetwork"} if pod.minor < OWN_USERS_ON_HOST_NETWORK else {}),
    }
    for name, said in shared.items():
        if pod.spec.get(name) is True:
            yield Refusal((*pod.path, said), "must not be true where hostUsers is false", spot=(*pod.path, name))


def of_container(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the security context of a container."""
    context, path = container.content.get("securityContext"), (*container.path, "securityContext")
    if not isinstance(context, Mapping):
        return
    yield from numbers(context, path, _IDENTITIES)
    yield from words(context, path, _WORDS)
    yield from required(context, path, _WORDS)
    yield from _both(context, path)
    if context.get("procMount") == "Unmasked" and not pod.has_own_users and pod.minor >= OWN_USERS:
        yield Refusal((*path, "procMount"), "Unmasked asks for users that are not those of the node", "hostUsers: false")
    if context.get("allowPrivilegeEscalation") is False:
        added = get(context, "capabilities", "add")
        if context.get("privileged") is True:
            yield Refusal(path, "allowPrivilegeEscalation: false must not stand beside privileged: true")
        if isinstance(added, list) and "CAP_SYS_ADMIN" in added:
            yield Refusal(path, "allowPrivilegeEscalation: false must not stand beside the capability CAP_SYS_ADMIN")


def _both(context: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    for name in ("seccompProfile", "appArmorProfile"):
        if isinstance(profile := context.get(name), Mapping):
            yield from _profile(profile, (*path, name))
    if isinstance(options := context.get("windowsOptions"), Mapping):
        yield from named(options, (*path, "windowsOptions"), {"gmsaCredentialSpecName": subdomain})
        yield from required(options, (*path, "windowsOptions"), ("gmsaCredentialSpec", "runAsUserName"))


def _profile(profile: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    kind, file, where = profile.get("type"), profile.get("localhostProfile"), (*path, "localhostProfile")
    yield from required(profile, path, ("type",))
    yield from words(profile, path, {"type": _PROFILES})
    if kind == "Localhost" and (file is None or (file == "" and path[-1] == "appArmorProfile")):
        yield Refusal(where, "must be set: the type is Localhost")
    elif kind == "Localhost" and isinstance(file, str):
        if problem := inside(file) if path[-1] == "seccompProfile" else _loaded(file):
            yield Refusal(where, problem)
    elif kind in _PROFILES and file is not None:
        yield Refusal(where, f"must be left out: the type is {kind}", "type: Localhost")


def _loaded(name: str) -> str:
    if name != name.strip():
        return f"{shown(name)} must not begin or end with a space"
    return longer(name, _LONGEST_PROFILE)


def _sysctls(pod: Pod, context: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    for index, one in tables(context, "sysctls"):
        where = (*path, "sysctls", index)
        yield from required(one, where, ("name",))
        yield from named(one, where, {"name": _sysctl})
    for where, name in texts(context, "sysctls", "name", path):
        for host, beginnings in _OF_NODES.items():
            if pod.spec.get(host) is True and name.replace("/", ".").startswith(beginnings):
                yield Refusal(where, f"{shown(name)} is the node's: the pod has {host}")
    yield from twice(texts(context, "sysctls", "name", path))


def _sysctl(name: str) -> str:
    if len(name) > _LONGEST_SYSCTL or not _SYSCTL.fullmatch(name):
        return f'{shown(name)} must be parts of lower case letters, digits, "-" and "_", with "." or "/" between them'
    return ""
