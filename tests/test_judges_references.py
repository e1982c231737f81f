"""The judge of names finds each name that names nothing, or two things."""

from typing import Any

import pytest

from judges.duplicates import duplicates
from judges.references import dangling
from shop import GONE, SHOP, changed

OTHER = {"matchLabels": {"app.kubernetes.io/name": "other"}}
DANGLING = {
    "Service selector": ("Service/web", "spec selector", {"app": "web"}, "selects no pod"),
    "NetworkPolicy selector": ("NetworkPolicy/web", "spec podSelector", OTHER, "selects no pod"),
    "selector with an empty half": ("NetworkPolicy/web", "spec podSelector", {**OTHER, "matchExpressions": []}, "selects no pod"),
    "budget selector": ("PodDisruptionBudget/web", "spec selector", OTHER, "selects no pod"),
    "Cilium selector": ("CiliumNetworkPolicy/web", "spec endpointSelector", OTHER, "selects no pod"),
    "another namespace": ("PodDisruptionBudget/web", "metadata namespace", "other", "selects no pod"),
    "a workload's own selector": ("StatefulSet/store", "spec selector", OTHER, "does not select its own pods"),
    "spread": ("Deployment/web", "spec template spec topologySpreadConstraints 0 labelSelector", OTHER, "does not select its own pod"),
    "spread without selector": ("Deployment/web", "spec template spec topologySpreadConstraints 0 labelSelector", GONE, "does not select"),
    "preferred anti-affinity": (
        "Deployment/web",
        "spec template spec affinity podAntiAffinity preferredDuringSchedulingIgnoredDuringExecution 0 podAffinityTerm labelSelector",
        OTHER,
        "the anti-affinity over kubernetes.io/hostname does not select its own pod",
    ),
    "anti-affinity": (
        "Deployment/web",
        "spec template spec affinity podAntiAffinity",
        {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "zone", "labelSelector": OTHER}]},
        "the anti-affinity over zone does not select its own pod",
    ),
    "target port by name": ("Service/web", "spec ports 0 targetPort", "grpc", "declares no TCP port grpc"),
    "target port by number": ("Service/web", "spec ports 1 targetPort", 9091, "declares no TCP port 9091"),
    "target port of another protocol": ("Service/web", "spec ports 2 protocol", "TCP", "declares no TCP port dns"),
    "protocol of a NetworkPolicy": ("NetworkPolicy/web", "spec ingress 0 ports 0 protocol", "UDP", "ingress port http"),
    "port of a NetworkPolicy": ("NetworkPolicy/web", "spec ingress 0 ports 0 port", "grpc", "ingress port grpc"),
    "mount without volume": (
        "Deployment/web",
        "spec template spec containers 0 volumeMounts 2",
        {"name": "x", "mountPath": "/x"},
        "no volume",
    ),
    "device without volume": ("StatefulSet/store", "spec template spec containers 0 volumeDevices", [{"name": "x"}], "no volume"),
    "volume without mount": (
        "Deployment/web",
        "spec template spec volumes 2",
        {"name": "x", "emptyDir": {}},
        "the volume x is not mounted",
    ),
    "claim without mount": ("StatefulSet/store", "spec volumeClaimTemplates 1", {"metadata": {"name": "x"}}, "the volume x is not mounted"),
    "account": ("Deployment/web", "spec template spec serviceAccountName", "api", "there is no ServiceAccount shop/api"),
    "pull secret": ("Deployment/web", "spec template spec imagePullSecrets", [{"name": "pull"}], "there is no Secret shop/pull"),
    "autoscaler": ("HorizontalPodAutoscaler/web", "spec scaleTargetRef name", "api", "there is no Deployment shop/api"),
    "kind of the autoscaler's target": (
        "HorizontalPodAutoscaler/web",
        "spec scaleTargetRef kind",
        "StatefulSet",
        "no StatefulSet shop/web",
    ),
    "Ingress backend": (
        "Ingress/web",
        "spec rules 0 http paths 0 backend service name",
        "api",
        "there is no Service shop/api",
    ),
    "Ingress port name": ("Ingress/web", "spec rules 0 http paths 0 backend service port name", "https", "has no port https"),
    "Ingress default backend": (
        "Ingress/web",
        "spec defaultBackend",
        {"service": {"name": "web", "port": {"number": 8080}}},
        "Service shop/web has no port 8080",
    ),
    "HTTPRoute backend": ("HTTPRoute/web", "spec rules 0 backendRefs 0 name", "api", "there is no Service shop/api"),
    "HTTPRoute port": ("HTTPRoute/web", "spec rules 0 backendRefs 0 port", 8080, "Service shop/web has no port 8080"),
    "HTTPRoute namespace": ("HTTPRoute/web", "spec rules 0 backendRefs 0 namespace", "b", "there is no Service b/web"),
    "GRPCRoute backend": ("GRPCRoute/web", "spec rules 0 backendRefs 0 name", "api", "there is no Service shop/api"),
    "mirror": (
        "HTTPRoute/web",
        "spec rules 0 filters",
        [{"type": "RequestMirror", "requestMirror": {"backendRef": {"name": "copy", "port": 80}}}],
        "there is no Service shop/copy",
    ),
    "governing Service": ("StatefulSet/store", "spec serviceName", "store", "there is no Service shop/store"),
    "role": ("RoleBinding/web", "roleRef name", "api", "there is no Role shop/api"),
    "cluster role": ("RoleBinding/web", "roleRef kind", "ClusterRole", "there is no ClusterRole default/web"),
    "subject of another namespace": ("RoleBinding/web", "subjects 0 namespace", "b", "there is no ServiceAccount b/web"),
    "subject": ("RoleBinding/web", "subjects 0 name", "api", "there is no ServiceAccount shop/api"),
    "ConfigMap volume": ("Deployment/web", "spec template spec volumes 1 configMap name", "api", "there is no ConfigMap shop/api"),
    "key of a ConfigMap": ("ConfigMap/web-files", "data", {"api.yaml": ""}, "ConfigMap shop/web-files has no key web.yaml"),
    "projected ConfigMap": (
        "Deployment/web",
        "spec template spec volumes 0",
        {"name": "tmp", "projected": {"sources": [{"configMap": {"name": "api"}}]}},
        "there is no ConfigMap shop/api",
    ),
    "ConfigMap variable": (
        "Deployment/web",
        "spec template spec containers 0 env 2 valueFrom",
        {"configMapKeyRef": {"name": "web-files", "key": "x"}},
        "has no key x",
    ),
    "ConfigMap of variables": (
        "Deployment/web",
        "spec template spec containers 0 envFrom",
        [{"configMapRef": {"name": "api"}}],
        "there is no ConfigMap shop/api",
    ),
    "claim of a volume": (
        "Deployment/web",
        "spec template spec volumes 0",
        {"name": "tmp", "persistentVolumeClaim": {"claimName": "disk"}},
        "there is no PersistentVolumeClaim shop/disk",
    ),
    "variable that comes later": (
        "Deployment/web",
        "spec template spec containers 0 env 0",
        {"name": "A", "value": "$(URL)"},
        "URL comes later",
    ),
    "label of the pod": (
        "Deployment/web",
        "spec template spec containers 0 env 0 valueFrom fieldRef fieldPath",
        "metadata.annotations['a']",
        "the pod has no a among its annotations",
    ),
    "container of a resource": (
        "Deployment/web",
        "spec template spec containers 0 env 3 valueFrom resourceFieldRef containerName",
        "api",
        "the pod has no container api",
    ),
    "PodMonitor port": ("PodMonitor/web", "spec podMetricsEndpoints 0 port", "web", "scrapes the port web"),
    "PodMonitor selector": ("PodMonitor/web", "spec selector", OTHER, "selects no pod"),
    "ServiceMonitor port": ("ServiceMonitor/web", "spec endpoints 0 port", "web", "scrapes the port web"),
    "ServiceMonitor namespace": ("ServiceMonitor/web", "metadata namespace", "other", "scrapes the port metrics"),
    "ServiceMonitor selector": ("ServiceMonitor/web", "spec selector", OTHER, "scrapes the port metrics"),
}
TWICE = {
    "object": ("ServiceAccount/store", "metadata name", "web", "ServiceAccount shop/web is there twice"),
    "container": ("Deployment/web", "spec template spec containers 0 name", "proxy", "has the container proxy twice"),
    "port number": ("Deployment/web", "spec template spec containers 0 ports 2", {"name": "x", "containerPort": 8080}, "8080, TCP twice"),
    "port name": ("Deployment/web", "spec template spec containers 0 ports 1 name", "metrics", "has the port metrics twice"),
    "variable": ("Deployment/web", "spec template spec containers 0 env 4", {"name": "URL", "value": ""}, "env has URL twice"),
    "volume": ("Deployment/web", "spec template spec volumes 1 name", "tmp", "volumes has tmp twice"),
    "mount": ("Deployment/web", "spec template spec containers 0 volumeMounts 0 mountPath", "/etc/web", "volumeMounts has /etc/web twice"),
    "device": (
        "StatefulSet/store",
        "spec template spec containers 0 volumeDevices",
        [{"name": "data", "devicePath": "/dev/a"}] * 2,
        "volumeDevices has /dev/a twice",
    ),
    "spread": (
        "Deployment/web",
        "spec template spec topologySpreadConstraints",
        [{"topologyKey": "zone", "whenUnsatisfiable": action, "labelSelector": {}} for action in ("A", "A", "B")],
        "spec.template.spec.topologySpreadConstraints has zone, A twice",
    ),
    "pull secret": ("Deployment/web", "spec template spec imagePullSecrets", [{"name": "web-pull"}] * 2, "has web-pull twice"),
    "alias": ("Deployment/web", "spec template spec hostAliases", [{"ip": "192.0.2.1"}] * 2, "hostAliases has 192.0.2.1 twice"),
    "claim": ("StatefulSet/store", "spec volumeClaimTemplates 1", {"metadata": {"name": "data"}}, "has data twice"),
    "Service port": ("Service/web", "spec ports 1 port", 80, "spec.ports has (80, 'TCP') twice"),
    "name of a Service port": ("Service/web", "spec ports 1 name", "http", "spec.ports has ('http',) twice"),
}


