"""What containers ask for and may take."""

from typing import Any

import pytest

from build import APP, compile_toml, compiled, container

SIDECAR = '[containers.proxy]\nwhen = "beside"\n'


def resources(words: str, platform: str = "", name: str | None = None) -> Any:
    """Return the resources of a container of an app."""
    return container(compile_toml(f"{APP}{words}\n", platform), name).get("resources")


def defaults(words: str) -> str:
    """Return a platform file that says something of every app's resources."""
    return f"[defaults.resources]\n{words}\n"


def test_every_container_asks_for_something() -> None:
    """The scheduler counts requests: without words they are small ones, and nothing is limited."""
    assert resources(SIDECAR) == {"requests": {"cpu": "100m", "memory": "128Mi"}}
    assert resources(SIDECAR, name="proxy") == {"requests": {"cpu": "50m", "memory": "64Mi"}}


def test_memory_that_was_measured_is_the_limit() -> None:
    """Who wrote the memory knows what the program needs: beyond it something leaks. Cpu is never limited by that."""
    words = '[resources]\ncpu = "2"\nmemory = "1Gi"\n'
    assert resources(words) == {"requests": {"cpu": "2", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}
    proxy = f'{SIDECAR}resources = {{ memory = "32Mi" }}'
    assert resources(proxy, name="proxy") == {"requests": {"cpu": "50m", "memory": "32Mi"}, "limits": {"memory": "32Mi"}}


def test_memory_that_an_environment_writes_is_the_limit() -> None:
    """The app's environments are its own words."""
    objects = compile_toml(f'{APP}[environments.test.resources]\nmemory = "1Gi"\n', environment="test")
    assert container(objects)["resources"]["limits"] == {"memory": "1Gi"}


def test_what_is_written_is_what_is_set() -> None:
    """All six words become what they say."""
    words = """[resources]
cpu = 1
cpu_limit = 2
memory = "1Gi"
memory_limit = "2Gi"
ephemeral_storage = "1Gi"
ephemeral_storage_limit = "2Gi"
"""
    assert resources(words) == {
        "requests": {"cpu": "1", "memory": "1Gi", "ephemeral-storage": "1Gi"},
        "limits": {"cpu": "2", "memory": "2Gi", "ephemeral-storage": "2Gi"},
    }


def test_a_request_of_the_platform_limits_nothing() -> None:
    """The platform knows no program: what it asks for as a default is no measurement."""
    assert resources("", defaults('memory = "256Mi"')) == {"requests": {"cpu": "100m", "memory": "256Mi"}}


@pytest.mark.parametrize(
    ("words", "platform", "memory"),
    [
        ('memory_limit = "64Mi"', "", ("64Mi", "64Mi")),
        ('memory = "512Mi"', defaults('memory_limit = "256Mi"'), ("512Mi", "512Mi")),
        ("", defaults('memory_limit = "64Mi"'), ("64Mi", "64Mi")),
        ('memory_limit = "256Mi"', "", ("128Mi", "256Mi")),
        ('memory = "100Mi"', defaults('memory_limit = "256Mi"'), ("100Mi", "256Mi")),
    ],
)
def test_a_default_gives_way_to_what_is_written(words: str, platform: str, memory: tuple[str, str]) -> None:
    """A default that does not fit what the app wrote is moved; what the app wrote never is."""
    found = resources(f"[resources]\n{words}", platform)
    assert (found["requests"]["memory"], found["limits"]["memory"]) == memory


def test_words_can_be_taken_back() -> None:
    """A container without requests and limits has no empty table of them."""
    assert resources('unset = ["resources.cpu", "resources.memory"]') is None


def test_a_request_may_equal_its_limit_in_other_units() -> None:
    """Quantities are compared as numbers."""
    assert resources('[resources]\ncpu = "1000m"\ncpu_limit = 1\nmemory = "1Gi"\nmemory_limit = "1024Mi"')


@pytest.mark.parametrize(
    ("words", "platform", "noted"),
    [
        ("", "", 'nobody said what "app" needs: it asks for 100m cpu and 128Mi memory'),
        ('[resources]\nmemory = "1Gi"', "", 'nobody said what "app" needs: it asks for 100m cpu'),
        ("", defaults('cpu = "1"\nmemory = "1Gi"'), None),
        ('[resources]\ncpu = "1"\nmemory = "1Gi"', "", None),
    ],
)
def test_guessed_requests_are_noted(words: str, platform: str, noted: str | None) -> None:
    """Requests that neither the app nor its platform wrote are a guess, and `check` says so."""
    findings = [finding for finding in compiled(f"{APP}{words}\n", platform).findings if finding.code == "resources-guessed"]
    assert [(finding.severity, finding.message) for finding in findings] == ([("note", noted)] if noted else [])
