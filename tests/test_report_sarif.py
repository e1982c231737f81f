import json
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from rocksolid.finding import Finding, Place
from rocksolid.report.sarif import dump

from places import At

PUBLISHED = Path(__file__).parent / "data" / "sarif-2.1.0.json"
SPOT, OTHER = At(Place("shop/web app.yaml", 7, 3, 4, "  port: x")), At(Place("shop/api.yaml", 1, 1, 2))
FINDING = Finding("schema", "error", "must be a number", SPOT, "port: 80", ((OTHER, "it is declared here"),))


@cache
def published() -> Draft4Validator:
    """Return the schema of SARIF 2.1.0 as its committee publishes it."""
    return Draft4Validator(json.loads(PUBLISHED.read_text(encoding="utf-8")))


def log(findings: list[Finding], meanings: dict[str, str] | None = None) -> dict[str, Any]:
    """Return the only run of a log, which must be SARIF."""
    told = json.loads(dump(findings, meanings or {}))
    assert list(published().iter_errors(told)) == []
    (run,) = told["runs"]
    return cast("dict[str, Any]", run)


def test_a_finding_is_a_result_with_its_region() -> None:
    """Line and columns count from 1 in characters, the column behind the last one ends a region, and the hint follows the message."""
    (result,) = log([FINDING])["results"]

    assert result["level"] == "error"
    assert result["message"]["text"] == "must be a number\n\nhint: port: 80"
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "shop/web%20app.yaml"},
                "region": {"startLine": 7, "startColumn": 3, "endColumn": 7, "snippet": {"text": "  port: x"}},
            }
        }
    ]


def test_related_places_are_told() -> None:
    """Each other place that matters has its own message; of a text that cannot be shown there is no snippet."""
    (result,) = log([FINDING])["results"]
    region = {"startLine": 1, "startColumn": 1, "endColumn": 3}

    assert result["relatedLocations"] == [
        {
            "physicalLocation": {"artifactLocation": {"uri": "shop/api.yaml"}, "region": region},
            "message": {"text": "it is declared here"},
        }
    ]


def test_every_code_is_a_rule_once() -> None:
    """Rules come in the order of the alphabet, with what they mean where that is known, and results point at theirs."""
    run = log([FINDING, Finding("api-removed", "warning", "gone"), FINDING], {"schema": "The fields are not right."})
    meaning = {"text": "The fields are not right."}

    assert run["tool"]["driver"]["rules"] == [{"id": "api-removed"}, {"id": "schema", "shortDescription": meaning, "help": meaning}]
    assert [(result["ruleId"], result["ruleIndex"]) for result in run["results"]] == [("schema", 1), ("api-removed", 0), ("schema", 1)]


def test_names_the_tool() -> None:
    """Who reads the log knows which version of rocksolid wrote it, even where there was nothing to say."""
    run = log([])

    assert run["results"] == []
    assert (run["tool"]["driver"]["name"], run["tool"]["driver"]["semanticVersion"]) == ("rocksolid", version("rocksolid"))


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("case.yaml", "case.yaml"),
        ("../shop/100%.yaml", "../shop/100%25.yaml"),
        ("/srv/shop #1.yaml", "file:///srv/shop%20%231.yaml"),
        ("caf\u00e9.yaml", "caf%C3%A9.yaml"),
        ("caf\udce9.yaml", "caf%E9.yaml"),  # As Linux may call a file: these bytes are no UTF-8.
    ],
)
def test_files_are_uris(file: str, uri: str) -> None:
    """A file is found from the folder of the run, unless it was named from the root of all folders."""
    (result,) = log([Finding("schema", "note", "told", At(Place(file, 1, 1, 1)))])["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


@given(st.text(), st.text(), st.text(min_size=1), st.integers(1, 10**9), st.integers(1, 10**9))
def test_whatever_is_found_is_sarif(message: str, hint: str, file: str, line: int, column: int) -> None:
    """No text, name or number makes a log that tools would refuse."""
    spot = At(Place(file, line, column, 1, message))
    run = log([Finding("schema", "warning", message, spot, hint, ((spot, message),)), Finding("schema", "warning", message)])

    assert len(run["results"]) == 2


def test_every_result_has_a_location() -> None:
    """Code review tools refuse a whole log in which one result has none: what has no place is put to the project."""
    (result,) = json.loads(dump([Finding("schema-unchecked", "note", "the schemas are not installed")], {}))["runs"][0]["results"]

    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "."}, "region": {"startLine": 1}}}]
