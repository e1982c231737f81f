"""Parts unite without order, and two that say the same field are a mistake in a rule."""

import random
from typing import Any

import pytest
from rocksolid.emit import yaml
from rocksolid.manifest.assemble import ConflictError, assemble, named
from rocksolid.manifest.part import Part, Ref
from rocksolid.manifest.shape import APPLY_ORDER
from rocksolid.manifest.shared import Shared
from rocksolid.rules import RULES
from rocksolid.rules.platform import PLATFORM_RULES

from test_provenance import APPS, PLATFORMS, compiled

DEPLOYMENT = Ref("apps/v1", "Deployment", "web", None)


def pod(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a piece of a pod's spec in a Deployment."""
    return {"spec": {"template": {"spec": spec}}}


@pytest.mark.parametrize("title", PLATFORMS)
def test_the_order_of_rules_has_no_meaning(title: str) -> None:
    """Any order of the rules gives the same bytes."""
    result = compiled(APPS, PLATFORMS[title])
    rules = [*RULES, *PLATFORM_RULES]
    for seed in range(3):
        random.Random(seed).shuffle(rules)  # noqa: S311  The seed makes a failure repeatable.
        objects = map(named, assemble((rule.__name__, part) for rule in rules for part in rule(result.system)))
        assert yaml.dump_all([one.content for one in objects]) == result.yaml()


def test_rules_that_write_one_field_are_refused() -> None:
    """A field that is written twice raises and names both rules, even if they agree."""
    said = [(rule, Part(DEPLOYMENT, {"spec": {"replicas": 3}}, ())) for rule in ("one", "other")]
    with pytest.raises(ConflictError, match=r"Deployment web: spec\.replicas is written twice, by one and other"):
        assemble(said)


def test_rules_that_write_one_field_of_a_container_are_refused() -> None:
    """Also inside an item of a list that is united, both rules are named."""
    said = [(rule, Part(DEPLOYMENT, pod({"containers": [{"name": "web", "image": rule}]}), ())) for rule in ("one", "other")]
    with pytest.raises(ConflictError, match=r"containers\.image is written twice, by one and other"):
        assemble(said)


def test_rules_that_fill_one_list_are_refused_unless_it_is_shared() -> None:
    """Only the lists in the table are filled by several rules; any other is one rule's."""
    said = [(rule, Part(DEPLOYMENT, pod({"tolerations": [{"key": rule}]}), ())) for rule in ("one", "other")]
    with pytest.raises(ConflictError, match="tolerations is written twice"):
        assemble(said)


def test_containers_are_united_by_name() -> None:
    """What two rules say of one container becomes one container, its fields in the order that readers expect."""
    said = [
        ("health", Part(DEPLOYMENT, pod({"containers": [{"name": "web", "livenessProbe": {}}]}), ("health",))),
        ("workload", Part(DEPLOYMENT, pod({"containers": [{"name": "web", "image": "web:1"}]}), ("image",))),
    ]
    (found,) = assemble(said)
    assert list(found.content["spec"]["template"]["spec"]["containers"][0]) == ["name", "image", "livenessProbe"]
    assert [origin.rule for origin in found.origins(("spec", "template", "spec", "containers", 0, "image"))] == ["workload"]


def test_rules_cannot_write_what_every_object_has() -> None:
    """What an object is called is not for a part to say: the conflict names its rule."""
    for path, content in (("kind", {"kind": "Job"}), ("metadata.name", {"metadata": {"name": "other"}})):
        with pytest.raises(ConflictError, match=f"{path} is written twice, by metadata and one"):
            assemble([("one", Part(DEPLOYMENT, content, ()))])


def test_a_label_of_a_part_takes_the_place_of_that_of_all_objects() -> None:
    """A part may say more exactly what all objects of its owner say: the field is then that rule's, the others stay."""
    ref = Ref("v1", "Service", "web", None, metadata={"labels": {"team": "a", "tier": "b"}})
    (found,) = assemble([("one", Part(ref, {"metadata": {"labels": {"team": "c", "app": "web"}}}, ()))])
    assert found.content["metadata"]["labels"] == {"app": "web", "team": "c", "tier": "b"}
    rules = {label: [origin.rule for origin in found.origins(("metadata", "labels", label))] for label in ("app", "team", "tier")}
    assert rules == {"app": ["one"], "team": ["one"], "tier": ["metadata"]}


@pytest.mark.parametrize("ordered", [True, False])
def test_an_item_of_one_rule_has_the_order_of_all(ordered: bool) -> None:  # noqa: FBT001  A parameter of a test.
    """Of several mounts each begins with its name, and is the very table that was said where that has the order already."""
    mount = Shared({"name": "tmp", "mountPath": "/tmp"} if ordered else {"mountPath": "/tmp", "name": "tmp"})  # noqa: S108  A path in a container.
    mounts = (mount, {"name": "data", "mountPath": "/data"})
    said = [("one", Part(DEPLOYMENT, pod({"containers": [{"name": "web", "volumeMounts": [one]}]}), ())) for one in mounts]
    (found,) = assemble(said)
    _, written = found.content["spec"]["template"]["spec"]["containers"][0]["volumeMounts"]
    assert list(written) == ["name", "mountPath"]
    assert (written is mount) == ordered


def test_what_rules_say_is_not_changed() -> None:
    """Two objects may share a piece: uniting one leaves the other as it was."""
    shared = pod({"securityContext": {"runAsNonRoot": True}})
    other = Ref("apps/v1", "Deployment", "other", None)
    said = [
        ("a", Part(DEPLOYMENT, shared, ())),
        ("a", Part(other, shared, ())),
        ("b", Part(other, pod({"securityContext": {"runAsUser": 1}}), ())),
    ]
    _, web = assemble(said)
    assert web.content["spec"] == {"template": {"spec": {"securityContext": {"runAsNonRoot": True}}}}
    assert shared == pod({"securityContext": {"runAsNonRoot": True}})


def test_a_jobs_name_changes_with_its_template_alone() -> None:
    """A Job's template is immutable, so another template is another Job; all else leaves its name."""
    ref = Ref("batch/v1", "Job", "import", None, hashed=True)

    def name(image: str, backoff: int) -> str:
        spec = {"backoffLimit": backoff, **pod({"containers": [{"name": "import", "image": image}]})["spec"]}
        return str(named(*assemble([("job", Part(ref, {"spec": spec}, ()))])).content["metadata"]["name"])

    assert name("import:1", 1) == name("import:1", 2) != name("import:2", 1)
    assert name("import:1", 1).startswith("import-")
    assert len(name("import:1", 1)) == len("import-") + 8


def test_every_kind_has_its_place_in_the_stream() -> None:
    """Whatever is emitted stands in the order of application, and each app's objects stand together, the platform's first."""
    for platform in PLATFORMS.values():
        objects = compiled(APPS, platform).manifests
        assert {one.ref.kind for one in objects} <= set(APPLY_ORDER)
        places = [(one.ref.owner.namespace, one.ref.owner.name, APPLY_ORDER[one.ref.kind]) for one in objects]
        assert places == sorted(places)
