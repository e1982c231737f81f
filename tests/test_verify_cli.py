import errno
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from rocksolid.cli.commands import application
from rocksolid.verify import verdict
from typer.testing import CliRunner, Result

from cases import parts
from test_cli import process
from test_imports import RUN, loaded

Run = Callable[..., Result]

BROKEN = Path(__file__).parent / "broken"
SOUND = parts(BROKEN / "sound.yaml", "verify")[2]
MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n"
WRONG = f"{MAP}datta: {{}}\n"
UNKNOWN = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing}\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `rocksolid verify` in a folder with sound.yaml, wrong.yaml (one error) and unknown.yaml (notes)."""
    (tmp_path / "sound.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    (tmp_path / "unknown.yaml").write_text(UNKNOWN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(application("verify"), ["verify", *arguments], input=stdin, prog_name="rocksolid")

    return run


def test_sound_manifests_end_with_one_line(run: Run) -> None:
    """Where nothing is wrong, stdout stays empty, and stderr says how much was looked at."""
    result = run("sound.yaml")

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "12 objects, 2 workloads: no findings\n"


def test_findings_are_the_result(run: Run) -> None:
    """They go to stdout, sorted by place, and the summary to stderr."""
    result = run("wrong.yaml")

    assert result.exit_code == 1
    assert result.stdout == (
        'wrong.yaml:4:1: error[schema]: Kubernetes 1.37 knows no field "datta" in ConfigMap/settings\n'
        "     4 | datta: {}\n"
        "       | ^^^^^\n"
        '       = hint: did you mean "data"?\n'
    )
    assert result.stderr == "1 object, 0 workloads: 1 error\n"


def test_the_summary_counts_by_severity(run: Run) -> None:
    """The worst come first, and what there is none of is not named."""
    assert run("wrong.yaml", "unknown.yaml", "sound.yaml").stderr.startswith("13 objects, 2 workloads: 1 error, ")
    assert "note" in run("unknown.yaml").stderr
    assert "error" not in run("unknown.yaml").stderr


def test_the_summary_counts_what_is_printed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Findings that read the same, of two rules or about one anchor, are printed once, and counted once."""
    once = verdict.verify

    def twice(*given: Any) -> verdict.Verdict:
        found = once(*given)
        return attrs.evolve(found, findings=found.findings * 2)

    monkeypatch.setattr(verdict, "verify", twice)
    result = run("wrong.yaml")

    assert result.stdout.count(": error[") == 1
    assert result.stderr == "1 object, 0 workloads: 1 error\n"


@pytest.mark.parametrize(
    ("file", "limit", "code"),
    [
        *(("wrong.yaml", limit, 1) for limit in ("error", "warning", "note")),
        *(("wrong.yaml", "never", 0), ("unknown.yaml", "error", 0), ("unknown.yaml", "warning", 0), ("unknown.yaml", "note", 1)),
        *(("sound.yaml", limit, 0) for limit in ("error", "warning", "note", "never")),
    ],
)
def test_the_exit_code_is_asked_for(run: Run, file: str, limit: str, code: int) -> None:
    """A finding as bad as `--fail-on` or worse ends the run with 1; what is printed does not depend on it."""
    result = run(file, "--fail-on", limit)

    assert result.exit_code == code
    assert result.stdout == run(file).stdout


@pytest.mark.parametrize("layout", ["text", "json", "sarif"])
def test_quiet_prints_errors_only(run: Run, layout: str) -> None:
    """Notes and warnings are left out in every format, but not out of the sum, and they count for `--fail-on`."""
    result = run("wrong.yaml", "unknown.yaml", "--quiet", "--format", layout)

    assert "datta" in result.stdout
    assert "Thing" not in result.stdout
    assert "note" in result.stderr
    assert run("unknown.yaml", "--quiet", "--fail-on", "note").exit_code == 1


def test_programs_get_a_result_even_when_there_is_nothing(run: Run) -> None:
    """JSON and SARIF are whole documents without a finding as well."""
    assert json.loads(run("sound.yaml", "--format", "json").stdout) == {"findings": []}
    assert json.loads(run("sound.yaml", "--format", "sarif").stdout)["runs"][0]["results"] == []


