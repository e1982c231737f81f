"""The judge of schemas reads what Kubernetes reads, and complains about all else."""

import copy
from typing import Any

import pytest

from judges.schema import complaints, descheduler_policy_complaints
from shop import GONE, SHOP, changed, put, read

VERSIONS = ("1.32", "1.33", "1.34", "1.35", "1.36", "1.37")


@pytest.mark.parametrize("kubernetes", VERSIONS)
def test_the_shop_is_read_by_every_version(kubernetes: str) -> None:
    """Nothing in the shop is unknown to any version that is a target."""
    assert complaints(SHOP, kubernetes) == []


UNREADABLE = {
    "a misspelt field": ("Deployment/web", "spec replica", 3, "'replica' was unexpected"),
    "a misplaced field": ("Deployment/web", "spec template spec replicas", 3, "'replicas' was unexpected"),
    "a misspelt field of a peer": ("NetworkPolicy/web", "spec ingress 0 from 0 namespaceSelctor", {}, "'namespaceSelctor' was unexpected"),
    "a wrong type": ("Deployment/web", "spec replicas", "3", "'3' is not of type 'integer'"),
    "a required field that is missing": (
        "PodDisruptionBudget/web",
        "spec selector matchExpressions",
        [{"key": "a"}],
        "'operator' is a required",
    ),
    "an unknown kind": ("Deployment/web", "kind", "Deploymint", "has no kind Deploymint in apps/v1"),
    "an unknown version": ("Deployment/web", "apiVersion", "apps/v2", "has no kind Deployment in apps/v2"),
    "a group that begins alike": ("Deployment/web", "apiVersion", "apps.example.com/v1", "has no kind Deployment in apps.example.com/v1"),
    "a part of an object": ("Role/web", "kind", "PolicyRule", "has no kind PolicyRule"),
    "no kind": ("Role/web", "kind", GONE, "has no kind None"),
    "no name": ("Role/web", "metadata name", GONE, "metadata.name: is required"),
    "no value": ("Deployment/web", "spec template spec nodeSelector", None, "spec.template.spec.nodeSelector: has no value"),
    "a policy of the descheduler": ("Role/web", "apiVersion", "descheduler/v1alpha2", "has no kind Role in descheduler/v1alpha2"),
    "HTTPRoute: an unknown field": ("HTTPRoute/web", "spec hosts", [], "'hosts' was unexpected"),
    "HTTPRoute: an unknown kind of match": ("HTTPRoute/web", "spec rules 0 matches 0 path type", "Prefix", "'Prefix' is not one of"),
    "HTTPRoute: a path without slash": ("HTTPRoute/web", "spec rules 0 matches 0 path value", "api", "does not match"),
    "HTTPRoute: a Service without port": ("HTTPRoute/web", "spec rules 0 backendRefs 0 port", GONE, "'port' is a required property"),
    "HTTPRoute: a port as text": ("HTTPRoute/web", "spec rules 0 backendRefs 0 port", "http", "'http' is not of type 'integer'"),
    "HTTPRoute: a host with a port": ("HTTPRoute/web", "spec hostnames 0", "shop.example.com:443", "does not match"),
    "HTTPRoute: too many hosts": ("HTTPRoute/web", "spec hostnames", [f"{n}.example.com" for n in range(17)], "is too long"),
    "HTTPRoute: no rules": ("HTTPRoute/web", "spec rules", [], "[] should be non-empty"),
    "HTTPRoute: a filter without its body": ("HTTPRoute/web", "spec rules 0 filters", [{"type": "URLRewrite"}], "is not valid under any"),
    "HTTPRoute: a duration in words": ("HTTPRoute/web", "spec rules 0 timeouts", {"request": "10 s"}, "does not match"),
    "HTTPRoute: a rule of its metadata": ("HTTPRoute/web", "metadata finalizers", [], "'finalizers' was unexpected"),
    "GRPCRoute: a path": ("GRPCRoute/web", "spec rules 0 matches 0 path", {}, "'path' was unexpected"),
    "GRPCRoute: an empty method": ("GRPCRoute/web", "spec rules 0 matches 0 method", {}, "is not valid under any"),
    "GRPCRoute: no service name": ("GRPCRoute/web", "spec rules 0 matches 0 method service", "shop/Web", "does not match"),
    "PodMonitor: the endpoints of a ServiceMonitor": ("PodMonitor/web", "spec endpoints", [], "'endpoints' was unexpected"),
    "PodMonitor: seconds without unit": ("PodMonitor/web", "spec podMetricsEndpoints 0 interval", "30", "does not match"),
    "PodMonitor: no selector": ("PodMonitor/web", "spec selector", GONE, "'selector' is a required property"),
    "ServiceMonitor: a port number": ("ServiceMonitor/web", "spec endpoints 0 port", 9090, "9090 is not of type 'string'"),
    "ServiceMonitor: no endpoints": ("ServiceMonitor/web", "spec endpoints", GONE, "'endpoints' is a required property"),
    "Cilium: a port number": ("CiliumNetworkPolicy/web", "spec ingress 0 toPorts 0 ports 0 port", 80, "80 is not of type 'string'"),
    "Cilium: a port too high": ("CiliumNetworkPolicy/web", "spec ingress 0 toPorts 0 ports 0 port", "65536", "does not match"),
    "Cilium: a protocol in small letters": (
        "CiliumNetworkPolicy/web",
        "spec egress 1 toPorts 0 ports 0 protocol",
        "tcp",
        "'tcp' is not one of",
    ),
    "Cilium: an unknown entity": ("CiliumNetworkPolicy/web", "spec ingress 0 fromEntities 0", "node", "'node' is not one of"),
    "Cilium: a source for egress": ("CiliumNetworkPolicy/web", "spec egress 1 fromEntities", ["host"], "'fromEntities' was unexpected"),
    "Cilium: two kinds of targets": ("CiliumNetworkPolicy/web", "spec egress 1 toEntities", ["world"], "is valid under each of"),
    "Cilium: a host that is a URL": ("CiliumNetworkPolicy/web", "spec egress 1 toFQDNs 0 matchName", "https://a.b", "does not match"),
    "Cilium: DNS rules for ingress": (
        "CiliumNetworkPolicy/web",
        "spec ingress 0 toPorts 0 rules",
        {"dns": [{"matchPattern": "*"}]},
        "False schema does not allow",
    ),
    "Cilium: DNS rules for a range": ("CiliumNetworkPolicy/web", "spec egress 0 toPorts 0 ports 0 endPort", 54, "False schema"),
    "Cilium: an exception of an address": (
        "CiliumNetworkPolicy/web",
        "spec egress 2 toCIDRSet 0 except 0",
        "198.51.100.7",
        "does not match",
    ),
    "Cilium: a policy type": ("CiliumNetworkPolicy/web", "spec policyTypes", ["Egress"], "'policyTypes' was unexpected"),
    "Cilium: no rules": ("CiliumNetworkPolicy/web", "spec", {"endpointSelector": {}}, "is not valid under any"),
}


