"""Long work shows itself on a terminal, and nowhere else."""

import fcntl
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile

import attrs
import pytest
from rocksolid.cli.commands import COMMANDS

from build import APP
from repository import NEEDS_GIT, repository
from test_cli import COMMAND, Run, run  # noqa: F401  The fixture.
from test_imports import RUN, loaded

HASTY = (
    sys.executable,
    "-c",
    "import sys; sys.argv[0] = 'rocksolid'; from rocksolid.cli import bar, main; bar.PATIENCE = 0.05; main()",
)
"""The command line with less patience, so that tests need none."""
CLEAR = "\r\x1b[K"
SLOW = "import time\ntime.sleep({})\nfrom rocksolid import App\n"
SLOW += "app = App(name='slow', image='registry.example.com/slow:1.0.0', port=8080)\n"
LASTING = [command for command in COMMANDS if command not in {"init", "schema", "rules"}]
BLUEPRINTS = ("render", "check", "explain", "graph", "waivers", "simulate outage")


@attrs.frozen
class Seen:
    """How a program ended, what it printed on its standard output, and what a terminal got."""

    code: int
    stdout: bytes
    terminal: str

    @property
    def lines(self) -> list[str]:
        """What stood on the terminal, each line that was drawn over the last one."""
        return self.terminal.split(CLEAR)


