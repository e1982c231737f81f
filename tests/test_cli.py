import json
import os
import pty
import re
import shlex
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from rocksolid.cli import main
from rocksolid.cli.commands import COMMANDS, application, examples
from rocksolid.cli.write import is_directory
from rocksolid.language.schema import blueprint_schema, platform_schema, text
from rocksolid.rules import RULES
from rocksolid.rules.platform import PLATFORM_RULES
from typer.testing import CliRunner, Result

from build import APP
from repository import released

Run = Callable[..., Result]

COMMAND = (sys.executable, "-c", "import sys; sys.argv[0] = 'rocksolid'; from rocksolid.cli import main; main()")
BILLING = """
name = "billing"
image = "registry.example.com/billing:1.4.2"
port = 8080
resources = { memory = "128Mi" }
health = { path = "/ready" }

[environments.production]
replicas = 5
"""
LONG = "a" * 300
"""A name that is longer than any file system allows."""
CALLED = {command: examples(command) for command in COMMANDS}
"""How every command is called, with its examples."""
EXAMPLES = [example for shown in CALLED.values() for example in shown]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command line in a folder with the blueprint `billing.toml` and the folder `shop/`."""
    (tmp_path / "billing.toml").write_text(BILLING, encoding="utf-8")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "web.toml").write_text(BILLING.replace("billing", "web"), encoding="utf-8")
    (tmp_path / "shop" / "platform.toml").write_text('namespace = "shop"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(application(), arguments, prog_name="rocksolid", env=environment)

    return run


def process(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a program of its own."""
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, check=False, env=os.environ | environment)


def kinds(output: str) -> set[str]:
    """Return the kinds of the objects in a stream."""
    return {one["kind"] for one in yaml.safe_load_all(output)}


def deployment(output: str) -> dict[str, object]:
    """Return the spec of the only Deployment in a stream."""
    (found,) = (one["spec"] for one in yaml.safe_load_all(output) if one["kind"] == "Deployment")
    return dict(found)


def test_manifests_go_to_stdout_and_nothing_else_is_said(run: Run) -> None:
    """A render in which everything is well prints YAML."""
    result = run("render", "billing.toml")

    assert (result.exit_code, result.stderr) == (0, "")
    assert {"Deployment", "Service", "NetworkPolicy"} <= kinds(result.stdout)


def test_a_program_ends_with_its_code(run: Run, tmp_path: Path) -> None:
    """What a script sees is what the tests of this file see: 0 fine, 1 a mistake in the input, 2 wrong usage."""
    fine, wrong, usage = (process(tmp_path, "render", *words) for words in (["billing.toml"], ["none.toml"], []))

    assert (fine.returncode, fine.stdout.decode()) == (0, run("render", "billing.toml").stdout)
    assert (wrong.returncode, wrong.stdout, wrong.stderr) == (1, b"", b'error[no-such-file]: there is no file or directory "none.toml"\n')
    assert (usage.returncode, usage.stdout) == (2, b"")


@pytest.mark.parametrize("command", ["render billing.toml", "schema", "rules"])
@pytest.mark.parametrize(("to", "reason"), [(">/dev/full", "no space left on device"), (">&-", "it is closed")])
@pytest.mark.usefixtures("run")
def test_an_output_that_takes_nothing_is_an_error(command: str, to: str, reason: str) -> None:
    """A result that cannot be written ends the run with one line that says why."""
    line = f"{shlex.join(COMMAND)} {command} {to}"
    ended = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (1, f"error[cannot-write]: cannot write to stdout: {reason}\n")


def test_a_mistake_leaves_stdout_empty(run: Run, tmp_path: Path) -> None:
    """Errors go to stderr, and one wrong blueprint keeps back the right ones."""
    (tmp_path / "wrong.toml").write_text(f'{APP}calers = ["web"]\n', encoding="utf-8")
    result = run("render", "billing.toml", "wrong.toml")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        'wrong.toml:3:1: error[unknown-key]: an app has no "calers"\n'
        '     3 | calers = ["web"]\n'
        "       | ^^^^^^\n"
        '       = hint: did you mean "callers"?\n'
    )