def test_code_review_is_told_what_a_code_means(run: Run) -> None:
    """The rules of a SARIF log come with the sentence that the table of codes has for them."""
    (rule,) = json.loads(run("wrong.yaml", "--format", "sarif").stdout)["runs"][0]["tool"]["driver"]["rules"]

    assert rule["id"] == "schema"
    assert rule["help"]["text"].startswith("An object does not have the fields")


def test_a_directory_stands_for_the_manifests_under_it(run: Run, tmp_path: Path) -> None:
    """Files are known by their ending; hidden files and folders are left out, and each is read once."""
    for name in ("a/one.yaml", "a/b/two.yml", "a/three.json", "a/readme.md", "a/.git/four.yaml", "a/.five.yaml"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": file.stem}}), encoding="utf-8")

    assert run("a").stderr == "3 objects, 0 workloads: no findings\n"
    assert run("a", "./a/one.yaml", "./a/b/").stderr == "3 objects, 0 workloads: no findings\n"


def test_a_link_to_a_folder_around_it_is_not_followed(run: Run, tmp_path: Path) -> None:
    """A directory that contains itself is read once."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "a" / "again").symlink_to(tmp_path / "a")

    assert run("a").stderr == "1 object, 0 workloads: no findings\n"


def test_a_dash_is_stdin(run: Run) -> None:
    """What another program writes is verified under the name "stdin"."""
    result = run("-", stdin=WRONG)

    assert result.exit_code == 1
    assert result.stdout.startswith("stdin:4:1: error[schema]: ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.yaml"], "missing.yaml:1:1: error[unreadable]: cannot read the file: no such file or directory\n"),
        (["a" * 300], "cannot read the file: file name too long\n"),
        (["empty"], 'error[no-manifests]: there is no file "*.yaml", "*.yml" or "*.json" under "empty"\n'),
        (["nothing.yaml"], "error[no-manifests]: there is no Kubernetes object in nothing.yaml\n"),
        (["latin.yaml"], "latin.yaml:1:6: error[not-utf-8]: the file is not UTF-8: byte 0xe9 stands for no character\n"),
    ],
    ids=["missing", "long name", "empty folder", "empty file", "not UTF-8"],
)
def test_what_cannot_be_read_is_an_error(run: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    """Nobody takes silence for a proof: no file, no text or no object is a finding, and the rest is verified all the same."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "nothing.yaml").write_text("# Nothing but a comment.\n", encoding="utf-8")
    (tmp_path / "latin.yaml").write_bytes(b"name: \xe9\n".replace(b"name: ", b"name:"))
    result = run(*arguments)

    assert result.exit_code == 1
    assert said in result.stdout
    assert result.stderr == "0 objects, 0 workloads: 1 error\n"


def test_one_bad_file_does_not_hide_the_others(run: Run) -> None:
    """What can be read is verified, whatever else cannot."""
    result = run("missing.yaml", "wrong.yaml")

    assert "unreadable" in result.stdout
    assert "datta" in result.stdout


def test_an_empty_pipe_does_not_pass(run: Run) -> None:
    """A program that failed on the other end of a pipe wrote nothing: that is no proof of anything."""
    result = run("-", stdin="")

    assert result.exit_code == 1
    assert result.stdout == "error[no-manifests]: there is no Kubernetes object in stdin\n"


def test_bytes_on_stdin_are_told_apart_from_text(run: Run) -> None:
    """Input that is no UTF-8 is refused like a file."""
    assert run("-", stdin=b"a: \xff").stdout.startswith("stdin:1:4: error[not-utf-8]: ")


def test_without_a_stdin_it_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is connected to the standard input, or it is closed, that is said in words."""
    monkeypatch.setattr("rocksolid.cli.texts.sys", SimpleNamespace(stdin=None))

    assert run("-").stdout == "error[unreadable]: cannot read stdin: it is closed\n"
    closed = subprocess.run(f"{sys.executable} -m rocksolid.cli verify - <&-", shell=True, capture_output=True, text=True, check=False)  # noqa: S602
    assert "Traceback" not in closed.stderr


def test_a_folder_that_nobody_may_read_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part of a directory that cannot be read is an error, not less to verify."""
    (tmp_path / "a" / "secret").mkdir(parents=True)
    (tmp_path / "a" / "one.yaml").write_text(MAP, encoding="utf-8")
    listed = Path.iterdir

    def iterdir(folder: Path) -> Iterator[Path]:
        if folder.name == "secret":
            raise PermissionError(errno.EACCES, "Permission denied")
        return listed(folder)

    monkeypatch.setattr(Path, "iterdir", iterdir)

    assert run("a").stdout == 'error[unreadable]: "a/secret" cannot be read: permission denied\n'
    assert run("a").stderr == "1 object, 0 workloads: 1 error\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["sound.yaml", "--format", "xml"],
        ["sound.yaml", "--fail-on", "fatal"],
        ["sound.yaml", "--kubernetes", "v1.36"],
        ["sound.yaml", "--kubernetes", "../../1.36"],
        ["sound.yaml", "--kubernetes", "1.36\n"],
        ["sound.yaml", "--pod-security", "strict"],
    ],
)
def test_wrong_usage_ends_with_2(run: Run, arguments: list[str]) -> None:
    """What is no option of the command is told apart from manifests that are wrong."""
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")