def test_every_name_of_the_shop_names_one_thing() -> None:
    """The shop is whole, but for its Secrets."""
    assert dangling(SHOP, external={"Secret/web-*"}) == []


def test_secrets_are_asked_for() -> None:
    """What is not in the documents is missing unless the caller knows of it."""
    assert [each.partition(": ")[2] for each in dangling(SHOP)] == ["there is no Secret shop/web-tls", "there is no Secret shop/web-secret"]


def test_what_is_optional_may_be_missing() -> None:
    """A reference that says so names nothing without harm."""
    told = {"secretKeyRef": {"name": "other", "key": "a", "optional": True}}
    assert dangling(changed("Deployment/web", "spec template spec containers 0 env 2 valueFrom", told), {"Secret/web-tls"}) == []


@pytest.mark.parametrize(("which", "path", "value", "complaint"), DANGLING.values(), ids=DANGLING)
def test_a_name_that_names_nothing_is_found(which: str, path: str, value: Any, complaint: str) -> None:
    """The object that says the name is named, and what is missing."""
    found = dangling(changed(which, path, value), {"Secret/web-*"})
    kind, _, called = which.partition("/")
    assert any(complaint in each for each in found)
    assert any(each.startswith((f"{kind} ", "Deployment ")) and called.partition("-")[0] in each for each in found)


