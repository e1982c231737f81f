"""Manifests that an app passes on: whose they are, where they go, and that none of them is written already."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.language.source import KeyPath
from rocksolid.manifest.part import Identity, Owner, Part, Ref
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

OF_NO_NAMESPACE = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "RuntimeClass",
        "ServiceCIDR",
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)
"""Kubernetes' own kinds that stand in no namespace."""
_IN_REF = ("name", "namespace")


def passed(w: Workload, manifest: Mapping[str, Any]) -> Ref:
    """Return the reference of a manifest: in the namespace that it names, else in the app's.

    Kubernetes' own kinds that stand in none get none. Nobody here knows this of other people's kinds: they get the app's, as from
    kustomize, and for a kind that stands in none the server drops it.
    """
    api, kind, metadata = manifest["apiVersion"], manifest["kind"], manifest["metadata"]
    group = api.rpartition("/")[0]
    native = "." not in group or group.endswith(".k8s.io")
    default = None if native and kind in OF_NO_NAMESPACE else w.namespace
    return attrs.evolve(w.ref(api, kind, metadata["name"]), namespace=metadata.get("namespace", default))


def header(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of a manifest beside its name and namespace."""
    return {field: value for field, value in manifest["metadata"].items() if field not in _IN_REF}


def passed_twice(said: Iterable[tuple[str, Part]], system: System) -> Iterator[Finding]:
    """Yield an error for each manifest that its app has already: written by a rule, or passed on before."""
    passing = {w.owner: w for w in system.workloads if w.app.extra}
    ruled: dict[Owner, set[Identity]] = {owner: set() for owner in passing}
    for rule, part in said if passing else ():
        if rule != "extra" and part.ref.owner in passing:
            ruled[part.ref.owner].add(part.ref.identity)
    for owner, w in passing.items():
        first: dict[Identity, int] = {}
        for index, manifest in enumerate(w.app.extra):
            ref = passed(w, manifest)
            other = first.setdefault(ref.identity, index)
            if ref.identity in ruled[owner]:
                message = f'rocksolid writes the {ref.kind} "{ref.name}" for this app'
                hint = f'call it otherwise, or write over what is made: [override."{ref.kind}/{ref.name}"]'
                yield Finding("extra-twice", "error", message, w.layers.at(_name(index)), hint)
            elif other != index:
                related = ((w.layers.at(_name(other)), "the first one is here"),)
                message = f'the {ref.kind} "{ref.name}" is passed on twice'
                yield Finding("extra-twice", "error", message, w.layers.at(_name(index)), "call one of them otherwise", related)


def _name(index: int) -> KeyPath:
    return ("extra", index, "metadata", "name")


def position(w: Workload, identity: Identity) -> int | None:
    """Return which of the manifests that an app passes on is an object; None where that is none of them."""
    return next((index for index, one in enumerate(w.app.extra) if passed(w, one).identity == identity), None)


def named_at(w: Workload, identity: Identity) -> KeyPath | None:
    """Return where an app says the name of an object that it passes on; None where it passes none on that is that one."""
    found = position(w, identity)
    return None if found is None else _name(found)
