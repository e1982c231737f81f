"""What is known of Kubernetes' fields is what its published schemas say, and it is enough for all that is emitted."""

from collections.abc import Iterator
from typing import Any

import pytest
from rocksolid.language.values import SUPPORTED
from rocksolid.manifest.fields import Shape, shape_of
from rocksolid.manifest.shape import OF_APPS, OF_PLATFORM

import fields
from fields import short
from judges.objects import Tree
from systems import CASES, WITH_PLATFORM
from test_provenance import APPS, PLATFORMS, compiled

WRITTEN = fields.fields()


def test_is_what_the_schemas_say() -> None:
    """The file in the package is the one that `make fields` writes: with each new version of Kubernetes it has to be written anew."""
    assert fields.FILE.read_text(encoding="utf-8") == fields.text()


def emitted() -> Iterator[Tree]:
    """Yield all objects of the snapshots, and of blueprints that say everything."""
    for case in [*CASES, *WITH_PLATFORM]:
        yield from case.documents
    for platform in PLATFORMS.values():
        yield from compiled(APPS, platform).objects


def unknown(content: Any, shape: Shape | None, path: str) -> Iterator[str]:
    """Yield what stands in an object, and not in its shape."""
    form = "list" if isinstance(content, list) else "table" if isinstance(content, dict) else "value"
    if shape is None or form != ("table" if shape.form == "map" else shape.form):
        yield path
    elif isinstance(content, dict):
        for key, value in content.items():
            yield from unknown(value, shape.field(key), f"{path}.{key}")
    elif isinstance(content, list):
        for item in content:
            yield from (f"{path}: no {key}" for key in shape.keys if key not in item)
            yield from unknown(item, shape.item, path)


def test_knows_every_field_that_is_emitted() -> None:
    """Nothing that is written here is unknown, and every item of a list that merges says its keys."""
    judged = {one["kind"]: shape for one in emitted() if (shape := shape_of(one["apiVersion"], one["kind"]))}
    assert {where for one in emitted() if one["kind"] in judged for where in unknown(one, judged[one["kind"]], one["kind"])} == set()
    native = {one["kind"] for one in emitted() if "." not in one["apiVersion"] or ".k8s.io/" in one["apiVersion"]}
    assert native - judged.keys() <= {"HTTPRoute", "GRPCRoute"}  # Gateway API: definitions of its own, which a patch cannot merge.
    assert judged.keys() <= {*OF_APPS, *OF_PLATFORM}


def test_other_peoples_kinds_have_no_shape() -> None:
    """What is unknown is said to be unknown, in other groups and versions as well."""
    assert shape_of("cert-manager.io/v1", "Certificate") is None
    assert shape_of("apps/v1beta1", "Deployment") is None
    assert shape_of("serving.knative.dev/v1", "Service") is None


@pytest.mark.parametrize(
    ("type_", "names"), [(name, names) for name, names in WRITTEN["types"].items() if Shape("table", name).alternatives]
)
def test_alternatives_are_fields_of_their_type(type_: str, names: dict[str, str]) -> None:
    """Each field of which the server takes one is there, and there are others to choose from."""
    alternatives = Shape("table", type_).alternatives
    assert alternatives <= names.keys()
    assert len(alternatives) > 1


def test_variants_are_known() -> None:
    """Wherever the schemas tell variants, by a type or by being kept alone, an override knows them as well."""
    told, kept = set(), set()
    for minor in SUPPORTED:
        for name, schema in fields.published(minor).items():
            told |= {short(name) for union in schema.get("x-kubernetes-unions", ()) if union.get("discriminator") == "type"}
            for field in schema.get("properties", {}).values():
                if "retainKeys" in field.get("x-kubernetes-patch-strategy", ""):
                    kept.add(short((field.get("items") or field)["$ref"].rpartition("/")[2]))
    known = WRITTEN["types"].keys()
    assert {name for name in told & known if not Shape("table", name).told_by_type} == set()
    assert {name for name in kept & known if not (Shape("table", name).alternatives or Shape("table", name).told_by_type)} == set()
    assert len(told & known) > 1
    assert len(kept & known) > 1


def test_values_are_no_tables() -> None:
    """What is said to be a value is text, a number or a boolean in every version."""
    tables = set()
    for minor in SUPPORTED:
        definitions = fields.published(minor)
        for name, schema in definitions.items():
            for field, notation in WRITTEN["types"].get(short(name), {}).items():
                inner = schema.get("properties", {}).get(field, {})
                kinds = definitions[inner["$ref"].rpartition("/")[2]] if "$ref" in inner else inner
                if notation == "" and {"object", "array"} & fields.types_of(kinds):
                    tables.add(f"{short(name)}.{field}")
    assert tables == set()
