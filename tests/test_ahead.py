"""Large blueprints are read by another process while this one still loads the compiler, and that is seen by nothing but the time it takes."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rocksolid.cli import ahead, workers
from rocksolid.cli.ahead import read_ahead
from rocksolid.cli.commands import application
from rocksolid.language import toml
from typer.testing import CliRunner

pytestmark = pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")  # The test runner has threads, a render has none.

SOUND = b'name = "web"\nport = 8080\nimage = "registry.example.com/web:1.4.0"\n'
TEXTS = {
    "sound": SOUND,
    "with a byte order mark": b"\xef\xbb\xbf" + SOUND,
    "with line ends of Windows": SOUND.replace(b"\n", b"\r\n") + b'[files]\r\n"/etc/motd" = """one\r\ntwo"""\r\n',
    "no TOML": SOUND + b"[env\n",
    "no UTF-8": SOUND + b'env.TOWN = "K\xf6ln"\n',
    "with a date": SOUND + b"env.DAY = 2026-11-23\n",
    "with a number that is none": SOUND + b"replicas = nan\n",
    "with a word that is none": SOUND + b"replicsa = 3\n",
    "too deep": SOUND + b"env = " + b"[" * 5000,
    "of nothing": b"",
}


def rendered(*arguments: str) -> tuple[int, str, str]:
    """Return how a render ends, and what it says."""
    result = CliRunner().invoke(application("render"), ["render", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture(autouse=True)
def _ahead_of_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ahead, "LARGE", 0)
    monkeypatch.setattr(workers, "cores", lambda: 2)


@pytest.mark.parametrize("path", ["web.toml", "./web.toml", "."])
@pytest.mark.parametrize("text", TEXTS)
def test_what_is_read_ahead_is_what_is_read(text: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The manifests are the same, and so is what is wrong with a file, and where."""
    (tmp_path / "web.toml").write_bytes(TEXTS[text])
    (tmp_path / "platform.toml").write_bytes(b'namespace = "shop"\n')
    read_before = rendered(path)
    monkeypatch.setattr(workers, "cores", lambda: 1)

    assert read_before == rendered(path)


def test_a_worker_reads_files_and_those_of_directories(tmp_path: Path) -> None:
    """They are given by the names that they are asked by; files in folders, and what is no TOML, are not read ahead."""
    (tmp_path / "shop" / "more").mkdir(parents=True)
    for name in ("web.toml", "shop/api.toml", "shop/more/db.toml", "shop/notes.txt"):
        (tmp_path / name).write_bytes(SOUND)
    (tmp_path / "shop" / "wrong.toml").write_bytes(b"[")
    given = read_ahead(("./web.toml", "shop", "missing.toml"))

    assert given(Path("web.toml")) == given(Path("shop/api.toml")) == (SOUND.decode(), toml.loads(SOUND.decode()))
    assert [given(Path(name)) for name in ("shop/more/db.toml", "shop/notes.txt", "shop/wrong.toml", "missing.toml")] == [None] * 4
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_small_files_are_not_worth_a_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To start a process takes longer than to read them."""
    (tmp_path / "web.toml").write_bytes(SOUND)
    monkeypatch.setattr(ahead, "LARGE", len(SOUND) + 1)
    monkeypatch.setattr(os, "fork", None)

    assert read_ahead(["web.toml"])(Path("web.toml")) is None


def refused() -> int:
    """Refuse a process, as a system does that has no more."""
    raise BlockingIOError(11, "Resource temporarily unavailable")


def leave(_: str) -> Any:
    """End the process that reads."""
    os._exit(3)


@pytest.mark.parametrize(("module", "name", "act"), [(os, "fork", refused), (toml, "loads", leave)], ids=["is not started", "leaves"])
def test_without_its_worker_a_render_reads_by_itself(
    module: Any, name: str, act: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody read ahead is read when it is asked for."""
    (tmp_path / "web.toml").write_bytes(SOUND)
    here, real = os.getpid(), getattr(module, name)
    monkeypatch.setattr(module, name, lambda *given: real(*given) if os.getpid() == here and module is toml else act(*given))

    assert rendered("web.toml")[0] == 0
