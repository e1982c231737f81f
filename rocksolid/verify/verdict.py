"""The verifier's driver: from texts of YAML to what is to be said about them."""

from collections.abc import Collection
from itertools import compress

import attrs

from rocksolid.finding import Finding
from rocksolid.progress import Watch, unwatched
from rocksolid.sharing import Share, alone, cut
from rocksolid.verify.checks import BY_OBJECT, CHECKS
from rocksolid.verify.cluster import Cluster, Premises
from rocksolid.verify.document import Text
from rocksolid.verify.reading import GROUPS, MANY, read


@attrs.frozen(eq=False)
class Verdict:
    """What some texts would be in a cluster, and what is to be said about them."""

    cluster: Cluster
    findings: tuple[Finding, ...]


def verify(
    texts: Collection[Text],
    premises: Premises = Premises(),  # noqa: B008  It is immutable.
    watch: Watch = unwatched,
    share: Share = alone,
) -> Verdict:
    """Return what is to be said about texts of YAML; never raises, whatever stands in them.

    `watch` is told how far the work is, and `share` does what can be done in pieces.
    """
    report: list[Finding] = []
    watch("reading manifests")
    found = Cluster(tuple(read(texts, report, share)), premises)
    suspects = _suspects(found, share) if share is not alone and len(found.resources) >= MANY else found
    for check in watch("checking", CHECKS):
        report += check(suspects if check in BY_OBJECT else found)
    return Verdict(found, tuple(report))


def _suspects(cluster: Cluster, share: Share) -> Cluster:
    """Return a cluster with groups of objects of which a check that looks at each by itself says something."""
    groups = [attrs.evolve(cluster, resources=tuple(part)) for part in cut(cluster.resources, GROUPS)]
    suspected = share(len(groups), lambda group: any(finding for check in BY_OBJECT for finding in check(groups[group])))
    return attrs.evolve(cluster, resources=tuple(one for group in compress(groups, suspected) for one in group.resources))
