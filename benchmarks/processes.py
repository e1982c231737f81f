"""Runs a command as a whole process, and tells how long it took, how much memory it and its children held (on Linux), or what it said."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_PAUSE, _PART = 0.003, 0.01
"""Seconds between two looks at the memory, and after a while the part of the time that the command runs already."""
_LAUNCHER = """
import os, sys
process = os.spawnv(os.P_NOWAIT, sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(process, 0)
open(sys.argv[1], "w").write(str(used.ru_maxrss))
sys.exit(status and 1)
"""
"""Runs a command and writes down the most KiB that it held: in a small process, because what this one holds would count too."""
_PROC = Path("/proc")
_ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPATH"}} | {
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "1"
}


def seconds(command: Sequence[str], output: Path) -> float:
    """Return how long a command takes, from its start to its end; end this program where it fails."""
    output.unlink(missing_ok=True)  # What was written before is not thrown away in its time.
    begin = time.perf_counter()
    with _started(command, output):
        pass
    return time.perf_counter() - begin


def said(*command: str) -> str:
    """Return what a command prints."""
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=_ENVIRONMENT).stdout.strip()


def memory(command: Sequence[str], output: Path, limit: float) -> float:
    """Return the most MiB that a command held at one moment, its children included; raise TimeoutError where it takes too many seconds.

    The kernel remembers the most that one process held; of several at once, each counts its proportional share, as often as it is seen.
    """
    begin, together, most = time.perf_counter(), 0, output.with_suffix(".most")
    with _started((sys.executable, "-I", "-S", "-c", _LAUNCHER, str(most), *command), output) as launcher:
        while launcher.poll() is None:
            together = max(together, sum(_field(process, "smaps_rollup", "Pss:") for process in _descendants(launcher.pid)))
            passed = time.perf_counter() - begin
            if passed > limit:
                for process in _descendants(launcher.pid):
                    with suppress(ProcessLookupError):  # It may just have ended.
                        os.kill(process, signal.SIGKILL)
                launcher.wait()
                raise TimeoutError
            time.sleep(max(_PAUSE, _PART * passed))
    return max(together, int(most.read_text(encoding="ascii"))) / 1024


@contextmanager
def _started(command: Sequence[str], output: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command beside this program, and wait for its end; what it complains of stands in a file beside its output."""
    complaints = output.with_suffix(".err")
    with output.open("wb") as stdout, complaints.open("wb") as stderr:
        process = subprocess.Popen(command, stdout=stdout, stderr=stderr, env=_ENVIRONMENT)
        yield process
        if process.wait():
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{complaints.read_text(encoding='utf-8', errors='replace')}")


def _descendants(root: int) -> Iterator[int]:
    """Yield the children of a process, and theirs."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            children.setdefault(_field(int(entry.name), "status", "PPid:"), []).append(int(entry.name))
    ahead = children.get(root, [])
    while ahead:
        yield (process := ahead.pop())
        ahead += children.get(process, [])


def _field(process: int, file: str, name: str) -> int:
    """Return a number that the kernel tells of a process, or 0 for one that has ended or has not begun."""
    try:
        lines = (_PROC / str(process) / file).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
