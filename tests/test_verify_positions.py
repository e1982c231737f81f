import copy
import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rocksolid.emit import yaml
from rocksolid.finding import Place
from rocksolid.verify import scalars
from rocksolid.verify.document import Document, Path, Text
from rocksolid.verify.positions import Positions
from rocksolid.verify.reading import read
from rocksolid.verify.stream import documents, pieces
from rocksolid.verify.tree import Memory
from ruamel.yaml import YAML

from hostile import texts, values

OBJECT = """\
# who says what
apiVersion: apps/v1
kind: Deployment
metadata:
  name:   "web"   # its name
  labels: {app: web, größe: 日本, 'a b' : 😀x}
  annotations: &notes
    on: |
      first

      last
    folded: >-
      one
      two
spec:
  selector:
    matchLabels: *notes
  template:
    metadata:
      <<: [*notes, {b: c}]
      own: 1
    spec:
      containers:
      - name: a
        args: ["-x", {k: [1, 2]}, '']
      -
        name: b
        image:
      - &c !!map {name: c}
      - *c
"""


def found(content: str, path: Path, *, key: bool = False) -> str:
    """Return the line and the column of a path in the first document of a text, and what is underlined there."""
    return shown(first(content).at(path, key=key).place())


def first(content: str) -> Document:
    """Return the first document of a text."""
    return documents(next(pieces(Text("a.yaml", content))), Memory(), [])[0]


def shown(place: Place) -> str:
    """Return a place with the characters that are underlined there."""
    return f"{place.line}:{place.column} {place.excerpt[place.column - 1 :][: place.length]}"