def watched(folder: Path, *command: str, columns: int = 80, interrupt: str = "", environment: Mapping[str, str] | None = None) -> Seen:
    """Run a command whose standard error is a terminal; interrupt it when that shows a text."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    setting = {**os.environ, "TERM": "xterm", "CI": "", **(environment or {})}
    shown = ""
    with TemporaryFile() as stdout:
        with subprocess.Popen(command, cwd=folder, stdout=stdout, stderr=theirs, stdin=subprocess.DEVNULL, env=setting) as process:
            os.close(theirs)
            while chunk := read(ours):
                shown += chunk
                if interrupt and interrupt in shown:
                    process.send_signal(signal.SIGINT)
                    interrupt = ""
        stdout.seek(0)
        printed = stdout.read()
    os.close(ours)
    return Seen(process.returncode, printed, shown)


def read(terminal: int) -> str:
    """Return what a terminal shows next, nothing at its end."""
    try:
        return os.read(terminal, 65536).decode()
    except OSError:  # As Linux says that the other end is closed.
        return ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two blueprints, and one that lets the others wait."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(APP.replace("app", name) + "port = 8080\n", encoding="utf-8")
    (tmp_path / "slow.py").write_text(SLOW.format(0.3), encoding="utf-8")
    return tmp_path


def test_work_of_more_than_a_second_shows_how_far_it_is(folder: Path) -> None:
    """The second of three files is being read; in the end the line is gone, and stdout has what it has in a pipe."""
    (folder / "slow.py").write_text(SLOW.format(1.4), encoding="utf-8")
    command = (*COMMAND, "render", "a.toml", "slow.py", "b.toml")
    seen = watched(folder, *command)
    piped = subprocess.run(command, cwd=folder, capture_output=True, check=True)

    assert seen.lines[1] == f"reading [{'#' * 10}{' ' * 20}] 1/3"
    assert (seen.lines[0], seen.lines[-1], seen.code) == ("", "", 0)
    assert (seen.stdout, piped.stderr) == (piped.stdout, b"")


@pytest.mark.parametrize(
    ("environment", "options"),
    [({"CI": "true"}, ()), ({"TERM": "dumb"}, ()), ({}, ("--quiet",))],
    ids=["in CI", "on a terminal that keeps what it prints", "quietly"],
)
def test_nobody_who_does_not_look_is_shown_anything(folder: Path, environment: dict[str, str], options: tuple[str, ...]) -> None:
    """What looks like a terminal may be a log."""
    assert watched(folder, *HASTY, "render", "slow.py", "b.toml", *options, environment=environment).terminal == ""


def test_short_work_shows_nothing(folder: Path) -> None:
    """A second is not long."""
    assert watched(folder, *COMMAND, "render", "slow.py", "b.toml").terminal == ""


@pytest.mark.parametrize("command", BLUEPRINTS)
def test_every_command_that_compiles_shows_it(folder: Path, command: str) -> None:
    """Whatever is asked of blueprints, they are read first; what is said stands on lines of its own."""
    paths = ["slow.py"] if command == "explain" else ["slow.py", "a.toml", "b.toml"]
    seen = watched(folder, *HASTY, *command.split(), *paths)

    assert re.fullmatch(r"working, 0 s|reading, 0 s|reading \[ {30}\] 0/3", seen.lines[1])
    assert "reading" not in seen.lines[-1]
    assert seen.code == 0


@pytest.mark.parametrize("command", ["verify", "connectivity", "diff"])
def test_every_command_that_reads_manifests_shows_it(folder: Path, command: str) -> None:
    """A file that comes slowly is waited for, and the run says for what."""
    os.mkfifo(folder / "slow.yaml")
    (folder / "b.yaml").write_text("", encoding="utf-8")

    def write() -> None:
        with (folder / "slow.yaml").open("w", encoding="utf-8") as slow:
            threading.Event().wait(0.6)  # The reader has been started.
            slow.write("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n")

    writer = threading.Thread(target=write)
    writer.start()
    seen = watched(folder, *HASTY, command, "slow.yaml", "b.yaml")
    writer.join()

    assert re.fullmatch(r"reading, \d s|reading \[ {30}\] 0/2", seen.lines[1])
    assert "reading" not in seen.lines[-1]


def test_findings_stand_on_lines_of_their_own(folder: Path) -> None:
    """The line is taken away before anything else is printed."""
    (folder / "b.toml").write_text(f'{APP}calers = ["web"]\n', encoding="utf-8")
    seen = watched(folder, *HASTY, "render", "slow.py", "b.toml")

    assert seen.lines[1].startswith("reading [")
    assert seen.lines[-1].startswith('b.toml:3:1: error[unknown-key]: an app has no "calers"')
    assert (seen.code, seen.stdout) == (1, b"")


def test_an_interrupt_takes_the_line_away(folder: Path) -> None:
    """Who presses Ctrl-C gets a clean line back."""
    (folder / "slow.py").write_text(SLOW.format(60), encoding="utf-8")
    seen = watched(folder, *HASTY, "render", "slow.py", "b.toml", interrupt="reading")

    assert (seen.code, seen.stdout, seen.lines[-1].strip()) == (130, b"", "")


def test_a_narrow_terminal_has_one_line(folder: Path) -> None:
    """The line never reaches the last column, behind which a terminal would begin another one."""
    seen = watched(folder, *HASTY, "render", "slow.py", "b.toml", columns=20)

    assert seen.lines[1] == "reading [          "


@NEEDS_GIT
def test_comparing_with_a_revision_shows_it(folder: Path) -> None:
    """Both sides of a comparison are compiled."""
    made = repository(folder)
    made.commit()
    seen = watched(folder, *HASTY, "diff", "HEAD:slow.py", "slow.py")

    assert re.fullmatch(r"working, 0 s|reading, \d s", seen.lines[1])
    assert seen.code == 0


@pytest.mark.parametrize("command", LASTING)
def test_whatever_may_last_can_be_quiet(run: Run, command: str) -> None:  # noqa: F811  The fixture.
    """One word means the same everywhere."""
    assert "--quiet" in run(*command.split(), "--help", COLUMNS="120").stdout


def test_a_render_loads_no_line_to_draw(folder: Path) -> None:
    """Who reads a pipe does not wait for what a terminal would show."""
    assert "rocksolid.cli.bar" not in loaded(RUN, "render", str(folder / "a.toml"))
