"""Many apps are written by several processes, and that is seen by nothing but the time it takes."""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rocksolid.cli import given, workers
from rocksolid.cli.commands import application
from rocksolid.cli.workers import shared_out
from typer.testing import CliRunner

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # The test runner has threads, a render has none.

APPS = 110
SAID = {
    "nothing": {},
    "a warning": {7: 'image = "registry.example.com/app:latest"', 90: 'image = "registry.example.com/app:latest"'},
    "words that contradict": {
        3: "health.period = 0\nreplicas = 5\n[apps.app-003.scale]\nmin = 9\nmax = 2",
        60: 'callers = [{ app = "x", port = "none" }]',
    },
    "two services of one name": {5: 'service_name = "same"', 105: 'service_name = "same"'},
    "an override, and one of nothing": {
        4: 'remove = ["Deployment/spec.revisionHistoryLimit"]',
        50: 'remove = ["Deployment/spec.nothing"]',
        51: 'image = "registry.example.com/app:latest"',
    },
    "an app of two names": {8: 'instance = "app-009"'},
    "a dependency without a port": {9: 'dependencies = ["nobody"]', 80: 'dependencies = ["app-081"]'},
    "calls all over": {
        number: f'dependencies = ["app-{number * 37 % APPS:03}", "app-{number * 53 % APPS:03}"]' for number in range(3, APPS, 3)
    },
    "calls of a worker": {10: 'dependencies = ["app-100"]', 90: 'dependencies = ["app-100"]', 100: 'kind = "worker"'},
    "calls of an app of no meaning": {10: 'dependencies = ["app-100"]', 90: 'dependencies = ["app-100"]', 100: 'replicas = "many"'},
    "a mistake in an environment": {30: 'environments.production.replicas = "many"'},
    "a manifest of its own": {
        6: '[[apps.app-006.extra]]\napiVersion = "v1"\nkind = "ConfigMap"\nmetadata.name = "own"',
        70: '[[apps.app-070.extra]]\napiVersion = "v1"\nkind = "ConfigMap"\nmetadata.name = "other"',
    },
}
"""By what is to be said of a fleet, the further words of some of its apps, by number."""
PORT = ', port = "none"'
RENDERS = {"nothing", "a warning", "calls all over", "calls of a worker", "a manifest of its own"}


def fleet(words: dict[int, str]) -> str:
    """Return a blueprint of many apps, some of which have further words."""
    image = 'image = "registry.example.com/app:1.4.0"'
    apps = ((f"[apps.app-{number:03}]", words.get(number, "")) for number in range(APPS))
    return "\n".join(f"{head}\nport = 8080\n{image if 'image' not in more else ''}\n{more}\n" for head, more in apps)


