"""Objects with which every judge is content."""

from collections.abc import Sequence

from judges.objects import Tree
from judges.references import dangling
from judges.restricted import violations
from judges.schema import complaints

ELSEWHERE = ("ConfigMap/kube-root-ca.crt", "Secret/*-tls")
"""What the cluster itself makes: the certificate of its API server, and cert-manager's certificates."""


def faultless(documents: Sequence[Tree]) -> None:
    """Hold that Kubernetes reads every field, that every pod passes "restricted", and that every name names something."""
    assert [complaint for version in ("1.32", "1.37") for complaint in complaints(documents, version)] == []
    assert violations(documents) == []
    assert dangling(documents, ELSEWHERE) == []
