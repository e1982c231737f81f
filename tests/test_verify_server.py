"""What a server refuses in whole objects: `tests/data/server-objects.yaml` holds the cases."""

import copy
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rocksolid.finding import Finding
from rocksolid.verify.checks.server import server
from rocksolid.verify.cluster import Cluster, Premises
from rocksolid.verify.document import Document, Text, get
from rocksolid.verify.encodings import ENCODINGS
from rocksolid.verify.resource import Resource
from rocksolid.verify.server import duplicates, formats
from rocksolid.verify.server.kinds import EVERY, KINDS
from rocksolid.verify.server.refusal import Refusal, Written, field, keyed
from rocksolid.verify.verdict import verify

from fields import published
from shop import DATA, SHOP, Tree

CASES: list[dict[str, Any]] = yaml.safe_load((DATA / "server-objects.yaml").read_text(encoding="utf-8"))
SNAPSHOTS = sorted((Path(__file__).parents[1] / "snapshots").glob("*.yaml"))
NEWEST = 36
MIB = 2**20
WRITTEN = {"apps.v1", "batch.v1", "core.v1", "meta.v1", "networking.v1"}
OBJECTS = [case["object"] for case in CASES] + SHOP

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))


def refusals(one: Tree, minor: int = NEWEST) -> list[Refusal]:
    """Return all that is refused in an object."""
    rules = (*EVERY, *KINDS.get((one["apiVersion"], one["kind"]), ()))
    return list(chain.from_iterable(rule(one, minor) for rule in rules))


def said(*objects: Tree, minor: int = NEWEST) -> list[Finding]:
    """Return what the check says about objects."""
    resources = tuple(Resource(Document(Text("case.yaml", ""), 0, 0, 1, one), (), one) for one in objects)
    return list(server(Cluster(resources, Premises(kubernetes=f"1.{minor}"))))


@each_case
def test_names_the_fields_that_the_server_names(case: dict[str, Any]) -> None:
    """Of an object, the server refuses these fields, those only when it is applied, and those only once it makes the pods."""
    found = refusals(case["object"], case.get("minor", NEWEST))
    by_stage = {stage: {field(one.path) for one in found if one.stage == stage} for stage in ("object", "apply", "pod")}

    assert by_stage == {"object": {*case.get("refused", ())}, "apply": {*case.get("apply", ())}, "pod": {*case.get("made", ())}}


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("spec", "ports", 0, "name"), "spec.ports[0].name"),
        (("data", "a.b"), "data[a.b]"),
        (("data", ".b"), "data[.b]"),
        (("limits", keyed("cpu"), "value"), "limits[cpu].value"),
        (("annotations", Written(".example.com/key")), "annotations.example.com/key"),
        ((), ""),
    ],
)
def test_a_path_is_written_as_the_server_writes_it(path: tuple[str | int, ...], written: str) -> None:
    """A step gets its dot or brackets by its look, but where it says itself how it is written."""
    assert field(path) == written


@each_case
def test_points_at_what_stands_there(case: dict[str, Any]) -> None:
    """Where to look is something that the author wrote, or a mapping that lacks something."""
    for one in refusals(case["object"], case.get("minor", NEWEST)):
        spot = one.path if one.spot is None else one.spot
        assert get(case["object"], *spot) is not None or get(case["object"], *spot[:-1]) is not None, one


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda path: path.stem)
def test_our_own_objects_are_taken(snapshot: Path) -> None:
    """No server refuses what the examples render to."""
    objects = [one for one in yaml.safe_load_all(snapshot.read_text(encoding="utf-8")) if one]

    assert not said(*objects)


