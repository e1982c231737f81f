import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml as pyyaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from rocksolid.emit import yaml
from rocksolid.finding import Finding
from rocksolid.report.text import render
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read
from rocksolid.verify.resource import Resource
from rocksolid.verify.tree import DEEPEST

from hostile import texts, values

HERE = Path(__file__).parent
VERDICTS = [json.loads(line) for line in (HERE / "data/yaml-verdicts.jsonl").read_text().splitlines()]
#: The server was asked for one ConfigMap: it refused a List, and of two documents it read the first alone.
JUDGED = [case for case in VERDICTS if case["name"] not in {"kind-list", "two-documents"}]
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\n"
GOOD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: good}"

#: Text that is likely to mean something to a parser of YAML.
meant = st.text(alphabet="ab:-[]{}&*!|>'\"%@#\n\r\t .<?,~01\ufeff\x85\x00\ud800é\U0001f600", max_size=60)


def reading(*contents: str) -> tuple[list[Resource], list[Finding]]:
    """Return the objects in some texts, and what is said about them."""
    report: list[Finding] = []
    return read([Text(f"{number}.yaml", content) for number, content in enumerate(contents)], report), report


def said(*contents: str) -> list[str]:
    """Return what is said about some texts: code, file, line and column."""
    places = [(finding.code, finding.spot.place()) for finding in reading(*contents)[1] if finding.spot]
    return [f"{code} {place.file}:{place.line}:{place.column}" for code, place in places]


def data(value: str) -> Any:
    """Return what a value is read as, which stands bare in a manifest without a complaint."""
    (resource,), report = reading(f"{HEAD}data:\n  a: {value}\n")
    assert report == []
    return resource.content["data"]["a"]


def fits(resource: Resource) -> bool:
    """Return whether the fields of a verdict's manifest have the types that the server asks for; null is nothing."""
    content = resource.content
    metadata, pod = content["metadata"], content.get("spec", {}).get("template", {}).get("spec", {})
    wanted_texts = [metadata["name"], *(content.get("data") or {}).values()]
    wanted_texts += [value for name in ("labels", "annotations") for value in (metadata.get(name) or {}).values()]
    wanted_numbers = [volume["configMap"]["defaultMode"] for volume in pod.get("volumes", ())]
    for container in pod.get("containers", ()):
        wanted_texts += [container["name"], *(variable["value"] for variable in container.get("env") or ())]
        wanted_numbers += [port["containerPort"] for port in container.get("ports") or ()]
    return all(isinstance(one, str | None) for one in wanted_texts) and all(type(one) is int for one in wanted_numbers)


@pytest.mark.parametrize("case", JUDGED, ids=lambda case: case["name"])
def test_judges_as_a_real_server(case: dict[str, Any]) -> None:
    """What a real API server refused has a finding or the wrong type, what it took has neither."""
    resources, report = reading(case["yaml"])

    assert (not report and fits(resources[0])) is case["accepted"]


@pytest.mark.parametrize("case", [case for case in JUDGED if case["accepted"]], ids=lambda case: case["name"])
def test_reads_what_a_real_server_read(case: dict[str, Any]) -> None:
    """Every field that a real API server read from the text, without its own defaults, is read here as well."""
    content, expected = reading(case["yaml"])[0][0].content, case["read_as"]
    if content["kind"] == "ConfigMap":
        found = content["metadata"] if "labels" in expected else {name: value or "" for name, value in content["data"].items()}
        assert {name: found.get(name) for name in expected} == expected
        return
    pod = content["spec"]["template"]["spec"]
    container = {
        "resources": {},
        **{name: value for name, value in pod["containers"][0].items() if name not in {"name", "image"} and value},
    }
    container["ports"] = [{"protocol": "TCP", **port} for port in container.get("ports", ())]
    wanted = {"ports": [], **expected["container"]}
    if wanted["resources"]:  # The server writes quantities in its own way.
        wanted["resources"] = {"requests": {"memory": 10**9}}

    assert {"container": container, "defaultMode": pod["volumes"][0]["configMap"]["defaultMode"]} == {**expected, "container": wanted}


