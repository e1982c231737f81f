import json as stdlib_json
from typing import Any

import pytest
from hypothesis import given, settings
from rocksolid.emit import json

from hostile import values

POD = {"kind": "Pod", "apiVersion": "v1", "metadata": {"name": "web", "labels": {}, "finalizers": []}, "spec": {"nodeName": "Zürich"}}


@given(values)
@settings(max_examples=200, deadline=None)
def test_json_is_read_back(value: Any) -> None:
    """Whatever the data, a reader of JSON gets that data, in the same order."""
    assert repr(stdlib_json.loads(json.dump_all([value]))) == repr(value)


@pytest.mark.parametrize("objects", [[], [POD, POD]], ids=["none", "two"])
def test_any_number_but_one_is_a_list(objects: list[Any]) -> None:
    """`kubectl apply` takes one JSON value: a List for no object and for several."""
    assert stdlib_json.loads(json.dump_all(iter(objects))) == {"apiVersion": "v1", "kind": "List", "items": objects}


def test_one_object_is_itself() -> None:
    """One object is written as it is: two spaces an indent, its own order, letters of all scripts, a line break at the end."""
    assert json.dump_all([POD]) == stdlib_json.dumps(POD, indent=2, ensure_ascii=False) + "\n"