def test_warnings_go_to_stderr_beside_the_manifests(run: Run, tmp_path: Path) -> None:
    """What should be known is said, but does not keep anything back; `--quiet` keeps it to itself."""
    (tmp_path / "app.toml").write_text(f"{APP}replicas = 1\n", encoding="utf-8")
    loud, quiet = run("render", "app.toml"), run("render", "app.toml", "--quiet")

    assert loud.stderr.startswith("app.toml:3:12: warning[")
    assert "note[" not in loud.stderr
    assert (quiet.stderr, quiet.exit_code) == ("", 0)
    assert loud.stdout == quiet.stdout != ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["render"], "Missing argument 'PATH...'"),
        (["render", "billing.toml", "--enviroment", "production"], "No such option: --enviroment"),
        (["render", "billing.toml", "--format", "xml"], "'xml' is not one of"),
        (["rendr", "billing.toml"], "No such command 'rendr'. Did you mean 'render'?"),
        (["render", "billing.toml", "-o", ""], "name a file or a directory"),
        (["init", "billing", "-o", "billing.yaml"], "a blueprint's name ends in .toml"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_wrong_usage_ends_with_2(run: Run, arguments: list[str], said: str) -> None:
    """Who calls it wrongly is told so, and told where help is."""
    result = run(*arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "rocksolid" in result.stderr


@pytest.mark.parametrize(
    ("options", "path", "value"),
    [
        ((), ("replicas",), 3),
        (("-e", "production"), ("replicas",), 5),
        (("-e", "production", "--set", "replicas=7"), ("replicas",), 7),
        (("--set", "rollout.history=9", "--set", 'labels.team="a"'), ("revisionHistoryLimit",), 9),
        (("--image", "billing:2.0.0"), ("template", "spec", "containers", 0, "image"), "billing:2.0.0"),
        (("--set", "image=billing:2.0.0"), ("template", "spec", "containers", 0, "image"), "billing:2.0.0"),
        (("--platform", "other.toml"), ("replicas",), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) and all(isinstance(one, str) for one in value) else "",
)
def test_options_are_the_topmost_layer(
    run: Run, tmp_path: Path, options: tuple[str, ...], path: tuple[str | int, ...], value: object
) -> None:
    """What is said on the command line counts."""
    (tmp_path / "other.toml").write_text("[defaults]\nreplicas = 2\n", encoding="utf-8")
    result = run("render", "billing.toml", *options)
    found: object = deployment(result.stdout)
    for step in path:
        found = found[step]  # type: ignore[index]

    assert found == value


def test_a_namespace_is_in_every_object(run: Run) -> None:
    """`-n` names the namespace of all objects."""
    objects = list(yaml.safe_load_all(run("render", "billing.toml", "-n", "payments").stdout))

    assert {one["metadata"]["namespace"] for one in objects} == {"payments"}


def test_a_neighbour_is_read_but_not_rendered(run: Run, tmp_path: Path) -> None:
    """`--with` gives the ports of a dependency."""
    (tmp_path / "app.toml").write_text(f'{APP}dependencies = ["billing"]\n', encoding="utf-8")
    alone, accompanied = run("render", "app.toml"), run("render", "app.toml", "--with", "billing.toml")

    assert alone.exit_code == 1
    assert "port-unknown" in alone.stderr
    assert accompanied.exit_code == 0
    assert {one["metadata"]["name"] for one in yaml.safe_load_all(accompanied.stdout)} == {"app"}


def test_platform_objects_are_rendered_when_asked_for(run: Run) -> None:
    """The Namespace belongs to the platform team: nobody gets it unasked."""
    assert "Namespace" not in kinds(run("render", "shop").stdout)
    assert "Namespace" in kinds(run("render", "shop", "--platform-objects").stdout)


def test_formats_say_the_same(run: Run) -> None:
    """YAML, KYAML and JSON are three ways to write one thing."""
    plain, kyaml, listed = (run("render", "billing.toml", "--format", layout).stdout for layout in ("yaml", "kyaml", "json"))

    assert kyaml.startswith("---\n{\n")
    assert list(yaml.safe_load_all(plain)) == list(yaml.safe_load_all(kyaml)) == json.loads(listed)["items"]


def test_output_is_utf_8_in_every_terminal(tmp_path: Path) -> None:
    """Kubernetes reads UTF-8, whatever the locale is."""
    (tmp_path / "app.toml").write_text(f'{APP}env = {{ GREETING = "Gr\u00fc\u00df Gott" }}\n', encoding="utf-8")
    result = process(tmp_path, "render", "app.toml", PYTHONIOENCODING="ascii", LC_ALL="C")

    assert "Gr\u00fc\u00df Gott" in result.stdout.decode("utf-8")


def test_a_file_is_written_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    """With `-o FILE` stdout is empty, and a mistake leaves the file as it was."""
    first = run("render", "billing.toml", "-o", "billing.yaml")
    written = (tmp_path / "billing.yaml").read_text(encoding="utf-8")
    second = run("render", "billing.toml", "-o", "billing.yaml", "--set", "replicas=many")

    assert (first.exit_code, first.stdout, second.exit_code) == (0, "", 1)
    assert written == run("render", "billing.toml").stdout
    assert (tmp_path / "billing.yaml").read_text(encoding="utf-8") == written


def test_a_written_file_keeps_its_mode(run: Run, tmp_path: Path) -> None:
    """A file that others may read stays readable for them."""
    (tmp_path / "out.yaml").touch(0o640)
    run("render", "billing.toml", "-o", "out.yaml")

    assert stat.S_IMODE((tmp_path / "out.yaml").stat().st_mode) == 0o640
    assert (tmp_path / "out.yaml").stat().st_size > 0


@pytest.mark.parametrize("layout", ["yaml", "kyaml", "json"])
def test_a_directory_gets_a_file_for_each_object(run: Run, tmp_path: Path, layout: str) -> None:
    """What is no longer rendered is removed, and what somebody else wrote stays."""
    run("render", "billing.toml", "shop", "-o", "out", "--format", layout)
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    both = {file.name for file in (tmp_path / "out").iterdir()}
    told = run("render", "billing.toml", "-o", "out/", "--format", layout).stderr
    suffix = "json" if layout == "json" else "yaml"
    removed = sorted(name for name in both if "shop." in name)
    assert f"removed from out/, as no app asked for makes them: {', '.join(removed)}\n" in told

    assert {f"deployment.billing.{suffix}", f"shop.deployment.web.{suffix}", f"service.billing.{suffix}"} <= both
    assert {file.name for file in (tmp_path / "out").iterdir()} == {name for name in both if "shop." not in name}
    documents = [yaml.safe_load(file.read_text(encoding="utf-8")) for file in (tmp_path / "out").glob(f"*.{suffix}")]
    assert {one["kind"] for one in documents} == kinds(run("render", "billing.toml").stdout)


def test_a_file_of_somebody_else_is_not_replaced(run: Run, tmp_path: Path) -> None:
    """Nothing is written into a directory where a name is taken."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "service.billing.yaml").write_text("mine: true\n", encoding="utf-8")
    result = run("render", "billing.toml", "-o", "out")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "error[foreign-file]: out/service.billing.yaml was not written by rocksolid: move it away, or write into another directory\n"
    )
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["service.billing.yaml"]


def test_a_place_that_cannot_be_written_is_named(run: Run) -> None:
    """What the system says is said, without a traceback."""
    result = run("render", "billing.toml", "-o", "nowhere/billing.yaml")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "error[cannot-write]: cannot write nowhere/billing.yaml: no such file or directory\n"


@pytest.mark.parametrize("output", [LONG, f"{LONG}/", f"{LONG}.yaml", f"{LONG}/billing.yaml"])
def test_a_name_that_no_file_can_have_is_no_output(run: Run, output: str) -> None:
    """It is answered as every other place that cannot be written."""
    result = run("render", "billing.toml", "-o", output)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("error[cannot-write]: cannot write aaa")
    assert result.stderr.endswith(": file name too long\n")


@pytest.mark.parametrize("arguments", [[LONG], [f"{LONG}.toml"], ["billing.toml", "--with", LONG]])
def test_a_name_that_no_file_can_have_is_no_blueprint(run: Run, arguments: list[str]) -> None:
    """The system's own reason is said."""
    result = run("render", *arguments)

    assert (result.exit_code, result.stdout) == (1, "")
    assert re.fullmatch(r'error\[unreadable\]: "a{300}(\.toml)?" cannot be read: file name too long\n', result.stderr)


def test_a_directory_is_no_platform_file(run: Run, tmp_path: Path) -> None:
    """Neither where it is named, nor where it has the name of one: it is not passed over."""
    named = run("render", "billing.toml", "--platform", ".")
    (tmp_path / "platform.toml").mkdir()
    found = run("render", "billing.toml")

    assert named.stderr == ".:1:1: error[unreadable]: cannot read the file: is a directory\n"
    assert found.stderr == "platform.toml:1:1: error[unreadable]: cannot read the file: is a directory\n"
    assert named.exit_code == found.exit_code == 1


def test_a_folder_that_cannot_be_read_is_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in it might be part of the system: it is not passed over."""
    (tmp_path / "closed").mkdir()
    listed = os.scandir

    def refuse(folder: str | Path) -> "os._ScandirIterator[str]":
        if Path(folder).name == "closed":
            raise PermissionError(13, os.strerror(13))
        return listed(str(folder))

    monkeypatch.setattr(os, "scandir", refuse)
    result = run("render", ".")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'error[unreadable]: "closed" cannot be read: permission denied\n'


@pytest.mark.parametrize("brackets", ["[", "[" * 3000, "{" * 3000, '"'])
def test_a_setting_that_begins_like_toml_is_no_text(run: Run, brackets: str) -> None:
    """However deep it seems to be: a list without its quotes is not passed on as text."""
    result = run("render", "billing.toml", "--set", f"replicas={brackets}")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "error[setting]: what the word is set to begins like a list, a table or text in quotes, and is no TOML\n" in result.stderr


@pytest.mark.parametrize(
    ("output", "directory"),
    [
        *(("out", True), ("out/", True), ("out.d", True), ("out.yaml/", True), ("there.yaml", True), ("taken", True)),
        *(("out.yaml", False), ("out.yml", False), ("out.json", False), ("a/out.yaml", False), ("/dev/null", False)),
    ],
)
def test_what_an_output_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, directory: bool) -> None:  # noqa: FBT001
    """A name that ends as manifests do is a file, unless it is a directory already; a device is written to."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.yaml").mkdir()
    (tmp_path / "taken").touch()

    assert is_directory(output) == directory


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_works(run: Run, example: str) -> None:
    """What the help shows can be typed."""
    for folder in ("manifests", "new", "old"):
        Path(folder).mkdir()
        Path(folder, "shop.yaml").write_text(run("render", "shop/").stdout, encoding="utf-8")
    if example.startswith("rocksolid diff"):
        released(Path.cwd(), "v1.0", "v1.1", "origin/main")
    printed = ""
    for command in re.findall(r"rocksolid ([^|<>)]*)", example):  # One behind the other reads what that one prints.
        result = CliRunner().invoke(application(), shlex.split(command), input=printed)
        printed = result.stdout

        assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("command", CALLED)
def test_help_shows_the_examples(run: Run, command: str) -> None:
    """They stand there as they can be typed, whatever the width of the terminal."""
    result = run(*command.split(), "-h", COLUMNS="40")

    assert [line.strip() for line in result.stdout.split("Examples:\n")[1].strip().split("\n")] == list(CALLED[command])


def test_help_lists_the_commands(run: Run) -> None:
    """Called without anything, it says what it can do, and that this was no command."""
    result = run()

    assert result.exit_code == 2
    assert all(f"\n  {called.split()[0]}" in result.stdout + result.stderr for called in CALLED)


def test_the_version_is_that_of_the_package(run: Run) -> None:
    """`--version` says what is installed."""
    assert run("--version").stdout == f"rocksolid {version('rocksolid')}\n"


def test_the_schema_is_printed_or_written(run: Run, tmp_path: Path) -> None:
    """Editors read it from a file."""
    run("schema", "-o", "rocksolid.schema.json")

    assert run("schema").stdout == (tmp_path / "rocksolid.schema.json").read_text(encoding="utf-8") == text(blueprint_schema())
    assert json.loads(run("schema", "--platform").stdout) == platform_schema()


def test_init_writes_what_renders(run: Run, tmp_path: Path) -> None:
    """The first blueprint is right as it is, and its schema lies beside it."""
    result = run("init", "money")
    blueprint = tmp_path / "money.rocksolid.toml"

    assert (result.exit_code, result.stdout) == (0, "")
    assert "rocksolid render money.rocksolid.toml" in result.stderr
    assert blueprint.read_text(encoding="utf-8").startswith("#:schema ./rocksolid.schema.json\n")
    assert (tmp_path / "rocksolid.schema.json").read_text(encoding="utf-8") == text(blueprint_schema())
    assert run("render", blueprint.name).exit_code == 0


def test_a_first_blueprint_has_no_mistake_for_an_editor(run: Run, tmp_path: Path) -> None:
    """The schema beside it takes it."""
    run("init", "money")
    schema = json.loads((tmp_path / "rocksolid.schema.json").read_text(encoding="utf-8"))
    tree = tomllib.loads((tmp_path / "money.rocksolid.toml").read_text(encoding="utf-8"))

    assert list(Draft7Validator(schema).iter_errors(tree)) == []


def test_every_line_of_a_first_blueprint_can_be_used(run: Run, tmp_path: Path) -> None:
    """What stands there as a comment to be taken away is right as well."""
    run("init", "money")
    blueprint = tmp_path / "money.rocksolid.toml"
    written = blueprint.read_text(encoding="utf-8")
    used = re.sub(r"^# (?=[\w\[.]+\]?( = .*)?$)", "", written, flags=re.MULTILINE)
    blueprint.write_text(used, encoding="utf-8")

    assert used.count("\n#") < written.count("\n#") - 5
    (tmp_path / "platform.toml").write_text('[ingress]\ncontroller = "traefik"\n', encoding="utf-8")
    assert "Ingress" in kinds(run("render", blueprint.name, "-e", "production").stdout)


@pytest.mark.parametrize(("folder", "name"), [("My Shop", "my-shop"), ("payments_v2", "payments-v2"), ("---", "app")])
def test_init_asks_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, name: str) -> None:
    """Without a name, an app is called as its directory, as far as Kubernetes allows."""
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / folder)
    assert CliRunner().invoke(application(), ["init"], input="").exit_code == 0

    assert f'name  = "{name}"' in (tmp_path / folder / f"{name}.rocksolid.toml").read_text(encoding="utf-8")


