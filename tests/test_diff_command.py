"""What `rocksolid diff` prints of the cases in `tests/diff/`: folders with `old` and `new`, as .toml or .yaml, and `expected.txt`."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rocksolid.cli.commands import application
from rocksolid.diff.change import EFFECTS, Change, Topic
from rocksolid.diff.compare import TOPICS, compare
from rocksolid.diff.output import json as as_json
from rocksolid.diff.output import markdown, text
from rocksolid.diff.output.groups import WORDS
from rocksolid.verify.cluster import Cluster
from rocksolid.verify.document import Text
from rocksolid.verify.reading import read_all
from rocksolid.wording import one_line
from typer.testing import CliRunner, Result

from build import APP
from test_imports import RUN, loaded

Run = Callable[..., Result]

ROOT = Path(__file__).parents[1]
CASES = sorted((Path(__file__).parent / "diff").iterdir())
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\ndata: {greeting: %s}\n"
MAP = CONFIG % "hello"
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
each_system = pytest.mark.parametrize("system", sorted(path.name for path in (ROOT / "blueprints").iterdir()))


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run `rocksolid diff`."""
    return CliRunner().invoke(application("diff"), ["diff", *arguments], input=stdin, prog_name="rocksolid")


def sides(case: Path) -> tuple[str, str]:
    """Return the two sides of a case."""
    old, new = (str(next(case.glob(f"{side}.*"))) for side in ("old", "new"))
    return old, new


