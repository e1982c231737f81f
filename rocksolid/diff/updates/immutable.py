"""Fields that the server lets nobody change, by kind."""

from collections.abc import Callable, Iterator, Mapping

import attrs

from rocksolid.diff.change import Change
from rocksolid.diff.fields import MISSING, Difference
from rocksolid.diff.updates.allowances import completes_in_step, is_free_for_pods, is_free_while_suspended
from rocksolid.diff.updates.claims import held
from rocksolid.diff.updates.normal import changed
from rocksolid.diff.updates.refusals import anew, command, refused
from rocksolid.verify.resource import Resource

Allowance = Callable[[Resource, Resource, Difference], bool]
"""Whether the server takes a difference of two objects although its rule speaks against it."""


def _below(*names: str) -> Allowance:
    """Return that some fields directly below the rule's may change."""
    return lambda _old, _new, difference: any(step in names for step in difference.steps[1:2])


def _once(*names: str) -> Allowance:
    """Return that some fields may be set where they were not."""
    return lambda _old, _new, difference: difference.was is MISSING and any(step in names for step in difference.steps[1:2])


@attrs.frozen
class Fixed:
    """A field that may not change, with all below it but what is allowed; `why` is what to know about it, `hint` the way out."""

    path: tuple[str, ...]
    why: str = "it is immutable"
    hint: Callable[[Resource], str] = anew
    allowances: tuple[Allowance, ...] = ()


def _new_name(one: Resource) -> str:
    return (
        f"keep the selector, or give the workload another name and delete the old one when the new one is ready; "
        f"where it may be away for a while: {command('delete', one)}, then apply"
    )


def _keep_pods(one: Resource) -> str:
    return f"take only the object away and apply again, its pods and claims stay as they are: {command('delete', one, '--cascade=orphan')}"


def _keep_claims(one: Resource) -> str:
    claim = "persistentvolumeclaim", min(held(one), default="")
    return (
        f"a template is for new claims: those that exist keep their size and class. One of them grows by\n"
        f"{command('edit', one, named=claim)}\n"
        f"and never shrinks; for another class, make another claim and copy the data. Then {_keep_pods(one)}"
    )


def _new_run(one: Resource) -> str:
    return f"a Job is one run: give the next one another name (rocksolid names a Job by its template), or {command('delete', one)}"


_SELECTOR = Fixed(("spec", "selector"), "a selector is immutable", _new_name)
_STATEFUL_SET = (
    *("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit"),
    *("persistentVolumeClaimRetentionPolicy", "minReadySeconds"),
)
_JOB = ("selector", "completionMode", "podFailurePolicy", "successPolicy", "backoffLimitPerIndex", "managedBy")
_VOLUME = (
    *("capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions"),
    *("volumeAttributesClassName",),
)
_CLAIM = Fixed(
    ("spec",),
    "of a claim only the size may change, and only upwards, and volumeAttributesClassName",
    lambda one: f"make another claim and copy the data; deleting this one ({command('delete', one)}) may delete its volume",
    (
        _below("volumeAttributesClassName"),
        _once("volumeName", "storageClassName"),
        lambda _old, _new, difference: difference.steps[1:] == ("resources", "requests", "storage"),
    ),
)


def _all(*names: str) -> tuple[Fixed, ...]:
    return tuple(Fixed(tuple(name.split("."))) for name in names)


FIXED: Mapping[tuple[str, str], tuple[Fixed, ...]] = {
    ("apps", "Deployment"): (_SELECTOR,),
    ("apps", "ReplicaSet"): (_SELECTOR,),
    ("apps", "DaemonSet"): (_SELECTOR,),
    ("apps", "StatefulSet"): (
        _SELECTOR,
        Fixed(("spec", "volumeClaimTemplates"), "the templates of claims are immutable", _keep_claims),
        Fixed(
            ("spec",),
            f"of a StatefulSet only {', '.join(_STATEFUL_SET)} may change",
            _keep_pods,
            (_below(*_STATEFUL_SET, "selector", "volumeClaimTemplates"),),
        ),
    ),
    ("apps", "ControllerRevision"): _all("data"),
    ("batch", "Job"): (
        Fixed(("spec", "template"), "the template of a Job is immutable", _new_run, (is_free_while_suspended,)),
        Fixed(("spec", "completions"), "a Job's completions are immutable, or change with its parallelism", _new_run, (completes_in_step,)),
        *(Fixed(("spec", name), hint=_new_run) for name in _JOB),
    ),
    ("", "Pod"): (
        Fixed(
            ("spec",),
            "of a pod only images may change, tolerations be added and activeDeadlineSeconds become less",
            allowances=(is_free_for_pods,),
        ),
    ),
    ("", "Secret"): _all("type"),
    ("", "PersistentVolumeClaim"): (_CLAIM,),
    ("", "PersistentVolume"): (
        Fixed(
            ("spec",), "the source, the mode and the place of a volume are immutable", allowances=(_below(*_VOLUME), _once("nodeAffinity"))
        ),
    ),
    ("", "ResourceQuota"): _all("spec.scopes"),
    ("rbac.authorization.k8s.io", "RoleBinding"): _all("roleRef"),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _all("roleRef"),
    ("storage.k8s.io", "StorageClass"): _all("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"),
    ("storage.k8s.io", "VolumeAttributesClass"): _all("driverName", "parameters"),
    ("storage.k8s.io", "CSIStorageCapacity"): _all("nodeTopology", "storageClassName"),
    ("storage.k8s.io", "VolumeAttachment"): _all("spec"),
    ("storage.k8s.io", "CSIDriver"): _all("spec.attachRequired", "spec.volumeLifecycleModes"),
    ("scheduling.k8s.io", "PriorityClass"): _all("value", "preemptionPolicy"),
    ("networking.k8s.io", "IngressClass"): _all("spec.controller"),
    ("node.k8s.io", "RuntimeClass"): _all("handler"),
    ("discovery.k8s.io", "EndpointSlice"): _all("addressType"),
    ("resource.k8s.io", "ResourceClaim"): _all("spec"),
    ("resource.k8s.io", "ResourceClaimTemplate"): _all("spec"),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _all("spec.group", "spec.scope", "spec.names.plural", "spec.names.kind"),
    ("gateway.networking.k8s.io", "GatewayClass"): _all("spec.controllerName"),
}
"""By group and kind: what the server's own validation of updates compares (apps/v1, batch/v1, core/v1 ... of Kubernetes 1.36)."""


def immutable(old: Resource, new: Resource) -> Iterator[Change]:
    """Yield one refusal for every immutable field that differs."""
    for rule in FIXED.get((new.group, new.kind), ()):
        found = [one for one in changed(old, new, *rule.path) if not any(takes(old, new, one) for takes in rule.allowances)]
        if found:
            yield refused(new, found, rule.why, rule.hint(new))
