import json

from rocksolid.diff.compare import of_topic
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
    stays, gone, come = ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}} for name in ("stays", "gone", "come"))

    assert said([gone, stays], [{**stays, "data": {}}, come]) == [("ConfigMap/come", "is new"), ("ConfigMap/gone", "is gone")]


def test_what_others_tell_is_not_told_again() -> None:
    """That pods stop or a name is no longer found, the updates say, and the calls tell of each workload that comes or goes."""
    service, deployment = (
        {"apiVersion": version, "kind": kind, "metadata": {"name": "web"}}
        for version, kind in (("v1", "Service"), ("apps/v1", "Deployment"))
    )
    both = sides(*("\n---\n".join(map(json.dumps, one)) for one in ([service, deployment], [])))

    assert said([service, deployment], []) == []
    assert [change.subject for change in of_topic("updates", both)] == ["Service/web", "Deployment/web"]
    assert [change.subject for change in of_topic("calls", both)] == ["Deployment/web"]
    assert said([], [service, deployment]) == [("Service/web", "is new")]


def test_a_name_that_the_server_makes_is_another_one_each_time() -> None:
    """Objects of one prefix are not one another, and none of them can be deleted by its prefix."""
    runs = [{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"generateName": "run-"}, "data": {"a": value}} for value in "abc"]
    both = sides(*("\n---\n".join(map(json.dumps, one)) for one in (runs[:2], runs[1:])))

    assert said(runs[:2], runs[1:]) == [("ConfigMap/run-", "is new"), ("ConfigMap/run-", "is gone")]
    assert [old.content for old, _ in both.both] == [runs[1]]


def test_a_job_that_the_server_names_is_not_to_be_deleted() -> None:
    """The prefix of a name is no name: no command is built of it."""
    run = {"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"generateName": "run-"}}

    assert list(of_topic("updates", sides(json.dumps(run), ""))) == []


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
    """A Job of somebody else, one without a hash, and one of another name are no runs of one another: the calls tell of both."""
    for old, new in (
        (job("migrate-0123abcd", labels={}), job("migrate-89ef4567", labels={})),
        (job("migrate-a"), job("migrate-b")),
        (job("import-20240102", labels={}), job("import-20240103", labels={})),
        (job("migrate-0123abcd"), job("seed-0123abcd")),
        (job("migrate-0123abcd"), job("migrate-89ef4567", namespace="other")),
    ):
        both = sides(json.dumps(old), json.dumps(new))

        assert said([old], [new]) == []
        assert [change.message.partition(":")[0] for change in of_topic("calls", both)] == ["is gone", "is new"]