SCALARS = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "on", "On", "true", "True", "TRUE"), True),
    **dict.fromkeys(("n", "N", "no", "NO", "off", "Off", "false"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **{text: text for text in ("yEs", "nULL", "oN", "none", "12:30", "1:2.5", "2024-01-01", "2001-12-14 21:59:43.10 -5", "<<", "=", ".", "+", "_1", "0x", "0o9")},
    **{text: text for text in ("1e", "e1", "1.2.3", "1e400", "._5", "\u0663", "0xg", "1 2")},
    "0": 0, "-0": 0, "+1": 1, "-1": -1, "010": 8, "-010": -8, "0o10": 8, "0b11": 3, "-0b11": -3, "0x1F": 31, "0x_1f": 31, "1_000": 1000, "1__0": 10,
    "08": 8, "12e03": 12000, "1e3": 1000, "1.0": 1, "1.": 1, ".5": 0.5, "-1.5e-7": -1.5e-7, "1e21": 1e21, "9" * 30: 1e30, "0" * 90 + "1": 1,
    "18446744073709551615": 2**64 - 1, "0xFFFFFFFFFFFFFFFFFF": "0xFFFFFFFFFFFFFFFFFF", "9" * 5000: "9" * 5000,
    "!!str 1": "1", "!!str yes": "yes", "!!int '8'": 8, "!!bool 'yes'": True, "!!null ''": None, "!!float 1": 1, "!!timestamp 2024-01-01": "2024-01-01",
    "!!binary aGVsbG8=": "hello", "! yes": True, "!!set {a, b}": {"a": None, "b": None}, "&a yes": True, "&a 'yes'": "yes", "'yes'": "yes", '"1"': "1",
}  # fmt: skip


@pytest.mark.parametrize("text", SCALARS)
def test_reads_scalars_as_kubernetes_does(text: str) -> None:
    """By the rules of Kubernetes' own reader: YAML 1.1 without dates and base 60, numbers of Go, whole ones without a fraction."""
    value = data(text)

    assert value == SCALARS[text]
    assert type(value) is type(SCALARS[text]) or isinstance(SCALARS[text], float)


@pytest.mark.parametrize(
    ("key", "name"),
    [("on", "true"), ("n", "false"), ("1", "1"), ("010", "8"), ("1.5", "1.5"), ("'on'", "on"), ("!!str on", "on"), ("? on\n ", "true"), ("2024-01-01", "2024-01-01")],
)  # fmt: skip
def test_keys_are_text(key: str, name: str) -> None:
    """A bare key is what it would be as a value, written as JSON: an `on` becomes "true", as a real server has it."""
    (resource,), report = reading(f"{HEAD}data:\n {key}: x\n")

    assert (resource.content["data"], report) == ({name: "x"}, [])


REFUSED = {
    "a number that JSON lacks": "a: -.inf",
    "no number": "a: .nan",
    "no base64": "a: !!binary '*'",
    "another type than its tag": "a: !!int yes",
    "a number with a tag that is none": "a: !!float yes",
    "a null key": "? \n  : x",
    "a key that is a list": "[a]: x",
    "a key that is a mapping": "{{ .Values.a }}: x",
    "an alias of a list as a key": "a: &a [b]\n  *a : x",
    "an alias before its anchor": "a: *b\n  b: &b x",
    "a merge of text": "<<: x",
    "a merge of a list of text": "<<: [{}, x]",
    "a directive of another version": "a: x\n...\n%YAML 1.2\n---\na: x",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_refuses_what_kubernetes_refuses(text: str) -> None:
    """What Kubernetes' reader refuses although it is YAML is said once, as an error."""
    report = reading(f"{HEAD}data:\n  {text}\n")[1]

    assert [(finding.code, finding.severity) for finding in report] == [("not-yaml", "error")]


@pytest.mark.parametrize("text", ["!vault x", "!!python/object/apply:os.getcwd []", "!Ref [a]", "!!python/name:os.system ''"])
def test_foreign_tags_do_nothing(text: str) -> None:
    """A tag of another program is passed over, as Kubernetes does, with a warning; nothing is made of it."""
    (resource,), report = reading(f"{HEAD}data:\n  a: {text}\n")

    assert isinstance(resource.content["data"]["a"], str | list)
    assert [(finding.code, finding.severity) for finding in report] == [("not-yaml", "warning")]


def test_aliases_and_merges() -> None:
    """An alias is what it stands for; of merged mappings the own keys win, then the first; an anchor may be set again."""
    merged = "a: &a {k: 1, l: 1}\nb: &b {l: 2, m: 2}\nc: {<<: [*a, *b], k: 0}\nd: {m: 3, <<: *b}\ne: &a [x]\nf: *a\n&g g: *g\n'<<': x\n"
    (resource,), report = reading(HEAD + merged)

    assert report == []
    assert {name: resource.content[name] for name in ("c", "d", "f", "g", "<<")} == {
        "c": {"k": 0, "l": 1, "m": 2},
        "d": {"m": 3, "l": 2},
        "f": ["x"],
        "g": "g",
        "<<": "x",
    }


@given(values)
@settings(max_examples=300, deadline=None)
def test_reads_back_what_was_written(value: Any) -> None:
    """Any data comes back from our own YAML, from PyYAML's with all in quotes, and from JSON."""
    assume(not re.search(r"\d{19}", repr(value)))  # Kubernetes rounds what has no 64 bits.
    tree = {"apiVersion": "v1", "kind": "Any", "value": value}
    quoted = pyyaml.safe_dump(tree, default_style='"', sort_keys=False, allow_unicode=True)
    for text in (yaml.dump(tree), quoted, json.dumps(tree), json.dumps(tree, ensure_ascii=False, indent=1)):
        resources, report = reading(text)
        assert ([one.content for one in resources], report) == ([tree], [])


@given(texts | meant)
@settings(max_examples=300, deadline=None)
@example("a: &a [*a]")
@example("\ud800")
@example("%YAML 1.1")
@example("...")
@example("a: [")
@example("- " * 2000)
@example('{"a": ' * 2000)
@example("'" + "a\n" * 50)
@example("\r---\ra: [\r")
def test_no_text_is_too_much(text: str) -> None:
    """Whatever the text, the answer is objects and findings with a place in it, and never an exception."""
    for content in (text, HEAD + text, f"{HEAD}data:\n  {text}"):
        for finding in reading(content)[1]:
            assert finding.spot is not None
            place = finding.spot.place()
            assert place.excerpt == content.removeprefix("\ufeff").split("\n")[place.line - 1].removesuffix("\r")
            assert 1 <= place.column <= len(place.excerpt) + 1
            assert render(finding)


@given(texts | meant)
@settings(max_examples=300, deadline=None)
def test_a_broken_document_costs_no_other(text: str) -> None:
    """Whatever stands between two markers, the documents before and behind it are read."""
    assume("%" not in text)  # A directive belongs to the marker behind it.
    resources, _ = reading(f"{GOOD}\n---\n{text}\n---\n{GOOD.replace('good', 'last')}\n")

    assert [resources[0].name, resources[-1].name] == ["good", "last"]


BROKEN = {
    "a tab": "\ta: b",
    "bad indentation": "a:\n  b: c\n d: e",
    "a quote": "a: 'b",
    "a bracket": "a: [b",
    "a character": "a: \x00",
    "half a character": "a: \ud800",
    "no object": "- a",
    "no kind": "a: b",
    "a template": "a: {{ .Values.b }}",
    "a bomb": "a: &a [*a]",
    "too deep": "a: " + "[" * 200 + "]" * 200,
}


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_is_said_once(text: str, end: str) -> None:
    """Of three documents the broken one gives one finding, with a line of its own, and the others are read."""
    content = f"{GOOD}\n---\n{text}\n---\n{GOOD.replace('good', 'last')}\n".replace("\n", end)
    resources, (finding,) = reading(content)

    assert [one.name for one in resources] == ["good", "last"]
    assert finding.spot is not None
    assert 5 <= finding.spot.place().line <= 4 + len(text.splitlines())


def test_documents_of_all_sorts() -> None:
    """Markers with comments or content, ends of documents, directives, marks and blanks separate documents; empty ones are nothing."""
    first, *others = [GOOD.replace("good", name) for name in ("a", "b", "c", "d", "e")]
    content = f"\ufeff# one\n---\n\n--- # two\n{first}\n---\n# no\n--- {{}}\n---\n~\n...\n...\n{others[0]}\n... # end\n%YAML 1.1\n# so\n---\n{others[1]}\n"
    resources, report = reading(
        f"{content}--- !!map\n{others[2]}\n---", f"%TAG ! tag:example.com,2000:\n---\n{others[3]}", "", " \n", "# x"
    )

    assert [one.name for one in resources] == ["a", "b", "c", "d", "e"]
    assert [(finding.code, finding.spot.place().line) for finding in report if finding.spot] == [("no-kind", 10)]


@pytest.mark.parametrize("mark", ["\r", "\x85", "\u2028"])
def test_documents_between_old_line_breaks(mark: str) -> None:
    """Line breaks that only YAML 1.1 knows separate documents as well; for the reader of a finding all is one line."""
    resources, report = reading(f"{GOOD}\n---\n{GOOD}\na: b\nb: b\na: b\n".replace("\n", mark).replace("good", "g"))

    assert [(one.name, one.at("metadata", "name").place().column) for one in resources] == [("g", 104)]
    assert [finding.code for finding in report] == ["duplicate-key", "object-twice"]


def test_json() -> None:
    """JSON is read as JSON: also what YAML has no word for, several objects in a row, and objects with long keys."""
    emoji = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "data": {"a": "\U0001f600", "k" * 2000: "\u2028\t"}})
    resources, report = reading(f"\n {emoji}\n{emoji}{emoji} \n")

    assert [one.content["data"] for one in resources] == 3 * [{"a": "\U0001f600", "k" * 2000: "\u2028\t"}]
    assert [one.at("data", "a").place().line for one in resources] == [2, 3, 3]
    assert report == []


