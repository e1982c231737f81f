import zoneinfo
from pathlib import Path
from typing import Any

import pytest
from rocksolid.compiler import RefusedError

from build import APP, compile_toml, one, pod

JOB = APP + 'kind = "job"\n'


def job(words: str = "", text: str = JOB) -> dict[str, Any]:
    """The spec of a Job."""
    found: dict[str, Any] = one(compile_toml(text + words), "Job")["spec"]
    return found


def cron(words: str = "") -> dict[str, Any]:
    """The spec of a CronJob."""
    found: dict[str, Any] = one(compile_toml(APP + f'[schedule]\ncron = "30 4 * * *"\n{words}\n'), "CronJob")["spec"]
    return found


@pytest.mark.parametrize("text", [JOB, APP + 'schedule = { cron = "@daily" }'], ids=["job", "cron"])
def test_each_try_is_a_new_pod(text: str) -> None:
    """A container that is restarted in place would take the logs of its failure with it."""
    assert pod(compile_toml(text))["restartPolicy"] == "Never"


@pytest.mark.parametrize("kind", ["service", "worker", "daemon"])
def test_nothing_else_has_a_restart_policy(kind: str) -> None:
    """Pods of all other controllers are restarted always, which Kubernetes does by itself."""
    assert "restartPolicy" not in pod(compile_toml(APP + f'port = 8080\nkind = "{kind}"'))


def test_a_job_is_tried_a_few_times_and_cleans_up() -> None:
    """By default three retries, and a day to read the logs."""
    spec = job()
    assert (spec["backoffLimit"], spec["ttlSecondsAfterFinished"]) == (3, 86400)
    assert not {"completions", "parallelism", "activeDeadlineSeconds", "selector", "replicas"} & spec.keys()


def test_every_word_of_a_job_comes_out() -> None:
    """Also a 0, which is not the same as saying nothing."""
    spec = job('job = { backoff = 0, deadline = "1h", ttl = 0, completions = 4, parallelism = 2 }')
    said = {field: value for field, value in spec.items() if field != "template"}
    assert said == {"backoffLimit": 0, "activeDeadlineSeconds": 3600, "ttlSecondsAfterFinished": 0, "completions": 4, "parallelism": 2}


def test_one_pod_of_a_job_needs_to_share_nothing() -> None:
    """A claim that only one node can mount is right for a job of one pod."""
    claim = 'security = { user = 999, group = 999 }\nvolumes.data = { path = "/data", claim = "app-data" }\n'
    assert "parallelism" not in job(claim)


def test_a_cron_job_says_when_and_how_often() -> None:
    """Runs do not overlap, a late run is left out, and some ended runs of either outcome are kept."""
    spec = cron('timezone = "UTC"')
    said = {field: value for field, value in spec.items() if field != "jobTemplate"}
    assert said == {
        "schedule": "30 4 * * *",
        "timeZone": "UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 600,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 3,
    }
    assert spec["jobTemplate"]["spec"]["backoffLimit"] == 3
    assert "ttlSecondsAfterFinished" not in spec["jobTemplate"]["spec"], "the history is what cleans up"


def test_the_words_of_a_job_hold_for_each_run() -> None:
    """`[job]` of a cron job is about the Jobs that it makes, `[schedule]` about when it makes them."""
    spec = cron('deadline = "5m"\nconcurrency = "Replace"\nhistory = 0\n[job]\ndeadline = "1h"\nparallelism = 2')
    assert (spec["startingDeadlineSeconds"], spec["concurrencyPolicy"], spec["failedJobsHistoryLimit"]) == (300, "Replace", 0)
    inner = spec["jobTemplate"]["spec"]
    assert (inner["activeDeadlineSeconds"], inner["parallelism"]) == (3600, 2)


@pytest.mark.parametrize(
    ("hook", "annotations"),
    [
        ("argocd", {"argocd.argoproj.io/hook": "Sync", "argocd.argoproj.io/hook-delete-policy": "BeforeHookCreation"}),
        ("helm", {"helm.sh/hook": "post-install,post-upgrade", "helm.sh/hook-delete-policy": "before-hook-creation"}),
    ],
)
def test_a_hook_keeps_its_name_and_says_when_it_runs(hook: str, annotations: dict[str, str]) -> None:
    """The deployer deletes the job of the last release, so the name need not change with the template."""
    found = one(compile_toml(JOB + f'job.hook = "{hook}"'), "Job")["metadata"]
    assert (found["name"], found["annotations"]) == ("app", annotations)


