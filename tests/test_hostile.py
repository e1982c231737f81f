"""Whatever the circumstances are: an answer, nothing half-written, and nothing that somebody else decided to write."""

import copy
import fcntl
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from rocksolid.cli.commands import application
from rocksolid.compiler import Compiled, RefusedError, compile_request
from rocksolid.language.gather import Request
from typer.testing import CliRunner, Result

from build import APP
from hostile import MISREAD
from test_mistakes import places
from test_progress import watched
from test_provenance import APPS, PLATFORMS, Trees, compiled

PYTHON = (sys.executable, "-P", "-c")
"""As the installed program is started: the working directory is no place for modules."""
ROCKSOLID = "import sys; sys.argv[0] = 'rocksolid'; from rocksolid.cli import main; main()"
SHOP = 'image = "registry.example.com/app:1.0.0"\nport = 8080\n' + "".join(f"[apps.app-{number}]\n" for number in range(6))
KILLED = -signal.SIGKILL
AS_USUAL = {"capture_output": True, "stdin": subprocess.DEVNULL, "env": {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}}
"""A disk that is full for the program would cut what Python itself keeps, for every later run."""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory, with one good blueprint."""
    monkeypatch.chdir(tmp_path)
    Path("app.toml").write_text(f"{APP}port = 8080\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(application(), arguments, prog_name="rocksolid")


def process(*arguments: str, program: str = ROCKSOLID, **settings: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line as a program of its own, which must not wait for anything."""
    command = [*PYTHON, program, *arguments]
    return subprocess.run(command, check=False, timeout=30, **{**AS_USUAL, **settings})


def write(path: str, text: str | bytes) -> Path:
    """Write a file, and the folders above it."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


# What is no file, or leads nowhere.


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("nowhere", "no such file or directory"),
        ("in/it.toml", "too many levels of symbolic links"),
        ("/dev/zero", "is a device"),
        ("/proc/self/mem", "input/output error"),
        (None, "is a pipe"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_waited_for(target: str | None, reason: str) -> None:
    """In a folder, as a platform file, in its globs, and as the file of an environment: it is part of what was asked for."""
    for where, name in {"in": "it.toml", "below": "platform.toml", "glob": "other.toml", "beside": "app.prod.toml"}.items():
        write(f"{where}/app.toml", f'{APP}dependencies = ["web"]\n')
        link = Path(where, name)
        if target:
            link.symlink_to("it.toml" if "/it" in target else target)
            if "/it" in target and name != "it.toml":
                link.unlink()
                link.symlink_to(name)
        else:
            os.mkfifo(link)
        if where == "glob":
            write("glob/platform.toml", 'blueprints = ["*.toml"]\n')
        result = run("render", f"{where}/app.toml" if where != "in" else where)

        assert (result.exit_code, result.stdout) == (1, "")
        if (where, target) in {("glob", "nowhere"), ("glob", "in/it.toml")}:
            assert f'there is no file or directory "{Path(where, name).absolute()}"' in result.stderr
        else:
            assert f"{where}/{name}:1:1: error[unreadable]: cannot read the file: {reason}\n" in result.stderr


def test_folders_that_contain_themselves_are_walked_once() -> None:
    """A link to a folder above is not followed, neither in what is named nor in what a platform file means, nor by verify."""
    write("shop/app.toml", f'{APP}dependencies = ["web"]\n')
    write("shop/platform.toml", 'blueprints = ["**/*.toml"]\n')
    write("shop/web.toml", APP.replace('"app"', '"web"') + 'port = 8080\ncallers = ["app"]\n')
    Path("shop/again").symlink_to(".")
    write("shop/all.yaml", run("render", "shop", "-q").stdout)

    assert len(list(yaml.safe_load_all(run("render", "shop/app.toml").stdout))) == len(
        [one for one in yaml.safe_load_all(run("render", "shop").stdout) if one["metadata"]["name"] == "app"]
    )
    assert "duplicate" not in run("verify", "shop").stdout


def test_manifests_are_read_from_a_pipe_that_is_named_and_from_no_other() -> None:
    """`rocksolid verify <(kustomize build)` works; a pipe in a folder is nobody's output."""
    reading, writing = os.pipe()
    os.write(writing, run("render", "app.toml").stdout.encode())
    os.close(writing)
    Path("manifests").mkdir()
    os.mkfifo("manifests/pipe.yaml")

    assert run("connectivity", f"/dev/fd/{reading}").exit_code == 0
    os.close(reading)
    assert "manifests/pipe.yaml:1:1: error[unreadable]: cannot read the file: is a pipe" in run("verify", "manifests").stdout


