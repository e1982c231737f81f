import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rocksolid.cli.commands import application
from typer.testing import CliRunner, Result

from build import APP
from repository import NEEDS_GIT, SETTINGS, Repository, repository

pytestmark = NEEDS_GIT
Run = Callable[..., Result]

CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {greeting: %s}\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository whose `main` has a blueprint with one replica, and whose working tree has it with two."""
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)
    made = repository(tmp_path / "repository")
    made.write({"blueprints/app.toml": blueprint(1)})
    made.commit()
    made.write({"blueprints/app.toml": blueprint(2)})
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files, in which nothing may be left behind."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def blueprint(replicas: int, more: str = "") -> str:
    """Return a blueprint of so many replicas."""
    return f"{APP}replicas = {replicas}\n{more}"


def run(*arguments: str, stdin: str | None = None) -> Result:
    """Run `rocksolid diff`."""
    return CliRunner().invoke(application("diff"), ["diff", *arguments], input=stdin, prog_name="rocksolid")


def fields(*arguments: str, stdin: str | None = None) -> dict[str, str]:
    """Return what differs field by field: what is said of each path."""
    result = run(*arguments, "--format", "json", stdin=stdin)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    return {one["path"]: one["message"] for one in json.loads(result.stdout)["changes"] if one["topic"] == "fields"}


def replicas(*arguments: str, stdin: str | None = None) -> str:
    """Return what is said of the number of replicas."""
    return fields(*arguments, stdin=stdin).get("spec.replicas", "")


def refused(*arguments: str) -> str:
    """Return what is said when nothing can be compared."""
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (1, ""), result.output
    return result.stderr


ONE_TO_TWO = "spec.replicas was 1, is 2"
TWO_TO_ONE = "spec.replicas was 2, is 1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("main", "blueprints"), ONE_TO_TWO),
        (("main", "blueprints/"), ONE_TO_TWO),
        (("main", "blueprints/app.toml"), ONE_TO_TWO),
        (("main", "."), ONE_TO_TWO),
        (("HEAD", "./blueprints/../blueprints/app.toml"), ONE_TO_TWO),
        (("blueprints", "main"), TWO_TO_ONE),
        (("main:blueprints", "blueprints"), ONE_TO_TWO),
        (("main:", "blueprints"), ONE_TO_TWO),
        (("main:./blueprints/app.toml", "blueprints"), ONE_TO_TWO),
        (("main", "HEAD"), ""),
        (("HEAD", "main:blueprints"), ""),
        (("main^{tree}", "blueprints"), ONE_TO_TWO),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
@pytest.mark.usefixtures("repo")
def test_a_revision_is_a_side(words: tuple[str, str], said: str) -> None:
    """Alone it means the path of the other side, with a colon a path of its own, as git spells it."""
    assert replicas(*words) == said


def test_two_revisions_are_compared_where_one_stands(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any path it is the working directory that counts, not the whole repository."""
    repo.write({"other/app.toml": blueprint(7).replace('"app"', '"other"')})
    repo.commit()
    monkeypatch.chdir(repo.root / "blueprints")

    assert replicas("HEAD~1", "HEAD") == ONE_TO_TWO
    assert "Deployment/other" not in run("HEAD~1", "HEAD").stdout
    assert "Deployment/other: is new" in run("HEAD~1:", "HEAD:").stdout


