"""On what is measured: the machine, and the versions of everything that takes part."""

import os
import platform
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path

from processes import said

_LIBRARIES = ("attrs", "cattrs", "typer", "PyYAML")
_PEERS = ("gojsonnet", "rjsonnet", "kcl_lib", "cdk8s")
_VERSION = "import importlib.metadata, sys; print(*(importlib.metadata.version(name) for name in sys.argv[1:]))"


def described(tools: Mapping[str, str]) -> dict[str, str]:
    """Return what there is to know, as lines of a table; `tools` are the commands by their placeholders in rows."""
    return {
        "processor": f"{_first('/proc/cpuinfo', 'model name')}, {os.cpu_count()} cores",
        "memory": f"{int(_first('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "system": f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}",
        "Python": platform.python_version(),
        "rocksolid": ", ".join([_commit(), *_versions(tools["python"], _LIBRARIES)]),
        "helm": said(tools["helm"], "version", "--short"),
        "kubectl": said(tools["kubectl"], "version", "--client").split("\n")[0].removeprefix("Client Version: "),
        "peers from Python": ", ".join(_versions(tools["peers"], _PEERS)),
        "node, for cdk8s": said("node", "--version"),
    }


def load() -> float:
    """Return how many processes wanted a processor, over the last minute."""
    return round(os.getloadavg()[0], 2)


def _commit() -> str:
    """Return which commit is measured, where there is one."""
    done = subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False)
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "of no commit"


def _versions(python: str, packages: tuple[str, ...]) -> list[str]:
    return [f"{name} {version}" for name, version in zip(packages, said(python, "-c", _VERSION, *packages).split(), strict=True)]


def _first(file: str, name: str) -> str:
    """Return a value that the kernel tells."""
    found = re.search(rf"^{name}\s*:\s*(.*)$", Path(file).read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "unknown"
