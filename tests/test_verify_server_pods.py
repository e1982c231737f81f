"""What a server refuses in pods: `tests/data/server-pods.yaml` holds the cases."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.verify.document import Path as Steps
from rocksolid.verify.document import get
from rocksolid.verify.server.pods.rules import pod, pod_template
from rocksolid.verify.server.refusal import Refusal, Stage, field

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "data" / "server-pods.yaml").read_text(encoding="utf-8"))
NEWEST = 36
TEMPLATE: Steps = ("spec", "template")
METADATA = {"labels": {"app": "web"}}

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))


def template(case: dict[str, Any]) -> dict[str, Any]:
    """Return the pod template of a case."""
    container = {"name": "web", "image": "registry.example.com/web:1.0.0", **case.get("container", {})}
    return copy.deepcopy({"metadata": METADATA, "spec": {"containers": [container], **case.get("given", {})}})


def of_template(case: dict[str, Any]) -> list[Refusal]:
    """Return what is refused in a Deployment's pods."""
    return list(pod_template(template(case), TEMPLATE, case.get("minor", NEWEST)))


def fields(refusals: list[Refusal], stage: Stage) -> set[str]:
    """Return the fields that are refused at one stage."""
    return {field(one.path) for one in refusals if one.stage == stage}


def below(prefix: str, names: list[str]) -> set[str]:
    """Return fields with where their pod stands."""
    return {f"{prefix}.{name}".removesuffix(".") for name in names}


@each_case
def test_names_the_fields_that_the_server_names(case: dict[str, Any]) -> None:
    """Of a template, the server refuses these fields at once, and those once it makes the pods."""
    refusals = of_template(case)

    assert fields(refusals, "object") == below("spec.template.spec", case.get("refused", []))
    assert fields(refusals, "pod") == below("spec", case.get("made", []))


@each_case
def test_a_pod_is_refused_at_once_for_all(case: dict[str, Any]) -> None:
    """Of a Pod, the server refuses at once what it would refuse of its template, and of pods made of it."""
    refusals = list(pod(template(case), case.get("minor", NEWEST)))

    assert fields(refusals, "object") == below("spec", [*case.get("refused", []), *case.get("made", [])])
    assert not fields(refusals, "pod")


@each_case
def test_refuses_only_the_pods_of_what_is_not_read_before(case: dict[str, Any]) -> None:
    """Where the server reads a template only when it makes the pods, it refuses only these, at the same places."""
    made = list(pod_template(template(case), TEMPLATE, case.get("minor", NEWEST), frozenset()))

    assert {one.stage for one in made} <= {"pod"}
    assert fields(made, "pod") == below("spec", [*case.get("refused", []), *case.get("made", [])])
    assert [place(one) for one in made] == [place(one) for one in of_template(case)]


@each_case
def test_points_at_what_stands_there(case: dict[str, Any]) -> None:
    """Where to look is something that the author wrote, or a mapping that lacks something."""
    written = {"spec": {"template": template(case)}}

    for one in of_template(case):
        assert get(written, *place(one)) is not None or get(written, *place(one)[:-1]) is not None, one


@each_case
def test_mends_by_its_hints(case: dict[str, Any]) -> None:
    """A hint that sets the refused field itself makes the refusal go away."""
    for one in of_template(case):
        hint = yaml.safe_load(one.hint) if one.hint else None
        path = place(one)
        if not isinstance(hint, dict) or list(hint) != [path[-1]]:
            continue
        mended = {"spec": {"template": template(case)}}
        get(mended, *path[:-1])[path[-1]] = hint[path[-1]]

        again = pod_template(mended["spec"]["template"], TEMPLATE, case.get("minor", NEWEST))
        assert (one.path, one.problem) not in {(other.path, other.problem) for other in again}


def place(one: Refusal) -> Steps:
    """Return where a refusal is shown."""
    return one.path if one.spot is None else one.spot


