"""Environments: all of them at once, and what none of them may change; and what the command line says of every one of them."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rocksolid.cli.commands import application
from rocksolid.finding import Finding
from rocksolid.language.blueprint import Blueprint
from rocksolid.language.described import meanings
from rocksolid.language.discover import blueprint_files
from rocksolid.language.drafts import File, drafts, structure
from rocksolid.language.kinds import UNUSABLE
from rocksolid.language.platforms import decide_platform
from rocksolid.language.source import Source
from rocksolid.system.workload import CONTROLLERS, Workload
from typer.testing import CliRunner, Result

from build import APP, compile_toml, one, template

Run = Callable[..., Result]

BILLING = """
name = "billing"
image = "registry.example.com/billing:1.4.2"
port = 8080
resources = { memory = "128Mi" }
health = { path = "/ready" }

[environments.production]
replicas = 5
"""
WEB = BILLING.replace("billing", "web").replace("production", "staging").replace("5", "1")
PLATFORM = 'namespace = "shop"\n[environments.preview]\nreplicas = 4\n'
EVERYTHING = Path(__file__).parent / "everything" / "apps"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in a folder with two blueprints and a platform file that know three environments."""
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "billing.toml").write_text(BILLING, encoding="utf-8")
    (tmp_path / "shop" / "billing.canary.toml").write_text("replicas = 2\n", encoding="utf-8")
    (tmp_path / "shop" / "web.toml").write_text(WEB, encoding="utf-8")
    (tmp_path / "shop" / "platform.toml").write_text(PLATFORM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(application(arguments[0]), arguments, prog_name="rocksolid")


def files(folder: Path) -> dict[str, bytes]:
    """Return all files under a folder, with their contents."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


ALL = ("render", "shop", "--all-environments", "-o")


@pytest.mark.parametrize("layout", ["yaml", "kyaml", "json"])
def test_each_environment_is_rendered_as_alone(run: Run, tmp_path: Path, layout: str) -> None:
    """Every environment that any file knows has a folder, in which stands what `-e` writes, byte for byte; and nothing else is there."""
    result = run(*ALL, "all", "--format", layout, "--set", "rollout.history=9")
    for environment in ("canary", "preview", "production", "staging"):
        run("render", "shop", "-e", environment, "-o", f"alone/{environment}", "--format", layout, "--set", "rollout.history=9")

    assert (result.exit_code, result.stdout) == (0, "")
    assert files(tmp_path / "all") == files(tmp_path / "alone")
    assert (
        len({files(tmp_path / "all")[f"{one}/shop.deployment.billing.{layout[-4:]}"] for one in ("canary", "preview", "production")}) == 3
    )


@pytest.mark.parametrize("layout", ["yaml", "json"])
def test_a_second_run_removes_what_is_gone(run: Run, tmp_path: Path, layout: str) -> None:
    """In each environment, what no app makes any more is removed and named, and what others wrote stays."""
    run(*ALL, "out", "--format", layout)
    (tmp_path / "out" / "staging" / "notes.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "shop" / "web.toml").unlink()
    (tmp_path / "shop" / "billing.toml").write_text(BILLING.replace("production", "staging"), encoding="utf-8")
    result = run(*ALL, "out", "--format", layout)

    assert f"removed from out/staging, as no app asked for makes them: shop.deployment.web.{layout}, " in result.stderr
    assert (tmp_path / "out" / "staging" / "notes.txt").exists()
    assert not list((tmp_path / "out" / "staging").glob("*web*"))


def test_the_folder_of_an_environment_that_is_gone_is_left_alone_and_named(run: Run, tmp_path: Path) -> None:
    """It may be deployed still, or be what another render wrote: nobody is told to forget it in silence."""
    run(*ALL, "out")
    (tmp_path / "out" / "by-hand").mkdir()
    (tmp_path / "out" / "by-hand" / "a.yaml").write_text("a: 1\n", encoding="utf-8")
    (tmp_path / "shop" / "web.toml").unlink()
    before = files(tmp_path / "out" / "staging")
    result = run(*ALL, "out")

    said = [line for line in result.stderr.splitlines() if not line.startswith("removed from")]
    assert said == ['left alone: out/staging was written by rocksolid, but no file knows an environment "staging"']
    assert files(tmp_path / "out" / "staging") == before


def test_one_broken_environment_keeps_all_from_being_written(run: Run, tmp_path: Path) -> None:
    """Mistakes that only one environment has say which; those of all are said once; nothing is written."""
    (tmp_path / "shop" / "web.toml").write_text(f"{WEB}kind = 'worker'\nexpose = {{ host = 'a.example.com' }}\n", encoding="utf-8")
    result = run(*ALL, "out")

    assert (result.exit_code, result.stdout) == (1, "")
    complaints = [line for line in result.stderr.split("\n") if "error[" in line]
    assert complaints
    assert all(line.endswith("(in the environment staging)") for line in complaints)
    assert not (tmp_path / "out").exists()

    (tmp_path / "shop" / "web.toml").write_text(WEB.replace("port = 8080", 'port = "8080"'), encoding="utf-8")
    assert [line.partition("]: ")[2] for line in run(*ALL, "out").stderr.split("\n") if "error[" in line] == [
        "expected a port number, found text"
    ]


def test_a_warning_is_said_once_and_where_it_holds(run: Run, tmp_path: Path) -> None:
    """What differs between environments names them; what holds in all names none."""
    solo = f"replicas = 1\n{BILLING.replace('billing', 'solo').partition('[env')[0]}[environments]\nstaging.replicas = 2\n"
    (tmp_path / "shop" / "solo.toml").write_text(solo, encoding="utf-8")
    (tmp_path / "shop" / "one.toml").write_text(f"replicas = 1\n{BILLING.replace('billing', 'one').partition('[env')[0]}", encoding="utf-8")
    (tmp_path / "shop" / "platform.toml").write_text("", encoding="utf-8")
    said = [line for line in run(*ALL, "out").stderr.splitlines() if "warning[" in line]

    assert {line.partition(":")[0]: line.partition(" (in the ")[2] for line in said} == {
        "shop/one.toml": "",
        "shop/solo.toml": "environments canary, production)",
        "shop/web.toml": "environment staging)",
    }
    assert run(*ALL, "out", "--quiet").stderr == ""


def test_a_foreign_file_in_one_environment_keeps_all_from_being_written(run: Run, tmp_path: Path) -> None:
    """Every folder is looked at before the first file is written."""
    (tmp_path / "out" / "staging").mkdir(parents=True)
    (tmp_path / "out" / "staging" / "shop.service.web.yaml").write_text("mine: true\n", encoding="utf-8")
    result = run(*ALL, "out")

    assert result.exit_code == 1
    assert "out/staging/shop.service.web.yaml was not written by rocksolid" in result.stderr
    assert set(files(tmp_path / "out")) == {"staging/shop.service.web.yaml"}


def test_neighbours_are_read_once(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many environments there are, each file is opened once."""
    text = (tmp_path / "shop" / "billing.toml").read_text(encoding="utf-8")
    (tmp_path / "shop" / "billing.toml").write_text(f'dependencies = ["web"]\n{text}', encoding="utf-8")
    opened: list[str] = []
    read = Path.read_bytes

    def counted(file: Path) -> bytes:
        opened.append(file.name)
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", counted)
    result = run("render", "shop/billing.toml", "--with", "shop/web.toml", "--all-environments", "-o", "out")

    assert result.exit_code == 0, result.stderr
    assert {name: opened.count(name) for name in ("billing.toml", "web.toml", "platform.toml")} == {
        "billing.toml": 1,
        "web.toml": 1,
        "platform.toml": 1,
    }


def test_a_broken_platform_of_a_neighbour_is_not_passed_over(run: Run, tmp_path: Path) -> None:
    """What is read late, in the turn of the first environment, is refused all the same."""
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "api.toml").write_text(f"{APP.replace('app', 'api')}port = 8080\n", encoding="utf-8")
    (tmp_path / "far" / "platform.toml").write_text("kubernetes = 1\n", encoding="utf-8")
    (tmp_path / "app.toml").write_text(
        f'{APP}dependencies = [{{ app = "api", port = 8080 }}]\n[environments.x]\n[environments.y]\n', encoding="utf-8"
    )
    result = run("render", "app.toml", "--with", "far/api.toml", "--all-environments", "-o", "out")

    assert result.exit_code == 1
    assert "far/platform.toml:1:14: error[wrong-type]" in result.stderr
    assert "(in the environment" not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--all-environments"], "-o DIR gets a folder for each environment"),
        (["--all-environments", "-o", "all.yaml"], "-o DIR gets a folder for each environment"),
        (["--all-environments", "-o", "out", "-e", "production"], "leave -e out"),
        (["--all-environments", "-o", "out", "-e", ""], "leave -e out"),
    ],
    ids=" ".join,
)
def test_all_environments_are_asked_for_alone_and_into_a_directory(run: Run, tmp_path: Path, arguments: list[str] | str, said: str) -> None:
    """Anything else is wrong usage."""
    result = run("render", "shop", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"shop"}


