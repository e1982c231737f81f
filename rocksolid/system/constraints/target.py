"""The error that the target version of Kubernetes does not know something yet."""

from rocksolid.finding import Finding, Spot
from rocksolid.system.workload import Workload


def needs_kubernetes(w: Workload, message: str, spot: Spot, since: int, without: str) -> Finding:
    """Return the error for a word at `spot` that needs the minor version `since`; `without` says how to do without it."""
    source = w.platform_source
    declared = source and ("kubernetes",) in source.spans
    related = ((source.at(("kubernetes",)), "the version is declared here"),) if source and declared else ()
    hint = f'{without}, or in platform.toml: kubernetes = "1.{since}"'
    return Finding("needs-kubernetes", "error", f"Kubernetes 1.{w.platform.kubernetes} {message}", spot, hint, related)