def test_without_a_hook_the_name_changes_with_the_template() -> None:
    """A Job's template is immutable, and the job has no annotation for any deployer."""
    names = [one(compile_toml(JOB + words), "Job")["metadata"] for words in ("", 'args = ["up"]')]
    assert len({found["name"] for found in names}) == 2
    assert not any("annotations" in found for found in names)


def test_an_annotation_of_the_author_decides_about_the_hook() -> None:
    """Who knows better when a hook runs says it with the deployer's own annotation."""
    found = one(compile_toml(JOB + 'job.hook = "argocd"\nannotations = { "argocd.argoproj.io/hook" = "PreSync" }'), "Job")["metadata"]
    assert found["annotations"]["argocd.argoproj.io/hook"] == "PreSync"
    assert found["annotations"]["argocd.argoproj.io/hook-delete-policy"] == "BeforeHookCreation"


@pytest.mark.parametrize(
    "schedule",
    [
        "0 0 1 1 0",
        "59 23 31 12 6",
        "*/5 * * * *",
        "0-29/2,45 8-18 * * mon-fri",
        "0 0 ? JAN,Jul SUN",
        "0 0 29 feb *",
        "0 0 31 4 mon",
        "0 0 31 */2 *",
        "5/10 * * * *",
        "5-5 * * * *",
        "0 0 1,31 2 *",
        "0 0 31 2-3 *",
        "0 0 31 11/1 *",
        "@hourly",
    ],
)
def test_what_kubernetes_takes_as_a_schedule_is_taken(schedule: str) -> None:
    """The ends of each range, steps, lists, names in any case, leap days, and short forms."""
    assert one(compile_toml(APP + f'schedule = {{ cron = "{schedule}" }}'), "CronJob")["spec"]["schedule"] == schedule


@pytest.mark.parametrize(
    "schedule",
    ["60 * * * *", "* 24 * * *", "* * 0 * *", "* * 32 * *", "* * * 0 *", "* * * 13 *", "* * * * 7", "* * * * 1-7", "* * * * monday",
     "* * mon * *", "5-1 * * * *", "*/0 * * * *", "0 0 30 2 *", "0 0 31 4,6,9,11 *", "0 0 31 4/5 ?", "0 0 31 4-6/2 *", "0 0 31 2,APR *", "* * * *", "@never"],
)  # fmt: skip
def test_what_kubernetes_refuses_as_a_schedule_is_refused(schedule: str) -> None:
    """Out of range, backwards, without a step, a name of another field, or a day that never comes."""
    with pytest.raises(RefusedError) as refused:
        compile_toml(APP + f'schedule = {{ cron = "{schedule}" }}')
    assert {finding.code for finding in refused.value.findings} == {"schedule"}


@pytest.fixture
def newer(tmp_path: Path) -> Any:
    """A machine that knows one time zone, which is newer than all that are known here, in a folder."""
    (tmp_path / "zones/Europe").mkdir(parents=True)
    utc = b"TZif" + bytes(16) + b"".join(count.to_bytes(4, "big") for count in (0, 0, 0, 0, 1, 4)) + bytes(6) + b"UTC\0"
    (tmp_path / "zones/Europe/Newtown").write_bytes(utc)
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath([tmp_path / "zones"])
    yield
    zoneinfo.ZoneInfo.clear_cache()
    zoneinfo.reset_tzpath()


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize("zone", ["Europe/Vienna", "US/Pacific", "UTC", "Europe/Newtown"])
def test_a_time_zone_is_known_wherever_a_blueprint_is_compiled(zone: str) -> None:
    """Nothing depends on what the machine knows, but that it may know a zone that is newer than all that are known here."""
    assert cron(f'timezone = "{zone}"')["timeZone"] == zone


@pytest.mark.usefixtures("newer")
@pytest.mark.parametrize(("zone", "hint"), [("Europe/Wienna", 'did you mean "Europe/Vienna"?'), ("Europe", None), ("europe/vienna", None)])
def test_a_misspelt_time_zone_is_found(zone: str, hint: str | None) -> None:
    """An unknown one is an error with the nearest name; a folder of them is no zone, and capitals matter."""
    with pytest.raises(RefusedError) as refused:
        cron(f'timezone = "{zone}"')
    assert [(finding.code, hint and finding.hint) for finding in refused.value.findings] == [("time-zone", hint)]