def test_without_any_environment_there_is_nothing_to_render(run: Run, tmp_path: Path) -> None:
    """The words without an environment are not one of them."""
    (tmp_path / "app.toml").write_text(APP, encoding="utf-8")
    result = run("render", "app.toml", "--all-environments", "-o", "out")

    assert result.exit_code == 1
    assert result.stderr.startswith("error[no-environments]: no file knows any environment")
    assert not (tmp_path / "out").exists()


def test_words_alone_need_not_be_complete(run: Run, tmp_path: Path) -> None:
    """What only the environments say together with them is no mistake of theirs."""
    (tmp_path / "app.toml").write_text(
        'name = "app"\n[environments.a]\nimage = "app:1"\n[environments.b]\nimage = "app:2"\n', encoding="utf-8"
    )

    assert run("render", "app.toml", "--all-environments", "-o", "out").exit_code == 0
    assert run("render", "app.toml").exit_code == 1


@pytest.mark.parametrize("environment", ["", "prodution"])
def test_an_environment_that_is_in_no_file_is_refused(run: Run, environment: str) -> None:
    """Also one without a name, as an unset variable of a script gives it."""
    result = run("render", "shop", "-e", environment)

    assert (result.exit_code, result.stdout) == (1, "")
    hint = 'did you mean "production"?' if environment else "known are canary, preview, production, staging"
    assert result.stderr == f'error[unknown-environment]: no file knows an environment "{environment}"\n       = hint: {hint}\n'


