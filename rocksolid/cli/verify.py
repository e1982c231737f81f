"""`rocksolid verify`: what is wrong with Kubernetes manifests, anybody's."""

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import findings, show
from rocksolid.cli.findings import FailOn, Format, Layout, Limit, Quiet
from rocksolid.wording import plural

if TYPE_CHECKING:
    from rocksolid.finding import Finding
    from rocksolid.verify.cluster import Cluster, Premises

EXAMPLES = (
    "rocksolid verify manifests/",
    "rocksolid render shop/ | rocksolid verify -",
    "rocksolid verify manifests/ --kubernetes 1.36 --pod-security baseline --fail-on warning",
    "rocksolid verify manifests/ --format sarif > verify.sarif",
)


class Level(StrEnum):
    """A level of the Pod Security Standards."""

    RESTRICTED = "restricted"
    BASELINE = "baseline"
    PRIVILEGED = "privileged"


Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML or JSON files, directories of them, or - for stdin.")]
Kubernetes = Annotated[str | None, typer.Option(metavar="VERSION", help="The cluster's version, like 1.36; without it, the newest known.")]
PodSecurity = Annotated[Level, typer.Option(help="What pods must hold where no Namespace says it.")]


def verify(
    files: Files,
    *,
    layout: Layout = Format.TEXT,
    fail_on: Limit = FailOn.ERROR,
    kubernetes: Kubernetes = None,
    pod_security: PodSecurity = Level.RESTRICTED,
    quiet: Quiet = False,
) -> None:
    """Say what is wrong with Kubernetes manifests."""
    from rocksolid.cli.texts import nothing, texts
    from rocksolid.cli.workers import shared_out
    from rocksolid.report.text import sorted_findings
    from rocksolid.verify.codes import CODES
    from rocksolid.verify.verdict import verify as verdict_of

    premises = _premises(kubernetes, pod_security)
    report: list[Finding] = []
    with show.progress(quiet=quiet) as watch:
        verdict = verdict_of(texts(files, report, watch), premises, watch, shared_out)
    report += verdict.findings
    if not verdict.cluster.resources and not report:
        report.append(nothing(files))
    said = sorted_findings(report)
    findings.deliver(findings.shown(said, fail_on, quiet=quiet), CODES, layout)
    show.note(_summary(verdict.cluster, said))
    findings.end(said, fail_on)


def _premises(kubernetes: str | None, pod_security: Level) -> "Premises":
    from rocksolid.verify.cluster import Premises

    if kubernetes is None:
        return Premises(pod_security=pod_security.value)
    if not re.fullmatch(r"1\.\d{1,3}", kubernetes):
        raise typer.BadParameter("name a minor version, like 1.36", param_hint="--kubernetes")
    return Premises(kubernetes, pod_security.value)


def _summary(cluster: "Cluster", report: "list[Finding]") -> str:
    objects, workloads = len(cluster.resources), len(cluster.workloads)
    return f"{plural(objects, 'object')}, {plural(workloads, 'workload')}: {findings.count(report)}"
