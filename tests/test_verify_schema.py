import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource
from rocksolid.verify.cluster import Premises
from rocksolid.verify.document import Text
from rocksolid.verify.schemas import Schemas, schemas
from rocksolid.verify.verdict import verify

from cases import parts

SOUND = Path(__file__).parent / "broken" / "sound.yaml"
VERSIONS = ["1.25", "1.32", "1.36", "1.37"]
KEYWORDS = {"$ref", "additionalProperties", "enum", "items", "oneOf", "properties", "required", "type"}
"""The words of JSON Schema that we read."""
IGNORED = {"description", "format"}
"""Those that demand nothing."""


@cache
def published(kubernetes: str) -> dict[str, Any]:
    """Return the schemas of a Kubernetes version as the package has them."""
    folder = Path(str(distribution("kubernetes-validate").locate_file("kubernetes_validate"))) / "kubernetes-json-schema"
    return dict(json.loads((folder / f"v{kubernetes}.0-local-strict" / "_definitions.json").read_text(encoding="utf-8")))


@cache
def known(kubernetes: str) -> Schemas:
    """Return the schemas of a Kubernetes version as we read them."""
    found = schemas(kubernetes)
    assert found is not None
    return found


@cache
def judge(kind: str) -> jsonschema.Draft202012Validator:
    """Return another reader of the schema of a kind, who takes nothing for text and a number at once."""
    tree = json.loads(json.dumps(published("1.37")).replace('"oneOf"', '"anyOf"'))
    registry: Any = Registry().with_resource(tree["$id"], Resource.from_contents(tree))
    (name,) = [name for name, schema in tree["$defs"].items() if (kind, 1) == kind_of(schema)]
    return jsonschema.Draft202012Validator({"$ref": f"{tree['$id']}#/$defs/{name}"}, registry=registry)


def kind_of(schema: Mapping[str, Any]) -> tuple[str, int]:
    """Return the kind that a schema describes, and of how many APIs."""
    said = schema.get("x-kubernetes-group-version-kind", [{"kind": ""}])
    return said[0]["kind"], len(said)


def sound() -> list[dict[str, Any]]:
    """Return the objects of a system in which everything is right."""
    return list(yaml.safe_load_all(parts(SOUND, "verify")[2]))


def said(text: str, kubernetes: str = "1.37") -> list[tuple[str, str, str]]:
    """Return code, message and hint of what is found about the schemas of a text."""
    found = verify([Text("case.yaml", text)], Premises(kubernetes=kubernetes)).findings
    return [(one.code, one.message, one.hint) for one in found if one.code.startswith(("schema", "api"))]


def keywords(schema: Any) -> set[str]:
    """Return the words of JSON Schema in a schema or several; the names of fields are none."""
    if not isinstance(schema, (dict, list)):
        return set()
    if isinstance(schema, list):
        return {word for one in schema for word in keywords(one)}
    ours = {word: one for word, one in schema.items() if not word.startswith("x-")}  # What is Kubernetes' own demands nothing.
    return {*ours, *(word for key, one in ours.items() for word in keywords(list(one.values()) if key == "properties" else one))}


@pytest.mark.parametrize("kubernetes", VERSIONS)
def test_the_schemas_say_nothing_that_is_not_looked_at(kubernetes: str) -> None:
    """A keyword that a later version uses would pass in silence: it must be known here first."""
    assert keywords(list(published(kubernetes)["$defs"].values())) - IGNORED == KEYWORDS


@pytest.mark.parametrize("kubernetes", VERSIONS)
def test_every_kind_is_served_by_its_api(kubernetes: str) -> None:
    """What a cluster serves is listed by API and kind, the core group without a name."""
    kinds = known(kubernetes).kinds

    assert {("v1", "Pod"), ("apps/v1", "Deployment"), ("networking.k8s.io/v1", "NetworkPolicy")} <= set(kinds)
    assert all(kind == kind_of(schema)[0] for (_, kind), schema in kinds.items())


def test_stable_apis_come_first() -> None:
    """Of several APIs that serve a kind, the one to use is named first."""
    assert known("1.37").serving("HorizontalPodAutoscaler") == ["autoscaling/v2", "autoscaling/v1"]
    assert known("1.33").serving("DeviceClass") == ["resource.k8s.io/v1beta2", "resource.k8s.io/v1beta1", "resource.k8s.io/v1alpha3"]
    assert known("1.37").serving("Deploymnt") == []


