"""How well `verify` foretells what a real API server said of some manifests: `make score` prints it by area, with every miss."""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs
from rocksolid.finding import Finding
from rocksolid.verify.cluster import Premises
from rocksolid.verify.document import Text, YamlSpot
from rocksolid.verify.server.refusal import field
from rocksolid.verify.verdict import verify

DATA = Path(__file__).parent / "data" / "server-verdicts.jsonl"
PREMISES = Premises(kubernetes="1.36", pod_security="restricted")
OBJECT = {"api-removed", "refused", "schema"}
"""The codes of findings after which the server does not take the object."""
APPLY = {*OBJECT, "refused-apply"}
POD = {"pod-security", "refused-pod"}
QUESTIONS = ("object", "field", "apply", "pod")
_REFUSED = re.compile(r"refuses (?:its pods for (?P<pod>.+?): |(?:(?P<object>.+?) of )?[A-Z]\w*/)")
_MISSING = re.compile(r'must have "(?P<name>[^"]+)"')


@attrs.frozen
class Answer:
    """What was foretold of one manifest and what the server said, as sentences; `wrong` are the questions answered wrongly."""

    name: str
    asked: tuple[str, ...]
    wrong: tuple[str, ...]
    server: str
    ours: tuple[str, ...]
    named: tuple[int, int] = (0, 0)

    @property
    def area(self) -> str:
        """The part of the name before the slash."""
        return self.name.partition("/")[0]


def rows() -> list[dict[str, Any]]:
    """Return the manifests with what the server said of each."""
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def answer(row: Mapping[str, Any]) -> Answer:
    """Foretell what the server says of one manifest, and compare."""
    findings = list(verify([Text("case.yaml", json.dumps(row["manifest"]))], PREMISES).findings)
    codes = {one.code for one in findings if one.severity == "error" or one.code in POD}
    fields, ours = {cause["field"] for cause in row.get("causes", ())}, set[str]().union(*map(named, findings))
    told = {
        "object": (codes.isdisjoint(OBJECT), row["accepted"]),
        "field": (not fields or not fields.isdisjoint(ours), True),
        "apply": (codes.isdisjoint(APPLY), row.get("ssa_accepted")),
        "pod": (codes.isdisjoint(POD), row.get("pod_accepted")),
    }
    asked = tuple(question for question in QUESTIONS if told[question][1] is not None and (question != "field" or fields))
    wrong = tuple(question for question in asked if told[question][0] != told[question][1])
    server = row["message"] or row.get("ssa_message") or row.get("pod_message") or "accepted"
    said = tuple(f"{one.code}: {one.message}" for one in findings if one.code in APPLY | POD)
    return Answer(row["name"], asked, wrong, server, said, (len(fields & ours), len(fields)))


def named(finding: Finding) -> set[str]:
    """Return the fields that a finding names: in its words as the server would, or else where it points."""
    if found := _REFUSED.search(finding.message):
        return {found["pod"] or found["object"] or ""}
    path = finding.spot.path if isinstance(finding.spot, YamlSpot) else ()
    missing = _MISSING.search(finding.message)
    return {field((*path, missing["name"]) if missing else path)} if finding.code in OBJECT else set()


def by_area(answers: list[Answer]) -> Iterator[str]:
    """Yield a table: by area, how many manifests and which of the questions were answered rightly."""
    yield f"{'area':12}{'manifests':>10}" + "".join(f"{question:>12}" for question in QUESTIONS)
    for area in [*dict.fromkeys(one.area for one in answers), "all"]:
        inside = [one for one in answers if area in (one.area, "all")]
        yield f"{area:12}{len(inside):>10}" + "".join(f"{_right(inside, question):>12}" for question in QUESTIONS)


def _right(answers: list[Answer], question: str) -> str:
    asked = [one for one in answers if question in one.asked]
    return f"{sum(question not in one.wrong for one in asked)}/{len(asked)}"


def lines(answers: list[Answer]) -> Iterator[str]:
    """Yield every miss, the table, and the sum."""
    for one in (one for one in answers if one.wrong):
        yield f"{one.name}: {', '.join(one.wrong)}"
        yield f"  server: {one.server}"
        yield from (f"  ours:   {said}" for said in one.ours)
    yield from by_area(answers)
    right = sum(not one.wrong for one in answers)
    found, all_of_them = (sum(one.named[side] for one in answers) for side in (0, 1))
    yield f"{right} of {len(answers)} manifests are foretold in full, {right / len(answers):.1%}; {found} of {all_of_them} fields are named"


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in lines([answer(row) for row in rows()]))
