import json

from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding, Place
from rocksolid.report.json import dump

from places import At


def test_a_finding_is_told_with_all_its_keys() -> None:
    """Places are four keys, and those of related places stand beside what is to be seen there."""
    spot, other = At(Place("case.yaml", 7, 3, 4, "  port: x")), At(Place("other.yaml", 1, 1, 2, "ab"))
    finding = Finding("schema", "error", "must be a number", spot, "port: 80", ((other, "it is declared here"),))

    assert json.loads(dump([finding])) == {
        "findings": [
            {
                "code": "schema",
                "severity": "error",
                "message": "must be a number",
                "hint": "port: 80",
                "file": "case.yaml",
                "line": 7,
                "column": 3,
                "endColumn": 7,
                "related": [{"message": "it is declared here", "file": "other.yaml", "line": 1, "column": 1, "endColumn": 3}],
            }
        ]
    }


def test_what_is_not_there_is_null_or_empty() -> None:
    """A finding without place, hint and related places has the same keys as any other."""
    (told,) = json.loads(dump([Finding("no-manifests", "error", "nothing")]))["findings"]

    assert (told["hint"], told["related"]) == ("", [])
    assert [told[key] for key in ("file", "line", "column", "endColumn")] == [None] * 4


def test_no_findings_are_an_empty_list() -> None:
    """A program that reads the output finds the list where it looks for it."""
    assert json.loads(dump([])) == {"findings": []}


@given(st.lists(st.text()))
def test_any_text_is_told_as_it_is(messages: list[str]) -> None:
    """Whatever stands in a message, the output is ASCII, so it can be written anywhere, and gives the message back, in order."""
    printed = dump(Finding("schema", "note", message) for message in messages)

    assert printed.isascii()
    assert [told["message"] for told in json.loads(printed)["findings"]] == messages
