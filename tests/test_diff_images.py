import pytest
from rocksolid.diff.change import Effect
from rocksolid.diff.images import Image

from sides import SHOP, edited, said

OLD = "registry.example.com/web:1.0.0"
DIGEST = "sha256:" + "0123456789abcdef" * 4


def run(image: str, policy: str = "") -> str:
    """The shop, with another image of web."""
    line = f"\n          imagePullPolicy: {policy}" if policy else ""
    return edited((OLD, image + line))


CASES: list[tuple[str, str, Effect, str]] = [
    (OLD, "registry.example.com/web:1.0.1", "changes", "was 1.0.0, is now 1.0.1"),
    (OLD, "example.org/web:1.0.0", "changes", "was registry.example.com/web:1.0.0, is now example.org/web:1.0.0"),
    (OLD, "registry.example.com/web", "weakens", "was 1.0.0, is now latest; another image may have this name tomorrow"),
    (OLD, f"{OLD}@{DIGEST}", "strengthens", "was 1.0.0, is now 1.0.0@0123456789ab; a digest pins it now"),
    (f"{OLD}@{DIGEST}", OLD, "weakens", "was 1.0.0@0123456789ab, is now 1.0.0; no digest pins it any more"),
    (OLD, f"registry.example.com/web@{DIGEST}", "changes", "was 1.0.0, is now @0123456789ab"),
    (OLD, f"web@{DIGEST}", "changes", "was registry.example.com/web:1.0.0, is now web@0123456789ab"),
]


@pytest.mark.parametrize(("old", "new", "effect", "message"), CASES)
def test_another_image_is_said_by_what_is_other(old: str, new: str, effect: Effect, message: str) -> None:
    """The version where only that is another; all of it where it comes from somewhere else."""
    assert said("images", run(old), run(new)) == [(effect, f'container "web": its image {message}')]


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("nginx", Image("docker.io", "library/nginx", "latest", "")),
        ("bitnami/nginx:1", Image("docker.io", "bitnami/nginx", "1", "")),
        ("docker.io/nginx:1", Image("docker.io", "library/nginx", "1", "")),
        ("localhost/nginx", Image("localhost", "nginx", "latest", "")),
        ("registry:5000/a/b", Image("registry:5000", "a/b", "latest", "")),
        ("registry:5000/a/b:c", Image("registry:5000", "a/b", "c", "")),
        ("example.com/a@sha256:0", Image("example.com", "a", "", "sha256:0")),
        ("example.com/a:1@sha256:0", Image("example.com", "a", "1", "sha256:0")),
    ],
)
def test_reads_a_name_as_container_runtimes_do(name: str, image: Image) -> None:
    """A host has a dot or a port, or is the own machine; what is left out is that of Docker Hub."""
    assert Image.of(name) == image


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "Always", "was pulled where the node has none, is now pulled at every start"),
        ("Always", "", "was pulled at every start, is now pulled where the node has none"),
        ("IfNotPresent", "Never", "was pulled where the node has none, is now pulled never"),
        ("IfNotPresent", "Sometimes", "was pulled where the node has none, is now pulled Sometimes"),
    ],
)
def test_another_pull_policy_is_said(old: str, new: str, words: str) -> None:
    """The one that the server fills in counts as well."""
    assert said("images", run(OLD, old), run(OLD, new)) == [("changes", f'container "web": its image {words}')]


def test_a_policy_that_follows_from_the_tag_is_not_said() -> None:
    """Another tag is said already."""
    assert len(said("images", run(OLD), run("registry.example.com/web:latest"))) == 1


def test_a_tag_that_is_pinned_is_pulled_as_its_tag() -> None:
    """The server looks at the tag alone when it fills in the policy."""
    pinned = f"registry.example.com/web:latest@{DIGEST}"

    assert said("images", run(pinned), run(pinned, "Always")) == []
    assert said("images", run(f"registry.example.com/web@{DIGEST}"), run(f"registry.example.com/web@{DIGEST}", "IfNotPresent")) == []


def test_a_name_is_shown_as_it_was_written() -> None:
    """What a runtime adds to a name is not what its author reads, but for the tag that is meant; it is the same image."""
    assert said("images", run("envoy:1.2.3"), run("docker.io/library/envoy:1.2.3")) == []
    assert said("images", run("envoy:1.2.3"), run("registry.example.com:5000/envoy")) == [
        (
            "weakens",
            'container "web": its image was envoy:1.2.3, is now registry.example.com:5000/envoy:latest; another image may have this name tomorrow',
        )
    ]


def test_containers_come_and_go() -> None:
    """A new program beside the app is one to know of, and so is one that no longer runs."""
    log = "      initContainers: [{name: log, image: log, restartPolicy: Always}]\n"
    beside = edited(("      containers:\n", f"{log}      containers:\n"))

    assert said("images", SHOP, beside) == [("changes", 'sidecar "log" is new; its image is log:latest')]
    assert said("images", beside, SHOP) == [("changes", 'sidecar "log" is gone')]


def test_a_container_without_a_name_is_passed_over() -> None:
    """Nobody can tell which one it was; that the server refuses it, others say."""
    assert said("images", SHOP, edited(("        - name: web\n          image", "        - image"))) == [
        ("changes", 'container "web" is gone')
    ]