def test_init_replaces_nothing(run: Run, tmp_path: Path) -> None:
    """Neither a blueprint nor a schema that is there is touched."""
    (tmp_path / "rocksolid.schema.json").write_text("{}", encoding="utf-8")
    taken, other = run("init", "billing", "-o", "billing.toml"), run("init", "other")

    assert (taken.exit_code, taken.stdout) == (1, "")
    assert taken.stderr == "error[file-exists]: billing.toml is there already\n       = hint: name another file: -o FILE\n"
    assert (tmp_path / "billing.toml").read_text(encoding="utf-8") == BILLING
    assert other.exit_code == 0
    assert (tmp_path / "rocksolid.schema.json").read_text(encoding="utf-8") == "{}"


def test_init_refuses_a_name_that_is_none(run: Run, tmp_path: Path) -> None:
    """The name is checked as that of every app."""
    result = run("init", "Billing")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith('error[name]: "Billing" is not a name')
    assert 'hint: use "billing"' in result.stderr
    assert not list(tmp_path.glob("*.rocksolid.toml"))


def test_rules_are_listed_with_their_promises(run: Run) -> None:
    """In a pipe each rule is one line that begins with its name."""
    lines = [line.split(maxsplit=1) for line in run("rules").stdout.splitlines()]
    others = run("rules", "--platform-objects").stdout

    assert [name for name, _ in lines] == [rule.__name__ for rule in RULES]
    assert {said for _, said in lines} == {str(sys.modules[rule.__module__].__doc__) for rule in RULES}
    assert [line.split()[0] for line in others.splitlines()] == [rule.__name__ for rule in PLATFORM_RULES]