@pytest.mark.parametrize("kind", CONTROLLERS)
def test_no_environment_changes_a_name_or_selector(kind: str) -> None:
    """Whatever the words of an environment are, those of any app of ours, the app's objects are called and select as without it."""
    checked: set[str] = set()
    for file in blueprint_files(str(EVERYTHING), None, []):
        tree = tomllib.loads(file.read_text(encoding="utf-8"))
        trees = tree.get("apps", {"": tree}).values()
        for words in trees:
            kept = {name: value for name, value in words.items() if name not in {"name", "instance", "kind", "namespace", "environments"}}
            app = {"name": "app", "image": "app:1.0.0", "kind": kind, "namespace": "here"}
            plain, changed = (workload({**app, "environments": {"x": kept}}, environment) for environment in (None, "x"))
            assert (changed.name, changed.selector, changed.owner) == (plain.name, plain.selector, plain.owner)
            assert (changed.controller.kind, changed.controller.name) == (plain.controller.kind, plain.controller.name)
            checked |= kept.keys()
    assert checked


def workload(tree: dict[str, Any], environment: str | None) -> Workload:
    """Return a raw tree as a workload of an environment, whatever its words say about each other."""
    report: list[Finding] = []
    platform = decide_platform(Source("platform.toml", ""), {}, None, report)
    assert platform
    unusable = {path.partition(".")[0] for path in UNUSABLE[tree["kind"]]}
    usable = {name: value for name, value in tree["environments"]["x"].items() if name not in unusable}
    (draft,) = drafts(File(Source("app.toml", ""), (), {**tree, "environments": {"x": usable}}), platform, (), report)
    decided = structure(draft, environment, report)
    assert decided, [finding.message for finding in report]
    return Workload(*decided, platform.platform)


