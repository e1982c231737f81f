"""`rocksolid connectivity`: who can reach whom according to Kubernetes manifests, anybody's."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Quiet

if TYPE_CHECKING:
    from rocksolid.finding import Finding

EXAMPLES = (
    "rocksolid connectivity manifests/",
    "rocksolid render shop/ | rocksolid connectivity -",
    "rocksolid connectivity --format dot manifests/ | dot -Tsvg > connectivity.svg",
    "diff <(rocksolid connectivity old/) <(rocksolid connectivity new/)",
)


class Format(StrEnum):
    """How connectivity is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    DOT = "dot"


Files = Annotated[list[str], typer.Argument(metavar="FILE...", help="YAML or JSON files, directories of them, or - for stdin.")]
Layout = Annotated[Format, typer.Option("--format", help="How connectivity is written.")]


def connectivity(files: Files, *, layout: Layout = Format.TEXT, quiet: Quiet = False) -> None:
    """Print who can reach whom, and on which ports, as far as NetworkPolicies decide."""
    from rocksolid.cli.texts import nothing, texts
    from rocksolid.cli.workers import shared_out
    from rocksolid.verify.cluster import Cluster
    from rocksolid.verify.connectivity.formats import STREAMS
    from rocksolid.verify.connectivity.reach import connectivity as connectivity_of
    from rocksolid.verify.reading import read

    report: list[Finding] = []
    with show.progress(quiet=quiet) as watch:
        found = texts(files, report, watch)
        watch("reading manifests")
        cluster = Cluster(tuple(read(found, report, shared_out)))
        watch("comparing policies")
        reach = connectivity_of(cluster)
    if not cluster.resources and not report:
        report.append(nothing(files))
    _stop_at_errors(report)
    for piece in STREAMS[layout.value](reach):
        show.result(piece)
    if not quiet:
        show.warnings(report)


def _stop_at_errors(report: "list[Finding]") -> None:
    """End the run with what could not be read: half an answer about a network would be a wrong one."""
    errors = [finding for finding in report if finding.severity == "error"]
    if errors:
        from rocksolid.report.text import dump, sorted_findings

        show.refused(dump(sorted_findings(errors)).rstrip("\n"))
