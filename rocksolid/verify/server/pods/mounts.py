"""Every mount and device of a container is of a volume that the pod has, at a path of its own."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, get, tables
from rocksolid.verify.names import Names
from rocksolid.verify.server.fields import required, texts, twice, words
from rocksolid.verify.server.formats import shown
from rocksolid.verify.server.pods.paths import inside, without_steps_up
from rocksolid.verify.server.pods.spec import Container, Pod
from rocksolid.verify.server.refusal import Refusal

OWN_USERS_WITHOUT_DEVICES = 36
"""The first minor version that refuses devices where the users are not those of the node."""
_CLAIMED = ("persistentVolumeClaim", "ephemeral")
_PROPAGATION = "mountPropagation"
_READ_ONLY = "recursiveReadOnly"
_WORDS = {_PROPAGATION: ("None", "HostToContainer", "Bidirectional"), _READ_ONLY: ("Disabled", "IfPossible", "Enabled")}


def mounts(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the mounts of a container; of what stands inside a mount, the server does not say in which."""
    whole = (*container.path, "volumeMounts")
    for index, mount in tables(container.content, "volumeMounts"):
        path = (*whole, index)
        yield from required(mount, path, ("name", "mountPath"))
        yield from _known(pod, mount, path)
        for refusal in _of_mount(mount, whole, container):
            yield Refusal(refusal.path, refusal.problem, refusal.hint, spot=(*path, *refusal.path[len(whole) :]))
        if mount.get("subPath") and mount.get("subPathExpr"):
            yield Refusal((*path, "subPathExpr"), "must not stand beside subPath")
    yield from twice(texts(container.content, "volumeMounts", "mountPath", container.path))


def devices(pod: Pod, container: Container) -> Iterator[Refusal]:
    """Yield what is refused in the devices of a container: volumes that it has as blocks."""
    if "volumeDevices" not in container.content:
        return
    used = {key: {said for _, said in texts(container.content, "volumeMounts", key, ())} for key in ("name", "mountPath")}
    if pod.has_own_users and pod.minor >= OWN_USERS_WITHOUT_DEVICES and container.content["volumeDevices"]:
        yield Refusal((*container.path, "volumeDevices"), "must be left out where hostUsers is false")
    for index, device in tables(container.content, "volumeDevices"):
        path = (*container.path, "volumeDevices", index)
        yield from required(device, path, ("name", "devicePath"))
        yield from _known(pod, device, path)
        yield from _of_device(pod, device, path)
        for key, other in (("name", "name"), ("devicePath", "mountPath")):
            if isinstance(device.get(key), str) and device[key] in used[other]:
                yield Refusal((*path, key), f"{shown(device[key])} stands in volumeMounts as well")
    for key in ("name", "devicePath"):
        yield from twice(texts(container.content, "volumeDevices", key, container.path))


def _known(pod: Pod, one: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    name = one.get("name")
    if name and isinstance(name, str) and name not in pod.volumes:
        yield Refusal((*path, "name"), f"no volume of the pod is named {shown(name)}", Names(pod.volumes).did_you_mean(name))


def _of_mount(mount: Mapping[str, Any], path: Path, container: Container) -> Iterator[Refusal]:
    for name in ("subPath", "subPathExpr"):
        if isinstance(said := mount.get(name), str) and (problem := inside(said)):
            yield Refusal((*path, name), problem)
    yield from words(mount, path, _WORDS)
    yield from required(mount, path, _WORDS)
    if mount.get(_PROPAGATION) == "Bidirectional" and get(container.content, "securityContext", "privileged") is not True:
        yield Refusal((*path, _PROPAGATION), "only a privileged container may have Bidirectional", f"{_PROPAGATION}: HostToContainer")
    if mount.get(_READ_ONLY) in ("IfPossible", "Enabled"):
        if mount.get("readOnly") is not True:
            yield Refusal((*path, _READ_ONLY), "asks for readOnly", "readOnly: true")
        if mount.get(_PROPAGATION) not in (None, "None"):
            yield Refusal((*path, _READ_ONLY), f"must not stand beside {_PROPAGATION}")


def _of_device(pod: Pod, device: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    name, where = device.get("name"), device.get("devicePath")
    if isinstance(name, str) and name in pod.volumes and all(pod.volumes[name].get(source) is None for source in _CLAIMED):
        yield Refusal((*path, "name"), f"{shown(name)} must be a volume of one of {', '.join(_CLAIMED)}")
    if isinstance(where, str) and (problem := without_steps_up(where)):
        yield Refusal((*path, "devicePath"), problem)
