"""`rocksolid simulate outage`: who else goes down with an app, what can take an app down, and what would take most."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Environment, Paths, Platform, Quiet

if TYPE_CHECKING:
    from rocksolid.system.links import Links

HELP = "Try out on a system what its blueprints promise."
EXAMPLES = (
    "rocksolid simulate outage shop/ --fail web",
    "rocksolid simulate outage shop/ billing.toml --fail shop/web --fail billing --format json",
    "rocksolid simulate outage shop/ --takes-down web",
    "rocksolid simulate outage shop/ -e production --ranking",
)


class Format(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"


Fail = Annotated[list[str] | None, typer.Option(metavar="APP", help="What is gone: an app, or an outside host. Several fail together.")]
TakesDown = Annotated[str | None, typer.Option(metavar="APP", help="Ask instead which single failures hit this app, and how.")]
Ranking = Annotated[bool, typer.Option("--ranking", help="Rank every single failure by what it hits; this is also what no question means.")]
Neighbours = Annotated[list[str] | None, typer.Option("--with", metavar="PATH", help="Further blueprints of the system.")]
Layout = Annotated[Format, typer.Option("--format", help="How the answer is written.")]


def outage(
    paths: Paths,
    *,
    fail: Fail = None,
    takes_down: TakesDown = None,
    ranking: Ranking = False,
    environment: Environment = None,
    platform: Platform = None,
    neighbours: Neighbours = None,
    layout: Layout = Format.TEXT,
    quiet: Quiet = False,
) -> None:
    """Say who is down, unready or degraded when an app fails.

    All replicas of the app are gone. Who has a critical dependency on it is unready, and so on from there; who has an
    ordinary one is degraded and serves on.
    """
    from rocksolid.cli.given import apps, request
    from rocksolid.system.links import linked

    links = linked(apps(request(paths, environment, platform, neighbours), quiet=quiet))
    failed = [_meant(links, word, "--fail") for word in fail or ()]
    target = _meant(links, takes_down, "--takes-down") if takes_down is not None else None
    with show.progress(quiet=quiet) as watch:
        watch("simulating")
        answer = _answer(links, failed, target, layout, ranked=ranking or not (failed or takes_down is not None))
    show.result(answer)


def _answer(links: "Links", failed: list[int], target: int | None, layout: Format, *, ranked: bool) -> str:
    """Return the answers to all questions that were asked."""
    from importlib import import_module

    from rocksolid.system.failures import impacts, threats
    from rocksolid.system.outage import outage as simulated

    answers = import_module(f"rocksolid.cli.outage_{layout.value}")
    return str(
        answers.dump(
            links,
            outage=simulated(links, failed) if failed else None,
            threats=threats(links, target) if target is not None else None,
            ranking=impacts(links) if ranked else None,
        )
    )


def _meant(links: "Links", word: str, option: str) -> int:
    """Return the node that a word on the command line means, or end the run because there is none, or several."""
    found = links.called(word)
    if not found:
        import textwrap

        from rocksolid.language.diagnostics import did_you_mean

        known = sorted({*links.names, *(node.full_name for node in links.nodes if "/" in word)})
        hint = did_you_mean(word, known) or textwrap.shorten(f"known are {', '.join(known)}", 120, placeholder=" ...")
        show.refused_finding("unknown-app", f'no app and no dependency is called "{word}"', hint)
    if len(found) > 1:
        names = [links.nodes[node].full_name for node in found]
        listed = f"{', '.join(names[:-1])} and {names[-1]}"
        show.refused_finding("ambiguous-app", f'several are called "{word}": {listed}', f"name one: {option} {names[0]}")
    return found[0]