@pytest.mark.parametrize("asked", ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle postStart", "lifecycle preStop"])
@pytest.mark.parametrize("handler", ["httpGet", "tcpSocket"])
def test_a_handler_names_a_port_of_its_own_container(asked: str, handler: str) -> None:
    """The port of another container of the pod is no port of this one; a number needs no name."""
    path = f"spec template spec containers 0 {asked} {handler}"
    (found,) = dangling(changed("Deployment/web", path, {"port": "metrics"}), {"Secret/web-*"})
    assert found.endswith(f"{path.replace(' ', '.').replace('.0', '[0]')}: the container has no port metrics")
    assert dangling(changed("Deployment/web", path, {"port": 9090}), {"Secret/web-*"}) == []


def test_a_binding_of_the_whole_cluster_is_a_binding() -> None:
    """Its role and its accounts are looked for as well."""
    subject = {"kind": "ServiceAccount", "name": "a", "namespace": "b"}
    binding = {"kind": "ClusterRoleBinding", "roleRef": {"kind": "ClusterRole", "name": "c"}, "subjects": [subject]}
    assert [each.partition(": ")[2] for each in dangling([binding])] == [
        "there is no ClusterRole default/c",
        "there is no ServiceAccount b/a",
    ]


def test_what_a_judge_does_not_know_is_none_of_its_business() -> None:
    """Backends and subjects of other kinds, and monitors that give numbers, are not looked for."""
    for which, path, value in (
        ("HTTPRoute/web", "spec rules 0 backendRefs 0 kind", "Bucket"),
        ("Ingress/web", "spec rules 0 http paths 0 backend", {"resource": {"kind": "Bucket", "name": "a"}}),
        ("Ingress/web", "spec tls 0 secretName", GONE),
        ("RoleBinding/web", "subjects 0", {"kind": "Group", "name": "developers"}),
        ("PodMonitor/web", "spec podMetricsEndpoints 0", {"portNumber": 9090}),
    ):
        assert dangling(changed(which, path, value), {"Secret/web-*"}) == []


@pytest.mark.parametrize(("which", "path", "value", "complaint"), TWICE.values(), ids=TWICE)
def test_a_name_that_names_two_things_is_found(which: str, path: str, value: Any, complaint: str) -> None:
    """One complaint, and it says what is there twice."""
    (found,) = duplicates(changed(which, path, value))
    assert complaint in found
    assert found in dangling(changed(which, path, value))


def test_a_name_may_be_used_again_elsewhere() -> None:
    """Another namespace, or another API group, is another name."""
    assert duplicates(changed("ServiceAccount/store", "metadata", {"name": "web", "namespace": "other"})) == []
    assert duplicates([*SHOP, {"apiVersion": "example.com/v1", "kind": "Service", "metadata": {"name": "web", "namespace": "shop"}}]) == []
