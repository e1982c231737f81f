import json

from rocksolid.diff.objects import objects

from shop import Tree
from sides import sides

OURS = {"app.kubernetes.io/managed-by": "rocksolid"}


def job(name: str, **metadata: object) -> Tree:
    """A Job of rocksolid."""
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": name, "namespace": "shop", "labels": OURS, **metadata}}


def said(old: list[Tree], new: list[Tree]) -> list[tuple[str, str]]:
    """The subject and message of every change."""
    return [(change.subject, change.message) for change in objects(sides(*("\n---\n".join(map(json.dumps, one)) for one in (old, new))))]


def test_what_comes_and_what_goes() -> None:
    """An object of one side is one line; one that is on both is none, whatever it says."""
    stays, gone, come = ({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}} for name in ("stays", "gone", "come"))

    assert said([gone, stays], [{**stays, "spec": {}}, come]) == [("Service/come", "is new"), ("Service/gone", "is gone")]


def test_another_version_of_its_api_is_the_same_object() -> None:
    """The group, the kind, the namespace and the name make an object, not the version."""
    old, new = (
        {"apiVersion": f"policy/{version}", "kind": "PodDisruptionBudget", "metadata": {"name": "a"}} for version in ("v1beta1", "v1")
    )

    assert said([old], [new]) == []


def test_a_job_that_is_named_by_its_template_runs_again() -> None:
    """Such a Job comes and goes with every change of its template: that is one line, a new run, in each namespace."""
    old = [job("migrate-0123abcd"), job("migrate-0123abcd", namespace="other")]
    new = [job("migrate-89ef4567"), job("migrate-0123abcd", namespace="other")]

    assert said(old, new) == [
        ("shop/Job/migrate-89ef4567", "a new run: migrate-0123abcd was the last one; a Job is named by its template, which has changed")
    ]


def test_any_other_job_comes_and_goes() -> None:
    """A Job of somebody else, one without a hash, and one of another name are no runs of one another."""
    for old, new in (
        (job("migrate-0123abcd", labels={}), job("migrate-89ef4567", labels={})),
        (job("migrate-a"), job("migrate-b")),
        (job("migrate-0123abcd"), job("seed-0123abcd")),
        (job("migrate-0123abcd"), job("migrate-89ef4567", namespace="other")),
    ):
        assert [message for _, message in said([old], [new])] == ["is new", "is gone"]
