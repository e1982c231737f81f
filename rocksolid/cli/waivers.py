"""`rocksolid waivers`: the exceptions that blueprints make, for an audit."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from rocksolid.cli import show
from rocksolid.cli.given import Environment, Paths, Platform, Quiet

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from rocksolid.check.audit import Held
    from rocksolid.finding import Finding
    from rocksolid.language.gather import Request

EXAMPLES = (
    "rocksolid waivers shop/",
    "rocksolid waivers shop/ -e production",
    "rocksolid waivers shop/ --format json | jq -r '.waivers[] | select(.expired) | .app'",
)
_HEAD = ("APP", "RULE", "CONTAINER", "UNTIL", "ENVIRONMENTS", "PLACE", "REASON")


class Format(StrEnum):
    """How waivers are written."""

    TEXT = "text"
    JSON = "json"


Layout = Annotated[Format, typer.Option("--format", help="How waivers are written.")]


def waivers(
    paths: Paths, *, environment: Environment = None, platform: Platform = None, layout: Layout = Format.TEXT, quiet: Quiet = False
) -> None:
    """List the waivers: which app leaves which rule, until when, and why.

    Without -e they are those of every environment, and of none: each waiver says where it holds.
    """
    from rocksolid.check.expiry import today
    from rocksolid.cli.given import request
    from rocksolid.wording import plural

    found, day = _audited(request(paths, environment, platform, None), quiet=quiet), today()
    show.result(_json(found, day) if layout is Format.JSON else _text(found, day))
    over = sum(held.expired(day) for held in found)
    if not quiet:
        show.note(f"{plural(len(found), 'waiver')}{f', {over} expired' if over else ''}")


def _audited(request: "Request", *, quiet: bool) -> "list[Held]":
    """Return the waivers, or end the run with what is wrong."""
    from rocksolid.check.audit import audit
    from rocksolid.cli.given import working
    from rocksolid.compiler import RefusedError
    from rocksolid.language.gather import gather

    report: list[Finding] = []
    with working(request, quiet=quiet) as asked:
        gathered = gather(asked, report)
        found = [] if _wrong(report) else audit(gathered, report)
        if _wrong(report):
            raise RefusedError(tuple(report))
    return found


def _wrong(report: "list[Finding]") -> bool:
    return any(finding.severity == "error" for finding in report)


def _text(found: "Iterable[Held]", day: "dt.date") -> str:
    """Return a line for each waiver, in columns, under a line of what they are; nothing where there is none."""
    rows = [_row(held, day) for held in found]
    widths = [max(map(len, column)) for column in zip(_HEAD, *rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in (_HEAD, *rows)]
    return "".join(f"{line}\n" for line in lines) if rows else ""


def _row(held: "Held", day: "dt.date") -> tuple[str, ...]:
    from rocksolid.wording import one_line

    app = f"{held.namespace}/{held.app}" if held.namespace else held.app
    where = "every" if held.everywhere and None in held.environments else ", ".join(one or "none" for one in held.environments)
    reason = one_line(" ".join(held.reason.split()))
    return app, held.rule, held.container or "-", _until(held, day), where, f"{held.place.file}:{held.place.line}", reason


def _until(held: "Held", day: "dt.date") -> str:
    """Return a last day, and how far away it is."""
    from rocksolid.wording import plural

    if held.until is None:
        return "-"
    return f"{held.until.isoformat()} ({'expired' if held.expired(day) else plural((held.until - day).days, 'day') + ' left'})"


def _json(found: "Iterable[Held]", day: "dt.date") -> str:
    """Return an object `{"waivers": [...]}` in which every key is always there; `daysLeft` is below 0 for those that have expired."""
    import json

    return f"{json.dumps({'waivers': [_object(held, day) for held in found]}, indent=2)}\n"


def _object(held: "Held", day: "dt.date") -> dict[str, object]:
    return {
        "namespace": held.namespace or None,
        "app": held.app,
        "rule": held.rule,
        "container": held.container or None,
        "reason": held.reason,
        "until": held.until.isoformat() if held.until else None,
        "daysLeft": (held.until - day).days if held.until else None,
        "expired": held.expired(day),
        "environments": held.environments,
        "file": held.place.file,
        "line": held.place.line,
        "column": held.place.column,
    }
