"""The verifier's driver: from texts of YAML to what is to be said about them."""

from collections.abc import Iterable

import attrs

from rocksolid.finding import Finding
from rocksolid.verify.checks import CHECKS
from rocksolid.verify.cluster import Cluster, Premises
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read


@attrs.frozen(eq=False)
class Verdict:
    """What some texts would be in a cluster, and what is to be said about them."""

    cluster: Cluster
    findings: tuple[Finding, ...]


def verify(texts: Iterable[Text], premises: Premises = Premises()) -> Verdict:  # noqa: B008  It is immutable.
    """Return what is to be said about texts of YAML; never raises, whatever stands in them."""
    report: list[Finding] = []
    found = Cluster(tuple(read(texts, report)), premises)
    report += [finding for check in CHECKS for finding in check(found)]
    return Verdict(found, tuple(report))