@pytest.mark.parametrize(("which", "path", "value", "complaint"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_read_is_a_complaint(which: str, path: str, value: Any, complaint: str) -> None:
    """One field that is wrong makes one complaint about that field's object."""
    (found,) = complaints(changed(which, path, value), "1.36")
    assert complaint in found


def test_a_field_is_unknown_before_its_version() -> None:
    """`hostnameOverride` came with Kubernetes 1.34."""
    documents = changed("Deployment/web", "spec template spec hostnameOverride", "web")
    assert [len(complaints(documents, version)) for version in VERSIONS] == [1, 1, 0, 0, 0, 0]


POLICY = read("""
apiVersion: descheduler/v1alpha2
kind: DeschedulerPolicy
maxNoOfPodsToEvictPerNode: 5
profiles:
  - name: spread
    pluginConfig:
      - name: DefaultEvictor
        args: {nodeFit: true, minPodAge: 5m, podProtections: {defaultDisabled: [PodsWithLocalStorage]}}
      - name: RemovePodsViolatingTopologySpreadConstraint
        args: {constraints: [DoNotSchedule, ScheduleAnyway]}
      - name: LowNodeUtilization
        args: {thresholds: {cpu: 20}, targetThresholds: {cpu: 50}}
    plugins:
      balance: {enabled: [RemoveDuplicates, RemovePodsViolatingTopologySpreadConstraint, LowNodeUtilization]}
""")[0]

UNREAD_POLICIES = {
    "a misspelt limit": ("maxNoOfPodsToEvictPerNod", 5, "was unexpected"),
    "a misspelt argument": ("profiles 0 pluginConfig 1 args constraint", ["ScheduleAnyway"], "'constraint' was unexpected"),
    "an argument of another plugin": ("profiles 0 pluginConfig 1 args nodeFit", True, "'nodeFit' was unexpected"),
    "an unknown plugin": ("profiles 0 pluginConfig 1 name", "TopologySpread", "'TopologySpread' is not one of"),
    "a plugin at the wrong place": ("profiles 0 plugins deschedule", {"enabled": ["RemoveDuplicates"]}, "'RemoveDuplicates' is not one of"),
    "a threshold over 100 per cent": ("profiles 0 pluginConfig 2 args thresholds cpu", 101, "101 is greater than"),
    "no profiles": ("profiles", GONE, "'profiles' is a required property"),
    "arguments that nobody reads": (
        "profiles 0 plugins balance enabled",
        ["RemovePodsViolatingTopologySpreadConstraint"],
        "LowNodeUtilization has arguments but is not enabled",
    ),
}


def test_the_descheduler_reads_the_policy() -> None:
    """The policy is as the descheduler documents it."""
    assert descheduler_policy_complaints(POLICY) == []


@pytest.mark.parametrize(("path", "value", "complaint"), UNREAD_POLICIES.values(), ids=UNREAD_POLICIES)
def test_what_the_descheduler_would_not_read_is_a_complaint(path: str, value: Any, complaint: str) -> None:
    """One word that is wrong makes one complaint."""
    policy = copy.deepcopy(POLICY)
    put(policy, path, value)
    (found,) = descheduler_policy_complaints(policy)
    assert complaint in found