@pytest.mark.parametrize(
    "text", ['{"a": NaN}', '{"a": 1, "a": 2}', '{"a": 1', "{a: 1}", '{"a": 1} x', '{"a": ' + "[" * 200 + "]" * 200 + "}"]
)
def test_what_is_no_json_is_read_as_yaml(text: str) -> None:
    """Text that only begins like JSON is YAML: what is wrong with it is said in that way."""
    (finding, *_) = reading(text)[1]

    assert finding.code in {"no-kind", "duplicate-key", "not-yaml"}


BOMBS = {
    "exponential": "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghijklmnopqrst", "bcdefghijklmnopqrstu", strict=True)),
    "square": f"a: &a [{'x, ' * 2000}]\nb: [{'*a, ' * 2000}]\n",
    "exponential merges": "a: &a {k: x}\n" + "".join(f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 9)).replace("*a0", "*a"),
    "of 10 percent in 4,000,000": f"a: &a [{'x, ' * 300_000}]\nb: [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n",
    "a list in itself": "a: &a [b, *a]\n",
    "a mapping in itself": "a: &a {b: *a}\n",
    "a mapping that merges itself": "a: &a {<<: *a}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bombs_are_left_out(text: str) -> None:
    """A document that aliases make immense or endless is one finding, and no object."""
    resources, report = reading(f"{HEAD}{text}---\n{GOOD}\n")

    assert [one.name for one in resources] == ["good"]
    assert [finding.code for finding in report] == ["alias-bomb"]