PLACES: list[tuple[Path, bool, str]] = [
    ((), False, "2:1 apiVersion: apps/v1"),
    ((), True, "2:1 apiVersion: apps/v1"),
    (("kind",), False, "3:7 Deployment"),
    (("metadata",), True, "4:1 metadata"),
    (("metadata",), False, '5:3 name:   "web"   # its name'),
    (("metadata", "name"), True, "5:3 name"),
    (("metadata", "name"), False, '5:11 "web"'),
    (("metadata", "labels"), False, "6:11 {app: web, größe: 日本, 'a b' : 😀x}"),
    (("metadata", "labels", "größe"), True, "6:22 größe"),
    (("metadata", "labels", "größe"), False, "6:29 日本"),
    (("metadata", "labels", "a b"), True, "6:33 'a b'"),
    (("metadata", "labels", "a b"), False, "6:41 😀x"),
    (("metadata", "annotations"), False, "7:16 &notes"),
    (("metadata", "annotations", "true"), True, "8:5 on"),
    (("metadata", "annotations", "true"), False, "8:9 |"),
    (("metadata", "annotations", "folded"), False, "12:13 >-"),
    (("spec", "selector", "matchLabels"), False, "17:18 *notes"),
    (("spec", "selector", "matchLabels", "folded"), True, "12:5 folded"),
    (("spec", "template", "metadata", "true"), False, "8:9 |"),
    (("spec", "template", "metadata", "b"), False, "20:24 c"),
    (("spec", "template", "metadata", "own"), False, "21:12 1"),
    (("spec", "template", "spec", "containers"), False, "24:7 - name: a"),
    (("spec", "template", "spec", "containers", 0), False, "24:9 name: a"),
    (("spec", "template", "spec", "containers", 0, "args", 0), False, '25:16 "-x"'),
    (("spec", "template", "spec", "containers", 0, "args", 1), True, "25:22 {k: [1, 2]}"),
    (("spec", "template", "spec", "containers", 0, "args", 1, "k", 1), False, "25:30 2"),
    (("spec", "template", "spec", "containers", 0, "args", 2), False, "25:35 ''"),
    (("spec", "template", "spec", "containers", 1, "name"), False, "27:15 b"),
    (("spec", "template", "spec", "containers", 1, "image"), True, "28:9 image"),
    (("spec", "template", "spec", "containers", 1, "image"), False, "28:15 "),
    (("spec", "template", "spec", "containers", 2), False, "29:9 &c !!map {name: c}"),
    (("spec", "template", "spec", "containers", 2, "name"), False, "29:25 c"),
    (("spec", "template", "spec", "containers", 3), False, "30:9 *c"),
    (("spec", "template", "spec", "containers", 3, "name"), False, "29:25 c"),
    (("spec", "template", "spec", "containers", 4, "name"), False, "23:7 containers"),
    (("spec", "template", "spec", "containers", "name"), False, "23:7 containers"),
    (("spec", "replicas"), False, "15:1 spec"),
    (("kind", "a", 0), False, "3:1 kind"),
    (("spec", "template", "spec", "containers", 1, "ports", 0), False, "27:9 name: b"),
    (("status",), False, "2:1 apiVersion: apps/v1"),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize(("path", "key", "place"), PLACES)
def test_every_path_has_its_place(path: Path, key: bool, place: str, end: str) -> None:  # noqa: FBT001
    """A key, a value, what an alias or a merge brings in, and of what is missing the key of the nearest thing around it."""
    assert found(OBJECT.replace("\n", end), path, key=key) == place


def test_places_in_later_documents() -> None:
    """Lines count from the first one of the text, whatever stands before the document: marks, comments, directives, broken ones."""
    before = "\ufeff# one\r\n---\r\na: [\r\n--- # two\n\n...\n%YAML 1.1\n# so\n---\n\n"
    (resource,) = read([Text("a.yaml", f"{before}{OBJECT}---\nkind: x\n")], [])

    assert resource.content["kind"] == "Deployment"
    assert [shown(resource.at(*path, key=key).place()) for path, key, _ in PLACES] == [
        f"{int(line) + 10}:{rest}" for line, _, rest in (place.partition(":") for _, _, place in PLACES)
    ]


def test_places_in_lists() -> None:
    """An item of a List has its places in the List, in YAML and in JSON."""
    listed = f"kind: List\nitems:\n- kind: x\n-\n{textwrap.indent(OBJECT, '  ')}"
    in_json = json.dumps({"items": [{}, {"kind": "Pod", "\ud83d\ude00": 1, "metadata": {"name": "web"}}]}, indent=1)

    assert found(listed, ("items", 1, "metadata", "name")) == '9:13 "web"'
    assert found(in_json, ("items", 1, "metadata", "name")) == '8:13 "web"'
    assert found(in_json, ("items", 1, "kind"), key=True) == '5:4 "kind"'


def test_of_two_keys_the_first_is_found() -> None:
    """A key that stands twice has the place of the value that is read: the first."""
    content = "a: {b: 1}\nc: 2\na: {b: 3}\n"

    assert first(content).content == {"a": {"b": 1}, "c": 2}
    assert found(content, ("a", "b")) == "1:8 1"


def test_merges_are_found_as_they_are_read() -> None:
    """The own key wins, then the first mapping that is merged, then what that one merges, then the next."""
    content = "a: &a {k: 1}\nb: &b {<<: *a, l: 2}\nc: &c {k: 3, l: 3, m: 3}\nd: {<<: [*b, *c], p: 4}\ne: {<<: [*b, *b], <<: *c}\n"
    places = {name: (first(content).content["d"][name], found(content, ("d", name))) for name in "klmp"}

    assert places == {"k": (1, "1:11 1"), "l": (2, "2:19 2"), "m": (3, "3:23 3"), "p": (4, "4:22 4")}
    assert found(content, ("e", "m")) == "3:23 3"


@pytest.mark.parametrize("content", ["a: &a [*a]\nb: c", "a: &a {<<: *a}\nb: c", "a: &a {<<: [*a, *x]}\nb: *x", "&k a: *k\nb: *k\n*x : 1"])
def test_circles_end(content: str) -> None:
    """A value that stands inside of itself, or an alias of nothing, is a place like any other."""
    places = Positions(content)

    assert places.find(("a", 0, 0, 0, "b"))
    assert content[slice(*places.find(("b",), key=True))] == "b"


def test_a_broken_text_has_the_places_before() -> None:
    """What stands before a mistake is found; behind it, the nearest thing around."""
    content = "a: 1\nb:\n  c: [2, {d: 3}, 'e\n"
    places = Positions(content)

    assert content[slice(*places.find(("b", "c", 1, "d")))] == "3"
    assert content[slice(*places.find(("b", "c", 2)))] == "c"
    assert Positions("\x00").find(("a",)) == (0, 1)
    assert Positions("").find(()) == (0, 1)


@given(
    texts | st.text(alphabet="ab:-[]{}&*|'\"#\n <,?", max_size=50),
    st.lists(st.sampled_from(["a", "b", 0, 1, ""]), max_size=4),
    st.booleans(),
)
@settings(max_examples=300, deadline=None)
def test_never_raises(content: str, path: list[str | int], key: bool) -> None:  # noqa: FBT001
    """Whatever the text and the path, the answer is a range of the text."""
    start, end = Positions(content).find(tuple(path), key=key)

    assert 0 <= start <= end <= max(1, len(content))


def paths(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every path in a tree, with its value."""
    yield path, tree
    inside = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for step, value in inside:
        yield from paths(value, (*path, step))


def alone(text: str, start: int, end: int) -> Any:
    """Return what a part of a text of YAML says, in the column where it stands."""
    return first(" " * (start - text.rfind("\n", 0, start) - 1) + text[start:end]).content


#: Characters that JSON may have bare, and YAML not, or not without a meaning.
FOREIGN = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
WRITERS = {
    "ours": yaml.dump,
    "JSON": lambda value: json.dumps(value, ensure_ascii=False),
    "JSON in lines": lambda value: json.dumps(value, ensure_ascii=False, indent=2),
    "quoted": lambda value: pyyaml.safe_dump(value, default_style='"', allow_unicode=True, sort_keys=False),
    "flow": lambda value: pyyaml.safe_dump(value, default_flow_style=True, default_style='"', allow_unicode=True, width=30),
    "blocks": lambda value: pyyaml.safe_dump(value, allow_unicode=True, indent=3),
}


@given(values, st.sampled_from(sorted(WRITERS)))
@settings(max_examples=300, deadline=None)
def test_every_span_is_its_value(value: Any, writer: str) -> None:
    """Alone, the text at the place of a value is that value, and the text at the place of a key that key, however they are written."""
    text = WRITERS[writer]({"value": value, "": [copy.deepcopy(value)]})
    assume(not FOREIGN.search(text))
    tree, places = first(text).content, Positions(text)
    for path, expected in paths(tree):
        assert alone(text, *places.find(path)) == expected
        if path and isinstance(path[-1], str):
            assert scalars.as_name(alone(text, *places.find(path, key=True))) == path[-1]


@given(values, st.sampled_from(sorted(WRITERS)))
@settings(max_examples=300, deadline=None)
def test_another_reader_finds_the_same_places(value: Any, writer: str) -> None:
    """Every value begins where ruamel.yaml, which shares no code with us, says that it begins."""
    text = WRITERS[writer]([value, {"a": copy.deepcopy(value)}])
    assume(not FOREIGN.search(text))
    places = Positions(text)
    for path, node in _nodes(YAML(typ="rt", pure=True).compose(text), ()):
        assert places.find(path)[0] == node.start_mark.index, path


def _nodes(node: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, node
    if node.id == "sequence":
        for index, item in enumerate(node.value):
            yield from _nodes(item, (*path, index))
    elif node.id == "mapping":
        for key, item in node.value:
            yield from _nodes(item, (*path, key.value if key.style else scalars.name(key.value)))
