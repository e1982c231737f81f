"""Every peer of a NetworkPolicy means somebody: a hole for nobody is a call that was meant to be open and is not."""

from collections.abc import Iterator, Mapping
from typing import Any

from rocksolid.finding import Finding
from rocksolid.verify.cluster import NAME_LABEL, Cluster
from rocksolid.verify.connectivity.elsewhere import Elsewhere, selection
from rocksolid.verify.connectivity.policies import DIRECTIONS, INGRESS, Peer, Policy, Rule, policies
from rocksolid.verify.document import table
from rocksolid.verify.labels import Labels
from rocksolid.verify.resource import strings


def peers(cluster: Cluster) -> Iterator[Finding]:
    """Look at every peer that can only mean pods of namespaces of which the files hold workloads."""
    for policy in policies(cluster):
        for rule in (rule for direction in DIRECTIONS for rule in policy.in_effect(direction)):
            for peer in rule.peers:
                said = table(policy.resource.content, *peer.path)
                if not peer.pods and peer.elsewhere is None and "ipBlock" not in said:
                    yield _finding(cluster, policy, rule, peer, said)


def _finding(cluster: Cluster, policy: Policy, rule: Rule, peer: Peer, said: Mapping[str, Any]) -> Finding:
    one, path, hint = policy.resource, peer.path, ""
    if not said.get("namespaceSelector"):
        wrong, hint = cluster.once(Labels).wrong(one.namespace, strings(table(said, "podSelector").get("matchLabels")))
        path = (*path, "podSelector", "matchLabels", wrong) if wrong else path
    does = "lets in" if rule.direction == INGRESS else "lets its pods call"
    message = f"{one.title} {does} {_text(one.namespace, said)}: no pods of the files are such"
    return Finding("peer-matches-nothing", "warning", message, one.at(*path), hint)


def _text(namespace: str, said: Mapping[str, Any]) -> str:
    spaces = said.get("namespaceSelector")
    within = {"matchLabels": {NAME_LABEL: namespace}} if spaces is None else spaces
    return Elsewhere(selection(within), selection(said.get("podSelector") or {})).text()