def test_many_aliases_are_no_bomb() -> None:
    """Labels that a thousand items share are what aliases are for."""
    items = "- {name: x, labels: *a}\n" * 1000
    (resource,), report = reading(f"{HEAD}data: &a {{app: web, part: shop}}\nitems:\n{items}")

    assert report == []
    assert resource.content["items"] == 1000 * [{"name": "x", "labels": {"app": "web", "part": "shop"}}]


@pytest.mark.parametrize(("levels", "codes"), [(DEEPEST, []), (DEEPEST + 1, ["not-yaml"])])
@pytest.mark.parametrize("pair", ["[]", "{}"])
def test_depth(levels: int, codes: list[str], pair: str) -> None:
    """A hundred levels can be read, by every recursion as well; more are refused, in YAML and in JSON."""
    start, end = ("[", "]") if pair == "[]" else ('{"a": ', "}")
    inner = start * (levels - 1) + pair + end * (levels - 1)
    as_yaml, as_json = f"{HEAD}data: {inner}\n", f'{{"apiVersion": "v1", "kind": "ConfigMap", "data": {inner}}}'
    for text in (as_yaml, as_json):
        assert [finding.code for finding in reading(text)[1]] == codes


def test_lists() -> None:
    """The items of lists of any kind are objects, also in lists in lists; those of a typed list need not say what they are."""
    inner = '{"kind": "RoleList", "apiVersion": "rbac.authorization.k8s.io/v1", "items": [{"metadata": {"name": "b"}}, {"kind": "Other", "apiVersion": "v1"}]}'
    content = f"apiVersion: v1\nkind: List\nitems:\n- {GOOD.replace(chr(10), chr(10) + '  ')}\n- {inner}\n- {{apiVersion: v1, kind: List}}\n- {{apiVersion: v1, kind: AccessList}}\n"
    resources, report = reading(content)

    assert [(one.group, one.title, one.path) for one in resources] == [
        ("", "ConfigMap/good", ("items", 0)),
        ("rbac.authorization.k8s.io", "Role/b", ("items", 1, "items", 0)),
        ("", "Other/", ("items", 1, "items", 1)),
        ("", "AccessList/", ("items", 3)),
    ]
    assert report == []
    assert resources[1].at("metadata", "name").place().line == 7


