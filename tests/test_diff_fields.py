import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.diff.change import Change
from rocksolid.diff.compare import of_topic
from rocksolid.diff.fields import differences, fields
from rocksolid.diff.objects import objects
from rocksolid.verify.quantities import quantity

from cases import parts
from shop import Tree
from sides import sides
from test_verify_robust import BROKEN, JUNK, places

ROOT = Path(__file__).parents[1]
SNAPSHOTS = sorted((ROOT / "snapshots").glob("*.yaml"))
TEXTS = {file.name: file.read_text(encoding="utf-8") for file in SNAPSHOTS} | {case.name: parts(case, "verify")[2] for case in BROKEN}
OBJECTS = [one.content for file in SNAPSHOTS for one, _ in sides(TEXTS[file.name], TEXTS[file.name]).both]
BASE: Tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "it"}}


def of(was: Any, now: Any) -> list[tuple[str, str]]:
    """The path and message of every change of a field `spec` of an object."""
    before, after = ({**BASE, "spec": value} for value in (was, now))
    return [
        (change.path, change.message.removeprefix(change.path).strip()) for change in fields(sides(json.dumps(before), json.dumps(after)))
    ]


@pytest.mark.parametrize("name", TEXTS)
def test_nothing_differs_from_itself(name: str) -> None:
    """Whatever a text says, sound or broken, it is no change from itself."""
    same = sides(TEXTS[name], TEXTS[name])

    assert [*fields(same), *objects(same), *of_topic("updates", same)] == []


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (3, 5, [("spec", "was 3, is 5")]),
        (1, True, [("spec", "was 1, is true")]),
        (1, "1", [("spec", 'was 1, is "1"')]),
        ({"a": None}, {}, [("spec.a", "is gone: was null")]),
        ({}, {"a.b": {"c": 1}}, [('spec."a.b"', 'is new: {"c": 1}')]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"a": {}}, {"a": []}, [("spec.a", "was {}, is []")]),
        ("a\nb", "a", [("spec", 'was "a\\nb", is "a"')]),
        (
            [{"a": 1}, {"a": 2}],
            [{"a": 2}, {"a": 1}, {"a": 3}, {"a": 3}],
            [("spec[2]", 'is new: {"a": 3}'), ("spec[3]", 'is new: {"a": 3}')],
        ),
        ([{"a": 1}, {"b": 2}, {"a": 1}], [{"b": 2}], [("spec[0]", 'is gone: was {"a": 1}'), ("spec[2]", 'is gone: was {"a": 1}')]),
        ([{"a": 1}, {"a": 1}], [{"b": 2}], [("spec", 'was [{"a": 1}, {"a": 1}], is [{"b": 2}]')]),
        ("a" * 200, "b", [("spec", f'was "{"a" * 156}..., is "b"')]),
    ],
)
def test_says_what_was_and_what_is(was: Any, now: Any, said: list[tuple[str, str]]) -> None:
    """A field is named by its path, with both values as JSON has them, long ones cut; the order of keys has no meaning."""
    assert of(was, now) == said


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ([{"name": "a", "x": 1}, {"name": "b"}], [{"name": "b"}, {"name": "c"}], [("[name=a]", "is gone"), ("[name=c]", "is new")]),
        ([{"mountPath": "/a", "name": "v"}], [{"mountPath": "/a", "name": "w"}], [("[name=v]", "is gone"), ("[name=w]", "is new")]),
        (
            [{"mountPath": "/a", "name": "v"}, {"mountPath": "/b", "name": "v", "x": 1}],
            [{"mountPath": "/a", "name": "v"}, {"mountPath": "/b", "name": "v", "x": 2}],
            [("[mountPath=/b].x", "was 1, is 2")],
        ),
        ([{"containerPort": 80}], [{"containerPort": 80, "name": "http"}], [("[containerPort=80].name", 'is new: "http"')]),
        ([{"name": "a"}, {"name": "b"}], [{"name": "b"}, {"name": "a"}], [("", 'is in another order: was ["a", "b"], is ["b", "a"]')]),
        ([{"name": "a"}, {"name": "a"}], [{"name": "a"}, {"name": "b"}], [("[1].name", 'was "a", is "b"')]),
        ([1, 2], [1, 3], [("[1]", "was 2, is 3")]),
        ([1], [1, 3], [("", "was [1], is [1, 3]")]),
        ([], [{"name": "a"}], [("[name=a]", 'is new: {"name": "a"}')]),
    ],
)
def test_knows_items_of_lists_by_what_names_them(was: Any, now: Any, said: list[tuple[str, str]]) -> None:
    """Items are compared with those of the same key, else with those in the same place, else the lists as wholes; order counts."""
    found = of(was, now)

    assert [path for path, _ in found] == [f"spec{path}" for path, _ in said]
    assert all(message.startswith(start) for (_, message), (_, start) in zip(found, said, strict=True))


