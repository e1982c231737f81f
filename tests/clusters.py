"""Clusters as the verifier reads them, from trees."""

import json
from collections.abc import Iterable

from rocksolid.finding import Finding
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read

from shop import Tree


def cluster(documents: Iterable[Tree]) -> Cluster:
    """The cluster that some objects would be, read from text in which nothing is wrong."""
    report: list[Finding] = []
    found = Cluster(tuple(read([Text("manifests.yaml", "\n---\n".join(map(json.dumps, documents)))], report)))
    assert [finding for finding in report if finding.severity != "note"] == []
    return found