def test_every_word_is_tried_in_an_environment() -> None:
    """The apps above say all that there is but for what an environment may not say."""
    said = {name for file in EVERYTHING.glob("*.toml") for name in tomllib.loads(file.read_text(encoding="utf-8"))}

    assert meanings(Blueprint).keys() - said <= {"override", "remove", "extra", "waivers", "namespace", "instance"}


@pytest.mark.parametrize("words", ["kind = 'worker'", "kind = 'stateful'", "namespace = 'other'"])
def test_kind_and_namespace_may_differ(words: str) -> None:
    """Another kind, or another namespace, is another object: its pods are selected by the same labels."""
    text = f"{APP}port = 8080\nreplicas = 2\n[environments.x]\n{words}\n"
    workloads = [next(item for item in compile_toml(text, environment=one) if "template" in item.get("spec", {})) for one in (None, "x")]
    selectors = [item["spec"]["selector"] for item in workloads]

    assert selectors[0] == selectors[1]
    assert all(
        item["spec"]["template"]["metadata"]["labels"].items() >= item["spec"]["selector"]["matchLabels"].items() for item in workloads
    )


@pytest.mark.parametrize(
    ("setting", "find"),
    [
        ("resources.memory=256Mi", lambda objects: template(objects)["spec"]["containers"][0]["resources"]["limits"]["memory"] == "256Mi"),
        ('labels."acme.com/team"=a', lambda objects: one(objects, "Deployment")["metadata"]["labels"]["acme.com/team"] == "a"),
        ('args=["--a", "b"]', lambda objects: template(objects)["spec"]["containers"][0]["args"] == ["--a", "b"]),
        ("env.A=b=c", lambda objects: template(objects)["spec"]["containers"][0]["env"] == [{"name": "A", "value": "b=c"}]),
        ("env.A=1.10", lambda objects: template(objects)["spec"]["containers"][0]["env"] == [{"name": "A", "value": "1.10"}]),
        ("env.A=0x10", lambda objects: template(objects)["spec"]["containers"][0]["env"] == [{"name": "A", "value": "0x10"}]),
        ("env.A=110", lambda objects: template(objects)["spec"]["containers"][0]["env"] == [{"name": "A", "value": "110"}]),
        ("env.A=two\nlines", lambda objects: template(objects)["spec"]["containers"][0]["env"] == [{"name": "A", "value": "two\nlines"}]),
        ("override.Deployment.spec.minReadySeconds=5", lambda objects: one(objects, "Deployment")["spec"]["minReadySeconds"] == 5),
        ('override."Deployment/app".spec.paused=true', lambda objects: one(objects, "Deployment")["spec"]["paused"] is True),
    ],
    ids=lambda value: value.split("=")[0] if isinstance(value, str) else "",
)
@pytest.mark.parametrize("environment", [None, "production"])
def test_a_setting_reaches_any_word_of_every_environment(
    setting: str, find: Callable[[list[dict[str, Any]]], bool], environment: str | None
) -> None:
    """Dotted paths, keys in quotes and lists are TOML; text needs no quotes; an environment's own words count less."""
    text = f'{APP}port = 8080\n[environments.production]\nresources.memory = "1Gi"\nargs = ["x"]\nenv.A = "x"\n'

    assert find(compile_toml(text, environment=environment, settings=(setting,)))
