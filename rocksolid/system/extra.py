"""Manifests that an app passes on: whose they are, where they go, and that none of them is written already."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rocksolid.finding import Finding
from rocksolid.manifest.part import Part, Ref
from rocksolid.system.resolve import System
from rocksolid.system.workload import Workload

_OF_NO_NAMESPACE = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "CustomResourceDefinition",
        "DeviceClass",
        "FlowSchema",
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
        "StorageClass",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)
"""Kubernetes' own kinds that stand in no namespace."""
_FIELD = ("name", "namespace")


def passed(w: Workload, manifest: Mapping[str, Any]) -> Ref:
    """Return the reference of a manifest: in the namespace that it names, else in the app's.

    Without a namespace of its own stays what stands in none, and what is other people's: nobody here knows whether theirs do.
    """
    api, kind, metadata = manifest["apiVersion"], manifest["kind"], manifest["metadata"]
    native = "." not in api.rpartition("/")[0] or api.partition("/")[0].endswith(".k8s.io")
    default = w.namespace if native and kind not in _OF_NO_NAMESPACE else None
    return attrs.evolve(w.ref(api, kind, metadata["name"]), namespace=metadata.get("namespace", default))


def header(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Return the metadata of a manifest beside its name and namespace."""
    return {field: value for field, value in manifest["metadata"].items() if field not in _FIELD}


def passed_twice(said: Iterable[tuple[str, Part]], system: System) -> Iterator[Finding]:
    """Yield an error for each manifest that is written already: by a rule, or by another manifest."""
    if not any(w.app.extra for w in system.workloads):
        return
    written = {_identity(part.ref) for rule, part in said if rule != "extra"}
    for w in system.workloads:
        for position, manifest in enumerate(w.app.extra):
            ref = passed(w, manifest)
            if _identity(ref) in written:
                message = f'there is a {ref.kind} "{ref.name}" already'
                hint = f'[override."{ref.kind}/{ref.name}"] writes over what rocksolid makes, or call it otherwise'
                yield Finding("extra-twice", "error", message, w.layers.at(("extra", position, "metadata", "name")), hint)
            written.add(_identity(ref))


def _identity(ref: Ref) -> tuple[str, str, str | None]:
    return ref.kind, ref.name, ref.namespace
