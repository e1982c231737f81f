"""`rocksolid check`: all apps as one system, proven on the YAML that they become."""

from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import findings, show
from rocksolid.cli.findings import FailOn, Format, Layout, Limit
from rocksolid.cli.given import Environment, Namespace, Paths, Platform, PlatformObjects, Settings, request
from rocksolid.wording import plural

if TYPE_CHECKING:
    from rocksolid.check.driver import Checked
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request

EXAMPLES = (
    "rocksolid check shop/",
    "rocksolid check shop/ -e production --platform-objects",
    "rocksolid check billing.toml --with shop/",
    "rocksolid check shop/ --format sarif > check.sarif",
)
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Blueprints to compare with, not to check.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print errors, what fails the run, and the summary; no progress.")]


def check(
    paths: Paths,
    *,
    environment: Environment = None,
    settings: Settings = None,
    namespace: Namespace = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    platform_objects: PlatformObjects = False,
    layout: Layout = Format.TEXT,
    fail_on: Limit = FailOn.ERROR,
    quiet: Quiet = False,
) -> None:
    """Prove that all apps agree, and that their manifests hold what is promised."""
    asked = request(
        paths,
        environment,
        platform,
        neighbours,
        settings=settings,
        namespace=namespace,
        platform_objects=platform_objects,
    )
    _deliver(_checked(asked, layout, quiet=quiet), layout, fail_on, quiet=quiet)


def _deliver(checked: "Checked", layout: Format, limit: FailOn, *, quiet: bool) -> None:
    """Print the findings and what was proven, and end the run."""
    from rocksolid.report.text import sorted_findings

    said = sorted_findings(checked.findings)
    shown = findings.shown(said, limit, quiet=quiet)
    if layout is Format.TEXT:
        show.said(shown)
        show.result(_summary(checked, said))
    else:
        findings.deliver(shown, _meanings(), layout, _told(checked))
    findings.end(said, limit)


def _checked(request: "Request", layout: Format, *, quiet: bool) -> "Checked":
    """Return the checked system, or end the run with why it does not compile."""
    import attrs

    from rocksolid.check.driver import check as checked
    from rocksolid.cli.workers import shared_out
    from rocksolid.compiler import RefusedError
    from rocksolid.report.text import sorted_findings

    try:
        with show.progress(quiet=quiet) as watch:
            return checked(attrs.evolve(request, watch=watch, share=shared_out))
    except RefusedError as error:
        if layout is Format.TEXT:
            show.refused(error)
        findings.deliver(sorted_findings(error.findings), _meanings(), layout)
        raise typer.Exit(1) from None


def _meanings() -> dict[str, str]:
    """Return what the codes of findings stand for."""
    from rocksolid.check import codes as closed_world
    from rocksolid.verify import codes as manifests

    return {**manifests.CODES, **closed_world.CODES}


def _told(checked: "Checked") -> dict[str, object]:
    """Return the promises as data."""
    import attrs

    return {"promises": [attrs.asdict(promise) for promise in checked.promises]}


def _summary(checked: "Checked", said: "list[Finding]") -> str:
    """Return what was proven, one promise a line, and the number of findings, each of which is said once."""
    width = max(len(promise.says) for promise in checked.promises)
    lines = (f"  {promise.state:7}  {promise.says:{width}}  {promise.over}\n" for promise in checked.promises)
    apps = plural(len(checked.compiled.system.workloads), "app")
    return "".join((f"{apps}: {findings.count(said)}\n", *lines))