def rendered(*arguments: str) -> tuple[int, str, str]:
    """Return how a render ends, and what it says."""
    result = CliRunner().invoke(application("render"), ["render", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("cores", [1, 2])
@pytest.mark.parametrize("said", SAID)
def test_a_fleet_says_what_its_apps_say_one_by_one(said: str, cores: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Manifests, warnings and errors of many apps, and their order, are those of the driver, which makes all objects in one process."""
    (tmp_path / "fleet.toml").write_text(fleet(SAID[said]), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "cores", lambda: cores)
    as_fleet = rendered("fleet.toml")
    monkeypatch.setattr(given, "FLEET", APPS + 1)

    assert as_fleet == rendered("fleet.toml")
    assert (as_fleet[0] == 0) == bool(as_fleet[1]) == (said in RENDERS)


@pytest.mark.parametrize("wrong", [False, True], ids=["all are right", "a port is not the neighbour's"])
@pytest.mark.parametrize("differ", [False, True], ids=["alike", "with other ports"])
def test_a_fleet_finds_instances_and_neighbours(differ: bool, wrong: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """A call means all instances of a name, wherever their files are read, and in other namespaces others; a neighbour is read for its ports."""
    (tmp_path / "fleet").mkdir()
    image, beside = 'image = "registry.example.com/app:1.4.0"', f'app = "beside", namespace = "far"{PORT if wrong else ""}'
    for number in range(APPS):
        name, namespace = number // 2, "shop" if number % 7 else "bank"
        port = 8000 + name + (number % 2 if differ and name == 50 else 0)
        called = f'app = "app-{number * 7 % 55}", namespace = "shop"'
        own = f'name = "app-{name}"\ninstance = "app-{name}-{number % 2}"\nnamespace = "{namespace}"\nport = {port}\n{image}\n'
        text = f"{own}dependencies = [{{ {called} }}, {{ {beside} }}]\n"
        (tmp_path / "fleet" / f"{number * 37 % APPS:03}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "beside.toml").write_text(f'name = "beside"\nnamespace = "far"\nport = 9999\n{image}', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(workers, "cores", lambda: 2)
    as_fleet = rendered("fleet", "--with", "beside.toml")
    monkeypatch.setattr(given, "FLEET", APPS + 1)

    assert as_fleet == rendered("fleet", "--with", "beside.toml")
    assert as_fleet[0] == (1 if differ or wrong else 0), as_fleet[2]
    assert as_fleet[1].count("port: 9999") == (0 if differ or wrong else APPS)


@pytest.mark.parametrize("platform", ['rules = ["acme:rule"]', ""])
def test_what_sees_all_apps_sees_them_all(platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of users, and what belongs to the platform, are made once for all apps."""
    (tmp_path / "fleet.toml").write_text(fleet({}), encoding="utf-8")
    (tmp_path / "platform.toml").write_text(f'namespace = "shop"\n{platform}\n', encoding="utf-8")
    rule = '    first = system.workloads[0]\n    yield Part(first.ref("v1", "ConfigMap"), {"data": {"apps": str(len(system.workloads))}}, ("name",))\n'
    (tmp_path / "acme.py").write_text(f"from rocksolid import Part\n\ndef rule(system):\n{rule}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, text, _ = rendered("fleet.toml", "--platform-objects")

    assert code == 0
    assert text.count("kind: Namespace\n") == 1
    assert text.count(f'apps: "{APPS}"') == bool(platform)


def test_a_fleet_is_written_to_a_file_as_to_stdout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is printed of many apps is what a file of them holds."""
    (tmp_path / "fleet.toml").write_text(fleet({}), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    _, printed, _ = rendered("fleet.toml")

    assert rendered("fleet.toml", "-o", "all.yaml")[0] == 0
    assert (tmp_path / "all.yaml").read_text(encoding="utf-8") == printed
    assert printed.count("kind: Deployment\n") == APPS


def by_workers(act: Callable[[], Any]) -> Callable[[int], int]:
    """Return work that workers do in another way than this process."""
    here = os.getpid()

    def work(piece: int) -> int:
        if os.getpid() != here:
            act()
        return piece * piece

    return work


def fail() -> None:
    """Fail as a mistake of ours does."""
    raise LookupError


@pytest.mark.parametrize(
    "act",
    [lambda: None, fail, lambda: os._exit(3), lambda: os.kill(os.getpid(), signal.SIGKILL), lambda: os.kill(os.getpid(), signal.SIGINT)],
    ids=["helps", "fails", "leaves", "is killed", "is interrupted"],
)
def test_every_piece_is_done_whatever_becomes_of_a_worker(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The results are whole and in order, and no process is left."""
    monkeypatch.setattr(workers, "cores", lambda: 3)

    assert shared_out(256, by_workers(act)) == [piece * piece for piece in range(256)]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt])
def test_what_goes_wrong_here_ends_the_workers(error: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    """An error in a piece is raised, as an interrupt is, and nobody goes on working."""
    monkeypatch.setattr(workers, "cores", lambda: 2)
    here = os.getpid()

    def work(_: int) -> int:
        if os.getpid() == here:
            raise error
        signal.pause()
        return 0

    with pytest.raises(error):
        shared_out(2, work)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_several_processes_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """With two cores two pieces are done at the same time: each waits until the other has begun."""
    monkeypatch.setattr(workers, "cores", lambda: 2)
    here, pipes = os.getpid(), (os.pipe(), os.pipe())

    def work(_: int) -> int:
        own, other = pipes if os.getpid() == here else reversed(pipes)
        os.write(own[1], b"x")
        os.read(other[0], 1)
        return os.getpid()

    assert len(set(shared_out(2, work))) == 2


def refused() -> int:
    """Refuse a process, as a system does that has no more."""
    raise BlockingIOError(11, "Resource temporarily unavailable")


@pytest.mark.parametrize("fork", [None, refused], ids=["no system call", "no more processes"])
def test_without_a_second_process_all_is_done_here(fork: Callable[[], int] | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where this process cannot be copied, it does everything itself, and no file descriptor is left open."""
    monkeypatch.setattr(workers, "cores", lambda: 3)
    if fork:
        monkeypatch.setattr(os, "fork", fork)
    else:
        monkeypatch.delattr(os, "fork")
    before = sorted(Path("/dev/fd").iterdir())

    assert shared_out(3, lambda _: os.getpid()) == [os.getpid()] * 3
    assert sorted(Path("/dev/fd").iterdir()) == before
