"""Every volume of a pod has a name of its own and one source, which says all that it must."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rocksolid.verify.document import Path, table, tables
from rocksolid.verify.quantities import quantity
from rocksolid.verify.server.fields import missing, named, numbers, required, texts, twice, words
from rocksolid.verify.server.formats import absolute_path, amount, dns_label, longer, subdomain
from rocksolid.verify.server.pods.paths import without_steps_up
from rocksolid.verify.server.pods.projections import DEFAULT_MODE, downward, projected, written
from rocksolid.verify.server.pods.spec import Pod
from rocksolid.verify.server.refusal import Refusal
from rocksolid.verify.server.volumes import claim_spec

_HOST_PATHS = {"type": ("DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice")}
_PULLS = {"pullPolicy": ("Always", "IfNotPresent", "Never")}
_LONGEST_DRIVER = 63
_LUN = {"lun": (0, 255), "partition": (0, 255)}
_ORDER = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
]
_PLACES = {name: place for place, name in enumerate(_ORDER)}
_AS_THE_SERVER_SAYS = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
_TEXTS: Mapping[str, tuple[str, ...]] = {
    "awsElasticBlockStore": ("volumeID",),
    "azureDisk": ("diskName", "diskURI"),
    "azureFile": ("secretName", "shareName"),
    "cinder": ("volumeID",),
    "csi": ("driver",),
    "flexVolume": ("driver",),
    "gitRepo": ("repository",),
    "glusterfs": ("endpoints", "path"),
    "hostPath": ("path",),
    "iscsi": ("targetPortal", "iqn"),
    "nfs": ("server", "path"),
    "persistentVolumeClaim": ("claimName",),
    "photonPersistentDisk": ("pdID",),
    "portworxVolume": ("volumeID",),
    "quobyte": ("registry", "volume"),
    "rbd": ("image",),
    "scaleIO": ("gateway", "system"),
    "vsphereVolume": ("volumePath",),
}
"""By source, the texts that must not be empty."""


def volumes(pod: Pod) -> Iterator[Refusal]:
    """Yield what is refused in the volumes of a pod; one without a source is an empty directory."""
    for index, volume in tables(pod.spec, "volumes"):
        path = (*pod.path, "volumes", index)
        yield from required(volume, path, ("name",))
        yield from named(volume, path, {"name": dns_label})
        sources = sorted((name for name, said in volume.items() if said is not None and name in _PLACES), key=_PLACES.__getitem__)
        if sources and isinstance(volume[sources[0]], Mapping):
            yield from _source(pod, sources[0], volume[sources[0]], path)
        for name in sources[1:]:
            problem = f"must not stand beside {sources[0]}: a volume has one source"
            yield Refusal((*path, _AS_THE_SERVER_SAYS.get(name, name)), problem, spot=(*path, name))
    yield from twice(texts(pod.spec, "volumes", "name", pod.path))


def _source(pod: Pod, name: str, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    where = (*path, name)
    yield from required(source, where, _TEXTS.get(name, ()))
    yield from numbers(source, where, _LUN)
    if name in _SOURCES:
        yield from _SOURCES[name](pod, source, where)


def _empty_dir(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    limit = source.get("sizeLimit")
    size = quantity(limit)
    if problem := amount(limit):
        yield Refusal((*path, "sizeLimit"), problem)
    elif size is not None and size < 0:
        yield Refusal((*path, "sizeLimit"), f"{limit} must be 0 or more")


def _host_path(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from named(source, path, {"path": without_steps_up})
    yield from words(source, path, _HOST_PATHS)


def _secret(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from missing(source, path, ("secretName",))
    yield from written(source, path)


def _config_map(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from missing(source, path, ("name",))
    yield from written(source, path)


def _downward(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from numbers(source, path, DEFAULT_MODE)
    yield from downward(source, path)


def _projected(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from projected(source, path)


def _nfs(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from named(source, path, {"path": absolute_path})


def _csi(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from named(source, path, {"driver": _driver})
    if isinstance(ref := source.get("nodePublishSecretRef"), Mapping):
        yield from missing(ref, (*path, "nodePublishSecretRef"), ("name",))


def _driver(text: str) -> str:
    return longer(text, _LONGEST_DRIVER) or subdomain(text.lower())


def _ephemeral(pod: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    template, where = source.get("volumeClaimTemplate"), (*path, "volumeClaimTemplate")
    if isinstance(template, Mapping):
        yield from claim_spec(table(template, "spec"), (*where, "spec"), pod.minor)
    elif template is None:
        yield Refusal(where, "must be set")


def _image(_: Pod, source: Mapping[str, Any], path: Path) -> Iterator[Refusal]:
    yield from missing(source, path, ("reference",))
    yield from words(source, path, _PULLS)


_SOURCES: Mapping[str, Callable[[Pod, Mapping[str, Any], Path], Iterator[Refusal]]] = {
    "configMap": _config_map,
    "csi": _csi,
    "downwardAPI": _downward,
    "emptyDir": _empty_dir,
    "ephemeral": _ephemeral,
    "hostPath": _host_path,
    "image": _image,
    "nfs": _nfs,
    "projected": _projected,
    "secret": _secret,
}