def test_knows_the_volumes_that_a_controller_adds() -> None:
    """A mount of a claim that a StatefulSet makes is of a volume of its pods."""
    case = {"container": {"volumeMounts": [{"name": "data", "mountPath": "/data"}]}}

    assert not list(pod_template(template(case), TEMPLATE, NEWEST, frozenset({"data"})))
    assert fields(list(pod_template(template(case), TEMPLATE, NEWEST, frozenset())), "pod") == {"spec.containers[0].volumeMounts[0].name"}


@pytest.mark.parametrize(
    ("key", "value", "refused"),
    [
        ("controller.kubernetes.io/pod-deletion-cost", "-100", ""),
        ("controller.kubernetes.io/pod-deletion-cost", "007", "[controller.kubernetes.io/pod-deletion-cost]"),
        ("controller.kubernetes.io/pod-deletion-cost", "2147483648", "[controller.kubernetes.io/pod-deletion-cost]"),
        ("container.apparmor.security.beta.kubernetes.io/web", "localhost/web", ""),
        ("container.apparmor.security.beta.kubernetes.io/web", "default", "[container.apparmor.security.beta.kubernetes.io/web]"),
        ("container.apparmor.security.beta.kubernetes.io/api", "unconfined", "[container.apparmor.security.beta.kubernetes.io/api]"),
        ("seccomp.security.alpha.kubernetes.io/pod", "runtime/default", ""),
        ("seccomp.security.alpha.kubernetes.io/pod", "localhost/../a", ".seccomp.security.alpha.kubernetes.io/pod"),
        ("seccomp.security.alpha.kubernetes.io/pod", "strict", ".seccomp.security.alpha.kubernetes.io/pod"),
        ("example.com/note", "anything", ""),
    ],
)
def test_reads_the_annotations_that_kubernetes_reads(key: str, value: str, refused: str) -> None:
    """The server says of a template's annotations that they stand in the template, of a Pod's that they stand in its metadata."""
    annotated = template({}) | {"metadata": {"annotations": {key: value}}}

    in_template = fields(list(pod_template(annotated, TEMPLATE, NEWEST)), "object")
    in_pod = fields(list(pod(annotated, NEWEST)), "object")
    assert in_template == ({f"spec.template.annotations{refused}"} if refused else set())
    assert in_pod == ({f"metadata.annotations{refused}"} if refused else set())


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["web", "Always", "In", "Localhost", "1Gi"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3) | st.integers() | st.none(), inner, max_size=3),
    max_leaves=5,
)


def places(content: Any, path: Steps = ()) -> Iterator[Steps]:
    """Yield every path in a tree but the root."""
    inner = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


@settings(max_examples=300, deadline=None)
@given(case=st.sampled_from(CASES), data=st.data())
def test_no_rule_raises_whatever_stands_in_a_pod(case: dict[str, Any], data: st.DataObject) -> None:
    """Anything may stand anywhere: what is refused has a path and a reason."""
    damaged = template(case)
    for path in data.draw(st.lists(st.sampled_from(list(places(damaged))), min_size=1, max_size=2, unique=True)):
        around: Any = get(damaged, *path[:-1])
        if get(damaged, *path) is not None:
            around[path[-1]] = data.draw(JUNK)

    for minor in (case.get("minor", NEWEST), 37):
        for one in (
            *pod_template(damaged, TEMPLATE, minor),
            *pod(damaged, minor),
            *pod_template(damaged, TEMPLATE, minor, frozenset({"a"})),
        ):
            assert field(one.path)
            assert one.problem


@pytest.mark.parametrize(
    "junk", [None, [], "", 0, {"spec": []}, {"spec": {}, "metadata": []}, {"spec": "", "metadata": {"annotations": {1: "", "a": 1}}}]
)
def test_a_template_that_is_none_is_not_refused(junk: Any) -> None:
    """What is no pod at all is the schema's to refuse."""
    assert not list(pod_template(junk, TEMPLATE, NEWEST))
