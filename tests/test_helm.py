"""A chart carries our output as a file of its own, and Helm gives out what went in; with the real helm."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

import tools
from build import APP, compiled
from judges.objects import title
from systems import CASES, WITH_PLATFORM, Case, read

TEMPLATE = """{{- $file := printf "files/%s.yaml" .Values.environment }}
{{ .Files.Get $file | required (print "the chart has no " $file) }}
"""
"""The template in docs/how-to/helm.md."""
BRACES = "{{ .Labels.severity }} {{/* never closed {{ $x := 1 }} }} `{{`"


def packaged(manifests: str, folder: Path, environment: str = "test") -> subprocess.CompletedProcess[str]:
    """Run `helm template` over a chart that carries manifests for the environment "test"."""
    for file, content in {
        "Chart.yaml": "{apiVersion: v2, name: shop, version: 1.0.0}\n",
        "templates/all.yaml": TEMPLATE,
        "files/test.yaml": manifests,
    }.items():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(content, encoding="utf-8")
    command = (tools.path("helm"), "template", "shop", folder, "--set", f"environment={environment}")
    return subprocess.run(command, capture_output=True, text=True, check=False)


def given_out(manifests: str, folder: Path) -> list[dict[str, Any]]:
    """Return the objects that Helm gives out."""
    done = packaged(manifests, folder)
    assert done.returncode == 0, done.stderr
    return read(done.stdout)


@pytest.mark.parametrize("case", [*CASES, *WITH_PLATFORM], ids=str)
def test_gives_out_what_went_in(case: Case, tmp_path: Path) -> None:
    """The same objects, to the last value; only their order is Helm's."""
    assert sorted(given_out(case.text, tmp_path), key=title) == sorted(case.documents, key=title)


def test_leaves_braces_alone(tmp_path: Path) -> None:
    """Text that looks like Helm's own template language, even broken, is text."""
    objects = compiled(f"{APP}port = 80\n[files]\n'/etc/app/alert.tmpl' = {{ content = '{BRACES}' }}\n").yaml()
    configuration = [document for document in given_out(objects, tmp_path) if document["kind"] == "ConfigMap"]
    assert [list(document["data"].values()) for document in configuration] == [[BRACES]]


def test_reads_braces_in_templates(tmp_path: Path) -> None:
    """Under `templates/` the same text is Helm's, which is why the chart carries a file."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "config.yaml").write_text(yaml.safe_dump({"kind": "ConfigMap", "data": {"alert": BRACES}}), encoding="utf-8")
    done = packaged("kind: Namespace\n", tmp_path)
    assert done.returncode != 0
    assert "config.yaml" in done.stderr


def test_refuses_an_environment_that_is_not_there(tmp_path: Path) -> None:
    """A release without objects would delete the app."""
    done = packaged("kind: Namespace\n", tmp_path, environment="tset")
    assert done.returncode != 0
    assert "the chart has no files/tset.yaml" in done.stderr


def test_the_page_shows_this_template() -> None:
    """What readers are told to write is what is tested here."""
    page = Path(__file__).parents[1] / "docs" / "how-to" / "helm.md"
    assert f'``` title="chart/templates/all.yaml"\n{TEMPLATE}```' in page.read_text(encoding="utf-8")