# What leads out of the project, or into code.


def test_files_do_not_leave_the_project() -> None:
    """Neither by their name, nor by a link, nor by a folder that is one; a hard link is a file like any other."""
    write("secret", "outside")
    write("shop/in.txt", "inside")
    Path("shop/hard").hardlink_to("secret")
    Path("shop/link").symlink_to("../secret")
    Path("shop/folder").symlink_to("..")
    refused = {}
    for source in ("../secret", str(Path("secret").absolute()), "link", "folder", "folder/secret", "../shop/../secret", "in.txt", "hard"):
        write("shop/app.toml", f'{APP}files."/etc/x" = {{ source = "{source}" }}\n')
        result = run("render", "shop")
        refused[source] = result.exit_code == 1
        assert ("outside" in result.stdout) == (source == "hard")

    assert [source for source in refused if not refused[source]] == ["in.txt", "hard"]


def test_the_link_that_leads_out_of_a_mounted_folder_is_named() -> None:
    """The folder itself is in the project."""
    write("secret", "outside")
    write("shop/app.toml", f'{APP}files."/etc/x" = {{ source = "." }}\n')
    Path("shop/link").symlink_to("../secret")

    assert 'error[file-outside]: "link" leads out of the project' in run("render", "shop").stderr


@pytest.mark.parametrize("special", ["/dev/zero", "pipe"])
def test_only_files_are_mounted(special: str) -> None:
    """A pipe is not waited for, in a mounted folder as little as by its name."""
    write("app.toml", f'{APP}files."/etc/x" = {{ source = "in" }}\nfiles."/etc/y" = {{ source = "in/it" }}\n')
    write("in/config", "a")
    os.mkfifo("pipe")
    Path("in/it").symlink_to(special) if special != "pipe" else os.mkfifo("in/it")
    result = run("render", "app.toml")

    assert result.exit_code == 1
    assert len(re.findall(r'"in/it" is a (pipe|device)|error\[file-outside\]', result.stderr)) == 2


def test_a_blueprint_in_toml_runs_no_code() -> None:
    """Modules beside it are not imported, whatever they are called, unless the platform file names them as rules."""
    modules = (
        "attrs",
        "yaml",
        "typing",
        "tomllib",
        "tomli",
        "cattrs",
        "rocksolid",
        "sitecustomize",
        "app",
        "platform",
        "conftest",
        "rules",
    )
    for name in modules:
        write(f"{name}.py", "open('ran', 'w')\n")
    write("platform.toml", 'blueprints = ["*.toml"]\n')
    for command in (("render", "."), ("check", "."), ("verify", "all.yaml"), ("diff", ".", "."), ("explain", "app.toml")):
        done = process(*command)
        assert done.returncode == 0, done.stderr
        if command[0] == "render":
            write("all.yaml", done.stdout)

    assert not Path("ran").exists()
    write("platform.toml", 'rules = ["rules:rule"]\n')
    assert (process("render", "app.toml").returncode, Path("ran").exists()) == (1, True)


# What is written, whole or not at all.


def state(directory: str = "out") -> dict[str, bytes]:
    """Return all files of a directory."""
    return {path.name: path.read_bytes() for path in Path(directory).iterdir()} if Path(directory).exists() else {}


def rendered(*options: str) -> dict[str, bytes]:
    """Return the files that a render leaves in a new directory."""
    assert run("render", "-q", "shop.toml", "-o", "whole", *options).exit_code == 0
    found = state("whole")
    for name in found:
        Path("whole", name).unlink()
    return found


@pytest.fixture
def sides() -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What one render leaves in a directory, and what another one makes of it; the first is in `out`."""
    write("shop.toml", SHOP)
    old, new = rendered(), rendered("--set", "replicas=7")
    assert run("render", "-q", "shop.toml", "-o", "out").exit_code == 0
    assert state() == old
    return old, new


def small_disk() -> None:
    """Let the system write no file beyond 20 kB, as a full disk would."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


