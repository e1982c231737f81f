"""Which lists of an object several rules may fill, and in which order people expect an object's fields."""

from collections.abc import Mapping

Path = tuple[str, ...]
"""The keys from an object's root; lists do not count."""

_POD_SPECS: tuple[Path, ...] = (("spec", "template", "spec"), ("spec", "jobTemplate", "spec", "template", "spec"))
_CONTAINERS = tuple((*spec, word) for spec in _POD_SPECS for word in ("initContainers", "containers"))

MERGED_BY: Mapping[Path, str] = {
    **dict.fromkeys(_CONTAINERS, "name"),
    **{(*spec, "volumes"): "name" for spec in _POD_SPECS},
    **{(*path, "volumeMounts"): "mountPath" for path in _CONTAINERS},
}
"""Lists whose items are united by a key."""
SORTED = frozenset(path for path in MERGED_BY if path[-1] in {"volumes", "volumeMounts"})
"""Those whose items have no order of their own: they are sorted by their key."""
APPENDED = frozenset({("spec", "ingress"), ("spec", "egress")})
"""Lists whose items stand for themselves: a policy's holes."""

_SPEC = (
    "replicas serviceName schedule timeZone concurrencyPolicy startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit"
    " minReadySeconds progressDeadlineSeconds revisionHistoryLimit podManagementPolicy strategy updateStrategy completions parallelism"
    " backoffLimit activeDeadlineSeconds ttlSecondsAfterFinished type clusterIP selector podSelector endpointSelector policyTypes ingress"
    " egress jobTemplate template volumeClaimTemplates scaleTargetRef minReplicas maxReplicas metrics behavior"
)
_POD_SPEC = (
    "serviceAccountName automountServiceAccountToken enableServiceLinks priorityClassName restartPolicy terminationGracePeriodSeconds"
    " securityContext nodeSelector affinity topologySpreadConstraints tolerations imagePullSecrets initContainers containers volumes"
)
_CONTAINER = (
    "name image imagePullPolicy restartPolicy command args ports envFrom env startupProbe livenessProbe readinessProbe lifecycle"
    " resources securityContext volumeMounts"
)
_SECURITY = "runAsNonRoot runAsUser runAsGroup fsGroup fsGroupChangePolicy seccompProfile"
_ORDERS: Mapping[Path, str] = {
    (): "apiVersion kind metadata automountServiceAccountToken data binaryData spec",
    ("metadata",): "name namespace labels annotations",
    ("spec",): _SPEC,
    ("spec", "jobTemplate"): "metadata spec",
    ("spec", "jobTemplate", "spec"): _SPEC,
    ("spec", "template"): "metadata spec",
    ("spec", "template", "metadata"): "labels annotations",
    ("spec", "jobTemplate", "spec", "template"): "metadata spec",
    ("spec", "jobTemplate", "spec", "template", "metadata"): "labels annotations",
    **dict.fromkeys(_POD_SPECS, _POD_SPEC),
    **dict.fromkeys(_CONTAINERS, _CONTAINER),
    **{(*spec, "securityContext"): _SECURITY for spec in _POD_SPECS},
    **{(*spec, "volumes"): "name" for spec in _POD_SPECS},
    **{(*path, "volumeMounts"): "name mountPath subPath readOnly" for path in _CONTAINERS},
}
ORDER: Mapping[Path, Mapping[str, int]] = {path: {word: rank for rank, word in enumerate(words.split())} for path, words in _ORDERS.items()}
"""The order of fields where several rules contribute; fields without a rank follow by name."""

OF_PLATFORM = ("Namespace", "ClusterRole", "ClusterRoleBinding")
"""The kinds that rules write for the platform alone."""
PASSED_ON = (
    "CustomResourceDefinition",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "ResourceQuota",
    "LimitRange",
    "Secret",
)
"""Kinds that no rule writes, and on which what an author passes on may stand, or its pods."""
APPLY_ORDER: Mapping[str, int] = {
    kind: rank
    for rank, kind in enumerate(
        [
            "Namespace",
            *PASSED_ON,
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "ConfigMap",
            "Service",
            "NetworkPolicy",
            "CiliumNetworkPolicy",
            "PodDisruptionBudget",
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "Job",
            "CronJob",
            "HorizontalPodAutoscaler",
            "Ingress",
            "HTTPRoute",
            "GRPCRoute",
            "PodMonitor",
            "ServiceMonitor",
        ]
    )
}
"""The order in which kinds can be applied: what a pod needs comes before the pod, what guards it as well. All others come last."""
OF_APPS = frozenset(APPLY_ORDER) - {*OF_PLATFORM, *PASSED_ON}
"""The kinds that rules write for apps."""