def test_rules_are_a_table_on_a_terminal(tmp_path: Path) -> None:
    """People see lines between the rules, and every word of the promises."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([*COMMAND, "rules"], cwd=tmp_path, stdout=theirs, env=os.environ | {"TERM": "dumb", "COLUMNS": "200"}) as process:
        os.close(theirs)
        shown = b""
        while chunk := _read(ours):
            shown += chunk
    os.close(ours)

    assert process.returncode == 0
    assert all(rule.__name__ in shown.decode() for rule in RULES)
    assert "│" in shown.decode()


def _read(terminal: int) -> bytes:
    """Return what a terminal shows next, nothing at its end."""
    try:
        return os.read(terminal, 65536)
    except OSError:  # As Linux says that the other end is closed.
        return b""


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("rocksolid re", ["render"]),
        ("rocksolid render --pl", ["--platform", "--platform-objects"]),
        ("rocksolid render --format k", ["kyaml"]),
    ],
)
def test_the_shell_completes(tmp_path: Path, typed: str, completed: list[str]) -> None:
    """Completion knows what the help knows."""
    result = process(tmp_path, _ROCKSOLID_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(typed.count(" ")))

    assert result.stdout.decode().split() == completed


def test_a_reader_that_has_gone_is_no_error_to_talk_about(tmp_path: Path) -> None:
    """`rocksolid render . | head -1` prints a line and nothing else."""
    apps = "".join(f"[apps.app-{number}]\n" for number in range(100))
    (tmp_path / "apps.toml").write_text(f'image = "app:1.0.0"\nport = 8080\n{apps}', encoding="utf-8")
    command = [*COMMAND, "render", "-q", "apps.toml"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()

    assert (first, said) == (b"---\n", b"")


def test_an_interrupt_ends_without_a_traceback(tmp_path: Path) -> None:
    """Who presses Ctrl-C knows why it ended: the code is that of an interrupted program."""
    os.mkfifo(tmp_path / "app.yaml")
    with subprocess.Popen([*COMMAND, "verify", "app.yaml"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        writing = os.open(tmp_path / "app.yaml", os.O_WRONLY)  # Opens when the program has opened the other end.
        process.send_signal(signal.SIGINT)
        said = process.communicate()
    os.close(writing)

    assert (process.returncode, *said) == (130, b"", b"")


def test_an_early_interrupt_ends_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C may come while the program is still starting."""

    def interrupted(*_: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("rocksolid.cli.commands.application", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()

    assert ended.value.code == 130
