"""Findings as JSON, for programs."""

import json
from collections.abc import Iterable
from typing import Any

from rocksolid.finding import Finding, Place


def dump(findings: Iterable[Finding], **beside: Any) -> str:
    """Return findings, in their order, as a JSON object `{"findings": [...]}` in which every key is always there, after those of `beside`.

    A finding has the texts `code`, `severity` ("error", "warning" or "note"), `message` and `hint` (empty: none), the keys of a
    place, and `related`, a list of other places, each with its `message`. A place is a `file` by the name that it was given,
    `line` and `column`, which count from 1 in characters, and `endColumn`, the column behind its last character; all four
    are null where there is none.
    """
    return f"{json.dumps({**beside, 'findings': [_finding(finding) for finding in findings]}, indent=2)}\n"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        **_place(finding.spot.place() if finding.spot is not None else None),
        "related": [{"message": text, **_place(spot.place())} for spot, text in finding.related],
    }


def _place(place: Place | None) -> dict[str, Any]:
    if place is None:
        return dict.fromkeys(("file", "line", "column", "endColumn"))
    return {"file": place.file, "line": place.line, "column": place.column, "endColumn": place.column + place.length}