def test_items_are_objects() -> None:
    """An item that is no object, or does not say which one it is, is said at its own place."""
    content = f"apiVersion: v1\nkind: List\nitems:\n- web\n- 1\n- \n- []\n- metadata: {{}}\n- {{kind: 1, apiVersion: v1}}\n- {GOOD.replace(chr(10), chr(10) + '  ')}\n"

    assert [one.name for one in reading(content)[0]] == ["good"]
    assert said(content) == [
        *("not-an-object 0.yaml:4:3", "not-an-object 0.yaml:5:3", "not-an-object 0.yaml:6:2", "not-an-object 0.yaml:7:3"),
        *("no-kind 0.yaml:8:3", "no-kind 0.yaml:9:3"),
    ]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("true", "the document is a boolean, not an object", ""),
        ("1.5", "the document is a number, not an object", ""),
        ("<html></html>", "the document is text, not an object", "HTML"),
        ("# app\n[app]\n", "the document is a list, not an object", "TOML"),
        ("name = 'web'", "the document is text, not an object", "TOML"),
        ("apiVersion: v1", "this is no Kubernetes object: it has no `kind`", ""),
        ("kind: ''", "this is no Kubernetes object: it has no `apiVersion` and no `kind`", ""),
        ("apiVersion: 1\nkind: Pod", "this is no Kubernetes object: it has a number for its `apiVersion`", ""),
        ("apiVersion: 1\nkind: {}", "this is no Kubernetes object: it has a number for its `apiVersion` and a mapping for its `kind`", ""),
        ("kind: 2", "this is no Kubernetes object: it has no `apiVersion` and a number for its `kind`", ""),
    ],
)
def test_what_is_no_object(text: str, message: str, hint: str) -> None:
    """The finding says what the document is instead, and names the language that it looks like."""
    (finding,) = reading(text)[1]

    assert finding.message == message
    assert bool(hint) == bool(finding.hint)
    assert hint in finding.hint


def test_an_object_twice() -> None:
    """Of objects with one name the last one stays, over all texts; the finding has both places; without a name nobody is anybody."""
    twice = "apiVersion: {}\nkind: Ingress\nmetadata: {{name: web{}}}\nspec: {}"
    contents = (
        twice.format("networking.k8s.io/v1", "", 1),
        f"{twice.format('networking.k8s.io/v1beta1', ', namespace: default', 2)}\n---\n{twice.format('extensions/v1', '', 3)}",
        twice.format("networking.k8s.io/v1", ", namespace: shop", 4),
        *2 * [GOOD.replace("name", "generateName")],
        *2 * ["apiVersion: v1\nkind: Pod"],
    )
    resources, (finding,) = reading(*contents)

    assert [one.content["spec"] for one in resources if "spec" in one.content] == [2, 3, 4]
    assert len(resources) == 7
    assert said(*contents) == ["object-twice 1.yaml:3:18"]
    assert [spot.place().file for spot, _ in finding.related] == ["0.yaml"]