def test_the_version_of_the_cluster_decides_what_it_serves(run: Run, tmp_path: Path) -> None:
    """One and the same object fits one version and not the next."""
    (tmp_path / "budget.yaml").write_text(
        "apiVersion: flowcontrol.apiserver.k8s.io/v1beta3\nkind: FlowSchema\nmetadata: {name: a}\n", encoding="utf-8"
    )

    assert run("budget.yaml", "--kubernetes", "1.31").exit_code == 0
    assert "api-removed" in run("budget.yaml", "--kubernetes", "1.32").stdout


def test_the_level_of_pod_security_is_asked_for(run: Run, tmp_path: Path) -> None:
    """Where no Namespace says it, `--pod-security` says what a pod must hold."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: example.com/a:1}]}\n"
    (tmp_path / "pod.yaml").write_text(pod, encoding="utf-8")

    assert "pod-security" in run("pod.yaml").stdout
    assert "pod-security" not in run("pod.yaml", "--pod-security", "baseline").stdout


def test_a_reader_that_has_gone_ends_the_run(tmp_path: Path) -> None:
    """`rocksolid verify ... | head` prints no traceback."""
    (tmp_path / "wrong.yaml").write_text(
        "---\n".join(WRONG.replace("settings", f"settings-{number}") for number in range(2000)), encoding="utf-8"
    )
    command = f"{sys.executable} -c 'from rocksolid.cli import main; main()' verify wrong.yaml | head -n 1"
    result = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S602

    assert "Traceback" not in result.stderr


def test_runs_as_a_program_of_its_own(tmp_path: Path) -> None:
    """The command is there when rocksolid is started from a shell."""
    (tmp_path / "wrong.yaml").write_text(WRONG, encoding="utf-8")
    result = process(tmp_path, "verify", "wrong.yaml")

    assert (result.returncode, result.stderr) == (1, b"1 object, 0 workloads: 1 error\n")


def test_loads_no_compiler(tmp_path: Path) -> None:
    """The verifier knows nothing of the generator, nor does it wait for the package whose data it reads."""
    (tmp_path / "map.yaml").write_text(MAP, encoding="utf-8")
    modules = loaded(RUN, "verify", str(tmp_path / "map.yaml"))
    parts_of_ours = {".".join(name.split(".")[:2]) for name in modules if name.startswith("rocksolid.")}

    ours = ("cli", "finding", "language", "progress", "report", "sharing", "verify", "wording")
    assert parts_of_ours == {f"rocksolid.{part}" for part in ours}
    assert {name for name in modules if name.startswith("rocksolid.language.")} == {"rocksolid.language.source"}
    assert {"cattrs", "tomllib", "ruamel", "jsonschema", "kubernetes_validate", "rich"} & modules == set()


def test_the_lines_of_a_secret_are_not_shown(run: Run) -> None:
    """What is printed in a pipeline is kept there: a finding in a Secret has its place, and no text."""
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n  password: one\n  password: hunter2\n"
    result = run("-", stdin=text)

    assert 'stdin:6:3: error[duplicate-key]: the key "password" stands twice in this mapping' in result.stdout
    assert "hunter2" not in result.output
