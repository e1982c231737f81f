"""A table that stands in many objects is written as any other, and nobody can change it for the others."""

import copy
import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rocksolid.emit import json, kyaml, yaml
from rocksolid.manifest.shared import Shared, own, shared

from build import APP, compiled

PLAIN: dict[str, Any] = {"name": "a", "deep": {"list": [1, {"b": "c"}], "text": "two\nlines\n"}, "none": {}}
CHANGES = {
    "an item": lambda table: table.__setitem__("name", "b"),
    "a deletion": lambda table: table.__delitem__("name"),
    "an update": lambda table: table.update(name="b"),
    "a union in place": lambda table: table.__ior__({"name": "b"}),
    "a default": lambda table: table.setdefault("other", 1),
    "a pop": lambda table: table.pop("name"),
    "the last item": lambda table: table.popitem(),
    "all of it": lambda table: table.clear(),
}


@pytest.mark.parametrize("written", [yaml, kyaml, json], ids=["yaml", "kyaml", "json"])
def test_it_is_written_as_a_plain_table(written: Any) -> None:
    """Under a key, as an item, as a whole, nested and empty, and when it is written again: the text is that of a table of its own."""

    def document(table: Any, empty: Any) -> dict[str, Any]:
        return {"here": table, "there": {"deeper": table}, "items": [table, [table], empty], "empty": empty}

    as_shared = document(Shared(PLAIN), Shared({}))

    assert written.dump_all([as_shared, as_shared, Shared(PLAIN)]) == written.dump_all([document(PLAIN, {}), document(PLAIN, {}), PLAIN])


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_nobody_changes_it(change: Any) -> None:
    """Whoever tries is told so, and it stays as it is."""
    table = Shared(PLAIN)
    with pytest.raises(TypeError, match="several objects"):
        change(table)

    assert table == PLAIN


def places(value: Any) -> Iterator[int]:
    """Yield the identity of every table and list in a value."""
    if isinstance(value, dict | list):
        yield id(value)
        for one in value.values() if isinstance(value, dict) else value:
            yield from places(one)


def test_a_copy_belongs_to_who_made_it() -> None:
    """The objects of the library are plain tables, no two of which are one: what their reader changes is nowhere else."""
    objects = compiled(f"{APP}port = 8080\ncallers = ['a', 'b']\n").objects
    found = list(places(objects))

    assert len(found) == len(set(found))
    assert type(objects[0]["metadata"]["labels"]) is dict
    assert own(Shared(PLAIN)) == PLAIN


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda table: pickle.loads(pickle.dumps(table))])  # noqa: S301  Our own.
def test_its_copies_are_plain(copied: Callable[[Shared], dict[str, Any]]) -> None:
    """However one is copied, the copy can be changed."""
    table = Shared(PLAIN)
    plain = copied(table)
    plain["more"] = 1

    assert type(plain) is dict
    assert table == PLAIN


def test_it_is_made_once_for_the_same_arguments() -> None:
    """Two objects that say the same hold the same table, and one that says something else holds another."""

    @shared
    def port(number: int) -> dict[str, Any]:
        return {"port": number}

    assert port(80) is port(80)
    assert port(80) != port(81)


SAYS = """
port = {port}
env = {{ LEVEL = "{level}", PORT = {{ template = "{{port:http}}" }} }}
resources = {{ cpu = "{cpu}" }}
scale = {{ min = 2, max = 4, cpu = {percent} }}
health = {{ readiness = {{ path = "{path}" }}, liveness = {{ kind = "grpc" }} }}
shutdown = {{ drain = {drain} }}
rollout = {{ max_surge = {surge} }}
"""
FIRST = {"port": 8080, "level": "info", "cpu": "100m", "percent": 70, "path": "/a", "drain": 5, "surge": 1}
SECOND = {"port": 8081, "level": "debug", "cpu": "200m", "percent": 80, "path": "/b", "drain": 6, "surge": 2}


def said_by_two(one: dict[str, Any], other: dict[str, Any]) -> list[list[Any]]:
    """Return, of each of two apps, the tables that are made from no word but the given ones."""
    apps = "".join(f'[apps.{name}]\nimage = "example.com/{name}:1"{SAYS.format(**words)}' for name, words in (("a", one), ("b", other)))
    contents = [manifest.content for manifest in compiled(apps).manifests]
    found = []
    for name in ("a", "b"):
        of_app = {content["kind"]: content["spec"] for content in contents if content["metadata"]["name"] == name and "spec" in content}
        container = of_app["Deployment"]["template"]["spec"]["containers"][0]
        fields = ("startupProbe", "livenessProbe", "readinessProbe", "lifecycle", "resources")
        tables = [container["ports"][0], *container["env"], *(container[field] for field in fields), of_app["Deployment"]["strategy"]]
        found.append([*tables, of_app["Service"]["ports"][0], of_app["HorizontalPodAutoscaler"]["metrics"][0]])
    return found


def test_apps_that_say_the_same_have_the_same_tables() -> None:
    """Ports, variables, probes, resources, strategies and metrics of two apps are made and written once for both."""
    first, second = said_by_two(FIRST, FIRST)

    assert list(map(id, first)) == list(map(id, second))


def test_apps_that_say_something_else_have_tables_of_their_own() -> None:
    """No table of an app is what another app's words make of it: that is what the app says alone."""
    first, second = said_by_two(FIRST, SECOND)

    assert [first, second] == [said_by_two(words, words)[0] for words in (FIRST, SECOND)]
    assert not [table for table, other in zip(first, second, strict=True) if table == other]
