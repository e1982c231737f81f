"""The rules of each kind, by version of the API and kind: the table of contents of what a server refuses."""

from collections.abc import Mapping

from rocksolid.verify.server.autoscalers import autoscaler
from rocksolid.verify.server.budgets import budget
from rocksolid.verify.server.config import config_map, secret
from rocksolid.verify.server.cronjobs import cron_job
from rocksolid.verify.server.duplicates import duplicates
from rocksolid.verify.server.endpoints import endpoint_slice, endpoints
from rocksolid.verify.server.ingresses import ingress, ingress_class
from rocksolid.verify.server.jobs import job
from rocksolid.verify.server.metadata import metadata, template
from rocksolid.verify.server.namespaces import namespace
from rocksolid.verify.server.pods.rules import pod
from rocksolid.verify.server.policies import policy
from rocksolid.verify.server.quotas import limit_range, resource_quota
from rocksolid.verify.server.rbac import binding, cluster_role, role
from rocksolid.verify.server.refusal import Rule
from rocksolid.verify.server.rollouts import daemon_set, deployment, replica_set, replication_controller
from rocksolid.verify.server.services import service
from rocksolid.verify.server.statefulsets import stateful_set
from rocksolid.verify.server.volumes import claim, priority_class, storage_class

EVERY: tuple[Rule, ...] = (metadata, template, duplicates)
"""What holds for every object."""
KINDS: Mapping[tuple[str, str], tuple[Rule, ...]] = {
    ("v1", "ConfigMap"): (config_map,),
    ("v1", "Endpoints"): (endpoints,),
    ("v1", "LimitRange"): (limit_range,),
    ("v1", "Namespace"): (namespace,),
    ("v1", "PersistentVolumeClaim"): (claim,),
    ("v1", "Pod"): (pod,),
    ("v1", "ReplicationController"): (replication_controller,),
    ("v1", "ResourceQuota"): (resource_quota,),
    ("v1", "Secret"): (secret,),
    ("v1", "Service"): (service,),
    ("apps/v1", "DaemonSet"): (daemon_set,),
    ("apps/v1", "Deployment"): (deployment,),
    ("apps/v1", "ReplicaSet"): (replica_set,),
    ("apps/v1", "StatefulSet"): (stateful_set,),
    ("autoscaling/v1", "HorizontalPodAutoscaler"): (autoscaler,),
    ("autoscaling/v2", "HorizontalPodAutoscaler"): (autoscaler,),
    ("batch/v1", "CronJob"): (cron_job,),
    ("batch/v1", "Job"): (job,),
    ("discovery.k8s.io/v1", "EndpointSlice"): (endpoint_slice,),
    ("networking.k8s.io/v1", "Ingress"): (ingress,),
    ("networking.k8s.io/v1", "IngressClass"): (ingress_class,),
    ("networking.k8s.io/v1", "NetworkPolicy"): (policy,),
    ("policy/v1", "PodDisruptionBudget"): (budget,),
    ("rbac.authorization.k8s.io/v1", "ClusterRole"): (cluster_role,),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"): (binding,),
    ("rbac.authorization.k8s.io/v1", "Role"): (role,),
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): (binding,),
    ("scheduling.k8s.io/v1", "PriorityClass"): (priority_class,),
    ("storage.k8s.io/v1", "StorageClass"): (storage_class,),
}
"""What holds for the objects of one kind, as the versions of the APIs say it that are served; others are refused as a whole."""