def test_never_shows_a_secret() -> None:
    """Of what a Secret keeps only the place is told, also where `kubectl apply` has put it, and where somebody misspelt it."""
    applied = "kubectl.kubernetes.io/last-applied-configuration"
    secrets = [
        {
            **BASE,
            "kind": "Secret",
            "type": f"example.com/{word}",
            "metadata": {"name": "it", "annotations": {applied: f"tell-{word}"}},
            "data": {"a": f"tell-{word}", f"{word}": "tell-all"},
            "stringData": f"tell-{word}",
            "stringdata": {"a": f"tell-{word}"},
        }
        for word in ("this", "that")
    ]
    messages = [change.message for change in fields(sides(*map(json.dumps, secrets)))]

    assert "tell-" not in "".join(messages)
    assert messages == [
        f'metadata.annotations."{applied}" has another value',
        'type was "example.com/this", is "example.com/that"',
        "data.a has another value",
        "data.this is gone",
        "data.that is new",
        "stringData has another value",
        "stringdata.a has another value",
    ]


def written(documents: list[Tree]) -> str:
    """Objects as a stream of YAML."""
    return "\n---\n".join(map(json.dumps, documents))


def canonical(tree: Any) -> str:
    """Data as text that is equal where they are."""
    return json.dumps(tree, sort_keys=True)


@settings(deadline=None)
@given(st.data())
def test_no_difference_of_data_stays_unsaid(data: st.DataObject) -> None:
    """There are field changes exactly where two objects of one name differ as data, whatever somebody wrote over a part of one."""
    old = data.draw(st.sampled_from(OBJECTS))
    new: Any = copy.deepcopy(old)
    for junk in data.draw(st.lists(st.sampled_from([*JUNK, "web", 3]), max_size=3)):
        around = [place for place in places(new) if place[0] is not new and place[0] is not new["metadata"]]
        holder, step = data.draw(st.sampled_from([*around, (new, "spec")]))
        holder[step] = copy.deepcopy(junk)
    found = list(fields(sides(written([old]), written([new]))))

    assert bool(found) is (canonical(old) != canonical(new))
    assert bool(list(differences(old, new))) is bool(found)
    assert len({change.path for change in found}) == len(found)


DEPLOYED = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}}
PATH = "spec.template.spec.containers[name=web].env"
NAMED = {"name": "DB_PASSWORD", "value": "hunter2"}
HIDDEN: dict[str, tuple[Any, Any, str]] = {
    "a value": ([NAMED], [{**NAMED, "value": "hunter3"}], f"{PATH}[name=DB_PASSWORD].value has another value"),
    "a variable": ([], [NAMED], f'{PATH}[name=DB_PASSWORD] is new: {{"name": "DB_PASSWORD", "value": "***"}}'),
    "all variables": (None, [NAMED], f'{PATH} was null, is [{{"name": "DB_PASSWORD", "value": "***"}}]'),
    "a URL": (
        [{"name": "URL", "value": "postgres://me:hunter2@db"}],
        [{"name": "URL", "value": "db"}],
        f"{PATH}[name=URL].value has another value",
    ),
    "twice one name": ([NAMED, NAMED], [NAMED, {**NAMED, "value": "hunter3"}], f"{PATH}[1].value has another value"),
    "what is no credential": (
        [{"name": "TIMEOUT", "value": "5"}],
        [{"name": "TIMEOUT", "value": "6"}],
        f'{PATH}[name=TIMEOUT].value was "5", is "6"',
    ),
}


@pytest.mark.parametrize("case", HIDDEN.values(), ids=HIDDEN)
def test_a_credential_is_not_shown(case: tuple[Any, Any, str]) -> None:
    """What the language takes for a credential stays out of a comment on a pull request, wherever it stands."""
    was, now, message = case
    old, new = (
        {**DEPLOYED, "spec": {"template": {"spec": {"containers": [{"name": "web", "env": variables}]}}}} for variables in (was, now)
    )

    assert [change.message for change in fields(sides(json.dumps(old), json.dumps(new)))] == [message]


@settings(deadline=None)
@given(st.data())
def test_nothing_stumbles_over_any_tree(data: st.DataObject) -> None:
    """Whatever stands in whatever field on either side, every topic ends."""
    texts = []
    for _ in "ab":
        documents = copy.deepcopy(data.draw(st.sampled_from([OBJECTS[:40], OBJECTS[-40:]])))
        for junk in data.draw(st.lists(st.sampled_from(JUNK), min_size=1, max_size=4)):
            holder, step = data.draw(st.sampled_from(list(places(documents))))
            holder[step] = copy.deepcopy(junk)
        texts.append(written(documents))
    both = sides(*texts)

    assert all(isinstance(change, Change) for change in (*fields(both), *objects(both), *of_topic("updates", both)))


@pytest.mark.parametrize(
    ("value", "same"),
    [
        ("1Gi", 2**30),
        ("1Gi", "1024Mi"),
        ("0.5", "500m"),
        (1, "1"),
        (0.25, "250m"),
        ("1e3", "1k"),
        ("1E3", 1000),
        ("-1", -1),
        (".5", "500m"),
        ("5u", "0.005m"),
    ],
)
def test_quantities_are_numbers(value: Any, same: Any) -> None:
    """One amount is one number, however it is written."""
    assert quantity(value) == quantity(same) is not None


@pytest.mark.parametrize("value", [None, True, "", "1GB", "one", "1 Gi", [], {}, float("inf"), "1e9999"])
def test_what_is_no_quantity(value: Any) -> None:
    """What Kubernetes takes for no amount is none."""
    assert quantity(value) is None