def test_kinds_of_others() -> None:
    """Kinds of other groups than Kubernetes' own are left out with one note each; policies of network plugins are noted and stay."""
    one = "---\napiVersion: {}/v1\nkind: {}\nmetadata: {{name: {}}}\n"
    kinds = [("argoproj.io", "Rollout", "a"), ("argoproj.io", "Rollout", "b"), ("cilium.io", "CiliumNetworkPolicy", "c")]
    kinds += [("policy.networking.k8s.io", "AdminNetworkPolicy", "d"), ("gateway.networking.k8s.io", "HTTPRoute", "e")]
    resources, report = reading("".join(one.format(*kind) for kind in kinds))

    assert [one.title for one in resources] == ["CiliumNetworkPolicy/c", "AdminNetworkPolicy/d", "HTTPRoute/e"]
    assert [(finding.code, finding.severity, finding.message) for finding in report] == [
        ("unknown-kind", "note", "2 objects of the kind Rollout are passed over: argoproj.io is no part of Kubernetes"),
        ("unknown-kind", "note", "CiliumNetworkPolicy/c is passed over: it may open or close more than is computed here"),
        ("unknown-kind", "note", "AdminNetworkPolicy/d is passed over: it may open or close more than is computed here"),
    ]


MISTAKES = {
    "text beyond a quote": ("a: 'b' c", "1:8", "something stands behind a value that has ended"),
    "a key beyond its text": ("a:b\nc: d", "2:2", "a key stands where the text of the line above goes on"),
    "a list behind its key": ("a: - b", "1:4", "a list cannot begin here"),
    "a key in a list": ("- a\nb: c", "2:1", "the list goes on with something that is no item"),
    "a bracket too many": ("a: b\n]", "2:1", "the line fits nothing above it"),
    "a bracket at the end": ("a: [b,\n", "1:6", "a list in brackets or a mapping in braces is not closed, or lacks a comma"),
    "a second value": ("'a'\n'b'", "2:1", "the document has ended, and something follows"),
    "a directive alone": ("%YAML 1.1\n", "1:9", "a line that begins with % stands before no document"),
    "another directive": ("%FOO\n---\na", "1:5", "this is no YAML: found unknown directive name"),
    "a tag of nobody": ("a: !b!c d", "1:4", "the tag is not declared"),
    "a mark": ("a: b\n\ufeffc: d", "2:2", "a byte order mark stands inside the text"),
    "half a pair": ('a: "\\ud83d"', "1:7", "a backslash in double quotes begins an escape that does not exist"),
    "a bell": ("a: \x07", "1:4", "YAML does not allow the character U+0007"),
    "a text begun on its line": ("a: |b", "1:5", "behind `|` and `>` only a digit, `+` or `-` may stand"),
    "an empty value with a tag": ("a: !!int", "1:4", '"" is no !!int'),
}


@pytest.mark.parametrize(("text", "place", "message"), MISTAKES.values(), ids=MISTAKES)
def test_mistakes_in_their_words(text: str, place: str, message: str) -> None:
    """What the parser stumbles over is said in words of a manifest's author, where it stands."""
    (finding, *_) = [finding for finding in reading(text)[1] if finding.code == "not-yaml"]

    assert finding.message == message
    assert finding.spot is not None
    assert f"{finding.spot.place().line}:{finding.spot.place().column}" == place


def test_places_cost_nothing_until_something_is_said() -> None:
    """Reading and checking a sound system loads no module that finds places, and no second parser."""
    sound = textwrap.dedent((HERE / "broken/sound.yaml").read_text())
    program = """
import sys
from rocksolid.verify.document import Text
from rocksolid.verify.verdict import verify
print(len(verify([Text("sound.yaml", sys.stdin.read())]).findings), {"rocksolid.verify.positions", "ruamel", "ruamel.yaml"} & set(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], input=sound, capture_output=True, text=True, check=True)

    assert done.stdout == "0 set()\n"
