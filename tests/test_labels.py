"""Labels: which of them pods get, and what wins."""

import re

import pytest

from build import APP, compile_toml, one, template

VERSION = "app.kubernetes.io/version"


def test_labels_of_pods_win_over_labels_of_everything() -> None:
    """`pod_labels` say more exactly what is meant: on the pods they win over `labels`, whoever wrote these."""
    objects = compile_toml(APP + 'labels = { team = "a" }\npod_labels = { team = "b" }\n', '[labels]\nteam = "c"\n')
    assert one(objects, "Deployment")["metadata"]["labels"]["team"] == "a"
    assert template(objects)["metadata"]["labels"]["team"] == "b"


def test_a_label_is_only_reserved_where_kubernetes_sets_it() -> None:
    """The label by which a Job finds its pods is free on a worker; the zone is, where Kubernetes does not copy it from the node."""
    objects = compile_toml(APP + 'pod_labels = { job-name = "a", "topology.kubernetes.io/zone" = "b" }\n', 'kubernetes = "1.34"\n')
    labels = template(objects)["metadata"]["labels"]
    assert (labels["job-name"], labels["topology.kubernetes.io/zone"]) == ("a", "b")


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        (":1.4.2", "1.4.2"),
        (f":1.4.2@sha256:{'0a' * 32}", "1.4.2"),
        (f"@sha256:{'0a' * 32}", "0a0a0a0a0a0a"),
        (":_x-", "x"),
        (f":v{'1' * 61}.5", f"v{'1' * 61}"),
        (f":{'a' * 128}", "a" * 63),
        (":___", None),
    ],
)
def test_the_version_is_a_valid_label(reference: str, version: str | None) -> None:
    """Whatever tag or digest the image has, the label is one that Kubernetes takes, or there is none."""
    labels = template(compile_toml(f'name = "app"\nimage = "registry.example.com/app{reference}"\n'))["metadata"]["labels"]
    assert labels.get(VERSION) == version
    assert version is None or re.fullmatch(r"(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?", version)
