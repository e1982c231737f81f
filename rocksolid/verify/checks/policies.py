"""Every NetworkPolicy selects pods: one that selects none protects nobody, while its author believes that it does."""

from collections.abc import Iterator

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.connectivity.elsewhere import selection
from rocksolid.verify.connectivity.policies import policies
from rocksolid.verify.document import get
from rocksolid.verify.labels import Labels
from rocksolid.verify.resource import strings

ON_HOST_NETWORK = "no policy selects pods on the network of their node (hostNetwork: true)"


def selections(cluster: Cluster) -> Iterator[Finding]:
    """Look at every policy where the files hold workloads of its namespace at all."""
    for policy in policies(cluster):
        one, selector = policy.resource, get(policy.resource.spec, "podSelector")
        if policy.subjects or not cluster.inside(one.namespace):
            continue
        wrong, hint = cluster.once(Labels).wrong(one.namespace, strings(get(selector, "matchLabels")))
        yield Finding(
            "policy-selects-nothing",
            "warning",
            f'{one.title} selects pods {selection(selector or {}).text()}: no pods of namespace "{one.namespace}" are such',
            one.at("spec", "podSelector", "matchLabels", wrong) if wrong else one.at("spec", "podSelector", key=True),
            ON_HOST_NETWORK if cluster.selected(one.namespace, selector or {}) else hint,
        )
