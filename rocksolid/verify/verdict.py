"""The verifier's driver: from texts of YAML to what is to be said about them."""

from collections.abc import Collection

import attrs

from rocksolid.finding import Finding
from rocksolid.progress import Watch, unwatched
from rocksolid.sharing import Share, alone
from rocksolid.verify.checks import CHECKS
from rocksolid.verify.cluster import Cluster, Premises
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read


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
    report += [finding for check in watch("checking", CHECKS) for finding in check(found)]
    return Verdict(found, tuple(report))
