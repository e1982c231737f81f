"""A namespace refuses pods that are less hardened than the platform wants, and is closed to those that nobody thought of."""

from collections.abc import Iterator
from typing import Any

from rocksolid.language.platform import Platform
from rocksolid.manifest.part import Part
from rocksolid.system.calls import Call
from rocksolid.system.exposure import SOLVER_PORT, solver_sources
from rocksolid.system.holes import cilium_holes, hole
from rocksolid.system.premises import namespaces, platform_ref
from rocksolid.system.resolve import System

_POLICY = ("networking.k8s.io/v1", "NetworkPolicy")
_CILIUM_POLICY = ("cilium.io/v2", "CiliumNetworkPolicy")
_WHERE = ("namespace", "platform.namespace.name")
_BECAUSE = ("callee.namespace", "platform.namespace.name")
_DENIED = (*_BECAUSE, "platform.namespace.default_deny")
_SOLVERS = (*_DENIED, "platform.ingress", "platform.gateway", "platform.network")


def namespace(system: System) -> Iterator[Part]:
    """Yield the namespaces of the apps, and what closes them."""
    for name, platform in namespaces(system).items():
        labels = dict[Any, str](platform.namespace.labels) | _pod_security(platform)
        place = platform_ref(platform, "v1", "Namespace", name, because=_WHERE)
        because = (*_BECAUSE, "platform.namespace.labels", "platform.pod_security", "platform.kubernetes")
        yield Part(place, {"metadata": {"labels": dict(sorted(labels.items()))}}, because)
        if platform.namespace.default_deny:
            yield from _denied(platform, name)


def _pod_security(platform: Platform) -> dict[str, str]:
    """Return the labels that Pod Security reads, of one version: the cluster's own would change on the day of its upgrade."""
    levels = platform.pod_security
    version = levels.version or f"v1.{platform.kubernetes}"
    named = {"enforce": levels.enforce, "audit": levels.audit, "warn": levels.warn}
    prefix = "pod-security.kubernetes.io"
    return {label: word for mode, level in named.items() for label, word in _mode(f"{prefix}/{mode}", level, version)}


def _mode(label: str, level: str, version: str) -> tuple[tuple[str, str], ...]:
    return (label, level), (f"{label}-version", version)


def _denied(platform: Platform, name: str) -> Iterator[Part]:
    """Yield a policy that denies everything, and the hole through which certificates are proven."""
    spec: dict[str, Any] = {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    yield Part(platform_ref(platform, *_POLICY, "default-deny", name, because=_WHERE), {"spec": spec}, _DENIED)
    challenge = Call(solver_sources(platform, name), (("TCP", SOLVER_PORT),), (), _SOLVERS)
    solvers = {"matchLabels": {"acme.cert-manager.io/http01-solver": "true"}}
    for rule in hole("ingress", challenge):
        spec = {"podSelector": solvers, "policyTypes": ["Ingress"], "ingress": [rule]}
        yield Part(platform_ref(platform, *_POLICY, "http01-solvers", name, because=_WHERE), {"spec": spec}, _SOLVERS)
    rules = cilium_holes("ingress", challenge)
    if rules:
        policy = platform_ref(platform, *_CILIUM_POLICY, "http01-solvers", name, because=_WHERE)
        yield Part(policy, {"spec": {"endpointSelector": solvers, "ingress": rules}}, _SOLVERS)
