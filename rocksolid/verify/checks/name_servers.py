"""Every workload that may call others may ask a name server: it could not find them otherwise."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster, Workload
from rocksolid.verify.connectivity.policies import EGRESS, Policy, Rule, isolated, policies
from rocksolid.verify.connectivity.ports import Ports
from rocksolid.verify.declared import Declared
from rocksolid.verify.engines import under_others
from rocksolid.verify.selectors import members

DNS = (53, 5353)
"""The UDP ports of name servers' pods, which is what a policy sees: CoreDNS listens on 53, OpenShift's on 5353."""
HINT = """let them ask, here the name server of most clusters:
egress:
  - to:
      - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
        podSelector: { matchLabels: { k8s-app: kube-dns } }
    ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }]"""


def name_servers(cluster: Cluster) -> Iterator[Finding]:
    """Look at every workload whose egress is isolated; one that calls nobody, or single addresses alone, is a note.

    What policies of other engines open is not known.
    """
    calling = 0
    settled = cluster.index.everyone & ~isolated(cluster, EGRESS) | cluster.once(under_others)
    for policy in policies(cluster):
        for rule in policy.in_effect(EGRESS):
            calling |= policy.subjects if _needs_names(rule) else 0
            settled |= policy.subjects if any(_may_ask(cluster, rule, port) for port in DNS) else 0
    for policy in policies(cluster):
        for position in members(policy.subjects & ~settled) if EGRESS in policy.directions else ():
            settled |= 1 << position
            yield _closed(policy, cluster.workloads[position], may_call=bool(calling >> position & 1))


def _needs_names(rule: Rule) -> bool:
    """Return whether a rule leads to somebody who is called by name; a single address is known by its number."""
    return bool(rule.pods or rule.elsewhere or any(first < last for first, last in rule.addresses.spans))


def _may_ask(cluster: Cluster, rule: Rule, port: int) -> bool:
    """Return whether a rule leads to somebody who may be a name server: pods of the files are one only if they declare its port."""
    is_open = rule.ports.numbers & Ports.of("UDP", port, port) or any(protocol == "UDP" for protocol, _ in rule.ports.names)
    return bool(is_open and (rule.elsewhere or rule.addresses or rule.pods & cluster.once(Declared).by(port, "UDP")))


def _closed(policy: Policy, w: Workload, *, may_call: bool) -> Finding:
    said = "may call others, but" if may_call else "may call"
    return Finding(
        "dns-closed",
        "warning" if may_call else "note",
        f"{w.resource.title} {said} nobody by name: no policy opens UDP port 53 of a name server to it",
        policy.resource.at("spec", "egress", key=True),
        HINT if may_call else "",
        ((w.resource.at("metadata", "name"), "this workload is meant"),),
    )