@pytest.mark.usefixtures("sides")
@pytest.mark.parametrize("output", ["out", "all.yaml", "new/folder"])
def test_a_full_disk_leaves_what_was_there(output: str) -> None:
    """No file is new, none is gone, none is half, and the run says why."""
    write("all.yaml", "old\n")
    write("big.toml", f'{APP}port = 8080\nenv.BIG = "{"x" * 30_000}"\n')
    before = {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    done = process("render", "-q", "shop.toml", "big.toml", "-o", output, preexec_fn=small_disk)

    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.decode() == f"error[cannot-write]: cannot write {output}: file too large\n"
    assert {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before
    assert not Path("new").exists()


DYING = """
import os, pathlib, sys
called = 0
def {function}(path, *words, _=pathlib.Path.{function}, **more):
    global called
    if {when}:
        called += 1
        if called == 4:
            os.kill(os.getpid(), {signal})
    return _(path, *words, **more)
pathlib.Path.{function} = {function}
"""
WRITING = {"function": "open", "when": "path.suffix.startswith('.rocksolid-')"}
REPLACING = {"function": "replace", "when": "True"}


@pytest.mark.parametrize(
    ("moment", "sign", "code", "outcome"),
    [
        (WRITING, signal.SIGINT, 130, "old"),
        (WRITING, signal.SIGTERM, 143, "old"),
        (WRITING, signal.SIGHUP, 129, "old"),
        (REPLACING, signal.SIGINT, 130, "new"),
        (REPLACING, signal.SIGTERM, 143, "new"),
        (REPLACING, signal.SIGHUP, 129, "new"),
        (REPLACING, signal.SIGQUIT, -signal.SIGQUIT, "new"),
        (WRITING, signal.SIGKILL, KILLED, "old"),
        (REPLACING, signal.SIGKILL, KILLED, "both"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_run_that_is_ended_leaves_whole_files(
    sides: tuple[dict[str, bytes], dict[str, bytes]], moment: dict[str, str], sign: int, code: int, outcome: str
) -> None:
    """An interrupt leaves all as it was, or all as it should be; after a kill each file is the old or the new one, and the next run clears up."""
    old, new = sides
    program = DYING.format(**moment, signal=int(sign)) + ROCKSOLID
    done = process("render", "-q", "shop.toml", "-o", "out", "--set", "replicas=7", program=program)
    left = {name: content for name, content in state().items() if ".rocksolid-" not in name}

    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
    assert left == {"old": old, "new": new}.get(outcome, left)
    assert all(left[name] in {old[name], new[name]} for name in old | new)
    assert (outcome == "both") == (left not in (old, new))
    assert (left == state()) == (sign != signal.SIGKILL)
    assert run("render", "-q", "shop.toml", "-o", "out", "--set", "replicas=7").exit_code == 0
    assert state() == new


@pytest.mark.parametrize("sign", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_that_is_ignored_stays_so(sides: tuple[dict[str, bytes], dict[str, bytes]], sign: int) -> None:
    """A run under `nohup` outlives its terminal."""
    program = DYING.format(**WRITING, signal=int(sign)) + ROCKSOLID
    arguments = ("render", "-q", "shop.toml", "-o", "out", "--set", "replicas=7")
    done = process(*arguments, program=program, preexec_fn=lambda: signal.signal(sign, signal.SIG_IGN))

    assert (done.returncode, done.stderr, state()) == (0, b"", sides[1])


def test_a_first_blueprint_comes_with_its_schema_or_not_at_all() -> None:
    """Where the disk takes one of the two files and not the other, there is neither."""
    before = state(".")
    done = process("init", "orders", "-o", "orders.toml", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)))

    assert (done.returncode, done.stderr) == (1, b"error[cannot-write]: cannot write orders.toml: file too large\n")
    assert state(".") == before


def test_a_run_without_memory_says_so() -> None:
    """In one line, and nothing is written."""
    write("big.toml", f'{APP}port = 8080\nenv.BIG = "{"x" * 5_000_000}"\n')
    loaded = "import resource, rocksolid.compiler; from rocksolid.cli import commands, render"
    program = f"{loaded}; resource.setrlimit(resource.RLIMIT_DATA, (1, 1)); {ROCKSOLID}"
    done = process("render", "big.toml", "-o", "out", program=program)

    assert (done.returncode, done.stdout, state()) == (1, b"", {})
    assert re.fullmatch(rb"error: there is not enough memory: [^\n]+\n", done.stderr)


@pytest.mark.parametrize(("options", "said"), [((), "waiting for another run that writes into out\n"), (("-q",), "")])
def test_who_waits_says_for_what(options: tuple[str, ...], said: str) -> None:
    """A lock that another process holds is waited for, and after a while in words."""
    Path("out").mkdir()
    holding = os.open("out", os.O_RDONLY)
    fcntl.flock(holding, fcntl.LOCK_EX)
    command = [*PYTHON, ROCKSOLID, "render", "app.toml", "-o", "out", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as program:
        assert program.stderr
        first = program.stderr.readline().decode() if said else ""
        os.close(holding)
        rest = program.stderr.read().decode()

    assert (first, "waiting" in rest, program.returncode) == (said, False, 0)


def test_runs_into_one_directory_take_turns(sides: tuple[dict[str, bytes], dict[str, bytes]]) -> None:
    """Whoever is last wins, with all of its files."""
    command = [*PYTHON, ROCKSOLID, "render", "-q", "shop.toml", "-o", "out"]
    runs = [subprocess.Popen([*command, *options], stderr=subprocess.PIPE) for options in ((), ("--set", "replicas=7")) * 2]
    ended = [(one.communicate()[1], one.returncode) for one in runs]

    assert ended == [(b"", 0)] * len(runs)
    assert state() in sides


def test_a_run_into_one_directory_by_two_names_does_not_wait_for_itself() -> None:
    """The folders of two environments may be one, by a link."""
    write("two.toml", f"{APP}port = 8080\n[environments.dev]\nreplicas = 2\n[environments.prod]\nreplicas = 3\n")
    Path("out/prod").mkdir(parents=True)
    Path("out/dev").symlink_to("prod")

    assert process("render", "-q", "two.toml", "--all-environments", "-o", "out").returncode == 0


# What is printed, and where.


@pytest.mark.parametrize("arguments", ["--help", "--version", "render -h", "simulate --help"])
def test_help_that_cannot_be_printed_is_no_success(arguments: str) -> None:
    """It is a result like every other."""
    closed = process(*arguments.split(), preexec_fn=lambda: os.close(1))
    with Path("/dev/full").open("wb") as full:
        done = process(*arguments.split(), capture_output=False, stdout=full, stderr=subprocess.PIPE)

    assert (done.returncode, done.stderr) == (1, b"error[cannot-write]: cannot write to stdout: no space left on device\n")
    assert (closed.returncode, closed.stderr) == (1, b"error[cannot-write]: cannot write to stdout: it is closed\n")


def test_a_reader_that_has_gone_is_answered_as_shells_expect() -> None:
    """`| head -1` gets its line; the run ends as a program that SIGPIPE ends."""
    write("shop.toml", 'image = "app:1.0.0"\nport = 8080\n' + "".join(f"[apps.app-{number}]\n" for number in range(80)))
    with subprocess.Popen([*PYTHON, ROCKSOLID, "render", "-q", "shop.toml"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as program:
        assert program.stdout
        assert program.stderr
        assert program.stdout.readline() == b"---\n"
        program.stdout.close()
        assert program.stderr.read() == b""

    assert program.returncode == 141


def test_without_standard_error_nothing_is_mixed_into_the_manifests() -> None:
    """What nobody hears is said to nobody."""
    write("app.toml", f"{APP}port = 8080\nreplicas = 1\n")
    loud = process("render", "app.toml")
    deaf = process("render", "app.toml", preexec_fn=lambda: os.close(2))

    assert b"warning[" in loud.stderr
    assert (deaf.returncode, deaf.stdout) == (0, loud.stdout)


GREETING = "Gr\u00fc\u00df \u65e5\u672c"
PLAIN_TERMINALS = (
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TERM": "dumb", "NO_COLOR": "1"},
)


@pytest.mark.parametrize("environment", PLAIN_TERMINALS, ids=["ascii", "POSIX"])
def test_a_terminal_of_few_letters_gets_what_it_can_show(environment: dict[str, str]) -> None:
    """Manifests are UTF-8 everywhere; what is said to people is escaped where a terminal has no such letters."""
    write("app.toml", f'{APP}port = 8080\nreplicas = 1 # {GREETING}\nenv.GREETING = "{GREETING}"\n')
    done = process("render", "app.toml", env={**os.environ, **environment})
    explained = watched(Path(), *PYTHON, EXPLAINED, environment=environment)

    assert GREETING.encode() in done.stdout
    assert b"\\xfc" in done.stderr
    assert done.stderr.isascii()
    assert explained.code == 0
    assert not re.search(r"\x1b\[[0-9;]*m", explained.terminal) or "NO_COLOR" not in environment


EXPLAINED = """
import sys
sys.argv = ["rocksolid", "explain", "app.toml"]
sys.stdout = open(2, "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
from rocksolid.cli import main
main()
"""
"""Explains on the terminal that standard error is."""

STEERING = "\\u001b[31mX\\u0007\\u009b2J\\u202e\\u2028\\u0085\\r"
QUESTIONS = ("render app.toml", "check app.toml", "explain app.toml", "graph app.toml", "waivers app.toml", "explain app.toml --annotate")
QUESTIONS_ABOUT_MANIFESTS = ("verify pod.yaml", "diff pod.yaml app.toml", "diff app.toml pod.yaml --format markdown")
CONNECTIVITY = tuple(f"connectivity pod.yaml --format {layout}" for layout in ("text", "csv", "json", "dot"))


@pytest.mark.parametrize("question", [*QUESTIONS, *QUESTIONS_ABOUT_MANIFESTS, *CONNECTIVITY])
def test_no_author_steers_the_terminal_of_a_reader(question: str) -> None:
    """Whatever a blueprint or a manifest holds: colours, cursor, bell and reading order stay the reader's."""
    waiver = f'[[waivers]]\nrule = "no-budget"\nreason = "{STEERING} is needed for now"\n'
    words = (
        f'port = 8080\nreplicas = 1\nenv.A = "{STEERING}"\nannotations.a = "{STEERING}"\nfiles."/etc/a" = {{ content = "{STEERING}" }}\n'
    )
    write("app.toml", f"{APP}{words}{waiver}")
    named = f'metadata: {{name: "{STEERING}", namespace: "n{STEERING}", labels: {{"{STEERING}": "{STEERING}"}}}}'
    pod = f'spec: {{containers: [{{name: "{STEERING}", image: "{STEERING}", ports: [{{name: "{STEERING}", containerPort: 1}}]}}]}}'
    write("pod.yaml", f"apiVersion: v1\nkind: Pod\n{named}\n{pod}\n")
    result = run(*question.split())

    assert result.stdout + result.stderr
    assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029]", result.stdout + result.stderr) == []


@pytest.mark.parametrize("word", ["\x1b[31mX.toml", "a\nb.toml", "\u202eX.toml"])
def test_no_word_of_a_command_line_steers_the_terminal(word: str) -> None:
    """A name that was pasted is shown escaped."""
    for arguments in (
        ["render", word],
        ["render", "app.toml", "--set", f"{word}=1"],
        ["render", "app.toml", "-o", f"nowhere/{word}/a.yaml"],
    ):
        assert re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", run(*arguments).stderr) == []


# What the text is like.


@pytest.mark.parametrize(
    "text", [lambda text: text.replace("\n", "\r\n"), lambda text: f"\ufeff{text}"], ids=["Windows", "byte order mark"]
)
def test_an_editor_leaves_no_trace(text: Any) -> None:
    """The ends of lines and a byte order mark change neither manifests nor the places of mistakes."""
    good = f'{APP}port = 8080\nenv.A = "a"\nfiles."/etc/a" = {{ content = """\na\n""" }}\n'
    outputs = [
        (run("render", str(write("app.toml", one))))
        for one in (good, text(good), f'{good}calers = ["web"]\n', text(f'{good}calers = ["web"]\n'))
    ]

    assert outputs[0].stdout == outputs[1].stdout != ""
    assert outputs[2].stderr == outputs[3].stderr != ""


MEGABYTES = "x" * 10_000_000
HUGE = {
    "a name": f'callers = ["{MEGABYTES}"]',
    "a word": f"{MEGABYTES} = 1",
    "brackets": f"args = {'[' * 10_000}{']' * 10_000}",
    "open brackets": f"args = {'[' * 5_000_000}",
    "dots": f"{'a.' * 100_000}b = 1",
    "no end": f'env.A = """{MEGABYTES}',
}


@pytest.mark.parametrize("line", HUGE.values(), ids=list(HUGE))
def test_ten_megabytes_are_answered_in_a_few_lines(line: str) -> None:
    """An error never prints what it is about as a whole."""
    write("app.toml", f"{APP}port = 8080\n{line}\n")
    result = run("render", "app.toml")

    assert (result.exit_code, result.stdout) == (1, "")
    assert re.match(r"app\.toml:\d+:\d+: error\[", result.stderr)
    assert len(result.stderr) < 3000


def test_ten_megabytes_of_text_arrive() -> None:
    """Nothing is cut where it belongs."""
    write("app.toml", f'{APP}port = 8080\nenv.BIG = "{MEGABYTES}"\n')

    assert MEGABYTES in run("render", "app.toml").stdout


NEIGHBOURS = {"service": "money", "store": "archive"}
"""Whose ports some of the apps need."""
PAYLOADS = (
    "\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: stolen\n",
    "a: b # \"' &a *a !!python/object:os.system {{ .Values.a }} ${HOME} \\ - [",
)
Path_ = tuple[Any, ...]


def leaves_of_text() -> Iterator[tuple[str, Path_, bool]]:
    """Yield every text that an app of tests/everything says, and every key, by the app's name and its path."""
    for name, tree in APPS.items():
        for path in places(tree):
            if isinstance(path[-1], str):
                yield name, path, True
            if isinstance(reached(tree, path), str):
                yield name, path, False


def reached(tree: Any, path: Path_) -> Any:
    """Return what stands at a path."""
    for step in path:
        tree = tree[step]
    return tree


def with_payload(name: str, path: Path_, payload: str, *, as_key: bool) -> Trees:
    """Return an app, and whom it needs, with a payload in a place."""
    tree = copy.deepcopy(APPS[name])
    above = reached(tree, path[:-1])
    if as_key:
        above[payload] = above.pop(path[-1])
    else:
        above[path[-1]] = payload
    return {name: tree} | {other: APPS[other] for other in [NEIGHBOURS.get(name)] if other}


def outcome(trees: Trees) -> Compiled | None:
    """Return what becomes of some apps, None where they are refused."""
    try:
        return compiled(trees, PLATFORMS["gateway"])
    except RefusedError:
        return None


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_no_text_breaks_out_of_its_field(payload: str) -> None:
    """Every text and every key of every word is refused, or stands in the manifests as itself: nothing begins or ends by it."""
    accepted = 0
    for name, path, as_key in leaves_of_text():
        found = outcome(with_payload(name, path, payload, as_key=as_key))
        if found:
            accepted += 1
            assert list(yaml.load_all(found.yaml(), yaml.CSafeLoader)) == found.objects, (name, path)
            assert "stolen" not in {one["metadata"]["name"] for one in found.objects}

    assert accepted > 10


@given(st.text() | st.lists(st.sampled_from(MISREAD)).map("".join))
@settings(max_examples=40, deadline=None)
def test_whatever_an_environment_variable_holds_arrives(value: str) -> None:
    """Where any text is allowed, it is the same text behind YAML."""
    tree = {"name": "app", "image": "registry.example.com/app:1.0.0", "env": {"A": {"value": value, "public": True}}}
    found = outcome({"app": tree})

    assert found is None or list(yaml.load_all(found.yaml(), yaml.CSafeLoader)) == found.objects


def test_where_and_by_whom_it_runs_has_no_meaning() -> None:
    """Neither the locale, nor the time zone, nor the working directory, nor an umask, nor a home change a byte."""
    write("shop/app.toml", f'{APP}port = 8080\nenv.GREETING = "{GREETING}"\nfiles."/a" = {{ source = "a" }}\n')
    write("shop/a", GREETING)
    here = compile_request(Request(paths=("shop",))).yaml().encode()
    bare = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
    settings: tuple[dict[str, Any], ...] = (
        {"env": bare},
        {
            "env": {**bare, "LC_ALL": "tr_TR.UTF-8", "LANG": "ja_JP.eucJP", "TZ": "Pacific/Kiritimati", "HOME": "/nonexistent"},
            "umask": 0o777,
        },
    )
    away = process("render", "-q", str(Path("shop").absolute()), cwd="/", **settings[0])

    assert [process("render", "-q", "shop", **setting).stdout for setting in settings] == [here, here]
    assert away.stdout == here
