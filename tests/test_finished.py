"""What the language refuses in words is refused in overrides and in manifests that are passed on."""

from rocksolid.compiler import RefusedError
from rocksolid.finding import Finding

from build import APP, compiled

WAIVER = '[[waivers]]\nrule = "mutable-image"\nreason = "A demo."\n'


def said(text: str) -> list[Finding]:
    """Return what is said about credentials, images and waivers, whether it compiles or not."""
    try:
        findings = compiled(text).findings
    except RefusedError as refused:
        findings = refused.findings
    return [finding for finding in findings if finding.code in {"credential", "mutable-image", "reserved-annotation"}]


def told(text: str) -> list[str]:
    """Return the codes of these."""
    return [finding.code for finding in said(text)]


TOOL = """
[[extra]]
apiVersion = "v1"
kind = "Pod"
metadata.name = "tool"

[[extra.spec.containers]]
name = "tool"
image = "registry.example.com/tool"
env = [{ name = "API_KEY", value = "hunter2" }, { name = "LEVEL", value = "info" }, { name = "FROM", valueFrom = { fieldRef = { fieldPath = "a" } } }]
"""


def test_what_is_passed_on_is_told_about() -> None:
    """A program that is passed on may hold what everyone may know, and its image may change: its author is told of both."""
    found = said(f"{APP}{TOOL}")

    assert [(one.code, one.severity, one.spot.place().excerpt.split()[0]) for one in found if one.spot] == [
        ("credential", "warning", "env"),
        ("mutable-image", "warning", "image"),
    ]


def test_an_image_that_is_written_over_can_be_excused() -> None:
    """The same waiver covers an image from the word and one from an override."""
    text = f'{APP}[[override.Deployment.spec.template.spec.containers]]\nname = "app"\nimage = "registry.example.com/app:latest"\n'

    assert told(text) == ["mutable-image"]
    assert told(f"{text}{WAIVER}") == []


def test_an_empty_secret_holds_nothing() -> None:
    """Somebody else may fill a Secret that is passed on empty; what merely is called so, of another group, is none."""
    empty = '[[extra]]\napiVersion = "v1"\nkind = "Secret"\nmetadata.name = "later"\n'
    other = '[[extra]]\napiVersion = "vault.example.com/v1"\nkind = "Secret"\nmetadata.name = "other"\ndata.path = "a/b"\n'

    assert told(f"{APP}{empty}{other}") == []


def test_a_waiver_is_no_annotation_that_somebody_writes() -> None:
    """Neither an override nor a manifest that is passed on can claim a waiver; somebody's own annotation is no such claim."""
    forged = 'override.Deployment.metadata.annotations = { "waiver/privileged" = "trust me", "waiver.example.com/x" = "ours", "waiver/x" = "ours" }\n'
    passed = (
        '[[extra]]\napiVersion = "v1"\nkind = "ConfigMap"\nmetadata = { name = "x", annotations = { "waiver.app/seccomp" = "trust me" } }\n'
    )

    assert told(f"{APP}{forged}{passed}") == ["reserved-annotation", "reserved-annotation"]