VALUES = st.one_of(
    *(st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.just(80.0)),
    *(st.lists(st.integers(), max_size=2), st.dictionaries(st.sampled_from(["name", "port", "x"]), st.text(), max_size=2)),
)


def spots(tree: Any) -> list[tuple[Any, Any]]:
    """Return every place in a tree as what is around it and the step to it."""
    steps: list[Any] = list(tree) if isinstance(tree, dict) else list(range(len(tree))) if isinstance(tree, list) else []
    return [(tree, step) for step in steps] + [spot for step in steps for spot in spots(tree[step])]


@settings(deadline=None)
@given(st.sampled_from(range(len(sound()))), st.data())
def test_agrees_with_another_reader_of_json_schema(which: int, data: st.DataObject) -> None:
    """Whatever one damages in an object, it is refused exactly where jsonschema refuses it."""
    content = sound()[which]
    for _ in range(data.draw(st.integers(0, 2))):
        around, step = data.draw(st.sampled_from(spots(content)))
        if isinstance(around, dict) and data.draw(st.booleans()):
            around[data.draw(st.sampled_from(["name", "spec", "extra"]))] = around.pop(step)
        else:
            around[step] = data.draw(VALUES if isinstance(around, dict) else st.none() | VALUES)
    api = (sound()[which]["apiVersion"], sound()[which]["kind"])
    fits = known("1.37").misfits(api, content) == []

    assert fits == judge(api[1]).is_valid(content)


def test_a_field_without_a_value_is_not_there() -> None:
    """The server reads it so, wherever a field stands; a required one is missing then."""
    port = "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: %s, targetPort: %s}]}\n"

    assert said(port % ("80.0", "null")) == []
    assert said(port % ("null", "80")) == [("schema", 'spec.ports[0] of Service/web must have "port"', "")]


@pytest.mark.parametrize(
    ("data", "path"),
    [("level: 1", "data.level"), ("log.level: 1", 'data["log.level"]'), ("1: 1", 'data["1"]')],
)
def test_places_are_said_as_a_reader_would_point_at_them(data: str, path: str) -> None:
    """Names that are not one word stand in brackets, as steps of a path do in most languages."""
    said_now = said(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {{{data}}}\n")

    assert said_now == [("schema", f"{path} of ConfigMap/a must be text, not a number", "put it in quotes")]


def test_a_value_that_is_none_of_a_few_is_named_with_them() -> None:
    """An object inside of another says its kind rightly or not at all."""
    claims = "serviceName: a, selector: {matchLabels: {a: b}}, volumeClaimTemplates: [{kind: Claim, metadata: {name: data}}]"
    text = f"apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {{name: a}}\nspec: {{{claims}, template: {{}}}}\n"

    assert said(text) == [("schema", 'spec.volumeClaimTemplates[0].kind of StatefulSet/a must be "PersistentVolumeClaim", not "Claim"', "")]


@pytest.mark.parametrize(
    ("kind", "field", "hint"),
    [
        ("Service", "extrenalIPs: []", 'did you mean "externalIPs"?'),
        ("PodDisruptionBudget", "percentage: 10", "known there: maxUnavailable, minAvailable, selector, unhealthyPodEvictionPolicy"),
        ("Service", "percentage: 10", ""),
    ],
)
def test_an_unknown_field_leads_to_the_known_ones(kind: str, field: str, hint: str) -> None:
    """The nearest name is offered, or all of them where they are few."""
    api = {"Service": "v1", "PodDisruptionBudget": "policy/v1"}[kind]
    ((_, _, found),) = [
        one for one in said(f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{{field}}}\n") if "knows no" in one[1]
    ]

    assert found == hint


def test_without_the_schemas_all_else_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package with the schemas is not installed, one note says how to install it, and nothing else changes."""
    monkeypatch.setattr("rocksolid.verify.schemas.find_spec", lambda _: None)
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: b}, prots: []}\n"
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {}\n"
    found = {one.code: one for one in verify([Text("case.yaml", f"{service}---\n{pod}")]).findings}

    assert found["schema-unchecked"].hint == 'pip install --upgrade "rocksolid[verify]"'
    assert "service-selects-nothing" in found
    assert "schema" not in found


def test_where_there_is_nothing_to_check_no_schema_is_missed() -> None:
    """Texts without an object get no note about their schemas."""
    assert said("# Nothing.", kubernetes="1.99") == []