def test_paths_start_from_the_working_directory(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of the repository a path means the same file in the revision; behind a colon it starts from the root, but for `./`."""
    monkeypatch.chdir(repo.root / "blueprints")

    assert replicas("main", "app.toml") == ONE_TO_TWO
    assert replicas("main:blueprints/app.toml", "app.toml") == ONE_TO_TWO
    assert replicas("main:./app.toml", "app.toml") == ONE_TO_TWO
    assert 'there is no "app.toml" at main' in refused("main:app.toml", "app.toml")


def test_a_path_wins_over_a_revision_of_its_name(repo: Repository) -> None:
    """Whatever exists as a file is the file; the revision can be named by its full name."""
    repo.git("branch", "blueprints")

    assert replicas("blueprints", "blueprints") == ""
    assert replicas("heads/blueprints", "blueprints") == ONE_TO_TWO


def test_a_revision_is_compared_with_stdin(repo: Repository) -> None:
    """What another program writes is compared with the working directory at the revision, or with a path of it."""
    rendered = CliRunner().invoke(application("render"), ["render", "blueprints"]).stdout
    repo.git("mv", "blueprints", "moved")
    repo.commit()

    assert replicas("HEAD~1", "-", stdin=rendered) == ONE_TO_TWO
    assert replicas("HEAD~1:blueprints", "-", stdin=rendered) == ONE_TO_TWO


def test_manifests_of_a_revision_are_read(repo: Repository) -> None:
    """Committed YAML is compared as it was, also with what the blueprints of now become."""
    repo.write({"manifests/settings.yaml": CONFIG % "hello"})
    repo.commit()
    repo.write({"manifests/settings.yaml": CONFIG % "bye"})

    assert list(fields("HEAD", "manifests")) == ["data.greeting"]
    assert run("HEAD:manifests/settings.yaml", "manifests", "--exit-code").exit_code == 1


def test_a_blueprint_has_all_that_its_revision_had(repo: Repository) -> None:
    """The platform file above it, the files that it mounts, its neighbours and its environment's file are those of the revision."""
    mounts = '[files]\n"/etc/app.conf" = { source = "app.conf" }\n'
    repo.write(
        {
            "platform.toml": 'namespace = "before"\n',
            "blueprints/app.toml": blueprint(1, f'dependencies = ["money"]\n{mounts}'),
            "blueprints/app.conf": "before",
            "blueprints/app.production.toml": "replicas = 5\n",
            "shared/money.toml": APP.replace("app", "money") + "port = 8080\n",
        }
    )
    repo.commit()
    repo.write({"blueprints/app.conf": "after", "blueprints/app.production.toml": "replicas = 6\n"})
    repo.write({"shared/money.toml": APP.replace("app", "money") + "port = 9090\n"})
    told = fields("main", "blueprints/app.toml", "--with", "shared", "-e", "production")

    assert told["spec.replicas"] == "spec.replicas was 5, is 6"
    assert any('was "before", is "after"' in said for said in told.values())
    assert {f"spec.egress[1].ports[port={port}]" for port in (8080, 9090)} <= set(told)
    repo.write({"platform.toml": 'namespace = "after"\n'})
    assert "before/Deployment/app: it moves to the namespace after" in run("main", "blueprints/app.toml", "--with", "shared").stdout


def test_files_outside_of_the_repository_are_the_same_for_both_sides(repo: Repository, tmp_path: Path) -> None:
    """A platform file that is kept elsewhere has no revision here; one of the repository has, also by its absolute name."""
    (tmp_path / "elsewhere.toml").write_text('namespace = "shop"\n', encoding="utf-8")
    repo.write({"cluster.toml": 'namespace = "before"\n'})
    repo.commit()
    repo.write({"cluster.toml": 'namespace = "after"\n', "blueprints/app.toml": blueprint(3)})

    assert replicas("main", "blueprints", "--platform", "../elsewhere.toml") == "spec.replicas was 2, is 3"
    assert (
        "before/Deployment/app: it moves to the namespace after"
        in run("main", "blueprints", "--platform", str(repo.root / "cluster.toml")).stdout
    )


def test_no_platform_file_is_found_above_the_repository(repo: Repository, tmp_path: Path, temporary: Path) -> None:
    """Neither beside the repository nor beside the temporary folder."""
    for folder in (tmp_path, temporary.parent):
        (folder / "platform.toml").write_text('namespace = "stranger"\n', encoding="utf-8")

    assert "stranger" not in run("main", "blueprints").output
    assert replicas("main", "blueprints") == ONE_TO_TWO
    assert repo.root.parent == tmp_path


def test_a_python_blueprint_runs_as_it_was(repo: Repository) -> None:
    """The program of the revision runs, with the modules beside it; the new side does not meet these again."""
    program = (
        "from rocksolid import App\nfrom sizes import REPLICAS\napp = App(name='app', image='example.com/app:1.0.0', replicas=REPLICAS)\n"
    )
    repo.write({"apps/app.py": program, "apps/sizes.py": "REPLICAS = 4\n"})
    repo.commit()
    repo.write({"apps/sizes.py": "REPLICAS = 9\n"})

    assert replicas("main", "apps/app.py") == "spec.replicas was 4, is 9"
    assert replicas("apps/app.py", "main") == "spec.replicas was 9, is 4"
    repo.write({"apps/sizes.py": "raise RuntimeError('too big')\n"})
    repo.commit()
    repo.write({"apps/sizes.py": "REPLICAS = 4\n"})
    said = refused("main", "apps/app.py")
    assert said.startswith("main:apps/app.py:2:1: error[blueprint-raised]: the blueprint raised RuntimeError: too big\n")
    assert 'apps/sizes.py", line 1' in said
    assert "rocksolid-" not in said


def test_rules_of_the_platform_team_run_as_they_were(repo: Repository) -> None:
    """The module that the platform file of a revision names runs for that side: TOML can name a program, too."""
    rule = """from rocksolid import Part


def rule(system):
    for w in system.workloads:
        yield Part(w.controller, {"metadata": {"annotations": {"acme.com/rate": "%s"}}}, ("name",))
"""
    repo.write({"platform.toml": "rules = ['acme:rule']\n", "acme.py": rule % "old"})
    repo.commit()
    repo.write({"acme.py": rule % "new"})

    assert fields("HEAD", "blueprints")['metadata.annotations."acme.com/rate"'].endswith('was "old", is "new"')


def test_a_platform_file_that_the_revision_lacks_is_named_with_it(repo: Repository) -> None:
    """Whoever names one that is there now is told on which side it is not."""
    repo.write({"platform.toml": "namespace = 'shop'\n"})
    said = refused("main", "blueprints", "--platform", "platform.toml")
    assert said.startswith("main:platform.toml:1:1: error[unreadable]: cannot read the file")


def test_the_root_of_a_revision_is_named_without_its_colon(repo: Repository) -> None:
    """`main:` is what git calls it, and a colon follows."""
    repo.write({"blueprints/app.toml": blueprint(1, "calers = []\n")})
    repo.commit()
    assert "the old side, main: 1 error" in refused("main", ".")


def test_a_new_environment_has_an_old_side_without_one(repo: Repository) -> None:
    """What the old side does not know yet is compared with its words alone, and the hint says how."""
    repo.write({"blueprints/app.toml": blueprint(2, "[environments.production]\nreplicas = 3\n")})
    assert "--old-environment ''" in refused("main", "blueprints", "-e", "production")
    assert replicas("main", "blueprints", "-e", "production", "--old-environment", "") == "spec.replicas was 1, is 3"
    repo.commit()
    repo.write({"blueprints/app.toml": blueprint(2)})
    assert "--old-environment" not in refused("main", "blueprints", "-e", "prod")


def test_errors_of_the_old_side_have_the_name_of_the_revision(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake that has been mended is told from one of now, wherever one stands; `git show` takes the name as it is."""
    repo.write({"blueprints/app.toml": blueprint(1, "calers = []\n"), "blueprints/sub/x.txt": ""})
    repo.commit()
    repo.write({"blueprints/app.toml": blueprint(2)})
    said = refused("main", "blueprints")

    assert said == (
        'main:blueprints/app.toml:4:1: error[unknown-key]: an app has no "calers"\n'
        "     4 | calers = []\n"
        "       | ^^^^^^\n"
        '       = hint: did you mean "callers"?\n'
        "the old side, main:blueprints: 1 error\n"
    )
    monkeypatch.chdir(repo.root / "blueprints" / "sub")
    assert refused("main", "..") == said
    assert "the new side, main:blueprints: 1 error\n" in refused("..", "main")


def test_errors_of_both_sides_are_said_side_by_side(repo: Repository) -> None:
    """Whoever mends one side sees the other at once."""
    repo.write({"blueprints/app.toml": blueprint(1, "calers = []\n")})
    repo.commit()
    repo.write({"blueprints/app.toml": blueprint(1, "portt = 1\n")})
    said = refused("main", "blueprints")

    assert [line for line in said.splitlines() if "side" in line] == [
        "the old side, main:blueprints: 1 error",
        "the new side, blueprints: 1 error",
    ]
    assert said.index("main:blueprints/app.toml:4") < said.index("the old side") < said.index("\nblueprints/app.toml:4")


def test_unreadable_manifests_of_a_revision_have_its_name(repo: Repository) -> None:
    """A document that is no YAML is shown with the line of the revision."""
    repo.write({"manifests/a.yaml": "a: [\n"})
    repo.commit()
    repo.write({"manifests/a.yaml": CONFIG % "hello"})

    assert refused("main", "manifests").startswith("main:manifests/a.yaml:1:")


def test_what_is_not_there_yet_has_no_difference(repo: Repository) -> None:
    """A path that the revision does not have is an error, with the commit that added it."""
    repo.write({"later/app.toml": blueprint(1)})
    assert refused("main", "later") == (
        'error[not-at-revision]: there is no "later" at main\n       = hint: if it had another name there, write main:NAME\n'
    )
    added = repo.commit()[:7]
    repo.commit()

    assert f"= hint: it is there since {added}; if it had another name there, write HEAD~2:NAME\n" in refused("HEAD~2", "later")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("mian", "blueprints"),
            'error[unknown-revision]: there is no file, directory or revision "mian"\n       = hint: did you mean "main"?\n',
        ),
        (("main", "bluprints"), 'there is no file, directory or revision "bluprints"\n       = hint: did you mean "blueprints"?\n'),
        (("mian:blueprints", "blueprints"), 'git knows no revision "mian"\n       = hint: did you mean "main"?\n'),
        (("feature", "blueprints"), 'there is no file, directory or revision "feature"\n       = hint: did you mean "origin/feature"?\n'),
        ((":blueprints", "blueprints"), 'git knows no revision ""\n'),
        (("--", "-x", "blueprints"), 'there is no file, directory or revision "-x"\n'),
        (("--", "--all", "blueprints"), 'there is no file, directory or revision "--all"\n'),
        (("--", "--output=x:y", "blueprints"), 'git knows no revision "--output=x"\n'),
        (("main:../blueprints", "blueprints"), "lies outside of the repository"),
        (("main", ".."), '".." lies outside of the repository'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_word_that_means_nothing_is_named(repo: Repository, words: tuple[str, ...], said: str) -> None:
    """It is answered with the branch, tag or file that may be meant, and never taken for an option of git."""
    repo.git("update-ref", "refs/remotes/origin/feature", "HEAD")
    before = sorted(repo.root.iterdir())

    assert said in refused(*words)
    assert sorted(repo.root.iterdir()) == before


def test_a_shallow_clone_is_told_how_to_get_more(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine of a pipeline often has one revision only."""
    repo.commit()
    repo.git("clone", "--quiet", "--depth", "1", repo.root.as_uri(), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")

    assert "this clone is shallow: git fetch --depth 1 origin v1, then compare with FETCH_HEAD" in refused("v1", "blueprints")
    assert replicas("HEAD", "blueprints") == ""


def test_a_bare_repository_has_revisions_to_compare(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no working tree, both sides are revisions."""
    repo.commit()
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")

    assert replicas("main~1", "main") == ONE_TO_TWO
    assert replicas("main~1:blueprints", "main:./blueprints") == ONE_TO_TWO


def test_a_detached_worktree_is_a_repository(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its HEAD is its own, and its revisions are those of all."""
    repo.commit()
    repo.git("worktree", "add", "--quiet", "--detach", str(tmp_path / "tree"), "HEAD~1")
    monkeypatch.chdir(tmp_path / "tree")

    assert replicas("HEAD", "main") == ONE_TO_TWO
    assert replicas("main", "blueprints") == TWO_TO_ONE


def test_a_hook_may_ask(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git tells hooks in the environment where the repository and its index are: neither is written to."""
    monkeypatch.setenv("GIT_DIR", str(repo.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo.root / ".git" / "index"))
    index = (repo.root / ".git" / "index").read_bytes()

    assert replicas("main", "blueprints") == ONE_TO_TWO
    assert (repo.root / ".git" / "index").read_bytes() == index


def test_the_repository_stays_as_it_is(repo: Repository) -> None:
    """No file of the working tree or of the repository is made, changed or taken away, and no hook runs."""
    for name in ("post-checkout", "post-index-change", "reference-transaction"):
        hook = repo.root / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {repo.root}/ran\n", encoding="utf-8")
        hook.chmod(0o755)
    repo.git("config", "core.splitIndex", "true")
    (repo.root / "ran").unlink(missing_ok=True)
    before = _everything(repo.root)

    assert replicas("main", "blueprints") == ONE_TO_TWO
    assert _everything(repo.root) == before


def _everything(root: Path) -> dict[str, bytes | None]:
    """Return all files and folders, with what is in them."""
    return {str(path.relative_to(root)): path.read_bytes() if path.is_file() else None for path in root.rglob("*")}


def test_links_are_followed_inside_the_repository_only(repo: Repository, tmp_path: Path) -> None:
    """A link to a file of the revision is that file; one that leads out is a text, in which nobody finds what it leads to."""
    (tmp_path / "secret.toml").write_text(blueprint(99), encoding="utf-8")
    repo.write({"apps/one.toml": blueprint(4), "around/x.txt": ""})
    (repo.root / "apps" / "linked.toml").symlink_to("one.toml")
    (repo.root / "apps" / "out.toml").symlink_to("../../secret.toml")
    (repo.root / "apps" / "absolute.toml").symlink_to(tmp_path / "secret.toml")
    (repo.root / "around" / "up").symlink_to("..")
    (repo.root / "around" / "chain.toml").symlink_to("up/../secret.toml")
    (repo.root / "around" / "circle.toml").symlink_to("circle.toml")
    repo.commit()

    assert replicas("HEAD:apps/linked.toml", "blueprints/app.toml") == "spec.replicas was 4, is 2"
    for link in ("apps/out.toml", "apps/absolute.toml", "around/chain.toml", "around/circle.toml"):
        said = refused(f"HEAD:{link}", "blueprints/app.toml")
        assert f"HEAD:{link}:1:" in said
        assert "replicas" not in said


def test_submodules_and_large_files_stay_where_they_are(repo: Repository, tmp_path: Path) -> None:
    """A submodule is an empty folder, so that its path holds nothing; filters, as those for large files, do not run."""
    repository(tmp_path / "other").commit()
    repo.git("-c", "protocol.file.allow=always", "submodule", "add", "--quiet", str(tmp_path / "other"), "blueprints/sub")
    repo.write({".gitattributes": "*.toml filter=large\n"})
    repo.git("config", "filter.large.smudge", f"touch {tmp_path}/ran; cat")
    repo.git("config", "filter.large.clean", "cat")
    repo.git("config", "filter.large.required", "true")
    repo.commit()
    repo.write({"blueprints/app.toml": blueprint(3)})

    assert replicas("HEAD", "blueprints") == "spec.replicas was 2, is 3"
    assert not (tmp_path / "ran").exists()
    assert 'there is no "blueprints/sub" at HEAD' in refused("HEAD:blueprints/sub", "blueprints")


def test_every_file_is_there_whatever_archives_leave_out(repo: Repository) -> None:
    """`export-ignore` is about archives, and a sparse checkout about the working tree: a revision has all that it has."""
    repo.write({".gitattributes": "blueprints export-ignore\n", "other/app.toml": blueprint(1)})
    repo.commit()
    repo.git("sparse-checkout", "set", "other")
    assert not (repo.root / "blueprints").exists()

    assert replicas("HEAD~1:blueprints", "HEAD:blueprints") == ONE_TO_TWO


def test_names_of_files_may_be_anything(repo: Repository) -> None:
    """Neither spaces nor colons, quotes or a first dash are anything else than letters of a name."""
    name = "-a b:c'd\u00e9\"*.toml"
    repo.write({f"{name}/{name}": blueprint(1)})
    repo.commit()
    repo.write({f"{name}/{name}": blueprint(2)})

    assert replicas("main", f"./{name}") == ONE_TO_TWO
    assert replicas(f"main:{name}/{name}", f"./{name}/{name}") == ONE_TO_TWO


def test_nothing_is_left_behind_by_an_error(repo: Repository, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files of a revision are gone when the run ends, also by a mistake of ours, and the working directory is as it was."""
    seen: list[Path] = []

    def broken(*_: object) -> None:
        seen.extend(temporary.rglob("app.toml"))
        raise KeyboardInterrupt

    monkeypatch.setattr("rocksolid.compiler.compile_request", broken)
    run("main", "blueprints")

    assert len(seen) == 1
    assert Path.cwd() == repo.root


def test_without_git_files_can_be_compared(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a word that is no path needs git, and it is said that there is none."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert replicas("blueprints", "blueprints/app.toml") == ""
    assert refused("main", "blueprints") == (
        'error[no-git]: there is no file or directory "main", and no revision of that name: git is not installed\n'
        "       = hint: without it, files and folders can be compared\n"
    )
    assert repo.root.exists()


def test_outside_of_a_repository_there_is_no_revision(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git says is repeated, because only it knows why."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    said = refused("main", str(repo.root / "blueprints"))

    assert said.startswith(
        'error[no-repository]: there is no file or directory "main", and no revision of that name: there is no git repository here'
    )
    assert "not a git repository" in said


def test_a_repository_without_revisions_has_none(tmp_path: Path, repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first commit there is nothing to compare with."""
    empty = repository(tmp_path / "empty")
    shutil.copytree(repo.root / "blueprints", empty.root / "blueprints")
    monkeypatch.chdir(empty.root)

    assert 'there is no file, directory or revision "HEAD"' in refused("HEAD", "blueprints")


def test_a_broken_repository_is_gits_to_explain(repo: Repository) -> None:
    """A file that is missing in the repository ends the run with git's own words."""
    blob = repo.git("rev-parse", "main:blueprints/app.toml")
    (repo.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

    assert "error[git]: git says " in refused("main", "blueprints/")


def test_runs_as_a_program_of_its_own(repo: Repository) -> None:
    """From a shell it ends as `diff` does: 0 the same, 1 different, 2 where nothing can be compared."""
    command = ["rocksolid", "diff", "--exit-code"]
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    codes = [
        subprocess.run([*command, *words], cwd=repo.root, capture_output=True, check=False, env=environment).returncode
        for words in (("main", "HEAD"), ("main", "blueprints"), ("mian", "blueprints"))
    ]

    assert codes == [0, 1, 2]