def told(*arguments: str) -> dict[str, Any]:
    """Return the answer as JSON."""
    result = run(*arguments, "--format", "json")
    assert (result.exit_code, result.stderr) == (0, "")
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a blueprint, and two versions of a manifest."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "app.toml").write_text(
        f"{APP}replicas = 2\n[environments.staging]\nreplicas = 1\n[environments.production]\nreplicas = 5\n", encoding="utf-8"
    )
    (tmp_path / "old.yaml").write_text(MAP, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(CONFIG % "bye", encoding="utf-8")
    return tmp_path


@each_case
def test_a_case_reads_as_expected(case: Path) -> None:
    """What a reviewer is told of a change is what stands beside it."""
    result = run(*sides(case))

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (case / "expected.txt").read_text(encoding="utf-8")


@each_case
def test_formats_say_the_same(case: Path) -> None:
    """Text, JSON and Markdown hold the same differences, in the same order."""
    changes = [Change(**change) for change in told(*sides(case))["changes"]]
    asked = [*sides(case), "--format"]

    assert run(*asked, "text").stdout == text.dump(changes)
    assert run(*asked, "markdown").stdout == markdown.dump(changes, *sides(case))


@each_case
def test_the_worst_comes_first(case: Path) -> None:
    """Differences are sorted by their effects, each is said once, and each is counted."""
    answer = told(*sides(case))
    changes, summary = answer["changes"], answer["summary"]
    ranks = [EFFECTS.index(change["effect"]) for change in changes]

    assert ranks == sorted(ranks)
    assert len({json.dumps(change) for change in changes}) == len(changes)
    assert list(summary) == [*EFFECTS, "fields"]
    assert sum(summary.values()) == len(changes)
    assert (answer["old"], answer["new"]) == sides(case)


@each_case
def test_nothing_differs_from_itself(case: Path) -> None:
    """A state compared with itself has no differences."""
    for side in sides(case):
        assert run(side, side, "--exit-code").stdout == "no differences\n"


@pytest.mark.parametrize("case", [case for case in CASES if (case / "old.yaml").exists()], ids=lambda case: case.name)
def test_the_order_of_objects_has_no_meaning(case: Path) -> None:
    """The same objects in another order give the same answer."""
    answers = []
    for step in (1, -1):
        old, new = (Cluster(tuple(read_all([Text(side, Path(side).read_text(encoding="utf-8"))], [])[::step])) for side in sides(case))
        answers.append(compare(old, new))

    assert answers[0] == answers[1]


def test_each_topic_has_who_looks_for_it() -> None:
    """Every topic is one that somebody looks for, under its name."""
    found = {change["topic"] for case in CASES for change in told(*sides(case))["changes"]}

    assert found <= set(TOPICS) == set(get_args(Topic))


@each_system
def test_what_was_rendered_is_what_would_be(system: str, tmp_path: Path) -> None:
    """Committed manifests and the blueprints that they came from are the same, those of the platform with their option."""
    blueprints = str(ROOT / "blueprints" / system)
    for options in ([], ["--platform-objects"]):
        manifests = tmp_path / f"manifests{len(options)}"
        assert CliRunner().invoke(application("render"), ["render", blueprints, *options, "-o", str(manifests)]).exit_code == 0

        assert run(str(manifests), blueprints, *options, "--exit-code").stdout == "no differences\n"


@pytest.mark.usefixtures("folder")
def test_sides_may_be_of_any_kind() -> None:
    """A blueprint, a folder of blueprints, YAML, JSON, a folder of these, and stdin: any is compared with any."""
    cli = CliRunner()
    rendered = cli.invoke(application("render"), ["render", "app.toml"]).stdout
    Path("apps").mkdir()
    Path("apps/app.toml").write_text(Path("app.toml").read_text(encoding="utf-8"), encoding="utf-8")
    cli.invoke(application("render"), ["render", "app.toml", "-o", "manifests/"])
    cli.invoke(application("render"), ["render", "app.toml", "--format", "json", "-o", "app.json"])
    Path("no-suffix").write_text(rendered, encoding="utf-8")
    kinds = ("app.toml", "apps", "manifests", "app.json", "no-suffix", "-")

    for old in kinds:
        for new in kinds:
            if (old, new) != ("-", "-"):
                assert run(old, new, stdin=rendered).stdout == "no differences\n", (old, new)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("old.yaml", "old.yaml"), 0),
        (("old.yaml", "new.yaml"), 0),
        (("old.yaml", "old.yaml", "--exit-code"), 0),
        (("old.yaml", "new.yaml", "--exit-code"), 1),
        (("old.yaml", "new.yaml", "--exit-code", "--format", "json"), 1),
        (("old.yaml", "gone.yaml"), 1),
        (("old.yaml", "gone.yaml", "--exit-code"), 2),
        (("app.toml", "app.toml", "--set", "replicas=many"), 1),
        (("app.toml", "app.toml", "--set", "replicas=many", "--exit-code"), 2),
        (("old.yaml",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
@pytest.mark.usefixtures("folder")
def test_how_a_run_ends(words: tuple[str, ...], code: int) -> None:
    """With `--exit-code`, a difference is 1 and what cannot be compared is 2; without, only the latter is no 0."""
    assert run(*words).exit_code == code


@pytest.mark.usefixtures("folder")
def test_each_side_may_have_its_environment() -> None:
    """One blueprint in two environments is a comparison like any other."""

    def said(*options: str) -> list[str]:
        changes = told("app.toml", "app.toml", *options)["changes"]
        return [change["message"] for change in changes if change["topic"] == "fields" and change["path"] == "spec.replicas"]

    assert said("-e", "production") == []
    assert said("-e", "production", "--old-environment", "staging") == ["spec.replicas was 1, is 5"]
    assert said("--old-environment", "staging") == ["spec.replicas was 1, is 2"]
    assert said("-e", "production", "--old-environment", "") == ["spec.replicas was 2, is 5"]


@pytest.mark.usefixtures("folder")
def test_options_are_for_blueprints() -> None:
    """They say how a side is compiled: the other one may be YAML."""
    rendered = (
        CliRunner().invoke(application("render"), ["render", "app.toml", "-n", "shop", "-e", "staging", "--set", "replicas=7"]).stdout
    )

    assert run("-", "app.toml", "-n", "shop", "-e", "staging", "--set", "replicas=7", stdin=rendered).stdout == "no differences\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("old.yaml", "new.yaml", "-e", "production"), "both sides are manifests"),
        (("old.yaml", "new.yaml", "--set", "replicas=1"), "both sides are manifests"),
        (("old.yaml", "app.toml", "--old-environment", "staging"), "OLD is no blueprint"),
        (("-", "-"), "stdin is one side only"),
        (("old.yaml", "new.yaml", "--format", "sarif"), "'sarif' is not one of"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
@pytest.mark.usefixtures("folder")
def test_what_nobody_heeds_is_refused(words: tuple[str, ...], said: str) -> None:
    """An option that changes nothing was meant for something else."""
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


def test_a_folder_of_both_is_its_blueprints(folder: Path) -> None:
    """Where blueprints and YAML lie together, it is said that the latter is not compared; hidden files and other formats are not counted."""
    (folder / ".github").mkdir()
    (folder / ".github" / "ci.yml").touch()
    (folder / "package.json").write_text("{}", encoding="utf-8")
    result = run(".", "app.toml", "--exit-code")

    assert (result.exit_code, result.stdout) == (0, "no differences\n")
    assert result.stderr == (
        'warning[not-compared]: "." holds blueprints, so 2 YAML files there are not compared\n'
        "       = hint: name the folder in which the manifests are to compare these\n"
    )


@pytest.mark.parametrize(
    ("old", "said"),
    [
        ("empty", 'error[no-manifests]: there is no file "*.yaml", "*.yml" or "*.json" under "empty"\n'),
        ("nothing.yaml", "error[no-manifests]: there is no Kubernetes object in nothing.yaml\n"),
        ("bad.yaml", "bad.yaml:1:4: error[not-yaml]: "),
        ("latin.yaml", "latin.yaml:1:6: error[not-utf-8]: "),
        ("bad.toml", 'bad.toml:3:1: error[unknown-key]: an app has no "calers"\n'),
        ("-", "error[no-manifests]: there is no Kubernetes object in stdin\n"),
    ],
)
def test_what_cannot_be_compared_is_said_with_its_side(folder: Path, old: str, said: str) -> None:
    """Half an answer would be a wrong one: nothing is compared."""
    (folder / "empty").mkdir()
    (folder / "nothing.yaml").write_text("# Nothing.\n", encoding="utf-8")
    (folder / "bad.yaml").write_text("a: [\n", encoding="utf-8")
    (folder / "latin.yaml").write_bytes(b"name:\xe9\n")
    (folder / "bad.toml").write_text(f"{APP}calers = []\n", encoding="utf-8")
    before, after = run(old, "app.toml", stdin=""), run("app.toml", old, stdin="")

    assert (before.exit_code, before.stdout) == (after.exit_code, after.stdout) == (1, "")
    assert said in before.stderr
    assert said in after.stderr
    name = "stdin" if old == "-" else old
    assert before.stderr.endswith(f"the old side, {name}: 1 error\n")
    assert after.stderr.endswith(f"the new side, {name}: 1 error\n")


def test_an_object_that_is_there_twice_is_said(folder: Path) -> None:
    """The last one counts, as when it is applied, and the warning does not keep the answer back."""
    (folder / "twice.yaml").write_text(f"{MAP}---\n{CONFIG % 'bye'}", encoding="utf-8")
    result = run("twice.yaml", "new.yaml")

    assert result.stdout == "no differences\n"
    assert "warning[object-twice]" in result.stderr


def test_objects_of_others_are_compared(folder: Path) -> None:
    """Whatever has a kind and a name can differ, also what nobody here knows."""
    thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing}\nspec: {size: %d}\n"
    (folder / "old.yaml").write_text(thing % 1, encoding="utf-8")
    (folder / "new.yaml").write_text(thing % 2, encoding="utf-8")
    result = run("old.yaml", "new.yaml")

    assert "  Thing/thing: spec.size was 1, is 2\n" in result.stdout
    assert result.stderr == ""


def in_terminal(folder: Path, **environment: str) -> str:
    """Return what is printed in a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from rocksolid.cli import main; main()", "diff", "old.yaml", "new.yaml"]
    subprocess.run(command, cwd=folder, stdout=theirs, check=True, env={**os.environ, "TERM": "xterm", **environment})
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    return said


def test_headings_are_set_off_in_a_terminal(folder: Path) -> None:
    """Elsewhere, and where the user wants none, there are no colours."""
    assert "\x1b[1mField by field\x1b[0m" in in_terminal(folder)
    assert "\x1b" not in in_terminal(folder, NO_COLOR="1")
    assert "\x1b" not in in_terminal(folder, TERM="dumb")
    assert "\x1b" not in run("old.yaml", "new.yaml").stdout


def test_every_effect_has_its_words() -> None:
    """A reviewer reads "The server refuses", not a code, and the worst is not folded in Markdown."""
    changes = [Change("updates", effect, "shop/Deployment/web", "it changes") for effect in EFFECTS]
    written, marked = text.dump(changes), markdown.dump(changes, "a", "b")
    headings = [WORDS[effect][0] for effect in EFFECTS]

    assert [line for line in written.splitlines() if line in headings] == headings
    assert re.findall(r"<details( open)?>\n<summary>(.*) \(1\)</summary>", marked) == [
        (" open" if effect in {"refused", "loses-data"} else "", WORDS[effect][0]) for effect in EFFECTS
    ]
    assert written.endswith("\n6 differences (1 refused, 1 losing data, 1 interrupting, 1 weaker, 1 other, 1 stronger)\n")


@pytest.mark.parametrize("layout", ["text", "json", "markdown"])
@pytest.mark.usefixtures("folder")
def test_equal_sides_are_an_answer(layout: str) -> None:
    """A program or a pull request is told that there is nothing, too."""
    said = run("old.yaml", "old.yaml", "--format", layout).stdout
    nothing = dict.fromkeys((*EFFECTS, "fields"), 0)

    assert (
        said
        == {
            "text": "no differences\n",
            "json": json.dumps({"old": "old.yaml", "new": "old.yaml", "summary": nothing, "changes": []}, indent=2) + "\n",
            "markdown": "From `old.yaml` to `old.yaml`: no differences.\n",
        }[layout]
    )


NASTY = (
    "</details> <script>alert(1)</script> <!-- @everyone and @acme/security: #12, GH-12, acme/shop#3, :tada: "
    '`code` ``two`` **bold** _it_ [link](http://example.com) ![](x) | table | &amp; \\` $x$ "in quotes, <b>" ~~gone~~'
)


def without_code(line: str) -> str:
    """Return a line of Markdown without its code spans, found as CommonMark finds them: between runs of backticks of equal length."""
    return re.sub(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", "", line)


@given(st.text(alphabet=st.one_of(st.sampled_from("ab1 `\"'@#<>&|*_[]()!:\\-\n\x1b\u202e"), st.characters(codec="utf-8"))))
@example(NASTY)
@example("`")
@example(" ")
@example('"`" `"')
def test_markdown_is_words_and_code(said: str) -> None:
    """Whatever a message says, behind the code spans there are words, numbers and stops, which mean nothing to Markdown."""
    change = Change("fields", "changes", said, said, said.replace("\n", " "))
    (item,) = [line for line in markdown.dump([change], said, said).splitlines() if line.startswith("- ")]
    left = without_code(item.removeprefix("- ")).replace("<br>Hint: ", " ")

    assert not set(left) & set("`@#<>&|*_[]!\\~$\x1b\u202e")
    assert not re.search(r":\w|//|\w:\w", left)


@given(st.text(alphabet="a` \\<\n\u202e"))
def test_a_code_span_is_its_text(said: str) -> None:
    """As CommonMark reads it: between two equal runs of backticks, one space at both ends left out unless all is spaces."""
    written = markdown.code(said)
    found = re.fullmatch(r"(`+)(?!`)(.+?)(?<!`)\1", written)
    assert found
    inner = found[2]
    read = inner[1:-1] if inner[0] == inner[-1] == " " and inner.strip(" ") else inner

    assert read == one_line(said) or not said.strip(" ")
    assert not re.search(rf"(?<!`){found[1]}(?!`)", inner)


def test_a_hint_of_several_lines_is_a_block(folder: Path) -> None:
    """It can be copied as it is, and no line of it ends the block."""
    hint = "write\n```yaml\n</details>\n````"
    marked = markdown.dump([Change("updates", "refused", "a", "b", hint)], "old", "new")

    assert "\n  `````\n  write\n  ```yaml\n  </details>\n  ````\n  `````\n" in marked
    assert folder.exists()


def test_values_of_manifests_stay_text(folder: Path) -> None:
    """What somebody wrote into a manifest neither ends a fold, nor runs, nor calls for anybody."""
    (folder / "new.yaml").write_text(CONFIG % json.dumps(NASTY), encoding="utf-8")
    marked = run("old.yaml", "new.yaml", "--format", "markdown").stdout
    left = [without_code(line) for line in marked.splitlines()]

    assert "<script>" in marked
    assert [line for line in left if "<" in line] == ["<details>", "<summary>Field by field (1)</summary>", "</details>"]


def test_characters_that_steer_a_terminal_are_escaped() -> None:
    """Colours, bells and reversed letters of a manifest are shown, not obeyed."""
    said = text.dump([Change("objects", "changes", "a\x1b[31m", "b\u202e\nc", "d\x07\ne")])

    assert "a\\x1b[31m: b\\u202e\\nc\n" in said
    assert "d\\x07\n" in said


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 4000), st.integers(1, 60))
@example(3000, 60)
def test_a_comment_is_never_too_long(number: int, length: int) -> None:
    """What does not fit is counted, and nothing is cut in the middle."""
    changes = [Change("fields", "changes", f"shop/Deployment/web-{n}", str(n) + "\u00e9" * length) for n in range(number)]
    marked = markdown.dump([Change("updates", "refused", "db", "gone"), *changes], "old", "new")
    shown = len([line for line in marked.splitlines() if line.startswith("- ")])
    left = re.search(r"\n(\d+) more are not shown here", marked)

    assert len(marked.encode()) <= markdown.LIMIT
    assert shown + int(left[1] if left else 0) == number + 1
    assert marked.count("<details") == marked.count("</details>")


def test_one_long_value_does_not_take_all_the_room() -> None:
    """A message of a megabyte is cut, and those behind it are there."""
    changes = [Change("fields", "changes", "a", "word " * 200_000, "hint\n" * 100_000), Change("fields", "changes", "b", "is new")]
    marked = markdown.dump(changes, "old", "new")

    assert "- `b`: is new\n" in marked


def test_json_has_every_key() -> None:
    """A program need not ask whether a key is there."""
    answer = json.loads(as_json.dump([Change("calls", "weakens", "a => b", "TCP 80 opens")], "old", "new"))

    assert answer["changes"] == [
        {"topic": "calls", "effect": "weakens", "subject": "a => b", "message": "TCP 80 opens", "hint": "", "path": ""}
    ]
    assert answer["summary"]["weakens"] == 1


def test_manifests_need_no_compiler(folder: Path) -> None:
    """To compare YAML with YAML, nothing of the generator is waited for, nor any way to write but the one that is asked for."""
    modules = loaded(RUN, "diff", str(folder / "old.yaml"), str(folder / "new.yaml"))

    assert {
        "rocksolid.compiler",
        "rocksolid.rules",
        "rocksolid.diff.output.json",
        "rocksolid.diff.output.markdown",
        "rich",
    } & modules == set()


def words(number: int) -> Iterator[str]:
    """Yield a side of so many workloads, half of which the other side has with more replicas."""
    for side in (0, 1):
        yield "---\n".join(
            "apiVersion: apps/v1\nkind: Deployment\n"
            f"metadata: {{name: web-{n}, namespace: shop}}\n"
            f"spec: {{replicas: {1 + side * (n % 2)}, selector: {{matchLabels: {{app: web-{n}}}}}, "
            f"template: {{metadata: {{labels: {{app: web-{n}}}}}, spec: {{containers: [{{name: web, image: 'example.com/web:1'}}]}}}}}}\n"
            for n in range(number)
        )


def test_many_workloads_are_compared(folder: Path) -> None:
    """Every change of a large system is there, and none that is not."""
    for side, written in zip(("old", "new"), words(400), strict=True):
        (folder / f"{side}.yaml").write_text(written, encoding="utf-8")
    changes = told("old.yaml", "new.yaml")["changes"]

    assert {change["subject"] for change in changes if change["path"] == "spec.replicas"} == {
        f"shop/Deployment/web-{n}" for n in range(400) if n % 2
    }
