"""What network-config-analyzer refuses or reads otherwise is told to it in other words, which mean the same to Kubernetes."""

import copy
from collections.abc import Iterator, Mapping, Sequence

from judges.objects import Tree, at, pods

DIRECTIONS: Mapping[str, tuple[str, str]] = {"Ingress": ("ingress", "from"), "Egress": ("egress", "to")}
"""By policy type, the field of its rules and that of their peers."""


def readable(documents: Sequence[Tree]) -> list[Tree]:
    """Return the objects as the analyser must be told them."""
    told = copy.deepcopy(list(documents))
    for rewrite in REWRITES:
        rewrite(told)
    return told


def _specs(documents: Sequence[Tree]) -> Iterator[Tree]:
    return (each["spec"] for each in documents if each.get("kind") == "NetworkPolicy")


def name_the_pods(documents: Sequence[Tree]) -> None:
    """It asks for a `podSelector`; for Kubernetes a missing one is an empty one."""
    for spec in _specs(documents):
        spec["podSelector"] = spec.get("podSelector") or {}


def order_the_types(documents: Sequence[Tree]) -> None:
    """It takes `policyTypes` in one order only; to Kubernetes they are a set."""
    for spec in _specs(documents):
        if types := spec.get("policyTypes"):
            spec["policyTypes"] = [each for each in DIRECTIONS if each in types]


def leave_out_idle_rules(documents: Sequence[Tree]) -> None:
    """It refuses rules of a direction that `policyTypes` leaves out; for Kubernetes they have no effect."""
    for spec in _specs(documents):
        for each, (field, _) in DIRECTIONS.items():
            if spec.get("policyTypes") and each not in spec["policyTypes"]:
                spec.pop(field, None)


def leave_out_no_rules(documents: Sequence[Tree]) -> None:
    """Without `policyTypes` it takes an empty list of egress rules for the type Egress; the server asks whether there is a rule."""
    for spec in _specs(documents):
        if not spec.get("policyTypes") and not spec.get("egress"):
            spec.pop("egress", None)


def spell_out_keys(documents: Sequence[Tree]) -> None:
    """`Exists` and `DoesNotExist` of a peer's pods hold for it in the policy's own namespace alone, also beside a `namespaceSelector`."""
    for spec in _specs(documents):
        for field, peers in DIRECTIONS.values():
            for rule in spec.get(field) or []:
                for peer in rule.get(peers) or []:
                    for expression in at(peer, "podSelector", "matchExpressions") or []:
                        _spell_out(expression, documents)


def _spell_out(expression: Tree, documents: Sequence[Tree]) -> None:
    operators = {"Exists": "In", "DoesNotExist": "NotIn"}
    if expression["operator"] in operators:
        values = sorted({pod.labels[expression["key"]] for pod in pods(documents) if expression["key"] in pod.labels})
        expression |= {"operator": operators[expression["operator"]], "values": values or ["nobody"]}


def show_sidecars(documents: Sequence[Tree]) -> None:
    """It passes over init containers; those that restart always run beside the others, and their ports are the pod's."""
    for pod in pods(documents):
        beside = [each for each in pod.spec.get("initContainers") or [] if each.get("restartPolicy") == "Always"]
        pod.spec["containers"] = [*(pod.spec.get("containers") or []), *beside]


def start_pods(documents: Sequence[Tree]) -> None:
    """It has no pods of a workload that is scaled to none; the policies hold for those that it will have."""
    for document in documents:
        if at(document, "spec", "replicas") == 0:
            document["spec"]["replicas"] = 1


REWRITES = (name_the_pods, order_the_types, leave_out_idle_rules, leave_out_no_rules, spell_out_keys, show_sidecars, start_pods)