def test_each_stage_has_a_code_and_a_sentence() -> None:
    """A finding says what is refused, of which object and when."""
    twice = {"name": "A", "value": "1"}
    pod = {"containers": [{"name": "web", "image": " web", "env": [twice, twice]}], "hostname": "Web"}
    found = said({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": pod})

    assert {(one.code, one.message.partition(": ")[0]) for one in found} == {
        ("refused", "the server refuses spec.hostname of Pod/web"),
        ("refused", "the server refuses spec.containers[0].image of Pod/web"),
        ("refused-apply", "server-side apply refuses spec.containers[0].env of Pod/web"),
    }


def test_what_is_refused_as_a_whole_has_no_field() -> None:
    """A ConfigMap that is too large is refused itself."""
    (found,) = said({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web"}, "data": {"a": "b" * (MIB + 1)}})

    assert found.message.startswith(f"the server refuses ConfigMap/web: has {MIB + 1} bytes")


def test_values_count_as_they_are_kept() -> None:
    """What stands in base64 is counted as the bytes that it is; so much, and no more, may a Secret hold."""
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "web"}, "data": {"a": "AAAA" * (MIB // 3)}}
    larger = {**secret, "stringData": {"b": "xx"}}

    assert not said(secret)
    assert [one.message for one in said(larger)] == [
        f"the server refuses data of Secret/web: has {MIB + 1} bytes, and {MIB} at the most are taken"
    ]


def test_annotations_have_a_size() -> None:
    """All annotations of an object together have 256 KiB at the most."""
    config: Tree = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "web", "annotations": {"a": "x" * (256 * 1024 - 1)}}}
    larger = copy.deepcopy(config)
    larger["metadata"]["annotations"]["b"] = ""

    assert [len(said(one)) for one in (config, larger)] == [0, 1]


def test_no_message_tells_a_secret() -> None:
    """What stands in a Secret is in no finding about it."""
    hidden = "hunter2%"
    text = f"apiVersion: v1\nkind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata:\n  name: web\ndata:\n  .dockerconfigjson: {hidden}\n"
    plain = text.replace("data:", "stringData:")
    found = [one for given_ in (text, plain) for one in verify([Text("case.yaml", given_)]).findings]

    assert {one.code for one in found} == {"schema", "refused"}
    assert not any(hidden in f"{one.message}{one.hint}{one.spot.place() if one.spot else ''}" for one in found)


def test_each_list_with_keys_is_known() -> None:
    """Of the lists with keys, those that only apply refuses have the keys of the published schemas; the others are refused anyway."""
    known = {**duplicates.OF_METADATA, **duplicates.OF_ACCOUNTS, **duplicates.OF_PODS, **duplicates.OF_CONTAINERS}
    keys = {
        name: tuple(schema["x-kubernetes-list-map-keys"])
        for kind, definition in published(NEWEST).items()
        if ".".join(kind.split(".")[-3:-1]) in WRITTEN
        for name, schema in definition.get("properties", {}).items()
        if schema.get("x-kubernetes-list-type") == "map" and kind.split(".")[-1] in {"Container", "ObjectMeta", "PodSpec", "ServiceAccount"}
    }

    assert {name: tuple(fields) for name, fields in known.items()} == {name: keys[name] for name in known}
    assert keys.keys() - known.keys() == {
        "containers",
        "ephemeralContainers",
        "initContainers",
        "resourceClaims",
        "schedulingGates",
        "topologySpreadConstraints",
        "volumeDevices",
        "volumeMounts",
        "volumes",
    }


WITHOUT = """
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web}
roleRef: {kind: Role, name: web}
---
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: web}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {ingress: [], egress: []}
---
apiVersion: v1
kind: LimitRange
metadata: {name: web}
spec: {}
"""


def test_what_servers_fill_in_need_not_be_said() -> None:
    """Old schemas ask for fields that their servers do not ask for."""
    assert not [one for one in verify([Text("case.yaml", WITHOUT)], Premises(kubernetes="1.30")).findings if one.severity == "error"]


@pytest.mark.parametrize(
    ("encoding", "value", "fits"),
    [
        ("byte", 1, True),
        ("byte", "", True),
        ("byte", "aGk=", True),
        ("byte", "aG\nk=\n", True),
        ("byte", "aGk", False),
        ("byte", "aG k=", False),
        ("date-time", "2030-12-31T23:59:59Z", True),
        ("date-time", "2030-12-31T23:59:59.25+01:00", True),
        ("date-time", "2030-12-31", False),
        ("date-time", "2030-13-01T00:00:00Z", False),
    ],
)
def test_reads_what_json_has_no_types_for(encoding: str, value: Any, fits: bool) -> None:  # noqa: FBT001
    """Bytes are base64 with lines or without, a time has a zone, and what is no text is another's to say."""
    assert ENCODINGS[encoding](value) is fits


@pytest.mark.parametrize(
    ("text", "minor", "problem"),
    [
        ("192.0.2.0/24", 36, ""),
        ("2001:db8::/32", 36, ""),
        ("192.0.2.1/24", 36, "has bits behind its prefix: 192.0.2.0/24"),
        ("192.0.2.1/24", 35, ""),
        ("192.000.002.0/24", 36, "must not have numbers that begin with 0"),
        ("192.000.002.0/24", 35, ""),
        ("0000:0db8::/32", 36, ""),
        ("192.0.2.0/024", 36, "must not have numbers that begin with 0"),
        ("fe80::1%eth0/64", 36, "must be a range of addresses, as 192.0.2.0/24"),
        ("192.0.2.0/33", 36, "must be a range of addresses, as 192.0.2.0/24"),
        ("192.0.2.0", 36, "must be a range of addresses, as 192.0.2.0/24"),
        ("::ffff:192.0.2.0/120", 36, "must not be an address of IPv4 in the form of IPv6"),
        ("192.0.2.0/٢٤", 36, "must be a range of addresses, as 192.0.2.0/24"),
    ],
)
def test_ranges_of_addresses(text: str, minor: int, problem: str) -> None:
    """Newer servers take a range only in the form in which everybody reads it alike."""
    assert formats.cidr(text, minor).removeprefix(f'"{text}" ') == problem


def damaged(tree: Any) -> Iterator[Any]:
    """Yield a tree with one of its parts made something else, for each part."""
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            for other in (*damaged(value), *NONSENSE):
                yield {**tree, key: other} if isinstance(tree, dict) else [*tree[:key], other, *tree[key + 1 :]]


NONSENSE: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**70,
    1.5,
    "",
    "\0 é",
    "\ud800",
    [],
    [None],
    [[]],
    {},
    {"": None},
    {"\ud800": "\ud800"},
    {"a": {"b": []}},
)


@pytest.mark.parametrize("one", OBJECTS, ids=lambda one: f"{one['kind']}-{one['metadata'].get('name', '')}")
def test_never_raises(one: Tree) -> None:
    """Whatever stands anywhere in an object, the rules only find or find not."""
    for other in damaged(one):
        if isinstance(other["kind"], str) and isinstance(other["apiVersion"], str):  # Others are no objects.
            assert all(isinstance(found, Refusal) for found in refusals(other))


@given(st.text(max_size=70))
def test_formats_only_say_what_is_wrong_with_a_text(text: str) -> None:
    """A format returns nothing, or a sentence; a label is a subdomain, and the name of a port is a label."""
    for format_of in (formats.dns_label, formats.subdomain, formats.wildcard, formats.label_key, formats.label_value, formats.config_key):
        assert isinstance(format_of(text), str)
    assert not (formats.dns_label(text) == "" and formats.subdomain(text))
    assert not (formats.dns_1035_label(text) == "" and formats.dns_label(text))
    assert not (formats.port_name(text) == "" and formats.dns_label(text))
