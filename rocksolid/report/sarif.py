"""Findings as SARIF 2.1.0, for tools that show them beside the code under review."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from rocksolid.finding import Finding, Place

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

_NOWHERE = {"physicalLocation": {"artifactLocation": {"uri": "."}, "region": {"startLine": 1}}}
"""Where a finding is that has no place: code review tools refuse a log in which one result has none."""


def dump(findings: Iterable[Finding], meanings: Mapping[str, str]) -> str:
    """Return findings, in their order, as a SARIF log of one run; `meanings` tells what a code stands for, where that is known."""
    from importlib.metadata import version

    several = list(findings)
    codes = sorted({finding.code for finding in several})
    driver = {"name": "rocksolid", "semanticVersion": version("rocksolid"), "rules": [_rule(code, meanings.get(code)) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in several],
    }
    return f"{json.dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=2)}\n"


def _rule(code: str, meaning: str | None) -> dict[str, Any]:
    told = {"shortDescription": {"text": meaning}, "help": {"text": meaning}} if meaning else {}
    return {"id": code, **told}


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    """Return a finding as a result: its hint follows its message, because viewers show nothing else."""
    message = f"{finding.message}\n\nhint: {finding.hint}" if finding.hint else finding.message
    located = _location(finding.spot.place()) if finding.spot is not None else _NOWHERE
    related = [{**_location(spot.place()), "message": {"text": text}} for spot, text in finding.related]
    return {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": finding.severity,
        "message": {"text": message},
        "locations": [located],
        **({"relatedLocations": related} if related else {}),
    }


def _location(place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column, "endColumn": place.column + place.length}
    if place.excerpt:
        region["snippet"] = {"text": place.excerpt}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(file: str) -> str:
    """Return a file as a viewer finds it: from the folder in which rocksolid ran, absolute only where the file was named so."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")
